"""What people accepted: it is recommended, or the match says why it cannot be."""

import pytest

from socopt.errors import RefusedError
from socopt.matching import match
from tests.nights import NIGHT, child, home, instance_of


def night(*accepted, children=(), **programs):
    """Child c with homes of so many beds, and the homes people accepted for it."""
    rows = [{"line_id": "Lc", "program_id": each, "decision": "accepted", "decided_on": NIGHT} for each in accepted]
    homes = [home(program_id, capacity=beds) for program_id, beds in programs.items()]
    return instance_of([child("c"), *children], homes, decisions=rows)


def test_what_was_accepted_is_recommended_though_another_place_were_as_good():
    for accepted in ("p", "q"):
        (row,) = match(night(accepted, p=1, q=1)).plan.recommendations
        assert (row.kind, row.program_id) == ("place", accepted)
        assert "pinned" in row.flags


@pytest.mark.parametrize(
    ("accepted", "children"),
    [(("p",), []), (("p",), [child("d", current_program_id="p")]), (("q", "r"), [])],
    ids=["no bed there", "a settled child has the bed", "two programs"],
)
def test_what_cannot_be_recommended_is_refused_by_name(accepted, children):
    beds = {"p": len(children), "q": 1, "r": 1}
    with pytest.raises(RefusedError, match="Lc"):
        match(night(*accepted, children=children, **beds))
