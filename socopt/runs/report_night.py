"""The morning report of a night and its plan, for one reader."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from socopt.check import verify
from socopt.errors import DataError, RejectedError, UsageError
from socopt.io import read_plan, validate
from socopt.policy import load_policy
from socopt.report.briefing import Briefing
from socopt.report.morning import morning_report
from socopt.report.viewer import viewer_of
from socopt.runs.publishing import refuse_occupied


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenReport:
    """What was written, and where; ``path`` is None with ``dry_run``."""

    briefing: Briefing
    path: Path | None
    size: int


def report_night(
    path: Path,
    plan_path: Path,
    out: Path,
    *,
    region_id: str | None = None,
    area_id: str | None = None,
    policy_file: Path | None = None,
    overwrite: bool = False,
    dry_run: bool = False,
) -> WrittenReport:
    """Read a night and its plan, let the checker judge, and write what the reader may see as one offline HTML file.

    Raises
    ------
    UsageError : ``out`` is occupied; not exactly one reader is named, or the instance does not know it.
    DataError : the instance or the plan cannot be read.
    RefusedError : the plan was made for another night, or under another policy.
    RejectedError : the plan breaks a rule. Nothing is written.
    """
    refuse_occupied(out, overwrite=overwrite)
    policy = load_policy(policy_file)
    plan = read_plan(plan_path)
    validation = validate(path)
    if validation.instance is None or not validation.ok:
        raise DataError(validation.errors)
    viewer = viewer_of(validation.instance, region_id=region_id, area_id=area_id)
    verdict = verify(validation.instance, plan, policy)
    if not verdict.ok:
        first = "\n".join(f"  {violation}" for violation in verdict.violations[:5])
        raise RejectedError(f"The checker rejects the plan; no report was written.\n{first}")
    told, text = morning_report(validation.instance, policy, plan, viewer, defects=validation.defects)
    page = text.encode()
    if not dry_run:
        _write_whole(page, out)
    return WrittenReport(briefing=told, path=None if dry_run else out, size=len(page))


def _write_whole(content: bytes, out: Path) -> None:
    """Write a file that appears whole or not at all."""
    draft = out.with_name(f".{out.name}.{secrets.token_hex(8)}.new")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(out)
    except OSError as error:
        raise UsageError(f"{out} cannot be written ({error.strerror}). Choose another file.") from error
    finally:
        draft.unlink(missing_ok=True)
