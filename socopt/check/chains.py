"""Vacancy chains, walked step by step (docs/model.md, section 4: steps and resource)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from socopt.check.facts import Facts
from socopt.check.outcomes import Outcome
from socopt.check.room import Rooms, Uses
from socopt.check.verdict import Violation


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


def keeps_steps(facts: Facts, rooms: Rooms, program_id: str, here: Traffic) -> bool:
    """Whether every step into one program can be taken in its order."""
    room = rooms.of(program_id).left
    return not any(_broken(room, here, step) for step in range(1, facts.max_depth + 1))


def is_crowded(rooms: Rooms, program_id: str, here: Traffic) -> bool:
    """Whether not everybody who enters finds room before anybody moves."""
    return bool(here.entries and _broken(rooms.of(program_id).left, here, 1))


def is_overrun(rooms: Rooms, program_id: str, here: Traffic) -> bool:
    """Whether there is not room for all, in whatever order they step."""
    return bool(_broken(rooms.of(program_id).left, here, None))


def chain_ids(outcomes: Sequence[Outcome]) -> Mapping[str, str]:
    """A chain_id by line_id for every entry and departure that bed changes link; the least line_id of the chain."""
    chains = Chains(outcome.line.line_id for outcome in outcomes if outcome.is_placed or outcome.departs)
    leaving: dict[str, list[str]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.departs and outcome.current is not None:
            leaving[outcome.current].append(outcome.line.line_id)
    for outcome in outcomes:
        for freed in leaving.get(outcome.program_id or "", ()) if outcome.is_placed else ():
            chains.link(outcome.line.line_id, freed)
    return {line_id: chains.of(line_id) for line_id in chains.ids}


class Chains:
    """Ids that links join; each chain is known by its least id."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = tuple(ids)
        self._towards = {each: each for each in self.ids}

    def of(self, each: str) -> str:
        """The least id of a chain."""
        while self._towards[each] != each:
            self._towards[each] = self._towards[self._towards[each]]
            each = self._towards[each]
        return each

    def link(self, one: str, other: str) -> None:
        """Join two chains."""
        first, second = sorted((self.of(one), self.of(other)))
        self._towards[second] = first
