"""Steps for entries that have none: the earliest in the order given in which every bed is there when it is taken."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from socopt.check.chains import Chains, Traffic, is_crowded, is_overrun, keeps_steps, traffic
from socopt.check.facts import Facts
from socopt.check.outcomes import Outcome
from socopt.check.room import Rooms

MAX_TRIALS = 20_000  # for each set of entries that wait for one another


def with_earliest_steps(facts: Facts, rooms: Rooms, outcomes: Sequence[Outcome]) -> list[Outcome] | None:
    """The outcomes with feasible steps, the earliest in the order given; None where no order of steps is feasible.

    Entries that fit before anybody moves go first; the others are tried in turn, optimistically, with at most
    ``MAX_TRIALS`` trials for those whose programs hang together.
    """
    walk = Walk(facts, rooms, [replace(outcome, step=1 if outcome.is_placed else int(outcome.kind == "serve"
                                                                                     and outcome.departs))
                               for outcome in outcomes])  # fmt: skip
    moving = traffic(facts, rooms, walk.outcomes)
    crowded = {program_id for program_id, here in moving.items() if is_crowded(rooms, program_id, here)}
    if any(is_overrun(rooms, program_id, moving[program_id]) for program_id in crowded):
        return None
    open_ = [
        index for index, outcome in enumerate(walk.outcomes) if outcome.is_placed and outcome.program_id in crowded
    ]
    walk.leave_out(open_)
    return walk.outcomes if all(walk.find_steps(each) for each in _hanging_together(walk.outcomes, open_)) else None


def _hanging_together(outcomes: Sequence[Outcome], open_: Sequence[int]) -> list[list[int]]:
    """Open entries in sets that share no program."""
    programs = Chains(place for index in open_ for place in _places(outcomes[index]))
    for index in open_:
        first, *rest = _places(outcomes[index])
        for other in rest:
            programs.link(first, other)
    sets: dict[str, list[int]] = defaultdict(list)
    for index in open_:
        sets[programs.of(_places(outcomes[index])[0])].append(index)
    return list(sets.values())


def _places(outcome: Outcome) -> list[str]:
    """The program an outcome enters and the one it leaves."""
    entered = [outcome.program_id] if outcome.enters else []
    left = [outcome.current] if outcome.departs else []
    return [place for place in (*entered, *left) if place is not None]


class Walk:
    """Outcomes on their way, and who passes through each program: a step tried changes two programs only."""

    def __init__(self, facts: Facts, rooms: Rooms, outcomes: Iterable[Outcome]) -> None:
        self.facts = facts
        self.rooms = rooms
        self.outcomes = list(outcomes)
        self._waiting: set[str] = set()
        self._through: dict[str, list[int]] = defaultdict(list)
        for index, outcome in enumerate(self.outcomes):
            for place in _places(outcome):
                self._through[place].append(index)

    def leave_out(self, entries: Iterable[int]) -> None:
        """Entries to be tried later: they leave at step 1, and do not enter."""
        self._waiting = {self.outcomes[index].line.line_id for index in entries}

    def find_steps(self, entries: Sequence[int]) -> bool:
        """Depth-first over the steps of some entries left out; whether there are any."""
        following = [1] * (len(entries) + 1)
        done = trials = 0
        while done < len(entries):
            step, following[done] = following[done], following[done] + 1
            if step > self.facts.max_depth:
                self._take_back(entries[done])
                following[done] = 1
                done -= 1
                if done < 0:
                    return False
                continue
            trials += 1
            if trials > MAX_TRIALS:
                return False
            done += self._takes(entries[done], step)
        return True

    def _takes(self, index: int, step: int) -> bool:
        """Let an entry take a step; whether everybody in its programs still finds room."""
        self.outcomes[index] = replace(self.outcomes[index], step=step)
        self._waiting.discard(self.outcomes[index].line.line_id)
        return self._holds(self.outcomes, index)

    def _take_back(self, index: int) -> None:
        self.outcomes[index] = replace(self.outcomes[index], step=1)
        self._waiting.add(self.outcomes[index].line.line_id)

    def with_entry(self, index: int, entry: Outcome) -> list[Outcome] | None:
        """The outcomes with another in place of one that enters nothing, as early as the steps of all others allow.

        All step anew where they do not allow it; None where the chains cannot be walked with it.
        """
        trial = list(self.outcomes)
        for step in range(1, self.facts.max_depth + 1) if entry.is_placed else (entry.step,):
            trial[index] = replace(entry, step=step)
            if self._holds(trial, index):
                return trial
        return with_earliest_steps(self.facts, self.rooms, trial)

    def _holds(self, outcomes: Sequence[Outcome], index: int) -> bool:
        return all(self._keeps_steps(outcomes, place, index) for place in _places(outcomes[index]))

    def _keeps_steps(self, outcomes: Sequence[Outcome], program_id: str, index: int) -> bool:
        passing = {*self._through.get(program_id, ()), index}
        here = traffic(self.facts, self.rooms, [outcomes[each] for each in passing])[program_id]
        present = Traffic([entry for entry in here.entries if entry[2] not in self._waiting], here.departures)
        return keeps_steps(self.facts, self.rooms, program_id, present)
