"""The answer says what was found, in words, and nothing from which a child could be told."""

import re
from dataclasses import replace

import pytest

from socopt.report.planning.answer import headline, in_words, tiles, who
from socopt.report.planning.brief import brief_of
from socopt.report.planning.case import recommended_beds
from socopt.report.planning.counts import OTHERS, demand_by_area, demand_by_group, joined
from socopt.report.planning.page import brief_page
from socopt.report.planning.tables import brief_sheets
from tests.report.planning.cases import rare_case, small_case


def test_the_first_screen_says_who_where_how_many_and_what_it_costs():
    case = small_case()
    said = {tile.question: tile.answer for tile in tiles(case)}
    assert who(case) == "Children aged 10 to 20: runaway history"
    assert f"{case.finding.mean_census.mean:.0f} children" in said["How many are they?"]
    assert case.area_name(case.site) in said["Where?"]
    assert said["How many beds?"].startswith(f"{case.beds} beds")
    assert f"${case.design.cents_a_day(case.beds) / 100:,.0f} a day" in said["What does it cost?"]
    assert "nights on average with the program" in said["What did the simulation say?"]
    assert str(case.beds) in headline(case)


def test_children_too_few_for_a_program_are_told_so_and_not_given_beds():
    case = rare_case()
    said = {tile.question: tile.answer for tile in tiles(case)}
    assert headline(case).startswith("Too few for a program")
    assert said["How many beds?"].startswith("None of their own")
    assert "What did the simulation say?" not in said


@pytest.mark.parametrize(("chance", "words"), [(0.97, "almost surely"), (0.8, "very likely"), (0.1, "unlikely")])
def test_chances_are_said_in_words_and_numbers(chance, words):
    assert in_words(chance) == f"{words} ({chance:.0%})"


def test_it_recommends_what_meets_the_aim_where_that_is_sustained_and_else_what_is_sustained():
    curve = small_case().curve
    sustained = [b for b, chance in zip(curve.beds.tolist(), curve.sustained.tolist(), strict=True) if chance >= 0.8]
    meets = curve.smallest()
    assert meets > max(sustained)
    assert recommended_beds(curve, 0.8) == max(sustained)
    assert recommended_beds(curve, 1e-9) == min(meets, max(curve.beds[curve.sustained > 0]))


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 9, "b": 6}, {"a": 9, "b": 6}),
        ({"a": 9, "b": 6, "c": 3, "d": 2}, {"a": 9, "b": 6, OTHERS: 5}),
        ({"a": 9, "b": 6, "c": 3}, {"a": 9, OTHERS: 9}),
        ({"a": 6, "b": 1}, {OTHERS: 7}),
        ({"a": 2, "b": 1}, {}),
        ({}, {}),
    ],
)
def test_small_counts_are_joined_until_none_is_small(counts, shown):
    assert joined(counts) == shown
    assert all(value >= 5 for value in shown.values())


def test_no_number_of_children_by_area_and_none_under_five_is_shown():
    case = small_case()
    assert demand_by_area(case).dropna().min() >= 5
    assert demand_by_group(case).dropna().min() >= 5
    sheets = {each.name: each.frame for each in brief_sheets(case)}
    assert sheets["served"]["Children"].min() >= 5
    rare = {each.name: each.frame for each in brief_sheets(rare_case())}
    assert rare["served"].empty
    assert rare["demand"]["Children at once, on average"].isna().all()
    assert "Children at once, on average" not in rare["areas"]


def test_no_child_and_no_home_is_named_on_the_page():
    case = small_case()
    text = brief_page(case)
    assert not [child_id for child_id in case.instance.children if re.search(rf"\b{child_id}\b", text)]
    homes = [program for program in case.instance.programs.values() if program.setting == "foster_home"]
    assert homes
    assert not [home.name for home in homes if home.name in text]


def test_who_may_see_small_numbers_sees_them():
    case = replace(rare_case(), identified=True)
    sheets = {each.name: each.frame for each in brief_sheets(case)}
    assert sheets["served"]["Children"].sum() == case.finding.served_today["children"]
    assert sheets["demand"]["Children at once, on average"].notna().any()


def test_a_relaxed_rule_and_other_sizes_are_among_what_would_change_it():
    said = " ".join(brief_of(small_case()).changes)
    assert "Without the rule of distance" in said
    assert "Two beds more" in said
    assert "If a fifth" in said


def test_every_assumption_says_how_it_is_known():
    frame = next(each.frame for each in brief_sheets(small_case()) if each.name == "assumptions")
    assert (frame["How it is known"].str.len() > 0).all()
    assert frame["Assumption"].is_unique
