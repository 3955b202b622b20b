"""What exists: records, instances, plans, and the schema they come from."""

from socopt.domain.certificate import Certificate
from socopt.domain.instance import Instance, Manifest
from socopt.domain.plan import Plan, Recommendation, TierResult
from socopt.domain.schema import schema

__all__ = ["Certificate", "Instance", "Manifest", "Plan", "Recommendation", "TierResult", "schema"]
