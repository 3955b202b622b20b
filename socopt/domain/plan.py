"""What a run recommends: one row per unit, and how the plan scores."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from socopt.domain.certificate import Certificate

KINDS = ("place", "move", "stay", "serve", "unserved")
COLUMNS = (
    "line_id", "child_id", "service", "kind", "program_id", "from_program_id", "group_id", "chain_id", "step",
    "minutes", "flags",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """What the plan says for one unit, under its chosen line (its lead line where nothing is chosen).

    ``step`` is the place in its chain (1 = takes a bed vacant tonight; 0 for stay, serve and unserved),
    ``minutes`` -1 where there is no program, ``flags`` the words a reviewer must see (``below_floor:level``,
    ``units=3``, ``discuss:trait``, ``pinned`` ...).
    """

    line_id: str
    child_id: str
    service: str
    kind: str
    program_id: str | None = None
    from_program_id: str | None = None
    group_id: str | None = None
    chain_id: str | None = None
    step: int = 0
    minutes: int = -1
    flags: tuple[str, ...] = ()

    @property
    def units(self) -> int | None:
        """Units a week served where a line was cut, else None."""
        return next((int(flag.removeprefix("units=")) for flag in self.flags if flag.startswith("units=")), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TierResult:
    """One tier of a solved plan.

    ``value`` is the plan's; ``best`` the least found for this tier under those above it; ``bound`` the proven lower
    bound on it, None where none is known; ``proof`` one of certificate, solver, none.
    """

    name: str
    value: int
    best: int
    bound: int | None
    proven: bool
    proof: str

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Recommendations of one night, with what they were made from.

    ``candidates`` (line_id -> program_ids) are the pairs that the match admitted; None where they were not kept.
    ``certificates`` prove the tiers whose ``proof`` is certificate, in the order of the tiers.
    """

    input_hash: str
    policy_hash: str
    status: str  # optimal | feasible
    recommendations: tuple[Recommendation, ...]
    tiers: tuple[TierResult, ...]
    candidates: Mapping[str, frozenset[str]] | None = None
    manifest: Mapping[str, Any] = field(default_factory=dict)
    certificates: tuple[Certificate, ...] = ()

    def without_certificates(self) -> "Plan":
        """The same plan where the solver's word stands for what certificates proved."""
        tiers = [replace(tier, proof="solver") if tier.proof == "certificate" else tier for tier in self.tiers]
        return replace(self, tiers=tuple(tiers), certificates=())
