"""Random tiny nights, each about something: what it is to bite, and how one sees that it did."""

from tests.random_nights.draft import Draft
from tests.random_nights.focus import Focus
from tests.random_nights.nights import FOCI, RandomNight, random_night

__all__ = ["FOCI", "Draft", "Focus", "RandomNight", "random_night"]
