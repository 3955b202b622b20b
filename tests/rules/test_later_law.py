"""Law of a later year: the same tables, twenty years on, differ in what it refuses and in nothing else."""

from dataclasses import replace

import pandas as pd
import pytest

from socopt.check.room import Rooms
from socopt.domain import Instance, schema
from socopt.matching.candidates import refusals
from socopt.matching.resources import read_resources
from socopt.policy import Night, admission, read_policy
from tests.matching.reading import region
from tests.nights import child, home, instance_of

TWENTY_YEARS = pd.DateOffset(years=20)  # leap years stay leap years: every number of days stays what it is
CROWDED = read_policy({"family_home": {"max_foster": 8, "max_children": 9}})


def twenty_years_on(instance: Instance) -> Instance:
    """The same night with every day in it twenty years later."""
    tables = {}
    for name, table in schema().tables.items():
        frame = instance.table(name)
        for column in table.columns.values():
            if column.type == "date" and len(frame):
                frame[column.name] = frame[column.name] + TWENTY_YEARS
        tables[name] = frame
    night = (pd.Timestamp(instance.night) + TWENTY_YEARS).date()
    return Instance(replace(instance.manifest, night=night), tables)


@pytest.fixture
def by_hand() -> Instance:
    """Two children, one of them unsafe; care of every kind; and a home with six foster children of eight."""
    settled = [child(f"z{number}", current_program_id="home") for number in range(6)]
    programs = [
        home("home", capacity=9),
        home("group", setting="group_home"),
        home("residential", setting="residential_treatment"),
        home("shelter", setting="shelter"),
        home("teen", setting="teen_parenting", min_age=10),
    ]
    return instance_of([child("a"), child("u", tonight_at="office"), *settled], programs)


def refused(instance: Instance, line_id: str) -> set[tuple[str, str]]:
    night = Night(instance, CROWDED)
    verdicts = [admission(night, line_id, program_id) for program_id in instance.programs]
    return {(refusal.rule.rule_id, found.program_id) for found in verdicts for refusal in found.refusals}


def test_the_law_of_2018_is_unknown_in_2004_and_all_that_is_new_in_2024(by_hand: Instance) -> None:
    later = refused(twenty_years_on(by_hand), "La")
    assert "qrtp" not in {rule_id for rule_id, _ in refused(by_hand, "La")}
    assert later - refused(by_hand, "La") == {("qrtp", "group"), ("qrtp", "residential")}
    assert refused(by_hand, "La") <= later


def test_it_yields_to_a_child_without_a_safe_bed(by_hand: Instance) -> None:
    later = twenty_years_on(by_hand)
    assert refused(later, "Lu") == refused(by_hand, "Lu")
    assert admission(Night(later, CROWDED), "Lu", "group").below_floor == ("qrtp",)


def test_no_more_than_six_foster_children_in_a_home_by_federal_law(by_hand: Instance) -> None:
    room = []
    for instance in (by_hand, twenty_years_on(by_hand)):
        night = Night(instance, CROWDED)
        rows = read_resources(night).rows
        room.append(next(row.room for row in rows if row.program_id == "home" and row.kind == "foster_in_home"))
        of_home = Rooms(night).of("home")
        assert dict(zip(of_home.names, of_home.left, strict=True))["foster_in_home"] == room[-1]
    assert room == [2, 0]


def test_on_a_whole_night_every_other_rule_refuses_what_it_did() -> None:
    then = region(1)
    now = twenty_years_on(then)
    before, after = (refusals(Night(instance, read_policy({}))) for instance in (then, now))
    assert set(after) - set(before) == {"qrtp"}
    assert after.pop("qrtp").any()
    for rule_id, matrix in after.items():
        assert (matrix == before[rule_id]).all(), rule_id
