"""Budgets that are capped: too little for everybody, for a dearer bed, for all units; and who is exempt."""

from typing import Any

from socopt.policy import Night
from tests.nights import ago
from tests.random_nights.draft import Draft
from tests.random_nights.focus import Focus, Rows, used, with_parameter, with_tables, without_rule

PAID = {"setting": "foster_home", "levels": "2", "area_id": "A1", "funding_line": "F"}
SAFE = {"years": 9, "tonight_at": "relative"}


def _cap(draft: Draft, a_day: int, **columns: Any) -> None:
    """Cap the funding line F at so many cents a day, at the least."""
    days = draft.random.choice((1, 10, 77))
    committed = draft.random.choice((0, 5, 1000))
    cents = committed + a_day * days + draft.random.randrange(days)
    draft.change("budgets", "mode", "cap")
    draft.add("funding_lines", funding_line="F", purchaser="DSS", category="none")
    draft.add("budgets", **{
        "funding_line": "F", "scope": "state", "cents": cents, "committed_cents": committed,
        "period_start": ago(draft.random.choice((0, 90))), "period_end": ago(1 - days), **columns,
    })  # fmt: skip


def _entries(draft: Draft) -> None:
    """Two children, two beds, and money for one of them; who lives there already is paid first."""
    for _ in range(2):
        draft.child(**SAFE)
    settled = draft.chance(0.5)
    first = draft.home(**PAID, per_diem_cents=5000, capacity=2 if settled else 1)
    draft.home(**PAID, per_diem_cents=4000)
    if settled:
        draft.settled(first)
    _cap(draft, 5000 * settled + draft.random.choice((3999, 4000, 5000, 8999)))


def _dearer_bed(draft: Draft) -> None:
    """Who is ready moves to a dearer bed only where another gives up enough."""
    given_up = draft.random.choice((None, None, 5000, 6000))
    for cents in (5000, given_up):
        if cents is not None:
            program_id = draft.home(**{**PAID, "levels": "4"}, per_diem_cents=cents)
            draft.ready(program_id, line={"level": 3}, years=9, target_level=2)
    draft.home(**PAID, per_diem_cents=draft.random.choice((5001, 7000)))
    if given_up is not None:
        draft.home(**PAID, per_diem_cents=draft.random.choice((4000, 5000)))
    _cap(draft, draft.random.choice((0, 5000)))


def _units(draft: Draft) -> None:
    """A service of which there is money for some units only; part of them is given already."""
    draft.line(draft.settled(None), service="mentoring", level=None, units=3, splittable=draft.chance(0.7))
    in_use = draft.random.choice((0, 2))
    draft.service(funding_line="F", per_diem_cents=draft.random.choice((700, 705)), capacity=4 + in_use, available=4)
    _cap(draft, draft.random.choice((99, 100, 201, 299, 450)))


def _exempt(draft: Draft) -> None:
    """A child without a safe bed enters whatever it costs; the money goes to another child."""
    draft.unsafe(years=9)
    draft.child(**SAFE)
    draft.home(**PAID, per_diem_cents=5000)
    draft.home(**PAID, per_diem_cents=5000)
    _cap(draft, draft.random.choice((0, 5000)))


def _exempt_is_served(night: Night, rows: Rows) -> bool:
    budgets = night.instance.records("budgets")
    poor = any(budget.cents - budget.committed_cents < 5000 for budget in budgets if budget.scope == "state")
    return poor and any(
        row.kind == "place"
        and row.child_id in night.unsafe
        and night.programs[row.program_id or ""].funding_line == "F"
        for row in rows
    )


def _own_budget(draft: Draft) -> None:
    """A Region's own run reads the Region's budget, not the state's."""
    draft.region_id = "R1"
    draft.child(**SAFE)
    draft.home(**PAID, per_diem_cents=5000)
    _cap(draft, 4999, scope="R1")
    draft.add("budgets", funding_line="F", scope="state", cents=10**15, committed_cents=0, period_start=ago(9),
              period_end=ago(-9))  # fmt: skip


MONEY_FOCI = (
    Focus("budget", _entries, without_rule("budget")),
    Focus("budget: a dearer bed", _dearer_bed, with_parameter("budgets", "mode", "none")),
    Focus("budget: units", _units, without_rule("budget")),
    Focus("budget: exempt", _exempt, used(_exempt_is_served)),
    Focus(
        "budget: of the Region",
        _own_budget,
        with_tables(lambda instance: {"budgets": instance.table("budgets").query("scope == 'state'")}),
    ),
)
