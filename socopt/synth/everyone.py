"""A night on which everybody awaits a place and all beds are vacant: the hardest form of the same Region."""

from socopt.domain.records import Child
from socopt.synth.dice import Dice
from socopt.synth.draft import Draft
from socopt.synth.needs import add_placement_line, need_level
from socopt.synth.parameters import FAMILY_SETTINGS


def everyone_awaits(draft: Draft) -> None:
    """Every child waits at home, and no bed is held; own children of family homes stay where they live."""
    dice = draft.dice("everyone")
    for child in list(draft.children.values()):
        if child.status != "awaiting":
            _send_home(draft, dice, child)
    draft.drop("other_occupants", lambda row: draft.programs[row["program_id"]].setting not in FAMILY_SETTINGS)


def _send_home(draft: Draft, dice: Dice, child: Child) -> None:
    if draft.placement_line(child.child_id) is None:
        add_placement_line(draft, child, level=need_level(draft, dice, child), days_open=dice.whole(0, 120))
    draft.change_child(
        child.child_id,
        status="awaiting",
        tonight_at="home",
        current_program_id=None,
        placed_since=None,
        ready_since=None,
        must_leave_by=None,
        target_level=None,
    )
