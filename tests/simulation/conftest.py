"""Nights to simulate: one Region's, and a small state's with a rare population; and systems built by hand."""

from dataclasses import replace

import numpy as np
import pytest

from socopt.domain import Instance
from socopt.io import read_instance
from socopt.policy import default_policy
from socopt.simulation.admission import Admission
from socopt.simulation.careers import FIRST
from socopt.simulation.codes import language_bits, trait_bits
from socopt.simulation.desk import GreedyDesk
from socopt.simulation.people import Child, Clock, Stay, Traits, newcomers
from socopt.simulation.places import NO_LIMIT, Places, places_of
from socopt.simulation.residents import residents_of
from socopt.simulation.system import System
from socopt.simulation.truth import planted_in
from socopt.simulation.world import true_world
from socopt.synth import bundled_instance_path, synthesize
from socopt.synth.careers.assumptions import SETTINGS
from socopt.synth.presets import synthesize_planted

GROUP, FOSTER, SHELTER = (SETTINGS.index(name) for name in ("group_home", "foster_home", "shelter"))
__all__ = ["FIRST"]


@pytest.fixture(scope="session")
def region() -> Instance:
    return read_instance(bundled_instance_path("region/west-1"))


@pytest.fixture(scope="session")
def state() -> Instance:
    return synthesize(preset="massachusetts-2004", seed=5, children=1500)


@pytest.fixture(scope="session")
def planted():
    night, answer = synthesize_planted(["deaf+fire_setting:6"], preset="massachusetts-2004", seed=6, children=1500)
    return night, {"populations": [{"traits": p.traits, "sex": p.sex, "ages": p.ages, "census": p.census}
                                   for p in answer.populations]}  # fmt: skip


class Set:
    """A night's world, programs and children, from which systems are made."""

    def __init__(self, instance, seed=(1, 0), nights=200, truth=None, world=None):
        self.instance, self.nights = instance, nights
        self.policy = default_policy()
        self.world = world or true_world(instance, () if truth is None else planted_in(truth, instance))
        self.languages = language_bits(instance, self.world.parameters)
        self.traits = Traits(world=self.world, bits=trait_bits(instance, self.world.parameters))
        self.places = places_of(instance, self.policy.parameters, self.world.refusals, self.traits.bits, self.languages)
        self.residents = residents_of(self.world, instance, self.places, self.traits, self.languages, seed)
        self.newcomers = newcomers(self.world, instance, self.traits, self.languages, nights, seed)

    def system(self, desk=None, places=None, nights=None, chosen=(), refusal_nights=90, seed=1):
        places = self.places if places is None else places
        return System(
            places=places,
            admission=Admission(places, self.instance, self.policy.parameters),
            traits=self.traits,
            desk=desk or GreedyDesk(),
            clock=Clock(night=self.instance.night),
            nights=nights or self.nights,
            chosen=chosen,
            refusal_nights=refusal_nights,
            seed=seed,
        )


@pytest.fixture(scope="session")
def region_set(region) -> Set:
    return Set(region)


@pytest.fixture(scope="session")
def state_set(state) -> Set:
    return Set(state, nights=400)


def only(places: Places, **columns) -> Places:
    """Programs that admit anybody of any age, with some columns given; as many as the beds that are given."""
    count = len(columns["beds"])
    first = np.zeros(count, dtype=np.int64)
    free = {
        "ids": tuple(f"Q{place}" for place in range(count)), "setting": first + GROUP, "area": first, "region": first,
        "reach": first + 2, "points": places.points[first], "levels": np.array([[1, 6]] * count), "min_age": first,
        "max_age": first + 99, "sexes": first + 7, "languages": first - 1, "serves": first - 1, "refuses": first,
        "under_2": first + NO_LIMIT, "others": first, "adults": first == 0, "emergencies": first != 0,
        "longest_stay": first + NO_LIMIT, "opens": first, "same_state": first == 0, "declines": first * 0.0,
        "provider": first - 1, "reserved": first, "limits": {},
    }  # fmt: skip
    return Places(**{**free, **{name: value if name in ("ids", "limits") else np.asarray(value)
                                for name, value in columns.items()}})  # fmt: skip


def child(region_set: Set, number: int, *stays: Stay, arrives=0, years=14, **changes) -> Child:
    """A child who lives where the first programs are."""
    lat, lon = 42.1, -72.6
    born = region_set.instance.night.toordinal() + arrives - round(years * 365.25)
    made = Child(
        number=number, child_id=f"N{number:06d}", arrives=arrives, born=born, sex="F", area=0, region=0,
        area_id=next(iter(region_set.instance.areas)), lat=lat, lon=lon, point=region_set.places.points[0],
        languages=0, fixed=0, latent=0, infant=0, required=0, stays=stays, leaves_on=None, unsafe_without=False,
    )  # fmt: skip
    return replace(made, **changes)


def stay(days: int, *, setting=GROUP, level=4, notice=-1) -> Stay:
    return Stay(setting=setting, level=level, days=days, notice=notice)
