"""Tightening rows cut off no plan: with and without them, the best plans are worth the same."""

from random import Random

import pytest

from socopt.matching import formulation, match, tightening
from socopt.matching.formulation import formulate
from socopt.policy import Night, default_policy
from tests.nights import ago, born, child, home, instance_of

NIGHTS = 30
KINDS = ("odd set", "large column", "room for both")


def crowded_night(seed):
    """Siblings and friends for homes that are nearly full of children who may leave."""
    dice = Random(seed)
    waiting = [
        child(
            f"w{number}",
            birth_date=born(dice.randint(1, 14)),
            sibling_group_id=dice.choice("GGGH"),
            tonight_at=dice.choice(("office", "relative")),
        )
        for number in range(dice.randint(3, 4))
    ]
    ready = {"status": "ready_to_move", "ready_since": ago(10), "target_level": 1}
    holding = [
        child(
            f"h{number}", sex="M", birth_date=born(dice.randint(3, 14)), current_program_id=dice.choice("pq"), **ready
        )
        for number in range(dice.randint(1, 3))
    ]
    programs = [
        home("p", capacity=dice.randint(1, 4)),
        home("q", capacity=dice.randint(1, 3)),
        home("v", capacity=dice.randint(0, 2), levels="1", sexes="M"),
    ]
    friends = [child(each) for each in "ab"] if dice.random() < 0.7 else []
    wishes = [{"child_a": "a", "child_b": "b", "wish": "together"}] if friends else []
    return instance_of([*waiting, *holding, *friends], programs, pair_wishes=wishes)


@pytest.mark.parametrize("many_columns", [tightening.MANY_COLUMNS, 0])
def test_the_best_plans_are_worth_the_same_with_and_without(monkeypatch, many_columns):
    """Also where columns of one child share their rows."""
    monkeypatch.setattr(tightening, "MANY_COLUMNS", many_columns)
    nights = [crowded_night(seed) for seed in range(NIGHTS)]
    tightened = [[tier.value for tier in match(night).tiers] for night in nights]
    monkeypatch.setattr(formulation, "add_tightening_rows", lambda *_: None)
    assert [[tier.value for tier in match(night).tiers] for night in nights] == tightened


def test_the_nights_have_rows_of_every_kind():
    """So that the comparison is about something."""
    found = [formulate(Night(crowded_night(seed), default_policy())).problem.row_names for seed in range(NIGHTS)]
    kinds = [{name.split(":")[0] for name in names} for names in found]
    having = {kind: sum(kind in names for names in kinds) for kind in KINDS}
    assert all(count >= 5 for count in having.values()), having
