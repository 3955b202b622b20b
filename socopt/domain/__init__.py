"""What exists: records, instances, plans, and the schema they come from."""

from socopt.domain.instance import Instance, Manifest
from socopt.domain.plan import Plan, Recommendation, TierResult
from socopt.domain.schema import schema

__all__ = ["Instance", "Manifest", "Plan", "Recommendation", "TierResult", "schema"]
