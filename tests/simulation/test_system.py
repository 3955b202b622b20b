"""The system as a whole: closed forms, conservation, blocking, eviction, refusals."""

from collections import Counter
from itertools import pairwise
from math import factorial

import numpy as np
import pytest

from socopt.simulation.desk import GreedyDesk
from socopt.simulation.house import House, Life
from socopt.simulation.residents import Resident
from socopt.simulation.simulate import simulate
from socopt.simulation.tally import EVERYBODY
from socopt.synth.careers.assumptions import SETTINGS
from tests.simulation.conftest import FOSTER, GROUP, SHELTER, Set, child, only, stay


class Watching(GreedyDesk):
    """A greedy desk that shows every night to somebody first, and what it did afterwards."""

    def __init__(self, before=None, after=None):
        self._before, self._after = before, after

    def place(self, night):
        if self._before is not None:
            self._before(night)
        moves = super().place(night)
        if self._after is not None:
            self._after(night, moves)
        return moves


def value(tally, name, first=0):
    above, below = tally.sums(name, EVERYBODY, first).sum(axis=1)
    return above / below


# ---------------------------------------------------------------- closed forms
def a_line(arrivals, lengths, beds, nights):
    """Waits in one program, night by night, first come, first served; -1 for those whose need was over before."""
    waits, until, line = {}, [], []
    for night in range(nights):
        until = [end for end in until if end > night]
        line += [number for number, came in enumerate(arrivals) if came == night]
        for number in list(line):
            if night - arrivals[number] >= lengths[number]:
                waits[number] = -1
            elif len(until) < beds:
                waits[number] = night - arrivals[number]
                until.append(night + lengths[number])
            else:
                continue
            line.remove(number)
    return waits


def test_one_program_is_a_line_of_children_first_come_first_served(region_set):
    """Child by child the waits are those of a line written down in a few lines, and Erlang's formula is above."""
    dice, nights, rate, mean, beds = np.random.default_rng(3), 4000, 0.25, 20.0, 8
    arrivals = np.sort(dice.integers(0, nights, dice.poisson(rate * nights))).tolist()
    lengths = np.maximum(np.rint(dice.exponential(mean, len(arrivals))), 1).astype(int).tolist()
    children = [child(region_set, number, stay(days), arrives=night)
                for number, (night, days) in enumerate(zip(arrivals, lengths, strict=True))]  # fmt: skip
    waits = {}

    def after(night, moves):
        waits.update({move.need.child.number: night.night - move.need.opened for move in moves})

    system = region_set.system(Watching(after=after), places=only(region_set.places, beds=[beds]), nights=nights)
    tally = system.run([], children)
    expected = a_line(arrivals, lengths, beds, nights)
    assert waits == {number: wait for number, wait in expected.items() if wait >= 0}
    assert tally.sums("lapsed", EVERYBODY, 0)[0].sum() == sum(wait == -1 for wait in expected.values())
    offered = rate * mean
    full = offered**beds / factorial(beds) * beds / (beds - offered)
    erlang = full / (sum(offered**k / factorial(k) for k in range(beds)) + full)
    assert 0.02 < value(tally, "waits") < erlang  # less: waits within a day, and waits for those who gave up, are none


def test_children_in_beds_are_arrivals_times_stays(region_set):
    """Little's law where nobody waits: the M/G/infinity mean."""
    dice, nights, rate = np.random.default_rng(4), 3000, 0.5
    arrivals = np.sort(dice.integers(0, nights, dice.poisson(rate * nights)))
    lengths = np.maximum(np.rint(dice.lognormal(2.5, 1.0, len(arrivals))), 1).astype(int)
    children = [child(region_set, number, stay(int(days)), arrives=int(night))
                for number, (night, days) in enumerate(zip(arrivals, lengths, strict=True))]  # fmt: skip
    tally = region_set.system(places=only(region_set.places, beds=[500]), nights=nights).run([], children)
    assert value(tally, "waits") == 0
    assert value(tally, "in_beds", 200) == pytest.approx(len(arrivals) / nights * lengths.mean(), rel=0.05)


def test_waiting_children_are_openings_times_waits(state_set):
    """Little's law, measured in two ways: sums over nights, and each child's own wait."""
    waits, last = [], {}

    def after(night, moves):
        placed = {id(move.need) for move in moves}
        waits.extend(not need.served and id(need) not in placed for need in night.needs)
        last.update({id(need): need for need in night.needs})

    tally = state_set.system(Watching(after=after), nights=150).run(state_set.residents, state_set.newcomers)
    assert tally.sums("mean_wait", EVERYBODY, 0)[0].sum() == sum(waits) > 500
    assert tally.sums("mean_wait", EVERYBODY, 0)[1].sum() == sum(need.counted for need in last.values())


def test_census_stays_near_the_night_it_began_with(state_set):
    """Doing nothing keeps as many children in beds, in each setting, as the network is in balance with."""
    began = Counter(SETTINGS[state_set.places.setting[r.place]] for r in state_set.residents if r.place is not None)
    system = state_set.system()
    tally = system.run(state_set.residents, state_set.newcomers)
    holders = sum(resident.has_bed for resident in state_set.residents)
    assert value(tally, "in_beds", 100) == pytest.approx(holders, rel=0.06)
    for setting in ("foster_home", "treatment_foster_home"):
        now = system.house.occupied[state_set.places.setting == SETTINGS.index(setting)].sum()
        assert now == pytest.approx(began[setting], rel=0.12)


def test_children_come_as_often_as_the_world_says(state_set):
    expected = state_set.world.entries.sum() * state_set.nights
    assert len(state_set.newcomers) == pytest.approx(expected, rel=0.08)
    settings = Counter(SETTINGS[c.stays[0].setting] for c in state_set.newcomers)
    by_setting = state_set.world.entries.sum(axis=1) / state_set.world.entries.sum()
    for place, name in enumerate(SETTINGS):
        assert settings[name] / len(state_set.newcomers) == pytest.approx(by_setting[place], abs=0.03)


# ---------------------------------------------------------------- conservation
def test_nobody_is_lost_and_no_program_is_over_its_beds(state_set):
    """Every night: each child in one place, each occupant a child in care, no more of them than beds."""
    seen, nights = [], 120

    def before(night):
        house = system.house
        in_programs = [number for place in range(len(state_set.places)) for number in house.occupants(place)]
        assert len(in_programs) == len(set(in_programs)) == house.occupied.sum()
        assert all(system.lives[number].place is not None for number in in_programs)
        assert (house.occupied <= np.maximum(state_set.places.beds, start)).all()
        seen.append((len(system.lives), {seat.child.number for seat in night.seats()}))

    system = state_set.system(Watching(before), nights=nights)
    start = np.bincount([r.place for r in state_set.residents if r.place is not None], minlength=len(state_set.places))
    system.run(state_set.residents, state_set.newcomers)
    assert len(seen) == nights
    everybody = {r.child.number for r in state_set.residents} | {c.number for c in state_set.newcomers}
    for (_, earlier), (count, later) in pairwise(seen):
        assert count == len(later)
        came = {c.number for c in state_set.newcomers} & (later - earlier)
        assert later - earlier == came
    assert seen[-1][1] <= everybody


def test_an_overfull_program_takes_nobody(region_set):
    """Beds that the licence no longer has are not given away, and nobody is sent away from them."""
    residents = [_resident(child(region_set, n, stay(50)), place=0) for n in range(3)]
    system = region_set.system(places=only(region_set.places, beds=[2]), nights=40)
    tally = system.run(residents, [child(region_set, 9, stay(20))])
    assert system.house.occupied[0] == 3
    assert value(tally, "waits") == 1.0


# ---------------------------------------------------------------- beds
def _resident(one, *, place, has_bed=True, settled=True, opened=0, must_leave=None):
    return Resident(child=one, has_bed=has_bed, place=place, settled=settled, opened=opened, must_leave=must_leave)


def test_a_child_who_is_ready_blocks_its_bed_until_the_next_is_found(region_set):
    """A stay of 10 days in a group home, then a foster home that is full until night 30: the bed is held 30 nights."""
    places = only(region_set.places, beds=[1, 1], setting=[GROUP, FOSTER])
    blocked = child(region_set, 1, stay(10), stay(50, setting=FOSTER, level=1))
    first = _resident(blocked, place=0)
    other = _resident(child(region_set, 2, stay(30, setting=FOSTER, level=1)), place=1)
    waiting = child(region_set, 3, stay(100), arrives=5)
    nights = {}

    def after(night, moves):
        nights.update({move.need.child.number: night.night for move in moves})

    system = region_set.system(Watching(after=after), places=places, nights=60)
    tally = system.run([first, other], [waiting])
    assert nights == {1: 30, 3: 31}  # the bed left on night 30 is given away the night after
    assert tally.sums("stuck", EVERYBODY, 0)[0].sum() == 30 - 10


def test_whose_place_ends_is_without_a_safe_bed_until_one_is_found(region_set):
    places = only(region_set.places, beds=[1, 1], setting=[GROUP, FOSTER])
    one = _resident(child(region_set, 1, stay(10, notice=3), stay(50, setting=FOSTER, level=1)), place=0)
    other = _resident(child(region_set, 2, stay(30, setting=FOSTER, level=1)), place=1)
    system = region_set.system(places=places, nights=60)
    tally = system.run([one, other], [])
    unsafe = np.flatnonzero(tally.sums("unsafe", EVERYBODY, 0)[0])
    assert unsafe.tolist() == list(range(13, 30))  # the need opens on night 10, the place ends with night 13
    assert system.house.occupied.tolist() == [0, 1]


def test_a_need_lapses_when_it_would_have_been_over(region_set):
    """Nobody waits for longer than the stay itself would have lasted."""
    places = only(region_set.places, beds=[1])
    holder = _resident(child(region_set, 1, stay(500)), place=0)
    system = region_set.system(places=places, nights=100)
    tally = system.run([holder], [child(region_set, 2, stay(20), arrives=3)])
    assert tally.sums("lapsed", EVERYBODY, 0)[0].sum() == 1
    assert tally.sums("without_bed", EVERYBODY, 0)[0].sum() == 20
    assert 2 not in system.lives


def test_a_birthday_ends_care_wherever_the_child_is(region_set):
    places = only(region_set.places, beds=[1])
    placed = child(region_set, 1, stay(500), leaves_on=40)
    queueing = child(region_set, 2, stay(500), leaves_on=20, arrives=1)
    system = region_set.system(places=places, nights=100)
    tally = system.run([], [placed, queueing])
    assert tally.sums("in_beds", EVERYBODY, 0)[0].sum() == 40
    assert not system.lives
    assert system.house.occupied.tolist() == [0]


def test_unsafe_children_take_another_setting_and_move_on_when_theirs_has_room(region_set):
    """A shelter that takes emergencies serves whoever has no safe bed; a safe child waits for what it needs."""
    places = only(
        region_set.places, beds=[1, 2], setting=[GROUP, SHELTER], emergencies=[False, True], longest_stay=[10**6, 45]
    )
    holder = _resident(child(region_set, 1, stay(30)), place=0)
    unsafe = child(region_set, 2, stay(100), unsafe_without=True)
    safe = child(region_set, 3, stay(100))
    found = []

    def after(night, moves):
        found.extend((night.night, move.need.child.number, move.place) for move in moves)

    region_set.system(Watching(after=after), places=places, nights=60).run([holder], [unsafe, safe])
    assert found[0] == (0, 2, 1)
    assert found[1] == (30, 3, 0)  # who has no bed comes before who has another one


def test_refusals_are_remembered_and_shared_by_all_scenarios(region_set):
    places = only(region_set.places, beds=[5], declines=[0.5])
    children = [child(region_set, number, stay(400)) for number in range(60)]
    asked = Counter()

    def after(night, moves):
        asked.update(n.child.number for n in night.needs if n.refused.get(0) == night.night + 20)

    runs = []
    for beds in (60, 61):
        places = only(region_set.places, beds=[beds], declines=[0.5])
        system = region_set.system(Watching(after=after), places=places, nights=19, refusal_nights=20)
        system.run([], children)
        runs.append({number for number, life in system.lives.items() if life.place == 0})
    assert runs[0] == runs[1]
    assert 15 < len(runs[0]) < 45
    assert set(asked.values()) == {2}  # once in each run


# ---------------------------------------------------------------- living together
@pytest.mark.parametrize(
    ("columns", "changes", "taken"),
    [
        ({}, {}, 3),
        ({"under_2": [1]}, {"born": True}, 1),
        ({"limits": True}, {"fixed": 1}, 2),
        ({}, {"alone": True}, 1),
        ({"others": [1]}, {"alone": True}, 0),
    ],
    ids=["room for three", "babies", "trait limit", "alone", "alone beside others"],
)
def test_rules_about_who_lives_together_hold(region_set, columns, changes, taken):
    from socopt.simulation.places import TraitLimit

    if "limits" in columns:
        columns = {"limits": {0: (TraitLimit(trait=1, at_most=3, others=1),)}}
    if "born" in changes:
        changes = {"born": region_set.instance.night.toordinal() - 200}
    places = only(region_set.places, beds=[3], setting=[FOSTER], **columns)
    children = [child(region_set, n, stay(90, setting=FOSTER, level=1), **changes) for n in range(3)]
    system = region_set.system(places=places, nights=5)
    system.run([], children)
    assert system.house.occupied[0] == taken


def test_a_bed_is_held_by_one_child_at_a_time(region_set):
    house = House(only(region_set.places, beds=[1, 1]))
    life = Life(child=child(region_set, 1, stay(9)), chosen=False, shown=0)
    house.move_in(life, 0)
    house.move_in(life, 1)
    assert house.occupied.tolist() == [0, 1]
    house.move_out(life)
    assert house.occupied.tolist() == [0, 0]


# ---------------------------------------------------------------- seeds
def test_a_seed_repeats_itself(region):
    found = [simulate(region, days=140, warm_up=20, replications=1, seed=seed).to_dict() for seed in (4, 4, 5)]
    assert found[0] == found[1]
    assert found[0]["findings"] != found[2]["findings"]


def test_scenarios_meet_the_same_children(region):
    """Newcomers do not depend on programs: what opens on the first day is the same in every scenario."""
    one, two = Set(region), Set(region)
    assert [c.stays for c in one.newcomers] == [c.stays for c in two.newcomers]
    assert [r.child.stays for r in one.residents] == [r.child.stays for r in two.residents]
