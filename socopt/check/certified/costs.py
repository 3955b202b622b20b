"""What the tiers count for one unit, or for siblings in one place, by themselves; each times its price."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from socopt.check.checker import Checker
from socopt.check.measures import COUNTS, Scene
from socopt.check.outcomes import HOME, Outcome

if TYPE_CHECKING:
    from socopt.policy import Tier

KIN, CHANGED, WISH = "kin_and_siblings", "changed", "together_preferred"


class Costs:
    """Tiers at their prices (by name, times SCALE); a tier without a price is not counted.

    Tiers are sums over outcomes, counted as those of a plan are; but ``changed``, which is read unit by unit, and
    ``kin_and_siblings``, whose places of siblings and wishes are not of one child.
    """

    def __init__(self, checker: Checker, prices: Mapping[str, int]) -> None:
        self.checker = checker
        self.facts = checker.facts
        tiers = [(tier, prices.get(tier.name, 0)) for tier in checker.night.policy.tiers]
        self._summed = [(tier, price) for tier, price in tiers if price and tier.name not in (KIN, CHANGED)]
        self._changed = prices.get(CHANGED, 0)
        kin = checker.night.policy.tier(KIN)
        self._kin: tuple[Tier, int] | None = (kin, prices[KIN]) if kin is not None and prices.get(KIN) else None

    def of(self, outcomes: Sequence[Outcome]) -> int:
        """Of outcomes that are all there is in one place; what it adds that this is one more place is left aside."""
        after = self.checker.aftermath(outcomes)
        measures = self.checker.measures
        total = sum(price * COUNTS[tier.name](Scene(measures, tier, after)) for tier, price in self._summed)
        if self._changed:
            total += self._changed * sum(map(self._is_changed, outcomes))
        if self._kin is not None:
            total += sum(map(self._of_kin, outcomes))
        return total

    def _is_changed(self, outcome: Outcome) -> bool:
        pairs = self.checker.measures.undecided.get(outcome.unit.unit_id)
        repeated = outcome.enters and (outcome.line.line_id, outcome.program_id) in (pairs or ())
        return pairs is not None and not repeated

    def _of_kin(self, outcome: Outcome) -> int:
        """Approved kin not used, and wishes to be with a child out of play that are not met."""
        if self._kin is None or not outcome.unit.is_placement:
            return 0
        (tier, price), child_id, place = self._kin, outcome.child.child_id, outcome.lives_in
        homes = self._homes.get(child_id)
        unused = homes is not None and place not in homes and place != HOME
        parted = sum(place in (None, HOME) or place != self.checker.night.children[other].current_program_id
                     for other, wish in self.checker.night.wishes_of.get(child_id, ())
                     if wish == WISH and other not in self.facts.standing)  # fmt: skip
        return price * int(tier.weights["kin_unused"] * unused + tier.weights[WISH] * parted)

    @cached_property
    def _homes(self) -> Mapping[str, frozenset[str]]:
        return dict(self.checker.measures.kin_children)

    # ------------------------------------------------------------ places of siblings
    def of_place(self, child_id: str, place: str | None) -> int:
        """One place more for the siblings of a child; nothing where a settled sibling lives, or without siblings."""
        if self._kin is None or child_id not in self.checker.night.part_of or place in self._settled(child_id):
            return 0
        tier, price = self._kin
        return price * int(tier.weights["place"])

    def of_settled(self) -> int:
        """Places of siblings out of play, less one for every part of a group: whatever is chosen."""
        if self._kin is None:
            return 0
        tier, price = self._kin
        places = sum(len(self._settled(part[0])) - 1 for part in self.checker.night.sibling_parts)
        return price * int(tier.weights["place"]) * places

    def of_wish(self) -> int:
        """Two children in play who would be together and are not."""
        return 0 if self._kin is None else self._kin[1] * int(self._kin[0].weights[WISH])

    def _settled(self, child_id: str) -> frozenset[str]:
        night = self.checker.night
        return night.settled_places_of.get(night.children[child_id].sibling_group_id or "", frozenset())
