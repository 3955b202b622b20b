"""Families of children who have left care: siblings who entered it on one day."""

from dataclasses import dataclass

from socopt.synth.careers.careers import Career
from socopt.synth.dice import Dice
from socopt.synth.parameters import Parameters

REACH_DAYS = 14  # careers that begin within two weeks of each other can become siblings'
LEAST_APART_DAYS, MOST_APART_DAYS = 300, 8 * 365  # births in one family


@dataclass(slots=True, kw_only=True)
class Leaver:
    """A child who has left care: the career, whether an age limit ended it, and the family (by number)."""

    career: Career
    cut_off: bool
    family: int


def in_families(dice: Dice, ended: list[tuple[Career, bool]], p: Parameters, since: int) -> list[Leaver]:
    """Careers in the order of their entry, some of them made siblings' by moving whole careers a few days.

    Parameters
    ----------
    since : ordinal of the first day of the history; nobody is moved to have left before it.
    """
    waiting = [Leaver(career=c, cut_off=cut, family=-1) for c, cut in sorted(ended, key=lambda pair: pair[0].entered)]
    share = _share_of_heads(p)
    number = 0
    for place, head in enumerate(waiting):
        if head.family >= 0:
            continue
        head.family = number
        if dice.chance(share):
            _gather(waiting, place, dice.weighted(p.sibling_sizes), since)
        number += 1
    return waiting


def _share_of_heads(p: Parameters) -> float:
    """Share of families with several children, so that ``with_sibling`` of all children have a sibling."""
    mean_size = sum(size * share for size, share in p.sibling_sizes.items()) / sum(p.sibling_sizes.values())
    return p.with_sibling / (mean_size - p.with_sibling * (mean_size - 1.0))


def _gather(waiting: list[Leaver], place: int, size: int, since: int) -> None:
    head = waiting[place]
    births = [head.career.born]
    for other in waiting[place + 1 : place + 400]:
        shift = other.career.entered - head.career.entered
        if len(births) == size or shift > REACH_DAYS:
            return
        born = other.career.born - shift
        left = other.career.left
        if other.family < 0 and _of_one_family(born, births) and left is not None and left - shift >= since:
            _move(other.career, shift)
            other.family = head.family
            births.append(born)


def _of_one_family(born: int, births: list[int]) -> bool:
    return all(LEAST_APART_DAYS <= abs(born - other) <= MOST_APART_DAYS for other in births)


def _move(career: Career, days: int) -> None:
    career.born -= days
    for stay in career.stays:
        stay.start -= days
        stay.end = stay.end - days if stay.end is not None else None
