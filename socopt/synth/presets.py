"""The nights that can be had by name."""

from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from socopt.domain import Instance
from socopt.errors import UsageError
from socopt.synth.region import region_night

PRESETS: Mapping[str, Callable[..., Instance]] = MappingProxyType({"region": region_night})


def synthesize(
    *,
    preset: str = "region",
    seed: int = 1,
    children: int | None = None,
    in_play: str = "night",
    region_id: str | None = None,
) -> Instance:
    """A synthetic night; the same arguments give the same instance everywhere.

    Parameters
    ----------
    preset : one of ``PRESETS``.
    seed : int, at least 1.
    children : int, optional. How many children the night has in all; about 400 where not given.
    in_play : night (about 3 in 8 of the children), surge (9 in 10), or all (everybody awaits, all beds are vacant).
    region_id : str, optional. A Region of ``maps/areas.csv``; chosen by the seed where not given.

    Raises
    ------
    UsageError : an unknown preset, Region or kind of night, a seed below 1, or too few children.
    """
    if preset not in PRESETS:
        raise UsageError(f"preset: {preset!r} is unknown; possible are {', '.join(PRESETS)}")
    if seed < 1:
        raise UsageError(f"seed: {seed} is not possible; a seed is a whole number from 1")
    return PRESETS[preset](seed=seed, children=children, in_play=in_play, region_id=region_id)


def demo_instance_path() -> Path:
    """Folder of the bundled Region's night, installed with the package (``instances/region/west-1``)."""
    return Path(str(resources.files("socopt.synth").joinpath("data", "instances", "region", "west-1")))
