"""Programs of past stays: one of the setting, near home, that takes the child; or none that is known."""

from collections import defaultdict

from socopt.domain.records import Program
from socopt.synth.careers.assumptions import CAREERS
from socopt.synth.careers.careers import Career, Stay
from socopt.synth.dice import Dice
from socopt.synth.draft import Draft
from socopt.synth.geography import areas_of_state
from socopt.synth.parameters import FAMILY_SETTINGS

TRIES = 4
Beds = dict[tuple[str, str], list[Program]]  # by setting and place
NEVER_NAMED = ("kinship_home",)  # a kin home exists for the child who lives there now


class PastPrograms:
    """The programs of a night by setting and place, each as often as it has beds."""

    def __init__(self, draft: Draft) -> None:
        self._in_area: Beds = defaultdict(list)
        self._in_region: Beds = defaultdict(list)
        for program in draft.programs.values():
            if program.setting is None or program.setting in NEVER_NAMED or program.area_id is None:
                continue
            self._in_area[program.setting, program.area_id] += [program] * max(1, program.capacity)
            self._in_region[program.setting, _region_of(program.area_id)] += [program] * max(1, program.capacity)

    def name(self, dice: Dice, career: Career, sex: str, area_id: str) -> None:
        """Name the programs of a career's past stays, where they can be known."""
        for stay in career.stays:
            known = CAREERS.named_family if stay.setting in FAMILY_SETTINGS else CAREERS.named_congregate
            if stay.end is not None and stay.program_id is None and dice.chance(known):
                stay.program_id = self._one(dice, stay, career.age_at(stay.start), sex, area_id)

    def _one(self, dice: Dice, stay: Stay, age: int, sex: str, area_id: str) -> str | None:
        nearby = self._in_area[stay.setting, area_id] if dice.chance(CAREERS.home_area_first) else []
        options = nearby or self._in_region[stay.setting, _region_of(area_id)]
        for _ in range(TRIES if options else 0):
            program = dice.pick(options)
            if program.min_age <= age <= program.max_age and (not program.sexes or sex in program.sexes):
                return program.program_id
        return None


def _region_of(area_id: str) -> str:
    """The Region of an Area; an Area of another state stands for its own."""
    area = areas_of_state().get(area_id)
    return area_id if area is None else area.region_id
