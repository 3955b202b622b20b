"""The world as the generator made it: its true rates, and the same world disturbed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from socopt.domain import Instance
from socopt.simulation.lengths import Floats, Lengths
from socopt.synth.careers.assumptions import CAREERS, SETTINGS, assumptions_for
from socopt.synth.careers.network import LAST_STEP, LEAVING_BIRTHDAYS, STEPS_A_YEAR, Network
from socopt.synth.careers.stock import network_of
from socopt.synth.parameters import Parameters
from socopt.synth.presets import PRESETS

NAMED_HOMES = ("kinship_home", "pre_adoptive_home")  # found for one child, and closed after it
KINDS = ("first", "later")
LEAVES = len(SETTINGS)  # what follows a stay: a setting, or leaving care
# Chance that a program asked declines, by its referral terms. The history has no refusals: assumptions. [R]
REFUSALS: Mapping[str, float] = {"no_reject": 0.0, "may_decline": 0.10, "own_admission": 0.25}
DISTURBANCES = ("arrivals", "stays", "refusals", "seasons", "routes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A rare population's true share: of the children it can concern, how many bear all its traits."""

    traits: tuple[str, ...]
    sex: str | None
    ages: tuple[int, int] | None
    share: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class World:
    """Rates and laws by which children come, stay, move on and leave.

    Attributes
    ----------
    parameters : the generator's, of the preset the night was made with.
    night : date. Day before the first simulated one.
    children : int. Children in beds on that night: the rates of the network are per child in care.
    entries : ndarray (settings, ages in steps). Children a day who enter care.
    arrivals, stock : ndarray of the same shape. Stays that begin, a day; children in beds, per child in care.
    onward : ndarray (kinds x settings, ages, settings + 1). Cumulative chance of what follows a stay.
    kept : ndarray (settings, birthdays). Chance to stay in care past each birthday from the 18th.
    lengths : law of the stays.
    seasons : twelve factors of entry, mean 1.
    refusals : chance to decline, by referral terms.
    planted : rare populations beyond what independent traits make.
    """

    parameters: Parameters
    night: date
    children: int
    entries: Floats
    arrivals: Floats
    stock: Floats
    onward: Floats
    kept: Floats
    lengths: Lengths
    needed: Floats
    seasons: tuple[float, ...]
    refusals: Mapping[str, float]
    planted: tuple[Planted, ...] = ()

    def perturbed(
        self,
        *,
        arrivals: float = 1.0,
        stays: float = 1.0,
        refusals: float = 1.0,
        seasons: float = 1.0,
        routes: float = 1.0,
    ) -> "World":
        """The same world with rates that many times as large; ``seasons`` stretches the months about their mean."""
        needed = self.needed * stays
        return replace(
            self,
            entries=self.entries * arrivals,
            arrivals=self.arrivals * arrivals,
            onward=self.onward if routes == 1 else _routed(self.onward, routes),
            needed=needed,
            lengths=Lengths(assumptions_for(self.parameters.preset).lengths, needed),
            seasons=tuple(max(0.0, 1.0 + (factor - 1.0) * seasons) for factor in self.seasons),
            refusals={terms: min(0.95, chance * refusals) for terms, chance in self.refusals.items()},
        )


def true_world(instance: Instance, planted: tuple[Planted, ...] = ()) -> World:
    """The world that made a night: the parameters of its preset, and as many children as have a bed in it.

    A night that no preset made is given the rates of 2004 or 2023, whichever is nearer.
    """
    parameters = _parameters(instance)
    network, assumptions = network_of(parameters), assumptions_for(parameters.preset)
    holders = instance.table("children")["current_program_id"].notna().sum()
    needed = 1.0 - _waiting_shares(instance)
    seasons = np.array(CAREERS.seasons) / np.mean(CAREERS.seasons)
    return World(
        parameters=parameters,
        night=instance.night,
        children=int(holders),
        entries=network.entries * int(holders),
        arrivals=network.arrivals[: len(SETTINGS)] * int(holders),
        stock=network.stock,
        onward=_onward(network),
        kept=_kept(network),
        lengths=Lengths(assumptions.lengths, needed),
        needed=needed,
        seasons=tuple(seasons.tolist()),
        refusals=REFUSALS,
        planted=planted,
    )


def _parameters(instance: Instance) -> Parameters:
    preset = str(instance.manifest.origin.get("preset"))
    return PRESETS[preset] if preset in PRESETS else min(
        (PRESETS["massachusetts-2004"], PRESETS["modern"]), key=lambda p: abs((p.night - instance.night).days)
    )  # fmt: skip


def _waiting_shares(instance: Instance) -> Floats:
    """Of the children in each setting tonight, the share whose stay is over and who wait there for the next bed.

    By Little's law it is the share of a whole stay that is spent waiting.
    """
    children = instance.table("children")
    setting = children["current_program_id"].map(instance.table("programs").set_index("program_id")["setting"])
    waits = children["status"].isin(["ready_to_move", "must_move"])
    shares = waits.groupby(setting).mean()
    return np.array([min(0.5, float(shares.get(name, 0.0))) for name in SETTINGS])


def _onward(network: Network) -> Floats:
    routed = network.routed.transpose(0, 2, 1)  # from, age, to
    rates = np.concatenate([routed, network.leaving[:, :, None]], axis=2)
    total = rates.sum(axis=2, keepdims=True)
    alone = np.zeros_like(rates)
    alone[:, :, LEAVES] = 1.0
    return np.cumsum(np.where(total > 1e-15, rates / np.where(total > 1e-15, total, 1.0), alone), axis=2)


def _kept(network: Network) -> Floats:
    """Chance to be kept at each of the birthdays on which children leave; nobody is past the last."""
    kept = np.zeros((len(SETTINGS), len(LEAVING_BIRTHDAYS)))
    for column, age in enumerate(LEAVING_BIRTHDAYS):
        at = age * STEPS_A_YEAR
        if at < LAST_STEP:
            kept[:, column] = network.kept[:, at] / network.kept[:, at - 1]
    return kept


def _routed(onward: Floats, factor: float) -> Floats:
    """Chances of moving on so many times as large, as far as they go; the rest leaves care."""
    chances = np.diff(onward, axis=2, prepend=0.0)
    moves = chances[:, :, :LEAVES].sum(axis=2, keepdims=True)
    changed = np.where(moves > 0, np.minimum(moves * factor, 1.0) / np.where(moves > 0, moves, 1.0), 0.0)
    chances[:, :, :LEAVES] *= changed
    chances[:, :, LEAVES] = 1.0 - chances[:, :, :LEAVES].sum(axis=2)
    return np.cumsum(chances, axis=2)
