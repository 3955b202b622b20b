"""Rows of the plan as a whole: who lives with whom, how many move, who refers to itself, the ICWA order, money.

One function a rule of docs/model.md, section 4, under the id it has in the policy.
"""

from typing import TYPE_CHECKING

import numpy as np

from socopt.matching.arrays import Bools, Ints
from socopt.matching.budgets import add_budget_rows
from socopt.matching.columns import Columns
from socopt.matching.outcomes import ENTER, HOME, NOWHERE, SERVE
from socopt.matching.pair_masks import ONLY_OLDER, ONLY_YOUNGER, SOLO
from socopt.matching.presence import Presence
from socopt.matching.resource_rows import ResourceUse
from socopt.matching.row_builder import RowBuilder
from socopt.matching.sides import ALONGSIDE
from socopt.policy import Night

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from socopt.domain.records import Child


def add_plan_rows(builder: RowBuilder, night: Night, columns: Columns, use: ResourceUse) -> None:
    """Every rule of the plan that is in force."""
    presence = Presence(columns)
    rules: dict[str, Callable[[], None]] = {
        "apart": lambda: _add_parted(builder, night, presence, "apart"),
        "no_contact": lambda: _add_parted(builder, night, presence, "no_contact"),
        "together": lambda: _add_together(builder, night, presence),
        "alongside": lambda: _add_alongside(builder, night, presence),
        "moves": lambda: _add_moves(builder, night, columns),
        "self_referral": lambda: _add_self_referral(builder, night, columns),
        "icwa": lambda: _add_icwa(builder, night, presence, use),
        "budget": lambda: add_budget_rows(builder, night, columns),
    }
    for rule_id, add in rules.items():
        if night.policy.rules[rule_id].in_force(night.night):
            add()


def wishing_pairs(night: Night, wish: str) -> list[tuple[str, str]]:
    """Pairs of children in play that a wish joins, each once."""
    pairs = {
        tuple(sorted((child_id, other)))
        for child_id, found in night.wishes_of.items()
        for other, kind in found
        if kind == wish
    }
    return sorted((one, other) for one, other in pairs if night.in_play(one) and night.in_play(other))


def _add_parted(builder: RowBuilder, night: Night, presence: Presence, wish: str) -> None:
    """Per pair and program (no_contact: location): at most one of all columns containing either.

    Stay and stay is exempt.
    """
    position = night.instance.travel.child_position
    place = _locations(night) if wish == "no_contact" else np.arange(len(night.programs))
    names = {number: program.location_id if wish == "no_contact" else program.program_id
             for number, program in zip(place.tolist(), night.programs.values(), strict=True)}  # fmt: skip
    for one, other in wishing_pairs(night, wish):
        a, b = presence.of_child(position[one]), presence.of_child(position[other])
        for shared in np.intersect1d(place[presence.program[a]], place[presence.program[b]]).tolist():
            a_here, b_here = a[place[presence.program[a]] == shared], b[place[presence.program[b]] == shared]
            for enters, other_, left, right in (
                (one, other, a_here[presence.enters[a_here]], b_here),
                (other, one, a_here, b_here[presence.enters[b_here]]),
            ):
                both = presence.column[np.concatenate([left, right])]
                if len(left) and len(right):
                    meaning = (wish, enters, other_, names[shared])
                    builder.add_one(f"{wish}:{one}:{other}", both, np.ones(len(both)), upper=1, meaning=meaning)


def _locations(night: Night) -> Ints:
    """Location of every program, as a number."""
    _, numbers = np.unique([program.location_id for program in night.programs.values()], return_inverse=True)
    return numbers.astype(np.int64)


def _add_together(builder: RowBuilder, night: Night, presence: Presence) -> None:
    """Who enters a program does so only if the other enters or stays there."""
    position, programs = night.instance.travel.child_position, tuple(night.programs)
    for pair in wishing_pairs(night, "together"):
        for one, other in (pair, pair[::-1]):
            a, b = presence.of_child(position[one]), presence.of_child(position[other])
            a = a[presence.enters[a]]
            for program in np.unique(presence.program[a]).tolist():
                enters, beside = a[presence.program[a] == program], b[presence.program[b] == program]
                values = np.concatenate([np.ones(len(enters)), -np.ones(len(beside))])
                both, meaning = np.concatenate([enters, beside]), ("together", one, other, programs[program])
                builder.add_one(f"together:{one}:{other}", presence.column[both], values, upper=0, meaning=meaning)


def _add_alongside(builder: RowBuilder, night: Night, presence: Presence) -> None:
    """Per restricted child and program: the child, or those it is not to live with; stay and stay is exempt."""
    at_odds = _AtOdds(night)
    children, programs = tuple(night.children.values()), tuple(night.programs)
    for position in presence.children.tolist():
        if children[position].alongside == "with_others":
            continue
        own, refused = presence.of_child(position), at_odds.with_child(position)
        for program in np.unique(presence.program[own]).tolist():
            present = presence.of_program(program)
            here, there = own[presence.program[own] == program], present[refused[presence.child[present]]]
            enters, where = presence.enters, (children[position].child_id, programs[program])
            _add_either(builder, children, presence, (*where, "enters"), here[enters[here]], there)
            _add_either(builder, children, presence, (*where, "stays"), here[~enters[here]], there[enters[there]])


class _AtOdds:
    """Who is not to live with whom, child by child; siblings may."""

    def __init__(self, night: Night) -> None:
        children = tuple(night.children.values())
        self._born = np.array([child.birth_date.toordinal() for child in children], dtype=np.int64)
        self._wish = np.array([ALONGSIDE.index(child.alongside) for child in children], dtype=np.int64)
        names = sorted({child.sibling_group_id for child in children if child.sibling_group_id})
        groups: dict[str | None, int] = {None: NOWHERE, **{name: number for number, name in enumerate(names)}}
        self._group = np.array([groups[child.sibling_group_id] for child in children], dtype=np.int64)

    def with_child(self, child: int) -> Bools:
        """Children at odds with one, shape (num_children,)."""
        born, wish, own = self._born, self._wish, int(self._wish[child])
        no_older, no_younger = born >= born[child], born <= born[child]  # not older, not younger than the child
        at_odds: Bools = (wish == SOLO) | ((wish == ONLY_OLDER) & no_younger) | ((wish == ONLY_YOUNGER) & no_older)
        at_odds |= {SOLO: wish >= 0, ONLY_OLDER: no_older, ONLY_YOUNGER: no_younger}.get(own, wish < 0)
        at_odds[child] = False
        if self._group[child] != NOWHERE:
            at_odds &= self._group != self._group[child]
        return at_odds


def _add_either(
    builder: RowBuilder,
    children: "Sequence[Child]",
    presence: Presence,
    who: tuple[str, str, str],
    one: Ints,
    others: Ints,
) -> None:
    """No column of ``one`` (who: child, program, enters or stays) together with any of ``others``."""
    if not len(one) or not len(others):
        return
    at_odds = [children[child].child_id for child in np.unique(presence.child[others]).tolist()]
    most = len(at_odds)
    values = np.concatenate([np.full(len(one), most), np.ones(len(others), dtype=np.int64)])
    both, meaning = np.concatenate([one, others]), ("alongside", *who, *at_odds)
    builder.add_one(f"alongside:{who[0]}", presence.column[both], values, upper=most, meaning=meaning)


def _add_moves(builder: RowBuilder, night: Night, columns: Columns) -> None:
    """Children of one Area who move: leave a bed they might keep."""
    outcomes = columns.outcomes
    children = tuple(night.children.values())
    keeps = np.array([night.may_stay(child) for child in children], dtype=bool)
    moves = np.isin(outcomes.kind, (ENTER, HOME)) & (outcomes.leaves != NOWHERE) & keeps[outcomes.child]
    entry = np.flatnonzero(columns.of(moves))
    areas = list(night.instance.areas)
    area = np.array([areas.index(child.home_area_id) for child in children], dtype=np.int64)
    rows = area[columns.of(outcomes.child)[entry]]
    limit = night.policy.parameters["moves"]["per_area"]
    builder.add(
        [f"moves:{area_id}" for area_id in areas],
        rows,
        columns.column_of_member[entry],
        np.ones(len(rows)),
        upper=limit,
        meanings=[("moves", area_id) for area_id in areas],
    )


def _add_self_referral(builder: RowBuilder, night: Night, columns: Columns) -> None:
    """Per Lead Agency: 100 self - percent x new <= percent x referrals - 100 x self-referrals, of the last year."""
    percent = night.policy.parameters["self_referral"]["percent"]
    outcomes = columns.outcomes
    counted = np.array([child_id not in night.unsafe for child_id in night.children], dtype=bool)
    new = np.flatnonzero(columns.of(np.isin(outcomes.kind, (ENTER, SERVE, HOME)) & counted[outcomes.child]))
    areas = {area_id: number for number, area_id in enumerate(sorted(night.lead_agency_of))}
    area = np.array([areas.get(child.home_area_id, NOWHERE) for child in night.children.values()], dtype=np.int64)
    of_entry = area[columns.of(outcomes.child)[new]]
    provider = np.array([program.provider_id for program in night.programs.values()], dtype=object)
    order = np.argsort(of_entry, kind="stable")
    cuts = np.searchsorted(of_entry[order], np.arange(len(areas) + 1))
    for area_id, number in areas.items():
        if area_id in night.spent_shares:
            continue
        agency, ours = night.lead_agency_of[area_id], new[order[cuts[number] : cuts[number + 1]]]
        own = (provider == agency.provider_id)[columns.of(outcomes.program)[ours]].astype(np.int64)
        room = percent * agency.referrals_12m - 100 * agency.self_referrals_12m
        entries, values = columns.column_of_member[ours], 100 * own - percent
        meaning = ("self_referral", area_id)
        builder.add_one(f"self_referral:{area_id}", entries, values, upper=room, meaning=meaning)


def _add_icwa(builder: RowBuilder, night: Night, presence: Presence, use: ResourceUse) -> None:
    """A child outside the preference order only where each better program it could enter alone has no room left."""
    tight: dict[int, int] = {}
    bound = {child_id for pair in wishing_pairs(night, "together") for child_id in pair}  # enter nothing alone
    programs = tuple(night.programs.values())
    for child_id, unit in sorted(night.placement_unit_of.items()):
        if unit.child.icwa == "no" or child_id in bound:
            continue
        child = night.instance.travel.child_position[child_id]
        entries = presence.of_child(child)
        entries = entries[presence.enters[entries]]
        rank = np.array(
            [night.icwa_rank(child_id, programs[program]) for program in presence.program[entries]], dtype=np.int64
        )
        ordered = [night.instance.travel.program_position[each] for each in night.ordered_programs(child_id)]
        for better in np.unique(presence.program[entries[presence.single[entries]]]).tolist():
            worse = entries[
                (rank > night.icwa_rank(child_id, programs[better])) & ~np.isin(presence.program[entries], ordered)
            ]
            if len(worse) and not _begins_over(use, better):
                marks = [_tight(builder, use, resource, tight) for resource in use.used_by(child, better)]
                values = np.concatenate([np.ones(len(worse)), -np.ones(len(marks))])
                builder.add_one(f"icwa:{child_id}", [*presence.column[worse], *marks], values, upper=0)


def _begins_over(use: ResourceUse, program: int) -> bool:
    resources = use.resources
    return bool((resources.room[resources.starts[program] : resources.starts[program + 1]] < 0).any())


def _tight(builder: RowBuilder, use: ResourceUse, resource: int, known: dict[int, int]) -> int:
    """An auxiliary column that may be 1 only where a resource has no room left when everybody has moved."""
    if resource not in known:
        known[resource] = builder.auxiliary()
        entries = use.of(resource)
        columns, amounts = entries.column, entries.amount
        room = int(use.resources.room[resource])
        most = room - int(amounts[amounts < 0].sum())
        row = use.resources.rows[resource]
        builder.add_one(
            f"icwa:{row.program_id}:{row.kind} without room",
            [*columns, known[resource]],
            [*amounts, -most],
            lower=room - most,
        )
    return known[resource]
