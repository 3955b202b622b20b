"""The night is near the figures it is tuned to."""

from collections import Counter

import pytest

from socopt.synth.parameters import CONGREGATE, FAMILY_SETTINGS, REGION
from socopt.units import age_in_years
from tests.synth.nights import SEEDS, read_night, synthetic


def pooled_settings() -> Counter[str]:
    """Children in a bed by setting, over all seeds."""
    settings: Counter[str] = Counter()
    for seed in SEEDS:
        night = synthetic(seed)
        for child in night.children.values():
            if child.current_program_id is not None:
                settings[night.programs[child.current_program_id].setting or ""] += 1
    return settings


def test_placed_children_divide_by_setting_as_the_stock_does() -> None:
    settings = pooled_settings()
    shares = {setting: REGION.stock[setting] for setting in (*FAMILY_SETTINGS, *CONGREGATE)}
    for setting, share in shares.items():
        expected = share / sum(shares.values())
        assert settings[setting] / settings.total() == pytest.approx(expected, abs=0.03), setting


def test_about_half_are_boys() -> None:
    sexes = Counter(child.sex for seed in SEEDS for child in synthetic(seed).children.values())
    assert sexes["M"] / sexes.total() == pytest.approx(REGION.male, abs=0.05)


def test_of_the_congregate_beds_that_can_be_used_nearly_all_are_taken() -> None:
    taken = vacant = 0
    for seed in SEEDS:
        night = read_night(seed)
        allotted = set(night.instance.table("allotments")["program_id"])
        for program in night.programs.values():
            in_state = program.state == "MA" and program.program_id not in allotted
            if program.setting in CONGREGATE and in_state and program.capacity >= 6:
                residents = len(night.occupants_of.get(program.program_id, ()))
                residents += len(night.others_of.get(program.program_id, ()))
                taken += residents
                vacant += max(0, min(program.capacity - residents, program.available or 0))
    assert 0.82 <= taken / (taken + vacant) <= 0.98


def test_vacant_beds_are_far_fewer_than_lines_in_play() -> None:
    for seed in SEEDS:
        night = read_night(seed)
        vacant = 0
        for program in night.programs.values():
            if program.setting is not None and program.state == "MA" and program.open_to == "any":
                residents = (night.occupants_of, night.others_of, night.holds_of)
                room = program.capacity - sum(len(rows.get(program.program_id, ())) for rows in residents)
                vacant += max(0, room if program.available is None else min(room, program.available))
        assert 0 < vacant < 0.6 * len(night.placement_unit_of)


def test_babies_live_in_families_and_adolescents_in_programs() -> None:
    night = synthetic(1)
    for child in night.children.values():
        if child.current_program_id is not None and age_in_years(child.birth_date, night.night) < 5:
            assert night.programs[child.current_program_id].setting not in CONGREGATE


@pytest.mark.parametrize("seed", SEEDS)
def test_community_units_are_scarce_in_every_area_and_service(seed: int) -> None:
    night = synthetic(seed)
    asked: Counter[tuple[str, str]] = Counter()
    for line in night.lines.values():
        asked[night.children[line.child_id].home_area_id, line.service] += line.units
    short = 0
    for program in night.programs.values():
        if program.service != "placement":
            assert program.available is not None
            short += program.available < asked[program.area_id or "", program.service]
    assert short >= 15


def test_equity_shares_are_synthetic_and_cover_every_child() -> None:
    night = synthetic(1)
    assert list(night.table("equity")["child_id"]) == list(night.children)
    hispanic = (night.table("equity")["ethnicity"] == "Hispanic").mean()
    assert hispanic == pytest.approx(REGION.hispanic, abs=0.08)
