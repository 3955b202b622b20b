"""The story of a synthetic Region's night."""

import hashlib
import hmac
from dataclasses import replace

from socopt.domain import Instance, Manifest
from socopt.errors import UsageError
from socopt.synth import needs, people, programs
from socopt.synth.draft import Draft
from socopt.synth.everyone import everyone_awaits
from socopt.synth.geography import areas_of_state, outlines, regions_of_state
from socopt.synth.history import record_history
from socopt.synth.money import record_money
from socopt.synth.parameters import REGION, Parameters
from socopt.synth.pins import without_impossible_pins
from socopt.synth.plants import plant_all

GENERATOR_VERSION = 1


def region_night(*, seed: int, children: int | None, in_play: str, region_id: str | None) -> Instance:
    """A Region with its programs full, its desk busy, and every rule of the match at work somewhere."""
    draft = draft_night(seed=seed, children=children, in_play=in_play, region_id=region_id)
    manifest = _manifest(draft)
    _draw_tickets(draft, manifest)
    return without_impossible_pins(draft.to_instance(manifest))


def draft_night(*, seed: int, children: int | None, in_play: str, region_id: str | None) -> Draft:
    """The same night while it may still be changed, and with what was planted."""
    draft = _blank(seed, REGION.children if children is None else children, in_play, region_id)
    programs.open_providers(draft)
    _people_and_programs(draft)
    draft.planted = plant_all(draft)
    programs.fit_community_supply(draft)
    record_money(draft)
    record_history(draft)
    _outline(draft)
    return draft


def _people_and_programs(draft: Draft) -> None:
    shares = draft.parameters.in_play[draft.in_play]
    total = draft.parameters.children
    awaiting, at_home = round(total * shares.awaiting), round(total * shares.at_home)
    openings = programs.open_placements(draft, placed=total - awaiting - at_home)
    programs.open_community(draft)
    people.fill_beds(draft, openings)
    people.add_waiting(draft, awaiting)
    people.add_at_home(draft, total - len(draft.children))
    needs.mark_must_move(draft, round(total * shares.must_move))
    needs.mark_ready(draft, round(total * shares.ready_to_move))
    needs.open_waiting_lines(draft)
    needs.open_community_lines(draft)
    if draft.in_play == "all":
        everyone_awaits(draft)


def _blank(seed: int, children: int, in_play: str, region_id: str | None) -> Draft:
    parameters = replace(REGION, children=children)
    _check(parameters, in_play, region_id)
    regions = regions_of_state()
    chosen = region_id or regions[(seed - 1) % len(regions)]
    area_ids = tuple(area.area_id for area in areas_of_state().values() if area.region_id == chosen)
    return Draft(parameters=parameters, seed=seed, region_id=chosen, area_ids=area_ids, in_play=in_play)


def _check(parameters: Parameters, in_play: str, region_id: str | None) -> None:
    if parameters.children < parameters.min_children:
        raise UsageError(
            f"children: {parameters.children} is too few for a Region's night; at least {parameters.min_children} are "
            f"needed, {REGION.children} are usual"
        )
    if in_play not in parameters.in_play:
        raise UsageError(f"in-play: {in_play!r} is unknown; possible are {', '.join(parameters.in_play)}")
    if region_id is not None and region_id not in regions_of_state():
        raise UsageError(f"region: {region_id!r} is unknown; possible are {', '.join(regions_of_state())}")


def _manifest(draft: Draft) -> Manifest:
    key = hashlib.sha256(f"socopt lottery {draft.seed}".encode()).hexdigest()
    area = areas_of_state()[draft.area_ids[0]]
    return Manifest(
        name=f"{area.region_name} Region, synthetic night {draft.seed}",
        night=draft.night,
        state="MA",
        region_id=draft.region_id,
        lottery_key=key,
        origin={
            "generator": "socopt.synth",
            "generator_version": GENERATOR_VERSION,
            "preset": "region",
            "seed": draft.seed,
            "children": draft.parameters.children,
            "in_play": draft.in_play,
            "synthetic": True,
        },
    )


def _draw_tickets(draft: Draft, manifest: Manifest) -> None:
    """Lottery tickets: HMAC-SHA-256 of the line under the committed key, mod 1000."""
    key = (manifest.lottery_key or "").encode()
    for line_id in draft.lines:
        digest = hmac.new(key, line_id.encode(), hashlib.sha256).digest()
        draft.change_line(line_id, lottery_ticket=int.from_bytes(digest) % 1000)


def _outline(draft: Draft) -> None:
    """The Region's Areas, and those outside it where allotted programs lie, with their Regions."""
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
