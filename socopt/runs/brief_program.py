"""A planner's brief of one population, written as a page or as tables."""

from dataclasses import dataclass
from pathlib import Path

from socopt.errors import UsageError
from socopt.policy.nearest import nearest
from socopt.report.page.pdf import pdf_of
from socopt.report.planning.answer import headline
from socopt.report.planning.case import Case
from socopt.report.planning.page import brief_page
from socopt.report.planning.write import write_brief_tables
from socopt.report.tables import FORMATS as TABLES
from socopt.runs.publishing import refuse_occupied, write_whole

PAGES = ("html", "pdf")
FORMATS = (*PAGES, *TABLES)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenBrief:
    """What was written, where, and what it says first."""

    path: Path
    file_format: str
    headline: str


def check_target(out: Path, file_format: str, *, overwrite: bool) -> None:
    """See, before the work, that a brief can be written.

    Raises
    ------
    UsageError : the format is unknown, or something stands at ``out``.
    """
    if file_format not in FORMATS:
        known = ", ".join(FORMATS)
        raise UsageError(
            f"format {file_format!r} is not known, expected one of {known}.{nearest(file_format, FORMATS)}"
        )
    refuse_occupied(out, overwrite=overwrite)


def write_brief(case: Case, out: Path, *, file_format: str = "html", overwrite: bool = False) -> WrittenBrief:
    """Write the brief of a case.

    Raises
    ------
    UsageError : see ``check_target``; a library that the format needs is missing.
    """
    check_target(out, file_format, overwrite=overwrite)
    if file_format in PAGES:
        page = brief_page(case, printed=file_format == "pdf")
        write_whole(pdf_of(page) if file_format == "pdf" else page.encode(), out)
    else:
        write_brief_tables(case, out, file_format=file_format, overwrite=overwrite)
    return WrittenBrief(path=out, file_format=file_format, headline=headline(case))
