import dataclasses
import json
import tempfile

import pytest

from socopt.check import verify
from socopt.domain.schema import schema
from socopt.errors import RefusedError, StoppedError, UsageError
from socopt.io import read_instance, read_plan
from socopt.matching import MatchResult, Params, describe, match
from socopt.policy import default_policy
from socopt.solver import backend, memory
from socopt.solver.backend import BackendError
from socopt.synth import bundled_instance_path
from tests.chain_night import chain_night
from tests.matching.reading import region
from tests.nights import ago, child, home, instance_of, need, service


def pins(**accepted):
    return [
        {"line_id": line, "program_id": program, "decision": "accepted", "decided_on": ago(0)}
        for line, program in accepted.items()
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_whole_match_of_a_regions_night_is_proven_and_keeps_every_rule(seed):
    result = match(region(seed))
    assert result.status == "optimal"
    assert all(tier.proven and tier.bound == tier.best == tier.value for tier in result.tiers)
    verdict = verify(region(seed), result.plan)
    assert verdict.ok, verdict.summary()


def test_the_same_night_gives_the_same_plan():
    assert match(region(1)).plan == match(region(1)).plan


def test_a_match_changes_nothing_of_the_instance():
    instance = chain_night()
    before = {name: instance.table(name) for name in schema().tables}
    input_hash = instance.input_hash
    match(instance)
    assert all(instance.table(name).equals(table) for name, table in before.items())
    again = type(instance)(instance.manifest, {name: instance.table(name) for name in before})
    assert again.input_hash == input_hash


@pytest.mark.parametrize("field", ["status", "best_plan", "seconds"])
def test_a_result_is_frozen(field):
    result = match(chain_night())
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(result, field, None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.plan.recommendations[0].kind = "unserved"


def test_pins_that_the_room_contradicts_are_refused_by_name():
    instance = instance_of([child("a"), child("b")], [home("p"), home("q")], decisions=pins(La="p", Lb="p"))
    with pytest.raises(RefusedError, match="La -> p; Lb -> p"):
        match(instance)
    instance = instance_of([child("a"), child("b")], [home("p"), home("q")], decisions=pins(La="p", Lb="q"))
    assert [row.program_id for row in match(instance).plan.recommendations] == ["p", "q"]


def undecided(instance):
    """At rest is a plan where nothing is pinned."""
    return instance.replace(decisions=instance.table("decisions").query("decision != 'accepted'"))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_stopped_at_once_there_is_a_plan_that_keeps_every_rule_and_claims_no_more_than_is_proven(seed):
    instance = undecided(region(seed))
    result = match(instance, params=Params(time_limit=1e-9))
    verdict = verify(instance, result.plan)
    assert verdict.ok, verdict.summary()
    assert (result.status == "optimal") == all(tier.proven for tier in result.tiers)


def test_stopped_at_once_a_wish_to_be_together_costs_no_plan():
    wishes = [{"child_a": "a", "child_b": "b", "wish": "together_preferred"}]
    instance = instance_of([child("a"), child("b")], [home("p", capacity=2)], pair_wishes=wishes)
    assert verify(instance, match(instance, params=Params(time_limit=1e-9)).plan).ok


@pytest.mark.parametrize("instance", [instance_of(), instance_of([child("a")], []), instance_of([], [home("p")])])
def test_an_empty_night_has_a_proven_plan(instance):
    result = match(instance)
    assert result.status == "optimal"
    assert result.served == 0
    assert verify(instance, result.plan).ok


def test_progress_speaks_of_the_tiers_of_the_policy_in_their_own_values():
    """The canonical order is nobody's tier; a constant such as last night's plan is in the value."""
    seen = []
    kept = [{"line_id": "La", "kind": "place", "program_id": "p"}]
    instance = instance_of([child("a")], [home("q"), home("p", intake="closed")], last_night=kept)
    result = match(instance, on_progress=lambda each: seen.append(each) if each.done else None)
    assert [(each.tier, each.value, each.count) for each in seen] == [
        (tier.name, tier.value, len(result.tiers)) for tier in result.tiers
    ]
    assert {each.tier: each.value for each in seen}["changed"] == 1


def test_candidates_are_kept_by_line_whether_there_is_room_or_not():
    instance = instance_of(
        [child("a"), child("z", current_program_id="q")], [home("p"), home("q"), home("r", max_age=3)]
    )
    assert match(instance).plan.candidates == {"La": {"p", "q"}}


@pytest.mark.parametrize(
    "wrong", [{"time_limit": 0}, {"time_limit": -1.0}, {"seed": -1}, {"seed": 2**31}, {"workers": 0}, {"megabytes": 0}]
)
def test_limits_that_make_no_sense_are_refused_by_name(wrong):
    with pytest.raises(UsageError, match=next(iter(wrong))):
        Params(**wrong)


def served():
    return instance_of(
        [child("a", home_lat=42.1, home_lon=-71.1), child("b", sex="M"), child("c")],
        [home("p", lat=42.2, lon=-71.2, sexes="F"), service("m", capacity=2)],
        [need("a"), need("b"), need("c", service="mentoring", units=5, splittable=True)],
    )


def test_a_result_counts_its_units():
    result = match(served())
    assert (result.lines, result.served, result.unserved) == (3, 2, 1)
    assert dict(result.counts) == {"place": 1, "unserved": 1, "serve": 1}
    assert result.summary().startswith("optimal: 3 lines (1 place, 1 serve, 1 unserved)\n")
    assert [line.split()[0] for line in result.summary().splitlines()[2:]] == [tier.name for tier in result.tiers]


def test_a_result_is_a_table():
    frame = match(served()).to_frame().set_index("line_id")
    assert frame["program_id"].fillna("").to_dict() == {"La": "p", "Lb": "", "Cc": "m"}
    assert frame["flags"].to_dict() == {"La": "", "Lb": "", "Cc": "units=2"}


def test_a_result_is_a_map_of_ways_from_home():
    frame = match(served()).to_geodataframe().set_index("line_id")
    assert frame.crs == "EPSG:4326"
    assert list(frame.geometry["La"].coords) == [(-71.1, 42.1), (-71.2, 42.2)]
    assert frame.geometry["Lb"].geom_type == "Point"
    assert (frame.geometry["Lb"].x, frame.geometry["Lb"].y) == (-71.8, 42.3)


def test_a_plan_saved_is_read_back_the_same(tmp_path):
    result = match(served())
    assert read_plan(result.save(tmp_path / "plan")) == result.plan


def test_a_result_as_plain_data_says_what_was_proven():
    instance = served()
    found = match(instance).to_dict()
    assert found.pop("seconds") >= 0
    assert [tier["name"] for tier in found.pop("tiers")] == [tier.name for tier in default_policy().tiers]
    assert found == {
        "status": "optimal", "lines": 3, "served": 2, "unserved": 1, "stays": 0, "input_hash": instance.input_hash,
    }  # fmt: skip


def test_a_result_without_a_plan_says_so():
    result = MatchResult(instance=served(), status="no_solution", best_plan=None, seconds=0.0)
    assert (result.lines, result.served, result.tiers) == (0, 0, ())
    with pytest.raises(StoppedError, match="no plan was found"):
        _ = result.plan


def test_a_description_counts_what_is_there():
    found = describe(chain_night())
    assert (found.children, found.units, found.placement_units, found.without_safe_bed) == (2, 2, 2, 1)
    assert found.children_by_status == {"awaiting": 1, "ready_to_move": 1}
    assert (found.programs, found.vacant_beds, found.few_candidates) == (2, 1, 2)
    assert (found.columns, found.group_columns, found.rows["cover"]) == (4, 0, 2)
    assert found.to_dict()["children"] == 2
    assert "2 (1 awaiting, 1 ready to move)" in found.summary()


def test_a_description_names_rows_that_bind():
    """Two children for one bed: its row holds with nothing to spare; with two beds it does not matter."""
    two = [child("a"), child("b")]
    policy = default_policy().without_rule("suitability")
    tight = describe(instance_of(two, [home("p", setting="group_home")]), policy)
    roomy = describe(instance_of(two, [home("p", setting="group_home", capacity=3)]), policy)
    assert tight.binding_rows == {"resource": 1}
    assert roomy.binding_rows == {}


def test_the_bundled_night_reaches_its_best_known_tiers_and_proves_them():
    instance = read_instance(bundled_instance_path("region/west-1"))
    best = json.loads((bundled_instance_path("region/west-1") / "best.json").read_text("utf-8"))
    assert best["input_hash"] == instance.input_hash, "the night changed: match it again and write its best.json"
    tiers = {tier.name: {"best": tier.best, "bound": tier.bound} for tier in match(instance).tiers}
    assert tiers == best["tiers"]


def test_pins_do_not_keep_a_run_without_time_from_a_plan():
    instance = read_instance(bundled_instance_path("region/west-1"))
    result = match(instance, params=Params(time_limit=1e-9))
    assert result.status == "feasible"
    assert any("pinned" in row.flags for row in result.plan.recommendations)
    assert result.counts["place"] > 1
    assert verify(instance, result.plan).ok


def test_backends_that_failed_are_told_with_the_result(monkeypatch, tmp_path):
    """The plan is the same: another backend was asked."""
    relax = backend._relax

    def failing(program, seconds, seed, solver, basis):
        if solver == "GLOP":
            raise BackendError("failed")
        return relax(program, seconds, seed, solver, basis)

    night = chain_night()
    expected = match(night)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(backend, "_relax", failing)
    result = match(night)
    assert [tier.best for tier in result.tiers] == [tier.best for tier in expected.tiers]
    assert result.troubles
    assert result.to_dict()["troubles"] == list(result.troubles)
    assert "troubles" not in expected.to_dict()


def test_memory_used_up_leaves_a_plan_that_keeps_every_rule(monkeypatch):
    monkeypatch.setattr(memory, "resident_megabytes", lambda: 11)
    night = chain_night()
    result = match(night, params=Params(megabytes=10))
    assert result.status == "feasible"
    assert verify(night, result.plan).ok
