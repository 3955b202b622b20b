"""What is allowed, what is preferred, who may decide."""

from socopt.policy.admission import Admission, Admitting, Refusal, admission, admits
from socopt.policy.night import Night, Unit
from socopt.policy.policy import Policy, Rule, Tier, default_policy, load_policy, read_policy

__all__ = [
    "Admission",
    "Admitting",
    "Night",
    "Policy",
    "Refusal",
    "Rule",
    "Tier",
    "Unit",
    "admission",
    "admits",
    "default_policy",
    "load_policy",
    "read_policy",
]
