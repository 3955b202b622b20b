"""The morning in four answers: whom to call first, what changed, which chains, where one bed more would help."""

from collections.abc import Sequence
from dataclasses import dataclass

from socopt.report.briefing import words
from socopt.report.briefing.calls import Call
from socopt.report.briefing.chains import Chain
from socopt.report.briefing.changes import Changes
from socopt.report.briefing.stuck import OneMoreBed
from socopt.report.briefing.without_safe_bed import Urgent


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """``first`` is the most urgent child for whom there is anybody to call, ``number`` its place in the list.

    ``call`` is whom to call; both are None where nobody can be called. ``bed`` is the full program that admits the most
    of those who wait, None where there is none.
    """

    first: Urgent | None
    number: int
    call: Call | None
    changes: str
    chains: int
    moves: int
    bed: OneMoreBed | None

    @property
    def chains_words(self) -> str:
        """How many chains, of how many moves."""
        if not self.chains:
            return "No chains tonight"
        return f"{words.sentence(words.counted(self.chains, 'chain'))} of {words.counted(self.moves, 'move')}"


def glance(urgent: Sequence[Urgent], changes: Changes, chains: Sequence[Chain], beds: Sequence[OneMoreBed]) -> Glance:
    """What stands above everything else, from the sections below it."""
    callable_ = ((number, row, call) for number, row in enumerate(urgent, 1) if (call := _first_call(row)))
    number, first, call = next(callable_, (0, None, None))
    return Glance(
        first=first,
        number=number,
        call=call,
        changes=words.sentence(changes.in_short),
        chains=len(chains),
        moves=sum(len(chain.steps) for chain in chains),
        bed=beds[0] if beds else None,
    )


def _first_call(row: Urgent) -> Call | None:
    """The call that opens the bed, else that for the recommended program, else that for the nearest other."""
    opening = (step.call for step in row.before if step.call is not None)
    return next(opening, None) or row.recommended or next(iter(row.others), None)
