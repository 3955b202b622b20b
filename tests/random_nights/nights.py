"""A random night by number: the first focus asked for, others as long as it stays small."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from socopt.domain import Instance
from socopt.policy import Night, Policy, default_policy, read_policy
from tests.random_nights.beds import BED_FOCI
from tests.random_nights.draft import Draft
from tests.random_nights.focus import Focus
from tests.random_nights.money import MONEY_FOCI
from tests.random_nights.pair_foci import PAIR_FOCI
from tests.random_nights.services import SERVICE_FOCI
from tests.random_nights.siblings import SIBLING_FOCI
from tests.random_nights.tiers import TIER_FOCI

FOCI: tuple[Focus, ...] = (*PAIR_FOCI, *SIBLING_FOCI, *BED_FOCI, *SERVICE_FOCI, *TIER_FOCI, *MONEY_FOCI)


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
    """The night of a number and a list of foci, of which the last may be left out; always the same."""
    draft = Draft(seed)
    mixed = draft.chance(0.3)
    drawn: list[Focus] = []
    for tongue, focus in zip(("ar", "fr", "pt", "vi"), foci, strict=False):
        larger = draft.copy()
        focus.draw(larger)
        if drawn and _is_too_large(larger, mixed=mixed):
            break
        if not mixed:
            _keep_apart(larger, {*draft.children, *draft.programs}, tongue)
        draft = larger
        drawn.append(focus)
    policy = read_policy(draft.policy) if draft.policy else default_policy()
    return RandomNight(seed, draft.instance(), policy, tuple(drawn))


def _keep_apart(draft: Draft, known: set[str], tongue: str) -> None:
    """Let a focus have its children and programs for itself, by a language that nobody else speaks."""
    for rows in (draft.children, draft.programs):
        for row_id in set(rows) - known:
            rows[row_id].setdefault("languages", tongue)


def _is_too_large(draft: Draft, *, mixed: bool) -> bool:
    return len(draft.needs) > (5 if mixed else 6) or len(draft.programs) > 7
