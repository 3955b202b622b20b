"""What is allowed, what is preferred, who may decide."""

from socopt.policy.admission import Admission, Admitting, Refusal, admission, admits
from socopt.policy.night import Night, Unit
from socopt.policy.planning import (
    Declared,
    Design,
    PlanningPolicy,
    default_planning_policy,
    load_planning_policy,
    read_planning_policy,
)
from socopt.policy.policy import Policy, Rule, Tier, default_policy, load_policy, read_policy

__all__ = [
    "Admission",
    "Admitting",
    "Declared",
    "Design",
    "Night",
    "PlanningPolicy",
    "Policy",
    "Refusal",
    "Rule",
    "Tier",
    "Unit",
    "admission",
    "admits",
    "default_planning_policy",
    "default_policy",
    "load_planning_policy",
    "load_policy",
    "read_planning_policy",
    "read_policy",
]
