"""Rights: who decides, and never a contractor."""

import pytest

from socopt.errors import PolicyError
from socopt.policy import default_policy, read_policy
from socopt.policy.rights import CONTRACTORS, approvers_of, service_class


@pytest.mark.parametrize(
    ("service", "roles"),
    [
        ("placement", ("supervisor",)),
        ("community", ("supervisor",)),
        ("purchased_placement", ("supervisor", "area_director")),
        ("residential", ("supervisor", "area_director", "regional_review")),
    ],
)
def test_the_defaults_say_who_must_agree(service, roles):
    assert approvers_of(default_policy().rights, verb="accept", service=service) == roles


def test_a_right_for_any_service_covers_each():
    assert approvers_of(default_policy().rights, verb="decline", service="residential") == ("supervisor",)


def test_what_nobody_may_do_has_no_approvers():
    assert approvers_of(default_policy().rights, verb="confirm", service="placement") == ()


@pytest.mark.parametrize("role", sorted(CONTRACTORS))
@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_a_contractor_may_never_decide(role, verb):
    right = {"verb": verb, "role": role, "service": "placement", "scope": "area"}
    with pytest.raises(PolicyError, match="contractors propose, the department decides"):
        read_policy({"rights": [right]})


def test_an_unknown_word_names_the_nearest():
    right = {"verb": "acept", "role": "supervisor", "service": "placement", "scope": "area"}
    with pytest.raises(PolicyError, match="Did you mean 'accept'"):
        read_policy({"rights": [right]})


@pytest.mark.parametrize(
    ("service", "setting", "found"),
    [
        ("mentoring", None, "community"),
        ("placement", "residential_treatment", "residential"),
        ("placement", "group_home", "purchased_placement"),
        ("placement", "treatment_foster_home", "purchased_placement"),
        ("placement", "foster_home", "placement"),
        ("placement", "kinship_home", "placement"),
    ],
)
def test_services_fall_into_the_classes_that_rights_speak_of(service, setting, found):
    assert service_class(service, setting) == found
