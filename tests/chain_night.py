"""A night in which one child's safe bed depends on another child's step down."""

from socopt.domain import Instance
from tests.nights import ago, child, home, instance_of, need


def chain_night() -> Instance:
    """Child ``urgent`` waits in an office for the only home that takes her; ``ready`` can leave it for a vacant one."""
    return instance_of(
        [
            child("urgent", status="awaiting", tonight_at="office", urgency=3),
            child(
                "ready",
                sex="M",
                status="ready_to_move",
                tonight_at="program",
                current_program_id="full",
                placed_since=ago(100),
                ready_since=ago(10),
                target_level=1,
            ),
        ],
        [home("full", name="Maple home", town="Lowell", levels="2"), home("vacant", sexes="M", levels="1")],
        [
            need("urgent", opened_on=ago(1), lottery_ticket=1),
            need("ready", level=1, opened_on=ago(10), lottery_ticket=2),
        ],
    )
