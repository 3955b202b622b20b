"""The simulation's own reading of the rules against the scalar one of the policy, on nights that were simulated."""

from dataclasses import replace

import numpy as np
import pytest

from socopt.domain import schema
from socopt.policy import Night as Rules
from socopt.policy.admission import Admitting
from socopt.simulation.desk import GreedyDesk
from socopt.simulation.places import NO_LIMIT
from socopt.simulation.scenario import Addition, the_plan
from socopt.simulation.tables import NightTables
from socopt.synth.careers.assumptions import SETTINGS
from tests.simulation.conftest import Set, child, stay

SAMPLED = {"region_set": (0, 37, 90), "state_set": (30,)}


class Comparing(GreedyDesk):
    """On some nights compares, for every open need, who may enter what; then places greedily."""

    def __init__(self, made, places, sampled):
        self.made, self.places, self.sampled = made, places, sampled
        self.tables = NightTables(made.instance, places)
        self.compared = self.entered = self.unsafe = 0

    def place(self, night):
        if night.night not in self.sampled:
            return super().place(night)
        tonight = self.tables.instance(night)
        reading = Admitting(rules := Rules(self.lasting(tonight), self.made.policy))
        for need in night.needs:
            line = self.tables.line_id(need)
            may = {place for place, name in enumerate(self.places.ids) if reading.admits(line, name)}
            may -= need.child.avoided  # written as refusals
            assert (need.child.child_id in rules.unsafe) == need.unsafe
            assert set(night.candidates(need).tolist()) == self.expected(need, may)
            self.compared += 1
            self.unsafe += need.unsafe
        moves = super().place(night)
        reading = Admitting(Rules(tonight, self.made.policy))
        for move in moves:
            assert reading.admits(self.tables.line_id(move.need), self.places.ids[move.place])
            self.entered += 1
        return moves

    @staticmethod
    def lasting(tonight):
        """The night with what does not change from night to night: nobody refused, and nobody lives alone."""
        children = tonight.table("children").assign(alongside="with_others")
        none = {name: schema().tables[name].empty() for name in ("suitability", "refusals")}
        return tonight.replace(children=children, **none)

    def expected(self, need, may):
        """Of the programs that rules admit, those of the setting needed; all where none is of it, or who is unsafe."""
        wanted = {place for place in may if self.places.setting[place] == need.setting}
        if need.unsafe:
            return may
        return wanted if wanted or need.served else may


def compared(made: Set, sampled):
    desk = Comparing(made, made.places, sampled)
    made.system(desk, nights=max(sampled) + 1).run(made.residents, made.newcomers)
    return desk


@pytest.mark.parametrize("which", SAMPLED)
def test_what_is_asked_is_what_the_rules_admit(which, request):
    """Every open need of sampled nights, every program: neither reading admits what the other refuses."""
    desk = compared(request.getfixturevalue(which), SAMPLED[which])
    assert desk.compared > 30
    assert desk.unsafe > 0
    assert desk.entered > 2


def test_a_program_of_the_plan_takes_whom_it_is_for(region_set):
    """It is written as open to named children, so the policy lifts floors there; nobody else may enter."""
    addition = Addition(traits=("fire_setting",), beds=9, setting="group_home", area_id="A03")
    scenario = the_plan([addition], region_set.instance, region_set.traits.bits, region_set.languages)
    places = scenario.change(region_set.places)
    desk = GreedyDesk()
    system = region_set.system(desk, places)
    bit = region_set.traits.bits.of(["fire_setting"])
    seen = set()

    def place(night):
        moves = GreedyDesk.place(desk, night)
        tonight = NightTables(region_set.instance, places).instance(night) if moves and night.night % 40 == 0 else None
        for move in moves:
            if places.reserved[move.place]:
                life = system.lives[move.need.child.number]
                assert life.shown & bit
                seen.add(move.need.child.number)
            if tonight is not None:
                line = f"L-{move.need.child.child_id}"
                assert Admitting(Rules(tonight, region_set.policy)).admits(line, places.ids[move.place])
        return moves

    desk.place = place
    system.run(region_set.residents, region_set.newcomers)
    assert seen


# One rule at a time: a child whom a program may take, and what makes it refuse.
ALONE = {
    "age": ("min_age", 15),
    "too old": ("max_age", 12),
    "gender": ("sexes", 2),
    "language": ("languages", 0),
    "competency": ("serves", 0),
    "home preference": ("refuses", 1),
    "reserved": ("reserved", 2),
    "intake": ("opens", NO_LIMIT),
    "icpc": ("same_state", False),
    "level": ("levels", (1, 2)),
    "suitability": ("setting", SETTINGS.index("foster_home")),
    "horizon": ("longest_stay", 45),
    "distance": ("points", "far"),
    "catchment": ("reach", 0),
    "share": ("provider", 7),
}


@pytest.mark.parametrize("rule", ALONE)
def test_each_rule_refuses_by_itself(region_set, rule, monkeypatch):
    from tests.simulation.conftest import only

    name, refusing = ALONE[rule]
    places = only(region_set.places, beds=[1], area=[3], region=[0])
    if name == "points":
        refusing = -places.points[0]
    if name == "reach":
        places = replace(places, reach=np.array([1]))
    one = child(region_set, 1, stay(30), languages=1, required=1, fixed=1)
    system = region_set.system(places=places, nights=2)
    monkeypatch.setattr(system.admission, "_spent", {one.area_id: 7})
    system.run([], [one])
    assert system.house.occupied.tolist() == [1]
    refused = replace(places, **{name: np.array([refusing])})
    system = region_set.system(places=refused, nights=2)
    monkeypatch.setattr(system.admission, "_spent", {one.area_id: 7})
    system.run([], [one])
    assert system.house.occupied.tolist() == [0]


def test_adults_go_where_they_may_and_want_to(region_set):
    from tests.simulation.conftest import only

    def taken(**changes):
        places = only(region_set.places, beds=[1], adults=[changes.pop("adults", True)])
        system = region_set.system(places=places, nights=2)
        system.run([], [child(region_set, 1, stay(30), **{"years": 19, **changes})])
        return bool(system.house.occupied[0])

    assert taken()
    assert not taken(adults=False)
    assert not taken(consents=False)
    assert not taken(years=23.2)


def test_the_nearest_bed_of_the_setting_is_asked_first(region_set):
    """Minutes decide among programs of the setting; other settings and programs below a floor come after."""
    places = region_set.places
    admission = region_set.system().admission
    from socopt.simulation.admission import Wish

    seen = 0
    for newcomer in region_set.newcomers:
        first = newcomer.stays[0]
        for unsafe in (False, True):
            wish = Wish(child=newcomer, night=0, age=region_set_age(region_set, newcomer), shown=newcomer.latent,
                        setting=first.setting, level=first.level, here=-1, unsafe=unsafe)  # fmt: skip
            found = admission.in_order(wish)
            minutes = admission.minutes(newcomer, found)
            asked = places.setting[found] == first.setting
            near = minutes <= admission._most_minutes[places.setting[found]]
            ranks = np.where(admission._levels_fit(wish, found) & near, 0, 2) + np.where(asked, 0, 1)
            assert (np.diff(ranks) >= 0).all()
            for rank in range(4):
                assert (np.diff(minutes[ranks == rank]) >= 0).all()
            seen += len(found)
            if not unsafe:
                assert (ranks < 2).all()
    assert seen > 500


def region_set_age(made, newcomer):
    return made.system(nights=1).clock.age(newcomer, 0)
