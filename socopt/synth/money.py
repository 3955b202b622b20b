"""Who pays, and how the Lead Agencies have referred."""

from datetime import date

from socopt.domain.records import Program
from socopt.synth.draft import Draft
from socopt.synth.programs import lead_of

FUNDING_LINES = (
    ("DSS-FOSTER", "DSS", "none"),
    ("DSS-CONTRACT-FC", "DSS", "contracted_foster"),
    ("DSS-COMMONWORKS", "DSS", "commonworks_residential_group"),
    ("DSS-STARR", "DSS", "other_purchased"),
    ("DSS-FAMILY-BASED", "DSS", "family_based"),
    ("MH-COMMUNITY", "MassHealth", "other_purchased"),
    ("DMH-RESIDENTIAL", "DMH", "other_purchased"),
)
JULY = 7
USUAL_SHARE = 15  # percent of an agency's referrals into its own programs, where nothing is strained


def record_money(draft: Draft) -> None:
    """Funding lines, the budgets for the fiscal year, and the Lead Agencies' referrals."""
    start, end = fiscal_year(draft.night)
    for funding_line, purchaser, category in FUNDING_LINES:
        draft.add("funding_lines", funding_line=funding_line, purchaser=purchaser, category=category)
        committed = _a_day(draft, funding_line) * (draft.night - start).days
        a_year = max(_a_year(draft, funding_line, category), committed)
        draft.add(
            "budgets",
            funding_line=funding_line,
            scope=draft.region_id or "state",
            cents=a_year,
            committed_cents=committed,
            period_start=start,
            period_end=end,
        )
    record_lead_agencies(draft)


def fiscal_year(night: date) -> tuple[date, date]:
    """First and last day of the Commonwealth's fiscal year: from July to June."""
    start = date(night.year - (night.month < JULY), JULY, 1)
    return start, date(start.year + 1, JULY - 1, 30)


def record_lead_agencies(draft: Draft) -> None:
    """A contract per Area; shares already planted stay as they are."""
    dice = draft.dice("lead agencies")
    known = {row["area_id"] for row in draft.table("lead_agencies")}
    for area_id in draft.areas_with_programs():
        referrals = dice.whole(60, 160)
        if area_id not in known:
            add_lead_agency(draft, area_id, referrals, referrals * USUAL_SHARE // 100)


def add_lead_agency(draft: Draft, area_id: str, referrals: int, own: int) -> None:
    """The contract of an Area's Lead Agency."""
    contract = {"from": fiscal_year(draft.night)[0], "until": None}
    counts = {"referrals_12m": referrals, "self_referrals_12m": own}
    draft.add("lead_agencies", area_id=area_id, provider_id=lead_of(area_id), **contract, **counts)


def _a_year(draft: Draft, funding_line: str, category: str) -> int:
    """Cents of the fiscal year: the state's are what it purchases; a Region's, a little more than it uses."""
    used = _a_day(draft, funding_line)
    lines = [line for line, _, of_category in FUNDING_LINES if of_category == category]
    purchased = draft.parameters.purchased_cents.get(category)
    if draft.region_id or purchased is None:
        return used * 365 * 104 // 100
    return purchased * used // max(1, sum(_a_day(draft, line) for line in lines))


def _a_day(draft: Draft, funding_line: str) -> int:
    """Cents a day of the children now in programs of a line (community programs: of what is open)."""
    paid = [program for program in draft.programs.values() if program.funding_line == funding_line]
    return sum(program.per_diem_cents * _in_use(draft, program) for program in paid)


def _in_use(draft: Draft, program: Program) -> int:
    return len(draft.occupants(program.program_id)) if program.setting else program.capacity // 7
