"""The desk that places by the match: it reads the simulated night, asks programs, and hands back what was accepted."""

from collections import Counter

from socopt.io import validate, write_instance
from socopt.runs.match_desk import MatchDesk
from socopt.simulation.admission import Wish
from socopt.simulation.residents import Resident
from socopt.simulation.tables import NightTables
from socopt.synth.careers.assumptions import SETTINGS
from tests.simulation.conftest import GROUP, child, only, stay

NIGHTS = 3


class Checking(MatchDesk):
    """A match desk whose nights are looked at."""

    def place(self, night):
        room = night.room.copy()
        moves = list(super().place(night))
        self.seen = getattr(self, "seen", [])
        self.seen.append((night.night, len(night.needs), moves))
        freed = Counter(move.need.place for move in moves if move.need.place is not None)
        for place, count in Counter(move.place for move in moves).items():
            assert count <= room[place] + freed[place]
        return moves


def test_the_match_places_children_and_no_program_is_over_its_beds(region_set):
    desk = Checking(region_set.instance, region_set.policy, region_set.places)
    system = region_set.system(desk, nights=NIGHTS)
    system.run(region_set.residents, region_set.newcomers)
    assert [night for night, _, _ in desk.seen] == list(range(NIGHTS))
    assert sum(len(moves) for _, _, moves in desk.seen) > 10


def test_the_match_fills_a_bed_that_is_left_tonight(region_set):
    """Two programs, both full but for one bed: a chain of two moves in one night, which the greedy desk has not."""
    known, admission = region_set.places, region_set.system().admission
    residential = SETTINGS.index("residential_treatment")
    ready = child(region_set, 1, stay(50, level=4), sex="M")
    awaiting = child(region_set, 2, stay(50, setting=residential, level=6), unsafe_without=True, sex="M")
    found = []
    for one in (ready, awaiting):
        first = one.stays[0]
        wish = Wish(
            child=one, night=0, age=14, shown=0, setting=first.setting, level=first.level, here=-1, unsafe=False
        )
        found.append(admission.in_order(wish)[0])
    places = only(known, beds=[1, 1], setting=[GROUP, residential], ids=tuple(known.ids[place] for place in found),
                  others=known.others[found])  # fmt: skip
    residents = [Resident(child=ready, has_bed=True, place=1, settled=False, opened=-5, must_leave=9)]
    for desk, taken in ((MatchDesk(region_set.instance, region_set.policy, places), [1, 1]), (None, [1, 0])):
        system = region_set.system(desk, places, nights=1)
        system.run(residents, [awaiting])
        assert system.house.occupied.tolist() == taken


def test_a_simulated_night_is_a_valid_instance(region_set, tmp_path):
    """What is written of a night passes the same validation as any instance."""
    found = []

    class Writing(MatchDesk):
        def place(self, night):
            found.append(NightTables(region_set.instance, region_set.places).instance(night))
            return night.moves

    desk = Writing(region_set.instance, region_set.policy, region_set.places)
    region_set.system(desk, nights=2).run(region_set.residents, region_set.newcomers)
    write_instance(found[-1], tmp_path / "night")
    assert [defect for defect in validate(tmp_path / "night").defects if defect.severity == "error"] == []
