"""A random night by number: the first focus asked for, others as long as it stays small."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from socopt.domain import Instance
from socopt.policy import Night, Policy, default_policy, read_policy
from tests.random_nights.beds import BED_FOCI
from tests.random_nights.draft import Draft
from tests.random_nights.focus import Focus
from tests.random_nights.pair_foci import PAIR_FOCI
from tests.random_nights.services import SERVICE_FOCI
from tests.random_nights.siblings import SIBLING_FOCI
from tests.random_nights.tiers import TIER_FOCI

FOCI: tuple[Focus, ...] = (*PAIR_FOCI, *SIBLING_FOCI, *BED_FOCI, *SERVICE_FOCI, *TIER_FOCI)


@dataclass(frozen=True)
class RandomNight:
    """A tiny night, its policy, and the foci drawn into it."""

    seed: int
    instance: Instance
    policy: Policy
    foci: tuple[Focus, ...]

    @cached_property
    def night(self) -> Night:
        return Night(self.instance, self.policy)

    def __str__(self) -> str:
        return f"random_night({self.seed}, {[focus.name for focus in self.foci]})"


def random_night(seed: int, foci: Sequence[Focus]) -> RandomNight:
    """The night of a number and a list of foci, of which the last may be left out; the same asked gives the same night."""
    draft = Draft(seed)
    drawn = []
    for focus in foci:
        if drawn and not _has_room_for_more(draft):
            break
        focus.draw(draft)
        drawn.append(focus)
    policy = read_policy(draft.policy) if draft.policy else default_policy()
    return RandomNight(seed, draft.instance(), policy, tuple(drawn))


def _has_room_for_more(draft: Draft) -> bool:
    return len(draft.needs) <= 4 and len(draft.children) <= 4 and len(draft.programs) <= 5
