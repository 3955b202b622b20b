"""Five years of history: lawful careers, Little's law in every setting, seasons, and what they are tuned to."""

import pandas as pd
import pytest

from socopt.domain import schema
from socopt.io import validate, write_instance
from socopt.synth import synthesize
from socopt.synth.careers.assumptions import CAREERS, SETTINGS
from tests.synth.careers.histories import YEARS, census, stays_of, with_history

DAYS = round(YEARS * 365.25)


def window(night) -> tuple[pd.Timestamp, pd.Timestamp]:
    return pd.Timestamp(night.night) - pd.Timedelta(days=DAYS), pd.Timestamp(night.night)


def test_stays_follow_each_other_and_begin_at_birth_or_later():
    stays = stays_of(with_history())
    following = stays.groupby("child_id")["start"].shift(-1)
    assert (stays["start"] >= stays["birth_date"]).all()
    assert ((stays["end"] > stays["start"]) | stays["end"].isna()).all()
    assert (following.isna() | (following >= stays["end"])).all()
    assert stays["end"].notna()[following.notna()].all()


def test_the_present_stay_is_the_one_that_children_says():
    night = with_history()
    stays = stays_of(night)
    open_ = stays[stays["end"].isna()].set_index("child_id")
    children = night.table("children").set_index("child_id")
    holders = children[children["current_program_id"].notna()]
    assert sorted(open_.index) == sorted(holders.index)
    assert (open_["program_id"] == holders["current_program_id"].reindex(open_.index)).all()
    assert (open_["start"] == holders["placed_since"].reindex(open_.index)).all()
    assert open_["exit_reason"].isna().all()


def test_who_has_left_is_known_and_left_within_the_window():
    night = with_history()
    stays, former = stays_of(night), night.table("former_children").set_index("child_id")
    since, until = window(night)
    assert not set(former.index) & set(night.children)
    assert set(stays["child_id"]) <= set(former.index) | set(night.children)
    last = stays[stays["former"]].groupby("child_id").agg({"end": "max", "start": "max"})
    assert (former["left_on"] == last["end"].reindex(former.index)).all()
    assert former["left_on"].between(since, until, inclusive="left").all()
    left = stays[stays["former"]].groupby("child_id")["exit_reason"].last()
    assert left.isin(
        ("reunified", "relative", "adopted", "guardianship", "emancipated", "ran", "transferred", "other")
    ).all()


def test_little_s_law_holds_in_every_setting():
    """Mean census over the window = arrivals a day x mean days of a stay, by setting; exact but for the edges."""
    night = with_history()
    stays = stays_of(night)
    since, until = window(night)
    days = pd.date_range(since, until - pd.Timedelta(days=1), freq="7D")
    mean_census = sum(census(stays, day) for day in days) / len(days)
    ended = stays[stays["end"].notna() & (stays["end"] >= since)]
    mean_days = (ended["end"] - ended["start"]).dt.days.groupby(ended["setting"]).mean()
    a_day = ended["setting"].value_counts() / DAYS
    for setting in SETTINGS:
        if (ended["setting"] == setting).sum() >= 300:
            assert mean_census[setting] == pytest.approx(a_day[setting] * mean_days[setting], rel=0.15), setting


def test_the_census_of_the_window_is_that_of_tonight():
    """Stationary: no setting was emptier or fuller before, beyond chance (about five standard errors)."""
    night = with_history()
    stays = stays_of(night)
    since, until = window(night)
    tonight = census(stays, until)
    days = pd.date_range(since, until, freq="30D")
    mean = sum(census(stays, day) for day in days) / len(days)
    for setting in SETTINGS:
        assert mean[setting] == pytest.approx(
            tonight[setting], abs=0.10 * tonight[setting] + 3 * tonight[setting] ** 0.5
        )
    totals = pd.Series([census(stays, day).sum() for day in days])
    assert totals.min() > 0.88 * tonight.sum()
    assert totals.max() < 1.12 * tonight.sum()


def test_entries_follow_the_seasons():
    months = pd.Series(0, index=range(1, 13))
    for seed in (1, 2):
        night = with_history(seed)
        since, _ = window(night)
        entered = stays_of(night).groupby("child_id")["start"].min()
        months += entered[entered >= since].dt.month.value_counts().reindex(months.index, fill_value=0)
    strong = months.loc[[3, 4, 5, 6, 10]].mean()
    weak = months.loc[[7, 8]].mean()
    expected = (
        sum(CAREERS.seasons[m - 1] for m in (3, 4, 5, 6, 10)) / 5 / (sum(CAREERS.seasons[m - 1] for m in (7, 8)) / 2)
    )
    assert strong / weak == pytest.approx(expected, abs=0.15)


def test_careers_are_near_the_figures_they_are_tuned_to():
    """Time in care 28.6 and median 14-20 months, 2.56 placements, ages at entry, exits (2005-2015), near enough."""
    night = with_history()
    stays = stays_of(night)
    since, until = window(night)
    first = stays.groupby("child_id").agg({"start": "min", "birth_date": "first", "former": "first"})
    open_ids = stays.loc[stays["end"].isna(), "child_id"]
    months = (until - first.loc[open_ids, "start"]).dt.days / 30.44
    assert months.mean() == pytest.approx(28.6, abs=4)
    assert 13 < months.median() < 22
    placements = stays[stays["former"]].groupby("child_id").size()
    assert placements.mean() == pytest.approx(2.56, abs=0.5)
    entered = first[first["start"] >= since]
    age = (entered["start"] - entered["birth_date"]).dt.days / 365.25
    for low, high, share in ((0, 1, 0.20), (1, 6, 0.28), (6, 11, 0.21), (11, 17, 0.28)):
        assert ((age >= low) & (age < high)).mean() == pytest.approx(share, abs=0.08)
    reasons = stays[stays["former"]].groupby("child_id")["exit_reason"].last().value_counts(normalize=True)
    for reason, share in {"reunified": 0.533, "relative": 0.106, "adopted": 0.174, "guardianship": 0.052}.items():
        assert reasons[reason] == pytest.approx(share, abs=0.06)
    assert 0.06 < reasons["emancipated"] < 0.18


def test_some_come_back():
    stays = stays_of(with_history())
    home = stays["exit_reason"].isin(("reunified", "relative", "adopted", "guardianship"))
    again = stays.groupby("child_id")["start"].shift(-1)
    back = (again[home] - stays.loc[home, "end"]).dt.days
    assert 0.03 < back.notna().mean() < 0.12
    assert back.dropna().between(1, 366).all()


def test_siblings_in_care_often_entered_it_on_one_day():
    night = with_history()
    entered = stays_of(night).groupby("child_id")["start"].min()
    for name, least in (("children", 0.35), ("former_children", 0.8)):
        people = night.table(name).dropna(subset="sibling_group_id")
        days = people["child_id"].map(entered).groupby(people["sibling_group_id"]).agg(["nunique", "count"])
        assert (days.loc[days["count"] > 1, "nunique"] == 1).mean() > least, name


def test_past_programs_are_of_the_setting_and_take_the_child():
    night = with_history()
    stays = stays_of(night)
    named = stays[stays["program_id"].notna() & stays["end"].notna()]
    assert 0.2 < len(named) / stays["end"].notna().sum() < 0.7
    programs = night.table("programs").set_index("program_id")
    assert (named["program_id"].map(programs["setting"]) == named["setting"]).all()
    age = (named["start"] - named["birth_date"]).dt.days / 365.25
    assert (age >= named["program_id"].map(programs["min_age"]) - 0.01).all()
    assert (age <= named["program_id"].map(programs["max_age"]) + 1.01).all()


def test_traits_are_as_common_among_those_who_left_as_among_those_in_care():
    night = with_history()
    former = night.table("former_children")["traits"].fillna("").str.split(";").explode().value_counts() / len(
        night.table("former_children")
    )
    children = night.table("children")
    holders = children.loc[children["current_program_id"].notna(), "child_id"]
    traits = night.table("traits")
    present = traits.loc[traits["child_id"].isin(holders), "trait"].value_counts() / len(holders)
    for trait in present.index[present > 0.03]:
        assert former[trait] == pytest.approx(present[trait], rel=0.5), trait


def test_without_a_history_only_the_children_of_tonight_have_stays():
    night = synthesize(seed=3, children=150)
    assert night.table("former_children").empty
    assert set(night.table("episodes")["child_id"]) <= set(night.children)


def test_the_night_is_the_same_with_a_history_and_without():
    """But for the stays themselves: who came back has an earlier spell, which only a history knows."""
    plain, long = synthesize(seed=3, children=150), synthesize(seed=3, children=150, history_years=2)
    for name in schema().tables:
        if name not in ("episodes", "former_children"):
            assert plain.table(name).equals(long.table(name)), name


def test_the_same_seed_gives_the_same_history():
    again = [synthesize(seed=4, children=120, history_years=1).input_hash for _ in range(2)]
    assert again[0] == again[1] != synthesize(seed=5, children=120, history_years=1).input_hash


def test_where_everybody_waits_there_is_a_history_too(tmp_path):
    night = synthesize(seed=1, children=120, in_play="all", history_years=1)
    assert len(night.table("former_children")) > 10
    write_instance(night, tmp_path / "night", format="parquet")
    assert validate(tmp_path / "night").errors == ()
