"""The independent checker: recomputes everything a plan claims, one child at a time."""

from socopt.check.certified.claims import RULE as CERTIFICATE
from socopt.check.checker import Checker
from socopt.check.verdict import TierValue, Verdict, Violation
from socopt.check.verify import verify

__all__ = ["CERTIFICATE", "Checker", "TierValue", "Verdict", "Violation", "verify"]
