"""What each funding line may spend a day, read from the budgets and from who lives where tonight."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from socopt.domain.records import Program
from socopt.policy import Night

DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """Cents a day of a funding line: what is left of its budget for each day, and what it spends before the plan."""

    a_day_left: int
    spent_tonight: int

    @property
    def most(self) -> int:
        return max(self.a_day_left, self.spent_tonight)


def read_purses(night: Night) -> Mapping[str, Purse]:
    """By funding line; none where the policy does not cap budgets."""
    if night.policy.parameters["budgets"]["mode"] != "cap":
        return {}
    spent = _spent_tonight(night)
    region = night.instance.manifest.region_id
    found = {}
    for budget in night.instance.records("budgets"):
        ours = budget.scope == ("state" if region is None else region)
        if ours and budget.period_start <= night.night <= budget.period_end:
            nights = 1 + (budget.period_end - night.night).days
            left = budget.cents - budget.committed_cents
            found[budget.funding_line] = Purse(a_day_left=left // nights, spent_tonight=spent[budget.funding_line])
    return found


def price_of(program: Program, units: int | None = None) -> int:
    """Cents a day of a bed, or of so many units a week."""
    return program.per_diem_cents if units is None else units * program.per_diem_cents // DAYS_OF_WEEK


def _spent_tonight(night: Night) -> Counter[str]:
    """Beds of children, but for those without a safe bed; units of community programs that are not open any more."""
    spent: Counter[str] = Counter()
    for child in night.children.values():
        program = night.programs.get(child.current_program_id or "")
        if program is not None and program.funding_line is not None and child.child_id not in night.unsafe:
            spent[program.funding_line] += price_of(program)
    for program in night.programs.values():
        if program.service != "placement" and program.funding_line is not None and program.available is not None:
            spent[program.funding_line] += price_of(program, max(0, program.capacity - program.available))
    return spent
