"""A random night by number: the focus it is about, one or two more if it stays small, and now and then another policy."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from socopt.domain import Instance
from socopt.policy import Night, Policy, default_policy, read_policy
from tests.random_nights.beds import BED_FOCI
from tests.random_nights.draft import Draft
from tests.random_nights.focus import Focus
from tests.random_nights.pair_foci import PAIR_FOCI
from tests.random_nights.services import SERVICE_FOCI
from tests.random_nights.siblings import SIBLING_FOCI

MOST_CHILDREN = 6
MOST_IN_PLAY = 4
FOCI: tuple[Focus, ...] = (*PAIR_FOCI, *SIBLING_FOCI, *BED_FOCI, *SERVICE_FOCI)


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


def random_night(seed: int) -> RandomNight:
    """The night of a number; the same number gives the same night."""
    draft = Draft(seed)
    foci = []
    for focus in _foci_from(seed):
        if foci and not _has_room_for_more(draft):
            break
        focus.draw(draft)
        foci.append(focus)
    return RandomNight(seed, draft.instance(), read_policy(draft.policy) if draft.policy else default_policy(), tuple(foci))


def _foci_from(seed: int) -> tuple[Focus, ...]:
    """The focus of the night, then two others that change from round to round."""
    round_, position = divmod(seed, len(FOCI))
    return tuple(FOCI[(position + shift) % len(FOCI)] for shift in (0, 29 + 2 * round_, 61 + 3 * round_))


def _has_room_for_more(draft: Draft) -> bool:
    return len(draft.needs) < MOST_IN_PLAY and len(draft.children) < MOST_CHILDREN and len(draft.programs) < 5
