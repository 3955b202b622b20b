"""Careers in care as they stand: a child, and its stays in order."""

from dataclasses import dataclass, field

from socopt.synth.careers.assumptions import SETTINGS
from socopt.synth.careers.backward import Pasts, Whole


@dataclass(slots=True, kw_only=True)
class Stay:
    """A stay: days are ordinals, ``end`` the day on which the child left (None: still there)."""

    setting: str
    start: int
    end: int | None
    reason: str | None = None
    program_id: str | None = None
    goes_home: bool = False  # the child left care then, and came back later


@dataclass(slots=True, kw_only=True)
class Career:
    """The stays of a child, oldest first: of one spell in care, or of two where it came back."""

    born: int
    stays: list[Stay] = field(default_factory=list)

    @property
    def entered(self) -> int:
        return self.stays[0].start

    @property
    def left(self) -> int | None:
        return self.stays[-1].end

    def age_at(self, day: int) -> int:
        """Full years on a day, near enough for what follows from age here."""
        return max(0, int((day - self.born) / 365.25))


def careers_from(pasts: Pasts, born: Whole, last: list[Stay]) -> list[Career]:
    """Careers that end in the stays given."""
    careers = []
    for row, (birthday, stay) in enumerate(zip(born.tolist(), last, strict=True)):
        stays = [stay]
        before = zip(pasts.settings[row].tolist(), pasts.starts[row].tolist(), pasts.ends[row].tolist(), strict=True)
        for setting, start, end in before:
            if setting < 0:
                break
            stays.append(Stay(setting=SETTINGS[setting], start=birthday + start, end=birthday + end))
        careers.append(Career(born=birthday, stays=stays[::-1]))
    return careers
