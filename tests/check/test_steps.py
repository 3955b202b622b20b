"""Steps filled in by the checker: the earliest in the order given, as trying all of them finds."""

from dataclasses import replace
from itertools import product
from random import Random

from socopt.check import Checker
from socopt.check.chains import Chains, chain_violations
from socopt.check.outcomes import Outcome, outcome_of
from socopt.check.steps import Walk, with_earliest_steps
from socopt.domain import Recommendation
from tests.brute_force import outcomes_of
from tests.random_nights import FOCI, random_night

NUM_NIGHTS = 40
PLANS_OF_NIGHT = 6


def random_plans():
    """Checkers and outcomes without steps: any outcome of every unit, whether there is room for all or not."""
    dice = Random(5)
    for number in range(NUM_NIGHTS):
        random = random_night(90_000 + number, dice.sample(FOCI, 3))
        if random.night.policy.parameters["chains"]["swaps"]:
            continue
        checker = Checker(random.night)
        choices = [outcomes_of(random.night, unit) for unit in random.night.units]
        for _ in range(PLANS_OF_NIGHT):
            if all(choices):
                yield checker, [bare(checker, dice.choice(outcomes)) for outcomes in choices]


def bare(checker, chosen) -> Outcome:
    line = checker.night.lines[chosen.line_id]
    row = Recommendation(
        line_id=line.line_id,
        child_id=line.child_id,
        service=line.service,
        kind=chosen.kind,
        program_id=chosen.program_id,
        flags=() if chosen.units is None else (f"units={chosen.units}",),
    )
    return outcome_of(checker.facts, row)


def every_way(checker, outcomes):
    """The outcomes at all steps, the earliest first."""
    depth = checker.facts.max_depth
    options = [range(1, depth + 1) if each.is_placed else [int(each.kind == "serve" and each.departs)]
               for each in outcomes]  # fmt: skip
    for steps in product(*options):
        yield [replace(each, step=step) for each, step in zip(outcomes, steps, strict=True)]


def can_be_walked(checker, outcomes) -> bool:
    found = chain_violations(checker.facts, checker.rooms, outcomes)
    return not any(each.rule == "resource" or "no room at step" in each.detail for each in found)


def test_the_steps_found_are_the_first_of_all_that_can_be_walked():
    walked = late = 0
    for checker, outcomes in random_plans():
        first = next((way for way in every_way(checker, outcomes) if can_be_walked(checker, way)), None)
        found = with_earliest_steps(checker.facts, checker.rooms, outcomes)
        assert found == first
        walked += found is not None
        late += found is not None and any(each.step > 1 for each in found)
    assert walked >= 50
    assert late >= 5, "nobody ever waits for a bed: the nights show nothing"


def test_an_entry_put_into_a_plan_can_be_walked_if_any_steps_can():
    """Beside a plan that can be walked, with one unit more; unserved units enter nothing and leave no bed they keep."""
    tried = beside = 0
    for checker, outcomes in random_plans():
        for index, entry in enumerate(outcomes):
            unserved = next((each for each in outcomes_of(checker.night, entry.unit) if each.kind == "unserved"), None)
            if unserved is None or not entry.enters:
                continue
            without = [*outcomes[:index], bare(checker, unserved), *outcomes[index + 1 :]]
            base = with_earliest_steps(checker.facts, checker.rooms, without)
            if base is None:
                continue
            placed = replace(entry, step=int(entry.kind == "serve" and entry.departs))
            found = Walk(checker.facts, checker.rooms, base).with_entry(index, placed)
            possible = any(can_be_walked(checker, way) for way in every_way(checker, outcomes))
            assert (found is not None) == possible
            assert found is None or can_be_walked(checker, found)
            tried += 1
            beside += found is not None
    assert tried > beside >= 10


def test_a_chain_is_known_by_its_least_id():
    chains = Chains("dcba")
    chains.link("d", "c")
    chains.link("b", "a")
    assert [chains.of(each) for each in "abcd"] == ["a", "a", "c", "c"]
    chains.link("c", "b")
    assert {chains.of(each) for each in "abcd"} == {"a"}
