"""The story of a synthetic night."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from socopt.domain import Instance, Manifest
from socopt.errors import UsageError
from socopt.synth import congregate, homes, needs, people, programs
from socopt.synth.draft import Draft
from socopt.synth.everyone import everyone_awaits
from socopt.synth.families import Part, families_in_care
from socopt.synth.geography import areas_of_state, outlines, regions_of_state
from socopt.synth.history import record_history
from socopt.synth.money import record_money
from socopt.synth.parameters import CONGREGATE, FAMILY_SETTINGS, WITHOUT_PROGRAM, Parameters
from socopt.synth.pins import without_impossible_pins
from socopt.synth.plants import plant_all

GENERATOR_VERSION = 2
TONIGHT = {"run": "run", "hospital": "hospital_not_ready", "trial_home": "home"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked of the generator: a preset's parameters, a seed, and how many children.

    ``region_id`` is set for a Region's own night; else the night is the state's. ``history_years``: with the careers of
    children who left care in so many years.
    """

    parameters: Parameters
    seed: int
    in_play: str
    region_id: str | None = None
    history_years: int | None = None


def make_night(order: Order, finish: Callable[[Draft], None] | None = None) -> Instance:
    """A night with its programs full, its desk busy, and every rule of the match at work somewhere.

    Parameters
    ----------
    finish : called with the draft when everything else is there.
    """
    draft = draft_night(order)
    if finish is not None:
        finish(draft)
    manifest = _manifest(draft, order.history_years)
    _draw_tickets(draft, manifest)
    vacancies = {program_id: draft.vacancies(program_id) for program_id in draft.programs}
    return without_impossible_pins(draft.to_instance(manifest), vacancies)


def draft_night(order: Order) -> Draft:
    """The same night while it may still be changed, and with what was planted."""
    draft = _blank(order)
    programs.open_providers(draft)
    _people_and_programs(draft)
    draft.planted = plant_all(draft)
    programs.fit_community_supply(draft)
    record_money(draft)
    record_history(draft, order.history_years)
    _outline(draft)
    return draft


def _people_and_programs(draft: Draft) -> None:
    shares = draft.parameters.in_play[draft.in_play]
    total = draft.parameters.children
    awaiting, at_home = round(total * shares.awaiting), round(total * shares.at_home)
    _place(draft, families_in_care(draft, total - awaiting - at_home))
    programs.open_outside(draft)
    programs.open_community(draft)
    people.add_waiting(draft, awaiting)
    people.add_at_home(draft, at_home)
    needs.mark_must_move(draft, round(total * shares.must_move))
    needs.mark_ready(draft, round(total * shares.ready_to_move))
    needs.open_waiting_lines(draft)
    needs.open_community_lines(draft)
    if draft.parameters.assessed:
        needs.record_assessments(draft)
    if draft.in_play == "all":
        everyone_awaits(draft)


def _place(draft: Draft, parts: list[Part]) -> None:
    """Homes and programs for the families' children, and those who are in none."""
    in_setting: dict[str, list[Part]] = {setting: [] for setting in draft.parameters.stock}
    for part in parts:
        in_setting[part.setting].append(part)
    for setting in FAMILY_SETTINGS:
        homes.open_homes(draft, in_setting[setting], setting)
    for setting in CONGREGATE:
        congregate.open_programs(draft, in_setting[setting], setting)
    dice = draft.dice("without program")
    for setting in WITHOUT_PROGRAM:
        for part in in_setting[setting]:
            people.add_without_program(draft, dice, part.home, part.group_id, part.children, TONIGHT[setting])


def _blank(order: Order) -> Draft:
    p = order.parameters
    if p.children < p.min_children:
        raise UsageError(
            f"children: {p.children} is too few for a night of {p.preset}; at least {p.min_children} are needed"
        )
    if order.in_play not in p.in_play:
        raise UsageError(f"in-play: {order.in_play!r} is unknown; possible are {', '.join(p.in_play)}")
    if order.region_id is not None and order.region_id not in regions_of_state():
        raise UsageError(f"region: {order.region_id!r} is unknown; possible are {', '.join(regions_of_state())}")
    within = (area for area in areas_of_state().values() if order.region_id in (None, area.region_id))
    area_ids = tuple(area.area_id for area in within)
    return Draft(parameters=p, seed=order.seed, region_id=order.region_id, area_ids=area_ids, in_play=order.in_play)


def _manifest(draft: Draft, history_years: int | None) -> Manifest:
    key = hashlib.sha256(f"socopt lottery {draft.seed}".encode()).hexdigest()
    where = f"{areas_of_state()[draft.area_ids[0]].region_name} Region" if draft.region_id else "Massachusetts"
    return Manifest(
        name=f"{where}, synthetic night {draft.seed}",
        night=draft.night,
        state="MA",
        region_id=draft.region_id,
        lottery_key=key,
        origin={
            "generator": "socopt.synth",
            "generator_version": GENERATOR_VERSION,
            "preset": draft.parameters.preset,
            "seed": draft.seed,
            "children": draft.parameters.children,
            "in_play": draft.in_play,
            **({} if history_years is None else {"history_years": history_years}),
            "synthetic": True,
        },
    )


def _draw_tickets(draft: Draft, manifest: Manifest) -> None:
    """Lottery tickets: HMAC-SHA-256 of the line under the committed key, mod 1000."""
    for line_id in draft.lines:
        draft.change_line(line_id, lottery_ticket=ticket(manifest.lottery_key or "", line_id))


def ticket(key: str, line_id: str) -> int:
    """Lottery ticket of a line: HMAC-SHA-256 under the committed key, mod 1000."""
    return int.from_bytes(hmac.new(key.encode(), line_id.encode(), hashlib.sha256).digest()) % 1000


def _outline(draft: Draft) -> None:
    """The Areas of the night, and those outside a Region where allotted programs lie, with their Regions."""
    areas = [areas_of_state()[area_id] for area_id in draft.areas_with_programs()]
    for region_id, name in sorted({(area.region_id, area.region_name) for area in areas}):
        draft.add("regions", region_id=region_id, name=name, geometry=outlines().get(region_id))
    for area in areas:
        draft.add(
            "areas",
            area_id=area.area_id,
            name=area.name,
            region_id=area.region_id,
            office_lat=area.office_lat,
            office_lon=area.office_lon,
            geometry=outlines().get(area.area_id),
        )
