"""Flows: spells are told from stays, and each figure of arrival, stay and exit from spells."""

import pytest

from socopt.synth.calibration.spells import History
from socopt.synth.calibration.stock import Stock
from tests.nights import ago, child, home, instance_of
from tests.synth.calibration.readings import reading, value


def stay(child_id, start, end=None, reason=None, setting="foster_home"):
    """A stay from ``start`` to ``end`` days ago."""
    return {
        "child_id": child_id,
        "start": ago(start),
        "end": None if end is None else ago(end),
        "exit_reason": reason,
        "setting": setting,
    }


# a: one spell of 600 days, three placements, now in a group home. b: home once, back 100 days later, now 200 days.
# x: adopted after 400 days. y: reunified after 100 days. z: ran from care for good after 5 days. w: emancipated.
STAYS = [
    stay("a", 600, 500, "disrupted"), stay("a", 490, 300, "step_up"), stay("a", 300, setting="group_home"),
    stay("b", 700, 500, "reunified"), stay("b", 400),
    stay("x", 500, 100, "adopted", "kinship_home"),
    stay("y", 200, 150, "step_down"), stay("y", 150, 100, "reunified"),
    stay("z", 60, 55, "ran"),
    stay("w", 1900, 800, "emancipated", "group_home"),
]  # fmt: skip
NIGHT = instance_of(
    [child("a", current_program_id="g"), child("b", current_program_id="f"), child("c")],
    [home("g", setting="group_home"), home("f")],
    episodes=STAYS,
)


def test_a_spell_ends_by_leaving_care_and_by_nothing_else():
    spells = History(NIGHT).spells
    assert spells["child_id"].tolist() == ["a", "b", "b", "w", "x", "y", "z"]
    assert spells["placements"].tolist() == [3, 1, 1, 1, 1, 2, 1]
    assert spells["open"].tolist() == [True, False, True, False, False, False, False]
    assert spells.loc[spells["open"], "end"].isna().all()


def test_an_open_end_after_a_closed_stay_does_not_take_over_the_closed_one_s_end():
    spells = History(instance_of([child("a")], episodes=[stay("a", 90, 80, "ran"), stay("a", 70)])).spells
    assert spells[["placements", "open"]].values.tolist() == [[2, True]]
    assert spells["end"].isna().all()


def test_a_child_who_lives_at_home_is_not_in_care_whatever_the_stays_say():
    night = instance_of([child("a", status="at_home")], episodes=[stay("a", 90, 80, "ran")])
    assert History(night).closed_spells["end"].tolist() == [Stock(night).night - (ago(0) - ago(80))]


@pytest.mark.parametrize(
    ("measure", "arguments", "expected"),
    [
        ("mean_months_in_care", {}, 500 / 30.4375),
        ("median_months_in_care", {}, 500 / 30.4375),
        ("time_in_care_of_group_to_others", {}, 600 / 400),
        ("entries_in_a_year", {}, 2),
        ("exits_in_a_year", {"reason": "adopted"}, 1),
        # within two years: b reunified, x adopted, y reunified, z ran
        ("share_of_exits", {"reasons": ["reunified"]}, 50),
        ("leavers_after_a_year", {}, 25),
        ("mean_days_of_stay", {"setting": "foster_home"}, (100 + 190 + 200 + 50 + 50 + 5) / 6),
        ("median_days_of_stay", {"setting": "foster_home"}, 75),
        ("in_care_with_placements", {"at_least": 2}, 50),
        ("mean_placements", {}, 2),
        # entrants of the year with eight days or more: y alone, one move in 100 days
        ("moves_per_1000_days", {}, 10),
        # entered one to two years ago: a (still in care), b twice (reunified after 200 days; still), x (after 400 days)
        ("permanency_in_a_year", {}, 25),
        # in care a year ago: a for 235 days, b for 35, x for 135, of whom x reached permanency since
        ("permanency_of_stock", {"from_months": 0}, 100 / 3),
        ("permanency_of_stock", {"from_months": 5}, 0),
        # one permanent exit one to two years ago, b's, who came back after 100 days
        ("reentry_in_a_year", {}, 100),
        ("ever_in_group_care", {"settings": ["group_home"]}, None),
    ],
)
def test_flows_are_counted_from_spells(measure, arguments, expected):
    assert value(measure, NIGHT, arguments) == (expected if expected is None else pytest.approx(expected))


def test_ever_in_group_care_looks_at_those_who_entered_four_to_five_years_ago():
    early = [stay("p", 1700, 1600, "reunified", "group_home"), stay("q", 1800, 1500, "adopted")]
    night = NIGHT.replace(episodes=instance_of(episodes=early).table("episodes"))
    assert value("ever_in_group_care", night, {"settings": ["group_home"]}) == 50


def test_little_s_law_holds_where_as_many_come_as_go_and_fails_where_they_pile_up():
    """Every tenth day a child comes to stay 100 days: ten are there on any day."""
    steady = [stay(f"s{start}", start, start - 100, "reunified") for start in range(100, 1300, 10)]
    ten = [f"o{number}" for number in range(20)]
    here = [child(child_id) for child_id in ten]

    def gap(children):
        now = [stay(child_id, 50) for child_id in children]
        return value("littles_law_gap", instance_of(here, episodes=[*steady, *now]))

    assert gap(ten[:10]) == pytest.approx(0, abs=1.0)
    assert gap(ten) == pytest.approx(100, abs=2.0)


def test_a_setting_with_few_stays_says_nothing_about_little_s_law():
    assert reading("littles_law_gap", NIGHT).value is None


@pytest.mark.parametrize(("days", "reached"), [(0, 0), (800, 800)])
def test_history_reaches_back_as_far_as_former_children_do(days, reached):
    """Stays of children who are in the instance do not count, however old."""
    former = [stay("w", 900, days, "adopted")] if days else []
    night = instance_of([child("a")], episodes=[stay("a", 2000, 1900, "ran"), *former])
    assert History(night).days_known == reached
