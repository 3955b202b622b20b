"""The bundled night with a plan made by hand: everybody stays where they are or is unserved, but for a chain of two."""

import pytest

from socopt.domain import Plan, Recommendation, TierResult
from socopt.io import read_instance
from socopt.policy import Night, default_policy
from socopt.report.aggregates import aggregates_for, night_facts
from socopt.report.viewer import viewer_of
from socopt.synth import bundled_instance_path


def plan_of(night, *rows):
    """A plan of some recommendations; every other placement unit stays, or is unserved."""
    told = {row.line_id for row in rows}
    others = [quiet(night, unit) for unit in night.units if unit.unit_id not in told]
    tier = TierResult(name="safe_tonight", value=3, best=3, bound=2, proven=False, proof="none")
    ordered = tuple(sorted((*rows, *others), key=lambda row: row.line_id))
    return Plan(input_hash="input", policy_hash="policy", status="feasible", recommendations=ordered, tiers=(tier,))


def quiet(night, unit):
    stays = unit.is_placement and night.may_stay(unit.child)
    return Recommendation(
        line_id=unit.unit_id,
        child_id=unit.child.child_id,
        service=unit.lead.service,
        kind="stay" if stays else "unserved",
        program_id=unit.child.current_program_id if stays else None,
    )


@pytest.fixture(scope="session")
def demo_night():
    return Night(read_instance(bundled_instance_path("region/west-1")), default_policy())


@pytest.fixture(scope="session")
def demo_plan(demo_night):
    return plan_of(demo_night)


@pytest.fixture(scope="session")
def demo_facts(demo_night, demo_plan):
    return night_facts(demo_night, demo_plan)


@pytest.fixture(scope="session")
def of_region(demo_night, demo_facts):
    return aggregates_for(demo_facts, viewer_of(demo_night.instance, region_id="R1"))


@pytest.fixture(scope="session")
def of_state(demo_night, demo_facts):
    return aggregates_for(demo_facts, viewer_of(demo_night.instance, state=True))
