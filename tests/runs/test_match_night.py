"""The nightly job: what is published, what is not, and how a matched night is read."""

from dataclasses import replace

import pytest

from socopt.check import Verdict, Violation
from socopt.domain.certificate import SCALE
from socopt.errors import DataError, RejectedError, UsageError
from socopt.io import write_instance
from socopt.matching import MatchResult, Params, match
from socopt.runs import match_night as job
from tests.chain_night import chain_night


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nights") / "night"
    write_instance(chain_night(), folder)
    return folder


@pytest.fixture(scope="module")
def matched(night):
    return job.match_night(night, params=Params())


def test_a_plan_that_the_checker_rejects_is_not_published(night, tmp_path, monkeypatch):
    broken = tuple(Violation(rule="age", line_id=f"L{number}") for number in range(50))
    monkeypatch.setattr(job, "verify", lambda *_: Verdict(ok=False, violations=broken, tiers=()))
    with pytest.raises(RejectedError, match=r"not published[\s\S]*age \(L0\)[\s\S]*31 more"):
        job.match_night(night, params=Params(), out=tmp_path / "plan")
    assert list(tmp_path.iterdir()) == []


def test_an_occupied_path_is_refused_before_any_work(tmp_path, monkeypatch):
    monkeypatch.setattr(job, "validate", lambda _: pytest.fail("the instance was read"))
    with pytest.raises(UsageError, match="--overwrite"):
        job.match_night(tmp_path, params=Params(), out=tmp_path)


def test_errors_in_the_data_are_raised_all_at_once(tmp_path):
    with pytest.raises(DataError) as caught:
        job.match_night(tmp_path, params=Params())
    assert all(defect.severity == "error" for defect in caught.value.defects)


def test_without_a_plan_nothing_is_checked_or_written(night, tmp_path, monkeypatch):
    monkeypatch.setattr(
        job,
        "match",
        lambda instance, *_: MatchResult(instance=instance, status="no_solution", best_plan=None, seconds=1),
    )
    matched = job.match_night(night, params=Params(), out=tmp_path / "plan")
    assert matched.verdict is None
    assert matched.recommendations == ()
    assert matched.to_dict()["status"] == "no_solution"
    assert list(tmp_path.iterdir()) == []


def test_every_line_is_counted_once(matched):
    assert sum(matched.counts.values()) == matched.result.lines == 2
    assert matched.counts["move"] == matched.counts["place"] == 1


def test_children_without_a_safe_bed_come_by_urgency(matched):
    assert [row.child_id for row in matched.without_safe_bed] == ["urgent"]


def test_a_chain_is_told_in_the_order_of_its_steps(matched):
    assert [[row.child_id for row in chain] for chain in matched.chains] == [["ready", "urgent"]]


def test_progress_is_reported_for_every_tier(night):
    seen = []
    matched = job.match_night(night, params=Params(), on_progress=lambda tier: seen.append(tier) if tier.done else None)
    assert [tier.tier for tier in seen] == [tier.name for tier in matched.result.tiers]


def test_a_certificate_that_the_checker_does_not_follow_is_left_out(night, tmp_path, monkeypatch):
    """The night has its plan: what the certificate was to prove is proven by the solver, and that is said."""

    def unconvincing(*arguments):
        result = match(*arguments)
        wrong = tuple(replace(each, of_rows={("moves", "A1"): SCALE}) for each in result.plan.certificates)
        return replace(result, best_plan=replace(result.plan, certificates=wrong))

    monkeypatch.setattr(job, "match", unconvincing)
    matched = job.match_night(night, params=Params(), out=tmp_path / "plan")
    assert matched.verdict is not None
    assert matched.verdict.ok
    assert {tier.proof for tier in matched.result.tiers} == {"solver"}
    assert any("the certificates were left out" in trouble for trouble in matched.result.troubles)
    assert not (tmp_path / "plan" / "certificate.npz").exists()
