"""What the tiers count for one unit, or for siblings in one place, by themselves."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from socopt.check.checker import Checker
from socopt.check.measures import COUNTS, Scene
from socopt.check.outcomes import HOME, Outcome

if TYPE_CHECKING:
    from socopt.policy import Tier

KIN, CHANGED, WISH = "kin_and_siblings", "changed", "together_preferred"
Counts = list[int]  # one number a tier


class Costs:
    """Some tiers, in the order in which they are given.

    Tiers are sums over outcomes, counted as those of a plan are; but ``changed``, which is read unit by unit, and
    ``kin_and_siblings``, whose places of siblings and wishes are not of one child.
    """

    def __init__(self, checker: Checker, names: Sequence[str]) -> None:
        self.checker = checker
        self.facts = checker.facts
        self.names = tuple(names)
        self._tiers = [(name, checker.night.policy.tier(name)) for name in names]

    def of(self, outcomes: Sequence[Outcome]) -> Counts:
        """Of outcomes that are all there is in one place; what it adds that this is one more place is left aside."""
        after, measures = self.checker.aftermath(outcomes), self.checker.measures
        found = []
        for name, tier in self._tiers:
            if tier is None:
                found.append(0)
            elif name == CHANGED:
                found.append(sum(map(self._is_changed, outcomes)))
            elif name == KIN:
                found.append(sum(self._of_kin(tier, outcome) for outcome in outcomes))
            else:
                found.append(int(COUNTS[name](Scene(measures, tier, after))))
        return found

    def _is_changed(self, outcome: Outcome) -> bool:
        pairs = self.checker.measures.undecided.get(outcome.unit.unit_id)
        repeated = outcome.enters and (outcome.line.line_id, outcome.program_id) in (pairs or ())
        return pairs is not None and not repeated

    def _of_kin(self, tier: "Tier", outcome: Outcome) -> int:
        """Approved kin not used, and wishes to be with a child out of play that are not met."""
        if not outcome.unit.is_placement:
            return 0
        child_id, place = outcome.child.child_id, outcome.lives_in
        homes = self._homes.get(child_id)
        unused = homes is not None and place not in homes and place != HOME
        parted = sum(place in (None, HOME) or place != self.checker.night.children[other].current_program_id
                     for other, wish in self.checker.night.wishes_of.get(child_id, ())
                     if wish == WISH and other not in self.facts.standing)  # fmt: skip
        return int(tier.weights["kin_unused"] * unused + tier.weights[WISH] * parted)

    @cached_property
    def _homes(self) -> Mapping[str, frozenset[str]]:
        return dict(self.checker.measures.kin_children)

    # ------------------------------------------------------------ places of siblings
    def of_place(self, child_id: str, place: str | None) -> Counts:
        """One place more for the siblings of a child; nothing where a settled sibling lives, or without siblings."""
        is_one = child_id in self.checker.night.part_of and place not in self._settled(child_id)
        return self._of_kin_only("place", int(is_one))

    def of_settled(self) -> Counts:
        """Places of siblings out of play, less one for every part of a group: whatever is chosen."""
        places = sum(len(self._settled(part[0])) - 1 for part in self.checker.night.sibling_parts)
        return self._of_kin_only("place", places)

    def of_wish(self) -> Counts:
        """Two children in play who would be together and are not."""
        return self._of_kin_only(WISH, 1)

    def _of_kin_only(self, weight: str, times: int) -> Counts:
        return [times * int(tier.weights[weight]) if tier is not None and name == KIN else 0
                for name, tier in self._tiers]  # fmt: skip

    def _settled(self, child_id: str) -> frozenset[str]:
        night = self.checker.night
        return night.settled_places_of.get(night.children[child_id].sibling_group_id or "", frozenset())
