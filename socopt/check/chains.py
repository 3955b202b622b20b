"""Vacancy chains, walked step by step (docs/model.md, section 4: steps and resource)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from socopt.check.facts import Facts
from socopt.check.outcomes import Outcome
from socopt.check.room import Rooms, Uses
from socopt.check.verdict import Violation

MAX_TRIALS = 20_000


@dataclass(frozen=True, slots=True)
class Traffic:
    """Who enters and who leaves one program: (step, uses, line_id), in no order."""

    entries: list[tuple[int, Uses, str]]
    departures: list[tuple[int, Uses, str]]


def traffic(facts: Facts, rooms: Rooms, outcomes: Sequence[Outcome]) -> Mapping[str, Traffic]:
    """Entries and departures by program_id; a departure is usable one step after its own, in an exchange at once."""
    found: dict[str, Traffic] = defaultdict(lambda: Traffic([], []))
    exchanges = _exchanges(outcomes) if facts.swaps else frozenset()
    for outcome in outcomes:
        child_id = outcome.child.child_id
        if outcome.enters and outcome.program_id is not None:
            step = outcome.step if outcome.is_placed else 1
            uses = rooms.uses(child_id, outcome.program_id, outcome.units)
            found[outcome.program_id].entries.append((step, uses, outcome.line.line_id))
        if outcome.departs and outcome.current is not None:
            step = outcome.departure_step - (child_id in exchanges)
            found[outcome.current].departures.append((step, rooms.gives(child_id), outcome.line.line_id))
    return found


def _exchanges(outcomes: Sequence[Outcome]) -> frozenset[str]:
    """Children who exchange beds with another in one step."""
    trips = {(o.current, o.program_id, o.step) for o in outcomes if o.is_placed and o.departs}
    return frozenset(o.child.child_id for o in outcomes
                     if o.is_placed and o.departs and (o.program_id, o.current, o.step) in trips)  # fmt: skip


def room_left(rooms: Rooms, program_id: str, moving: Mapping[str, Traffic]) -> Uses:
    """Room of each resource when everybody has moved; negative where it is broken or began over its limit."""
    return _left(rooms.of(program_id).left, moving.get(program_id), None)


def _left(room: Uses, here: Traffic | None, step: int | None) -> Uses:
    """Room after entries up to a step and departures before it; after everything where ``step`` is None."""
    left = list(room)
    for at, gives, _ in here.departures if here else ():
        if step is None or at < step:
            for index, amount in enumerate(gives):
                left[index] += amount
    for at, uses, _ in here.entries if here else ():
        if step is None or at <= step:
            for index, amount in enumerate(uses):
                left[index] -= amount
    return tuple(left)


def _broken(room: Uses, here: Traffic, step: int | None) -> list[int]:
    """Resources whose entrants use more than max(0, room + departures)."""
    entries = [uses for at, uses, _ in here.entries if step is None or at <= step]
    left = _left(room, here, step)
    return [index for index, amount in enumerate(left)
            if amount < 0 and any(uses[index] for uses in entries)]  # fmt: skip


def chain_violations(facts: Facts, rooms: Rooms, outcomes: Sequence[Outcome]) -> list[Violation]:
    """Limits that the whole plan breaks (``resource``), and steps that cannot be taken in their order (``chain``)."""
    violations = [*_wrong_steps(facts, outcomes), *_unlinked(outcomes)]
    for program_id, here in traffic(facts, rooms, outcomes).items():
        if not here.entries:
            continue
        room = rooms.of(program_id)
        broken = _broken(room.left, here, None)
        violations.extend(_resource(room.names[index], program_id, here) for index in broken)
        if broken:
            continue
        for step in range(1, max(at for at, _, _ in here.entries) + 1):
            late = _broken(room.left, here, step)
            if late:
                violations.append(_out_of_order(room.names[late[0]], program_id, here, step))
                break
    return violations


def _resource(name: str, program_id: str, here: Traffic) -> Violation:
    last = max(here.entries)[2]
    detail = f"{name}: {len(here.entries)} enter, {len(here.departures)} leave, and there is not room for all"
    return Violation(rule="resource", line_id=last, program_id=program_id, detail=detail)


def _out_of_order(name: str, program_id: str, here: Traffic, step: int) -> Violation:
    line_id = max(entry for entry in here.entries if entry[0] <= step)[2]
    detail = f"{name}: no room at step {step}; a bed can be taken one step after it is freed"
    return Violation(rule="chain", line_id=line_id, program_id=program_id, detail=detail)


def _wrong_steps(facts: Facts, outcomes: Sequence[Outcome]) -> Iterator[Violation]:
    for outcome in outcomes:
        lowest, highest = 0, 0
        if outcome.is_placed:
            lowest, highest = 1, facts.max_depth
        elif outcome.kind == "serve" and outcome.departs:
            lowest, highest = 1, 1
        if not lowest <= outcome.step <= highest:
            expected = str(lowest) if lowest == highest else f"{lowest} to {highest}"
            yield outcome.violation("chain", f"step {outcome.step}, expected {expected}")


def _unlinked(outcomes: Sequence[Outcome]) -> Iterator[Violation]:
    """Later entries that share their chain_id with nobody who leaves the program, while there are leavers for all."""
    followers = [outcome for outcome in outcomes if outcome.is_placed and outcome.step > 1]
    if not followers:
        return
    left = Counter(outcome.current for outcome in outcomes if outcome.departs)
    late = Counter(outcome.program_id for outcome in followers)
    links = {
        (outcome.current, outcome.row.chain_id) for outcome in outcomes if outcome.departs and outcome.row.chain_id
    }
    for outcome in followers:
        program_id = outcome.program_id
        if (program_id, outcome.row.chain_id) not in links and late[program_id] <= left[program_id]:
            yield outcome.violation("chain", f"chain {outcome.row.chain_id} holds no departure from this program")


def with_earliest_steps(facts: Facts, rooms: Rooms, outcomes: Sequence[Outcome]) -> list[Outcome] | None:
    """The outcomes with feasible steps, the earliest in the order given; None where no order of steps is feasible.

    Entries that fit before anybody moves go first; the others are tried in turn, optimistically, with at most
    ``MAX_TRIALS`` trials.
    """
    at_first = [replace(outcome, step=1 if outcome.is_placed else int(outcome.kind == "serve" and outcome.departs))
                for outcome in outcomes]  # fmt: skip
    moving = traffic(facts, rooms, at_first)
    crowded = {program_id for program_id, here in moving.items()
               if here.entries and _broken(rooms.of(program_id).left, here, 1)}  # fmt: skip
    if any(_broken(rooms.of(program_id).left, moving[program_id], None) for program_id in crowded):
        return None
    open_ = [index for index, outcome in enumerate(at_first) if outcome.is_placed and outcome.program_id in crowded]
    return _search(facts, rooms, at_first, open_) if open_ else at_first


def _search(facts: Facts, rooms: Rooms, outcomes: list[Outcome], open_: list[int]) -> list[Outcome] | None:
    """Depth-first over the steps of the open entries; those not tried yet leave at step 1, and do not enter."""
    trials = 0
    stack: list[tuple[int, ...]] = [()]
    while stack and trials < MAX_TRIALS:
        steps = stack.pop()
        trials += 1
        trial = list(outcomes)
        for index, step in zip(open_, steps, strict=False):
            trial[index] = replace(outcomes[index], step=step)
        waiting = {outcomes[index].line.line_id for index in open_[len(steps) :]}
        if not is_feasible(facts, rooms, trial, waiting):
            continue
        if not waiting:
            return trial
        stack.extend((*steps, step) for step in range(facts.max_depth, 0, -1))
    return None


def is_feasible(facts: Facts, rooms: Rooms, outcomes: Sequence[Outcome], waiting: Collection[str] = ()) -> bool:
    """Whether every step can be taken in its order; entries of the lines in ``waiting`` are left out."""
    for program_id, here in traffic(facts, rooms, outcomes).items():
        entries = [entry for entry in here.entries if entry[2] not in waiting]
        present = Traffic(entries, here.departures)
        if any(_broken(rooms.of(program_id).left, present, step) for step in range(1, facts.max_depth + 1)):
            return False
    return True


def chain_ids(outcomes: Sequence[Outcome]) -> Mapping[str, str]:
    """A chain_id by line_id for every entry and departure that bed changes link; the least line_id of the chain."""
    chain = {outcome.line.line_id: outcome.line.line_id for outcome in outcomes if outcome.is_placed or outcome.departs}
    leaving: dict[str, list[str]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.departs and outcome.current is not None:
            leaving[outcome.current].append(outcome.line.line_id)
    for outcome in outcomes:
        for freed in leaving.get(outcome.program_id or "", ()) if outcome.is_placed else ():
            one, other = sorted((chain[outcome.line.line_id], chain[freed]))
            chain = {line_id: one if found == other else found for line_id, found in chain.items()}
    return chain
