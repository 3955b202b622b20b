"""Careers of the children of tonight, back to the day they entered care."""

import numpy as np

from socopt.domain.records import Child
from socopt.synth.careers.assumptions import CAREERS, SETTINGS
from socopt.synth.careers.backward import Whole, day_within, positions, seasonal_pasts, starts_before, step_of
from socopt.synth.careers.careers import Career, Stay, careers_from
from socopt.synth.careers.network import Network
from socopt.synth.dice import Dice
from socopt.synth.draft import Draft


def present_careers(draft: Draft, network: Network) -> dict[str, Career]:
    """Careers by child: of those who hold a bed, and of the waiting whose last stay has just ended."""
    dice = draft.dice("careers of the present")
    holders = [child for child in draft.children.values() if child.current_program_id is not None]
    careers = _continued(
        draft, network, dice, [child.child_id for child in holders], [_here(draft, c) for c in holders]
    )
    waiting = [child for child in draft.with_status("awaiting") if dice.chance(CAREERS.waiting_from_care)]
    ended = _ended(draft, network, dice, waiting)
    return {**careers, **_continued(draft, network, dice, list(ended), list(ended.values()))}


def _here(draft: Draft, child: Child) -> Stay:
    assert child.placed_since is not None
    setting = draft.programs[child.current_program_id or ""].setting
    assert setting is not None
    return Stay(setting=setting, start=child.placed_since.toordinal(), end=None, program_id=child.current_program_id)


def _continued(draft: Draft, network: Network, dice: Dice, ids: list[str], last: list[Stay]) -> dict[str, Career]:
    born = _births(draft, ids)
    started = np.array([stay.start for stay in last], dtype=np.int64) - born
    pasts = seasonal_pasts(network, dice, positions([stay.setting for stay in last]), started, born)
    return dict(zip(ids, careers_from(pasts, born, last), strict=True))


def _ended(draft: Draft, network: Network, dice: Dice, waiting: list[Child]) -> dict[str, Stay]:
    """The stays from which waiting children came, on the day their line was opened."""
    opened = {line.child_id: line.opened_on for line in draft.lines.values() if line.is_placement}
    ends = np.array([opened.get(child.child_id, draft.night).toordinal() for child in waiting], dtype=np.int64)
    age_days = ends - _births(draft, [child.child_id for child in waiting])
    ages = step_of(np.maximum(age_days, 0))
    moves = network.routed.sum(axis=1)[:, ages]  # (setting, child)
    total = np.cumsum(moves, axis=0)
    place = np.minimum((dice.many(len(waiting)) * total[-1] >= total).sum(axis=0), len(SETTINGS) - 1)
    known = (total[-1] > 0) & (age_days > 0)
    began = starts_before(network, network.ends, dice, place, ages)
    days = np.minimum(day_within(dice, began), age_days - 1)
    return {
        child.child_id: Stay(
            setting=SETTINGS[place[row]], start=int(ends[row] - age_days[row] + days[row]), end=int(ends[row])
        )
        for row, child in enumerate(waiting)
        if known[row] and days[row] >= 0
    }


def _births(draft: Draft, ids: list[str]) -> Whole:
    return np.array([draft.children[child_id].birth_date.toordinal() for child_id in ids], dtype=np.int64)
