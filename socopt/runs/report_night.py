"""The morning report of a night and its plan, for one reader."""

from dataclasses import dataclass
from pathlib import Path

from socopt.check import verify
from socopt.domain import Instance, Plan
from socopt.errors import DataError, RejectedError, UsageError
from socopt.io import Validation, read_plan, validate
from socopt.policy import Night, Policy, load_policy
from socopt.policy.nearest import nearest
from socopt.report.morning import morning_report, state_report
from socopt.report.page.pdf import pdf_of
from socopt.report.tables import FORMATS as TABLES
from socopt.report.tables import write_tables
from socopt.report.viewer import Viewer, viewer_of
from socopt.runs.publishing import refuse_occupied, write_whole

PAGES = ("html", "pdf")
FORMATS = (*PAGES, *TABLES)
REFUSALS_READ_AGAIN = 2_000  # a plan was judged in full before it was published


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who the report is for: exactly one Region, one Area, or the state (and then, on request, with names)."""

    region_id: str | None = None
    area_id: str | None = None
    state: bool = False
    identified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenReport:
    """What was written, where, and what it says first; ``path`` is None with ``dry_run``."""

    path: Path | None
    file_format: str
    night: str
    headline: str


def report_night(
    path: Path,
    plan_path: Path,
    out: Path,
    reader: Reader,
    *,
    file_format: str = "html",
    policy_file: Path | None = None,
    overwrite: bool = False,
    dry_run: bool = False,
) -> WrittenReport:
    """Read a night and its plan, let the checker judge, and write what the reader may see.

    Raises
    ------
    UsageError : ``out`` is occupied, the format is unknown or lacks its library, the reader is not one or not of this
        instance.
    DataError : the instance or the plan cannot be read.
    RefusedError : the plan was made for another night, or under another policy.
    RejectedError : the plan breaks a rule. Nothing is written.
    """
    _check_format(file_format)
    refuse_occupied(out, overwrite=overwrite)
    policy = load_policy(policy_file)
    plan = read_plan(plan_path)
    validation = validate(path)
    instance = _instance_of(validation)
    viewer = viewer_of(
        instance,
        region_id=reader.region_id,
        area_id=reader.area_id,
        state=reader.state,
        identified=reader.identified,
    )
    _let_the_checker_judge(instance, plan, policy)
    headline = f"tables as {file_format}"
    if file_format in PAGES:
        headline, page = _page(validation, instance, policy, plan, viewer, printed=file_format == "pdf")
        if not dry_run:
            write_whole(pdf_of(page) if file_format == "pdf" else page.encode(), out)
    elif not dry_run:
        write_tables(Night(instance, policy), plan, viewer, out, file_format=file_format, overwrite=overwrite)
    return WrittenReport(
        path=None if dry_run else out, file_format=file_format, night=instance.night.isoformat(), headline=headline
    )


def _page(
    validation: Validation, instance: Instance, policy: Policy, plan: Plan, viewer: Viewer, *, printed: bool
) -> tuple[str, str]:
    if viewer.state:
        summary, page = state_report(Night(instance, policy), plan, viewer, printed=printed)
        return summary.sentences[0], page
    told, page = morning_report(instance, policy, plan, viewer, defects=validation.defects, printed=printed)
    return f"{told.reader}: {told.headline}.", page


def _check_format(file_format: str) -> None:
    if file_format not in FORMATS:
        known = ", ".join(FORMATS)
        raise UsageError(
            f"format {file_format!r} is not known, expected one of {known}.{nearest(file_format, FORMATS)}"
        )


def _instance_of(validation: Validation) -> Instance:
    if validation.instance is None or not validation.ok:
        raise DataError(validation.errors)
    return validation.instance


def _let_the_checker_judge(instance: Instance, plan: Plan, policy: Policy) -> None:
    verdict = verify(instance, plan, policy, num_refusals=REFUSALS_READ_AGAIN)
    if not verdict.ok:
        first = "\n".join(f"  {violation}" for violation in verdict.violations[:5])
        raise RejectedError(f"The checker rejects the plan; no report was written.\n{first}")
