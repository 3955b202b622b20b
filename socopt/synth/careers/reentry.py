"""Children who came back: two careers of one child, where one begins soon after the other has ended."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from socopt.synth.careers.assumptions import CAREERS
from socopt.synth.careers.careers import Career
from socopt.synth.careers.former_families import Leaver
from socopt.synth.dice import Dice

SOONEST_DAYS, LATEST_DAYS = 14, 365
BIRTHS_APART_DAYS = 120  # the earlier career is taken over by the child of the later one, so much older or younger
TRIES = 400


def rejoin(dice: Dice, leavers: Sequence[Leaver], present: Sequence[Career]) -> list[Leaver]:
    """Give some children of later careers an earlier one too; answers those who left and did not come back."""
    later = sorted([*present, *(leaver.career for leaver in leavers)], key=lambda career: career.entered)
    entered = [career.entered for career in later]
    taken: set[int] = set()
    gone: set[int] = set()
    for leaver in leavers:
        left = leaver.career.left
        if leaver.cut_off or left is None or id(leaver.career) in taken or not dice.chance(CAREERS.come_back):
            continue
        first = bisect_left(entered, left + SOONEST_DAYS)
        after = later[first : bisect_right(entered, left + LATEST_DAYS)]
        for _ in range(TRIES if after else 0):
            career = dice.pick(after)
            if id(career) not in taken | gone and _could_be_one(leaver.career, career):
                _take_over(career, leaver.career)
                taken.add(id(career))
                gone.add(id(leaver.career))
                break
    return [leaver for leaver in leavers if id(leaver.career) not in gone]


def _could_be_one(before: Career, after: Career) -> bool:
    return abs(before.born - after.born) <= BIRTHS_APART_DAYS and before.entered > after.born


def _take_over(after: Career, before: Career) -> None:
    before.stays[-1].goes_home = True
    after.stays = [*before.stays, *after.stays]
