"""What people accepted is possible."""

import pytest

from socopt.policy import Night, admission, default_policy
from tests.synth.nights import synthetic


@pytest.mark.parametrize("seed", [1, 211, 212])
def test_every_accepted_decision_is_one_the_rules_allow(seed: int) -> None:
    night = Night(synthetic(seed), default_policy())
    pinned = [(line_id, program_id) for line_id, programs in night.pinned.items() for program_id in programs]
    assert pinned
    assert [pair for pair in pinned if not admission(night, *pair).admitted] == []
