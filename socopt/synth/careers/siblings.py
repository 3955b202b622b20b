"""Siblings enter care together, as far as their lives allow."""

from collections import defaultdict

import numpy as np

from socopt.synth.careers.assumptions import CAREERS
from socopt.synth.careers.backward import Between, positions, seasonal_pasts
from socopt.synth.careers.careers import Career, Stay, careers_from
from socopt.synth.careers.network import Network
from socopt.synth.dice import Dice
from socopt.synth.draft import Draft

TRIES = 16  # pasts drawn for each of several siblings, of which those that begin nearest to each other are taken
NEAR, LEAST_NEAR_DAYS = 0.3, 5  # as near as this share of the first stay, its first day is moved to the sibling's


def bring_siblings_together(draft: Draft, network: Network, careers: dict[str, Career], gaps: Between) -> None:
    """Give siblings in care one day of entry where their present stays leave room for it.

    Who is in one home since one day has come there by one way. Of others, pasts are drawn anew, and those taken that
    begin nearest to each other; the first day is moved where that is close.
    """
    dice = draft.dice("siblings' careers")
    families = [family for family in _families(draft, careers) if dice.chance(CAREERS.enter_together)]
    apart = [_one_of_each_home(careers, family) for family in families]
    _meet(network, dice, gaps, careers, [heads for heads in apart if len(heads) > 1])
    for family, heads in zip(families, apart, strict=True):
        for child_id in family:
            for head in heads:
                if _came_together(careers[head], careers[child_id]):
                    careers[child_id] = _same_way(careers[head], careers[child_id])


def _one_of_each_home(careers: dict[str, Career], family: list[str]) -> list[str]:
    """Of those who came to one home together the oldest: who has been longest where it is first."""
    by_stay: dict[tuple[str | None, int], str] = {}
    for child_id in sorted(family, key=lambda child_id: (careers[child_id].born, child_id)):
        stay = careers[child_id].stays[-1]
        by_stay.setdefault((stay.program_id, stay.start), child_id)
    return sorted(by_stay.values(), key=lambda child_id: (careers[child_id].stays[-1].start, child_id))


def _families(draft: Draft, careers: dict[str, Career]) -> list[list[str]]:
    families: dict[str, list[str]] = defaultdict(list)
    for child_id in careers:
        group = draft.children[child_id].sibling_group_id
        if group is not None:
            families[group].append(child_id)
    return [family for family in families.values() if len(family) > 1]


def _came_together(head: Career, other: Career) -> bool:
    one, two = head.stays[-1], other.stays[-1]
    return head is not other and one.program_id == two.program_id and one.start == two.start and one.end == two.end


def _same_way(head: Career, other: Career) -> Career:
    before = [
        Stay(setting=stay.setting, start=stay.start, end=stay.end)
        for stay in head.stays[:-1]
        if stay.start >= other.born
    ]
    return Career(born=other.born, stays=[*before, other.stays[-1]])


def _meet(network: Network, dice: Dice, gaps: Between, careers: dict[str, Career], families: list[list[str]]) -> None:
    """Draw pasts for siblings of different homes, and take of each the one that begins nearest to a common day."""
    ids = [child_id for family in families for child_id in family]
    last = [careers[child_id].stays[-1] for child_id in ids for _ in range(TRIES)]
    born = np.array([careers[child_id].born for child_id in ids for _ in range(TRIES)], dtype=np.int64)
    started = np.array([stay.start for stay in last], dtype=np.int64) - born
    pasts = seasonal_pasts(network, dice, positions([stay.setting for stay in last]), started, born, gaps)
    drawn = careers_from(pasts, born, last)
    options = {child_id: drawn[row * TRIES : (row + 1) * TRIES] for row, child_id in enumerate(ids)}
    for head, *others in families:
        day = min(
            (option.entered for option in options[head]),
            key=lambda day: sum(min(abs(option.entered - day) for option in options[other]) for other in others),
        )
        for child_id in (head, *others):
            careers[child_id] = _nearest(options[child_id], day)


def _nearest(options: list[Career], day: int) -> Career:
    career = min(options, key=lambda option: abs(option.entered - day))
    first = career.stays[0]
    if len(career.stays) > 1 and first.end is not None and career.born <= day < first.end:
        near = max(LEAST_NEAR_DAYS, NEAR * (first.end - first.start))
        first.start = day if abs(first.start - day) <= near else first.start
    return career
