"""Beds of the programs: as many free ones tonight as the match has, read from the same tables by other code."""

import numpy as np
import pytest

from socopt.matching.resources import EVERYBODY, read_resources
from socopt.policy import Night, default_policy


def room_of_the_match(instance, ids):
    """Entrants of any kind that each program could take tonight."""
    room = dict.fromkeys(ids, 10**6)
    for row in read_resources(Night(instance, default_policy())).rows:
        if row.program_id in room and row.feature == EVERYBODY:
            room[row.program_id] = min(room[row.program_id], row.room)
    return np.maximum([room[name] for name in ids], 0)


@pytest.mark.parametrize("which", ["region_set", "state_set"])
def test_free_beds_tonight_are_those_of_the_match(which, request):
    """Capacity, staffed beds, other occupants, holds, licences of homes, and a Region's allotments."""
    made = request.getfixturevalue(which)
    there = [resident.place for resident in made.residents if resident.place is not None]
    free = np.maximum(made.places.beds - np.bincount(there, minlength=len(made.places)), 0)
    expected = room_of_the_match(made.instance, made.places.ids)
    assert (expected > 0).sum() > 10
    different = np.flatnonzero(free != expected)
    assert [(made.places.ids[p], int(free[p]), int(expected[p])) for p in different] == []
