"""The nights that can be had by name."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from socopt.domain import Instance
from socopt.errors import UsageError
from socopt.synth.geography import regions_of_state
from socopt.synth.night import Order, make_night
from socopt.synth.parameters import MASSACHUSETTS_2004, MODERN, REGION, Parameters
from socopt.synth.special_populations import Answer, PlantingDesk
from socopt.synth.states import make_states

LONGEST_HISTORY = 10  # years
PRESETS: Mapping[str, Parameters] = MappingProxyType({p.preset: p for p in (REGION, MASSACHUSETTS_2004, MODERN)})


def synthesize(
    *,
    preset: str = "region",
    seed: int = 1,
    children: int | None = None,
    in_play: str = "night",
    region_id: str | None = None,
    history_years: int | None = None,
) -> Instance:
    """A synthetic night; the same arguments give the same instance everywhere.

    Parameters
    ----------
    preset : one of ``PRESETS``: ``region`` (one Region's desk), ``massachusetts-2004`` or ``modern`` (the state in
        2004 or 2023).
    seed : int, at least 1.
    children : int, optional. How many children the night has in all; the preset's number where not given. Of a state
        preset, so many times that number make as many states, each a mirror image of its neighbour.
    in_play : night (a usual night), surge (about three times as many), or all (everybody awaits, all beds are vacant).
    region_id : str, optional. For ``region``: a Region of ``maps/areas.csv``; chosen by the seed where not given.
    history_years : int, optional. With the careers of children who left care in so many years (``docs/history.md``).

    Raises
    ------
    UsageError : an unknown preset, Region or kind of night, a seed below 1, too few children, or too long a history.
    """
    order = order_for(
        preset=preset,
        seed=seed,
        children=children,
        in_play=in_play,
        region_id=region_id,
        history_years=history_years,
    )
    states = _states(order)
    return make_night(order) if states <= 1 else make_states(order, states)


def synthesize_planted(
    plant: Sequence[str],
    *,
    preset: str = "region",
    seed: int = 1,
    children: int | None = None,
    in_play: str = "night",
    region_id: str | None = None,
    history_years: int | None = None,
) -> tuple[Instance, Answer]:
    """A synthetic night with special populations in it, and the answer: who they are.

    Parameters
    ----------
    plant : texts like ``deaf+fire_setting:6:2`` (six children in care, at most two in an Area; then maybe ``:F`` and
        ``:12-17``), or a number of populations to draw by the seed. Other parameters are those of ``synthesize``.

    Raises
    ------
    UsageError : as ``synthesize``, and for a population that cannot be: the message says what is possible.
    """
    order = order_for(
        preset=preset,
        seed=seed,
        children=children,
        in_play=in_play,
        region_id=region_id,
        history_years=history_years,
    )
    if _states(order) > 1:
        most = PRESETS[preset].children
        raise UsageError(f"plant: populations are planted in one state; {most} children are usual for {preset!r}")
    desk = PlantingDesk(tuple(plant))
    return make_night(order, finish=desk), desk.answer


def order_for(
    *,
    preset: str,
    seed: int,
    children: int | None,
    in_play: str,
    region_id: str | None,
    history_years: int | None = None,
) -> Order:
    """What the generator is to make; arguments as those of ``synthesize``."""
    if preset not in PRESETS:
        raise UsageError(f"preset: {preset!r} is unknown; possible are {', '.join(PRESETS)}")
    if seed < 1:
        raise UsageError(f"seed: {seed} is not possible; a seed is a whole number from 1")
    if history_years is not None and not 1 <= history_years <= LONGEST_HISTORY:
        raise UsageError(f"history: {history_years}y is not possible; possible are 1y to {LONGEST_HISTORY}y")
    parameters = PRESETS[preset]
    if children is not None:
        parameters = replace(parameters, children=children)
    if preset == "region":
        regions = regions_of_state()
        region_id = region_id or regions[(seed - 1) % len(regions)]
    elif region_id is not None:
        raise UsageError(f"region: preset {preset!r} is of the whole state; a Region's own night is preset 'region'")
    return Order(parameters=parameters, seed=seed, in_play=in_play, region_id=region_id, history_years=history_years)


def _states(order: Order) -> int:
    """How many states the children of an order make."""
    usual = PRESETS[order.parameters.preset].children
    return 1 if order.region_id else max(1, round(order.parameters.children / usual))


def demo_instance_path() -> Path:
    """Folder of the statewide night of 2004 that ``socopt demo`` matches, installed with the package."""
    return bundled_instance_path("massachusetts-2004/night-1")


def bundled_instance_path(name: str) -> Path:
    """Folder of a bundled night by family and name, as under ``instances/``: ``region/west-1``."""
    path = Path(str(resources.files("socopt.synth").joinpath("data", "instances", *name.split("/"))))
    if not path.is_dir():
        known = sorted(f"{folder.parent.name}/{folder.name}" for folder in path.parents[1].glob("*/*"))
        raise UsageError(f"instance: {name!r} is not bundled; possible are {', '.join(known)}")
    return path
