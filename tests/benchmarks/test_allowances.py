"""Capped nights of the benchmarks leave room for what is accepted; budgets that have it stay as they are."""

import pytest

from benchmarks.nights.allowances import with_room_for_accepted
from socopt.errors import RefusedError
from socopt.matching import match
from socopt.policy import Night, default_policy
from tests.nights import ago, child, home, night_of

CAPS = default_policy().with_parameter("budgets", "mode", "cap")
DAYS = {"period_start": ago(100), "period_end": ago(-9)}  # ten days left


def accepted(cents):
    """One child waits, for whom a bed of 500 cents a day is accepted."""
    return night_of(
        [child("a")], [home("p", funding_line="F", per_diem_cents=500)], policy=CAPS,
        budgets=[{"funding_line": "F", "scope": "state", "cents": cents, "committed_cents": 70, **DAYS}],
        decisions=[{"line_id": "La", "program_id": "p", "decision": "accepted", "decided_on": ago(1)}],
    )  # fmt: skip


def test_a_night_that_would_be_refused_is_matched():
    night = accepted(4_000)
    with pytest.raises(RefusedError):
        match(night.instance, CAPS)
    mended = with_room_for_accepted(night)
    assert mended.records("budgets")[0].cents == 70 + 10 * 500
    assert [row.kind for row in match(mended, CAPS).plan.recommendations] == ["place"]


def test_a_budget_with_room_stays():
    night = accepted(9_999)
    assert with_room_for_accepted(night).records("budgets") == night.instance.records("budgets")


def test_without_caps_nothing_changes():
    night = Night(accepted(4_000).instance, default_policy())
    assert with_room_for_accepted(night).records("budgets") == night.instance.records("budgets")
