"""The report: verdicts, sizes, and what it looks like."""

import json
from dataclasses import replace

import pytest

from socopt.domain import Instance
from socopt.errors import UsageError
from socopt.synth.calibration import calibrate, readme_section
from tests.nights import ago, child, home, instance_of

PRESET = "massachusetts-2004"


def night(boys=52, girls=48, **tables):
    """A small night of the preset, all children in one foster home."""
    sexes = ["M"] * boys + ["F"] * girls
    children = [child(f"c{n}", sex=sex, current_program_id="p") for n, sex in enumerate(sexes)]
    made = instance_of(children, [home("p", capacity=200)], **tables)
    origin = {"preset": PRESET, "in_play": "night"}
    return Instance(replace(made.manifest, origin=origin), {name: made.table(name) for name in ("areas", "regions",
                    "children", "programs", "providers", "needs", "episodes")})  # fmt: skip


def row(calibration, target_id):
    (found,) = [row for row in calibration.rows if row.target.id == target_id]
    return found


def test_a_figure_is_within_its_tolerance_and_sampling_error():
    """52 +- 1 and twice sqrt(0.5 x 0.5 / 100) = 5 points: from 41 to 63."""
    boys = row(calibrate(night()), "boys")
    assert (boys.low, boys.high, boys.generated, boys.size) == (52, 52, 52, 100)
    assert (boys.allowed_low, boys.allowed_high) == (pytest.approx(41, abs=0.05), pytest.approx(63, abs=0.05))
    assert boys.within is True
    assert boys.miss == 0


@pytest.mark.parametrize(("boys", "sign"), [(75, 1), (30, -1)])
def test_a_miss_says_how_far_outside(boys, sign):
    found = row(calibrate(night(boys, 100 - boys)), "boys")
    assert found.within is False
    assert found.miss * sign > 0
    edge = found.allowed_high if sign > 0 else found.allowed_low
    assert found.miss == pytest.approx(boys - edge)


def test_where_there_is_nothing_to_measure_the_target_is_missed():
    found = row(calibrate(night()), "day_shelter")
    assert (found.generated, found.within, found.miss) == (None, False, 0)


def test_counts_and_sums_go_with_the_children_in_care():
    calibration = calibrate(night())
    assert row(calibration, "spend_all").low == pytest.approx(320 * 100 / 10200)
    assert row(calibration, "boys").low == 52
    assert row(calibration, "in_care").low == 10162
    assert row(calibration, "in_care").verdict == "another size"
    assert row(calibration, "in_care").within is None


def test_what_the_night_is_not_about_is_left_out():
    ids = {row.target.id for row in calibrate(night()).rows}
    assert "lines_night" in ids
    assert "lines_surge" not in ids


def test_flows_need_the_history_of_children_who_have_left():
    assert row(calibrate(night()), "entries").verdict == "needs --history"
    stays = [{"child_id": f"x{n}", "start": ago(3000), "end": ago(2000), "setting": "shelter"} for n in range(2)]
    assert row(calibrate(night(episodes=stays)), "entries").within is not None


def test_a_history_shorter_than_a_figure_looks_back_does_not_do():
    stays = [{"child_id": "x", "start": ago(900), "end": ago(800), "setting": "shelter"}]
    calibration = calibrate(night(episodes=stays))
    assert row(calibration, "leavers_year").verdict != "needs --history"
    assert row(calibration, "littles_law").verdict == "needs --history"
    assert row(calibration, "ever_group").verdict == "needs --history"


def test_a_figure_for_comparison_is_shown_and_not_judged():
    federal = row(calibrate(night()), "in_care_federal")
    assert (federal.verdict, federal.within, federal.generated) == ("for comparison", None, 100)


def test_bounds_stay_within_what_a_share_can_be():
    for found in calibrate(night()).rows:
        assert found.allowed_low is None or found.allowed_low >= 0
        if found.target.unit == "%" and found.target.measure != "littles_law_gap" and found.allowed_high is not None:
            assert found.allowed_high <= 100


def test_ok_means_that_nothing_judged_is_outside():
    calibration = calibrate(night())
    assert not calibration.ok
    good = replace(calibration, rows=tuple(row for row in calibration.rows if row.within is not False))
    assert good.ok
    assert good.outside == ()


def test_the_report_reads_the_same_as_text_table_frame_and_json():
    calibration = calibrate(night())
    frame = calibration.to_frame()
    judged = sum(row.within is not None for row in calibration.rows)
    met = sum(row.within is True for row in calibration.rows)
    assert len(frame) == len(calibration.rows) == len(calibration.to_dict()["targets"])
    assert f"{met} of {judged} targets are met" in calibration.summary()
    assert f"{met} of {judged} targets are met" in calibration.markdown()
    json.dumps(calibration.to_dict(), allow_nan=False)


def test_the_table_of_a_readme_has_a_row_per_target_and_one_width():
    calibration = calibrate(night())
    lines = [line for line in readme_section(night()).splitlines() if line.startswith("|")]
    groups = {row.target.group for row in calibration.rows}
    assert len(lines) == 2 + len(calibration.rows) + len(groups)
    assert {line.count("|") for line in lines} == {9}


@pytest.mark.parametrize(("origin", "says"), [({}, "names no preset"), ({"preset": "region"}, "'region'")])
def test_a_night_of_another_origin_is_refused_with_the_presets_that_have_targets(origin, says):
    made = night()
    other = Instance(replace(made.manifest, origin=origin), {"children": made.table("children")})
    with pytest.raises(UsageError, match=f"{says}.*massachusetts-2004, modern"):
        calibrate(other)
    assert calibrate(other, PRESET).preset == PRESET
