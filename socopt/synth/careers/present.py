"""Careers of the children of tonight, back to the day they entered care."""

from math import log

import numpy as np

from socopt.domain.records import Child
from socopt.synth.careers.assumptions import CAREERS, SETTINGS
from socopt.synth.careers.backward import (
    AT_ONCE,
    KINDS,
    Between,
    Whole,
    day_within,
    positions,
    seasonal_pasts,
    starts_before,
    step_of,
)
from socopt.synth.careers.careers import Career, Stay, careers_from
from socopt.synth.careers.network import Network
from socopt.synth.dice import Dice
from socopt.synth.draft import Draft


def between_stays(draft: Draft, network: Network) -> Between:
    """How long children are in no program between two: as long as makes up those who are in none tonight."""
    held = sum(child.current_program_id is not None for child in draft.children.values())
    awaiting = len(draft.with_status("awaiting"))
    others = len(draft.with_status("settled", "must_move", "ready_to_move")) - held
    if not held:
        return AT_ONCE
    days_a_move = (CAREERS.waiting_from_care * awaiting + others) / (held * float(network.routed.sum()))
    return Between(chance=CAREERS.between_stays, mean_days=days_a_move / CAREERS.between_stays)


def present_careers(draft: Draft, network: Network, gaps: Between) -> dict[str, Career]:
    """Careers by child: of those who hold a bed, and of those in care without one whose last stay has ended."""
    dice = draft.dice("careers of the present")
    holders = [child for child in draft.children.values() if child.current_program_id is not None]
    last = {child.child_id: _here(draft, child) for child in holders}
    away = {child.child_id: left for child in draft.children.values() if (left := _left(draft, dice, child))}
    last |= _ended(draft, network, dice, away)
    born = _births(draft, list(last))
    started = np.array([stay.start for stay in last.values()], dtype=np.int64) - born
    settings = positions([stay.setting for stay in last.values()])
    pasts = seasonal_pasts(network, dice, settings, started, born, gaps)
    return dict(zip(last, careers_from(pasts, born, list(last.values())), strict=True))


def _here(draft: Draft, child: Child) -> Stay:
    assert child.placed_since is not None
    setting = draft.programs[child.current_program_id or ""].setting
    assert setting is not None
    return Stay(setting=setting, start=child.placed_since.toordinal(), end=None, program_id=child.current_program_id)


def _left(draft: Draft, dice: Dice, child: Child) -> int | None:
    """Day (ordinal) on which a child without a bed left its last program; None where it had none."""
    if child.current_program_id is not None or child.status == "at_home":
        return None
    if child.status == "awaiting":
        line = draft.placement_line(child.child_id)
        opened = draft.night if line is None else line.opened_on
        return opened.toordinal() if dice.chance(CAREERS.waiting_from_care) else None
    days = CAREERS.away_days.get(child.tonight_at, CAREERS.away_days["home"])
    return draft.night.toordinal() - 1 - int(-log(1.0 - dice.between(0.0, 1.0)) * days)


def _ended(draft: Draft, network: Network, dice: Dice, left: dict[str, int]) -> dict[str, Stay]:
    """The stays that ended on given days, each begun at an age and in a setting as stays with a move after them are."""
    ids = list(left)
    ends = np.array([left[child_id] for child_id in ids], dtype=np.int64)
    age_days = ends - _births(draft, ids)
    ages = step_of(np.maximum(age_days, 0))
    total = np.cumsum(network.routed.sum(axis=1)[:, ages], axis=0)  # (kind, child)
    kind = np.minimum((dice.many(len(ids)) * total[-1] >= total).sum(axis=0), len(total) - 1)
    began = starts_before(network, network.ends, dice, kind + KINDS, ages)
    days = np.minimum(day_within(dice, began), age_days - 1)
    known = (total[-1] > 0) & (days >= 0)
    return {
        child_id: Stay(
            setting=SETTINGS[kind[row] % len(SETTINGS)],
            start=int(ends[row] - age_days[row] + days[row]),
            end=int(ends[row]),
        )
        for row, child_id in enumerate(ids)
        if known[row]
    }


def _births(draft: Draft, ids: list[str]) -> Whole:
    return np.array([draft.children[child_id].birth_date.toordinal() for child_id in ids], dtype=np.int64)
