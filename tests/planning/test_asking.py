"""Populations asked for in words."""

import pytest

from socopt.errors import UsageError
from socopt.planning.asking import asked
from socopt.policy import default_planning_policy

POLICY = default_planning_policy()


def test_a_declared_population_by_its_id():
    found = asked("fire-setting", POLICY)
    assert (found.traits, found.ages, found.origin) == (("fire_setting",), (10, 20), "declared")


@pytest.mark.parametrize(
    ("text", "traits", "sex", "ages"),
    [
        ("autism", ("autism",), None, None),
        ("fire_setting+autism:F", ("autism", "fire_setting"), "F", None),
        ("deaf:12-17:M", ("deaf",), "M", (12, 17)),
        ("all:0-2", (), None, (0, 2)),
    ],
)
def test_traits_sex_and_ages(text, traits, sex, ages):
    found = asked(text, POLICY)
    assert (found.traits, found.sex, found.ages) == (traits, sex, ages)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("fire-seting", "'fire-setting'"),
        ("deaf+autsim", "'autism'"),
        ("deaf:17-12", "'17-12' is no band of ages"),
        ("deaf:young", "'young' is no band of ages"),
        ("deaf:F:M", "expected one sex"),
    ],
)
def test_what_is_no_population_says_why(text, says):
    with pytest.raises(UsageError, match=says):
        asked(text, POLICY)
