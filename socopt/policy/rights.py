"""Who may decide: verb x role x service x scope, and who must agree."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from socopt.errors import PolicyError
from socopt.policy.nearest import nearest

VERBS = ("propose", "accept", "decline", "review", "confirm")
ROLES = ("social_worker", "supervisor", "area_program_manager", "area_director", "resource_coordinator",
         "regional_review", "legal", "lead_agency", "regional_resource_center", "provider", "court")  # fmt: skip
SERVICES = ("placement", "purchased_placement", "residential", "community", "any")
SCOPES = ("area", "region", "state")
CONTRACTORS = frozenset({"lead_agency", "regional_resource_center", "provider"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """A role may do a verb for a service within a scope, if every approver agrees.

    Raises
    ------
    PolicyError
        An unknown word, or a contractor who would decide: placement authority is the department's.
    """

    verb: str
    role: str
    service: str
    scope: str
    approvers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for value, known, field in (
            (self.verb, VERBS, "verb"),
            (self.role, ROLES, "role"),
            (self.service, SERVICES, "service"),
            (self.scope, SCOPES, "scope"),
            *((approver, ROLES, "approvers") for approver in self.approvers),
        ):
            if value not in known:
                raise PolicyError(
                    f"rights.{field}: {value!r} - expected one of {', '.join(known)}.{nearest(value, known)}"
                )
        if self.verb != "propose" and self.role in CONTRACTORS:
            raise PolicyError(
                f"rights: {self.role} may not {self.verb}: contractors propose, the department decides. "
                "Name a role of the department."
            )


def read_rights(entries: Iterable[Mapping[str, Any]]) -> tuple[Right, ...]:
    """Rights from parsed TOML, in the order of the file."""
    return tuple(Right(**{**entry, "approvers": tuple(entry.get("approvers", ()))}) for entry in entries)


def approvers_of(rights: Sequence[Right], *, verb: str, service: str) -> tuple[str, ...]:
    """Every role that must agree before a verb is done for a service: the one who decides, then the approvers.

    Empty where nobody has the right.
    """
    for right in rights:
        if right.verb == verb and right.service in (service, "any"):
            return (right.role, *right.approvers)
    return ()


def service_class(service: str, setting: str | None) -> str:
    """The class of service that rights speak of."""
    if service != "placement":
        return "community"
    if setting == "residential_treatment":
        return "residential"
    purchased = {"treatment_foster_home", "group_home", "teen_parenting", "shelter", "independent_living"}
    return "purchased_placement" if setting in purchased else "placement"
