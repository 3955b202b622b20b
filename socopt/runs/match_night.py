"""The job of every night: read, validate, match, check, publish."""

from dataclasses import replace
from pathlib import Path

from socopt.check import CERTIFICATE, Verdict, verify
from socopt.domain import Instance
from socopt.errors import DataError, RejectedError
from socopt.io import Validation, validate, write_plan
from socopt.matching import MatchResult, Params, match
from socopt.policy import Policy, load_policy
from socopt.runs.matched_night import MatchedNight
from socopt.runs.publishing import refuse_occupied
from socopt.solver import OnProgress

MAX_VIOLATIONS = 20


def match_night(
    path: Path,
    *,
    params: Params,
    policy_file: Path | None = None,
    out: Path | None = None,
    overwrite: bool = False,
    dry_run: bool = False,
    on_progress: OnProgress | None = None,
) -> MatchedNight:
    """Match one night and publish the plan, if the checker agrees with it.

    Parameters
    ----------
    out : Path, optional. Folder of the plan; nothing is written where it is not given, or with ``dry_run``.

    Raises
    ------
    UsageError : ``out`` is occupied and may not be overwritten; the policy cannot be read.
    DataError : the instance has errors; all of them.
    RefusedError : the night cannot be matched as asked, such as contradictory pins.
    RejectedError : the checker found the plan to break a rule. It is not published.
    """
    if out is not None:
        refuse_occupied(out, overwrite=overwrite)
    policy = load_policy(policy_file)
    validation = validate(path)
    instance = _instance_of(validation)
    result = match(instance, policy, params, on_progress)
    if result.status == "no_solution":
        return MatchedNight(instance=instance, policy=policy, warnings=validation.defects, result=result)
    result, verdict = _verified(result, policy)
    if not verdict.ok:
        raise RejectedError(_why_rejected(verdict))
    if out is not None and not dry_run:
        write_plan(result.plan, out, overwrite=overwrite)
    return MatchedNight(
        instance=instance,
        policy=policy,
        warnings=validation.defects,
        result=result,
        verdict=verdict,
        plan_path=None if dry_run else out,
    )


def _verified(result: MatchResult, policy: Policy) -> tuple[MatchResult, Verdict]:
    """What the checker says of a plan, without certificates where it does not follow them.

    What they were to prove is then proven by the solver: a proof that fails to convince is no reason for a night
    without a plan.
    """
    verdict = verify(result.instance, result.plan, policy)
    doubts = [violation for violation in verdict.violations if violation.rule == CERTIFICATE]
    if not doubts or len(doubts) < len(verdict.violations):
        return result, verdict
    troubles = (*result.troubles, *(f"{doubt}; the certificates were left out" for doubt in doubts))
    without = replace(result, best_plan=result.plan.without_certificates(), troubles=troubles)
    return without, verify(without.instance, without.plan, policy)


def _why_rejected(verdict: Verdict) -> str:
    lines = verdict.summary().splitlines()
    hidden = len(lines) - MAX_VIOLATIONS
    more = [f"  ... and {hidden} more"] if hidden > 0 else []
    return "\n".join(["The checker rejected the plan; it was not published.", *lines[:MAX_VIOLATIONS], *more])


def _instance_of(validation: Validation) -> Instance:
    if validation.instance is None or not validation.ok:
        raise DataError(tuple(defect for defect in validation.defects if defect.severity == "error"))
    return validation.instance
