"""Nights to report on: a synthetic one of several Areas, and one by hand whose chain crosses a Region."""

from functools import cache
from typing import NamedTuple

import socopt
from socopt.domain import Instance, Plan
from socopt.policy import Policy, default_policy
from socopt.report import Briefing, brief, viewer_of
from tests.nights import ago, child, home, instance_of, need, travel


class Matched(NamedTuple):
    """A night and its plan."""

    instance: Instance
    policy: Policy
    plan: Plan

    def told(self, **reader: str) -> Briefing:
        """What a reader (``region_id=`` or ``area_id=``) is told."""
        return brief(self.instance, self.policy, self.plan, viewer_of(self.instance, **reader))


def matched(instance: Instance) -> Matched:
    return Matched(instance, default_policy(), socopt.match(instance, default_policy()).plan)


@cache
def synthetic_night() -> Matched:
    """A small night of one Region, with children of other Regions in it."""
    return matched(socopt.synthesize(seed=3, children=150))


def crossing_instance() -> Instance:
    """``near`` of Area A1 waits for the home that ``far`` of Area A3, in another Region, can leave.

    ``far`` carries every private fact a report could leak.
    """
    return instance_of(
        [
            child("near", status="awaiting", tonight_at="office", urgency=3),
            child(
                "far",
                sex="M",
                home_area_id="A3",
                home_lat=42.12345,
                home_lon=-71.54321,
                status="ready_to_move",
                current_program_id="maple",
                placed_since=ago(100),
                ready_since=ago(10),
                target_level=1,
                tribe_id="secret tribe",
            ),
        ],
        [
            home("maple", name="Maple home", town="Lowell", phone="978-555-0101", levels="2", confirmed_at=ago(1)),
            home("birch", name="Birch home", town="Salem", sexes="M", levels="1", area_id="A3"),
        ],
        [need("near", opened_on=ago(4), lottery_ticket=1), need("far", level=1, opened_on=ago(10), lottery_ticket=2)],
        traits=[{"child_id": "far", "trait": "fire_setting", "strength": "preferred"}],
        orders=[{"order_id": "secret order", "child_id": "far", "kind": "icpc_pending", "source": "secret court"}],
        travel=travel(("near", "maple", 12)),
    )


@cache
def crossing_night() -> Matched:
    return matched(crossing_instance())
