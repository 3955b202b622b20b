"""Accessibility, against the formula of Luo and Wang written out by hand, and what may reach what."""

import numpy as np
import pytest

from socopt.errors import UsageError
from socopt.geo import great_circle_km
from socopt.planning.access import Site, catchment, offices, sites_serving
from socopt.planning.population import Population
from tests.nights import home, instance_of

DEAF = Population(id="deaf", traits=("deaf",))


def spread(seed, num_areas=9):
    """An instance whose Areas lie about at random, with as many sites."""
    dice = np.random.default_rng(seed)
    areas = [
        {
            "area_id": f"A{number}", "name": f"A{number}", "region_id": f"R{number % 2}",
            "office_lat": 42 + dice.random(), "office_lon": -72 + dice.random(),
        }
        for number in range(num_areas)
    ]  # fmt: skip
    instance = instance_of([], [], areas=areas, regions=[{"region_id": r, "name": r} for r in ("R0", "R1")])
    sites = [
        Site(
            site_id=f"P{number}", beds=int(dice.integers(1, 9)), lat=42 + dice.random(), lon=-72 + dice.random(),
            areas=None if number % 3 else frozenset({f"A{number}"}),
        )
        for number in range(7)
    ]  # fmt: skip
    children = dice.integers(0, 4, num_areas).astype(float)
    return instance, tuple(sorted(instance.areas)), children, sites


def minutes_of(instance, area, site):
    office = instance.areas[area]
    km = float(great_circle_km(office.office_lat, office.office_lon, site.lat, site.lon))
    return round(km * instance.manifest.circuity / instance.manifest.kmh * 60)


def by_hand(instance, areas, children, sites, minutes):
    """Two sums, pair by pair."""

    def reach(area, site):
        return minutes_of(instance, area, site) <= minutes and (site.areas is None or area in site.areas)

    shares = {}
    for site in sites:
        within = sum(count for area, count in zip(areas, children, strict=True) if reach(area, site))
        shares[site.site_id] = site.beds / within if within else 0.0
    return [
        sum(shares[site.site_id] for site in sites if reach(area, site)) if count else np.nan
        for area, count in zip(areas, children, strict=True)
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("minutes", [5, 40, 90])
def test_it_is_the_formula(seed, minutes):
    instance, areas, children, sites = spread(seed)
    found = catchment(instance, areas, children, sites, minutes)
    assert found.beds_for_each == pytest.approx(by_hand(instance, areas, children, sites, minutes), nan_ok=True)


def test_all_beds_that_anybody_reaches_are_shared_out_among_the_children():
    """The children-weighted sum of beds for each child is the beds within reach of somebody (Luo and Wang, 2003)."""
    instance, areas, children, sites = spread(2)
    found = catchment(instance, areas, children, [site for site in sites if site.areas is None], 500)
    assert np.nansum(found.children * found.beds_for_each) == pytest.approx(found.beds)


def test_without_a_site_there_are_no_beds_and_that_is_said_as_zero():
    instance, areas, children, _ = spread(2)
    found = catchment(instance, areas, children, [], 60)
    assert set(found.beds_for_each[children > 0]) == {0.0}
    assert np.isnan(found.beds_for_each[children == 0]).all()
    assert found.children_below(0.5) == children.sum()


def test_only_programs_that_serve_the_population_count():
    programs = [
        home("yes", capacity=3), home("closed", intake="closed"), home("waits", intake="paused"),
        home("named", open_to="named"), home("deafless"),
        home("girls", sexes="F"), home("babies", max_age=2), home("far level", levels="5"),
    ]  # fmt: skip
    serves = [{"program_id": row["program_id"], "trait": "deaf"} for row in programs if row["program_id"] != "deafless"]
    instance = instance_of([], programs, competencies=serves)
    boys = Population(id="x", traits=("deaf",), sex="M", ages=(10, 17))
    assert [site.site_id for site in sites_serving(instance, boys, level=2)] == ["yes"]
    assert {site.site_id for site in sites_serving(instance, DEAF)} == {"yes", "girls", "babies", "far level"}


def test_a_program_of_an_area_or_region_takes_its_children_alone():
    programs = [home("a", catchment="area"), home("r", catchment="region"), home("s", catchment="state")]
    instance = instance_of([], programs, competencies=[{"program_id": p, "trait": "deaf"} for p in "ars"])
    taken = {site.site_id: site.areas for site in sites_serving(instance, DEAF)}
    assert taken == {"a": {"A1"}, "r": {"A1", "A2"}, "s": None}


def test_the_best_site_reaches_the_most_children_and_of_those_the_nearest():
    instance, areas, _, _ = spread(4)
    known = offices(instance)
    for children in np.eye(len(areas)):
        assert known.best_site(children, 10) == areas[int(children.argmax())]
    assert known.minutes.tolist() == known.minutes.T.tolist()
    assert known.within(areas[0], 0) == (areas[0],)
    with pytest.raises(UsageError, match="no Area has a child"):
        known.best_site(np.zeros(len(areas)), 10)
