"""How well a setting suits a child: the team's word, else the policy's thresholds."""

from socopt.domain.records import Child, NeedLine
from socopt.policy.night import Night


def suitability(night: Night, child: Child, line: NeedLine, setting: str) -> str:
    """preferred, acceptable or unsuitable; by the level needed where the team recorded nothing."""
    recorded = night.suitability_of.get((child.child_id, setting))
    if recorded is not None:
        return recorded
    thresholds = night.policy.parameters["suitability"]
    for judgement in ("preferred", "acceptable"):
        if line.level in thresholds[judgement].get(setting, ()):
            return judgement
    return "unsuitable"


def level_steps(level: int, served: tuple[int, ...]) -> tuple[int, int]:
    """Steps below and above need: (need - highest served, lowest served - need), each at least 0."""
    return max(0, level - max(served)), max(0, min(served) - level)


def steps_to_level(level: int, served: tuple[int, ...]) -> int:
    """Steps from a level to the nearest one served."""
    return min(abs(level - each) for each in served)
