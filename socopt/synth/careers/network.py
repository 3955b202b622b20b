"""A system of care in balance: children of every age enter, stay, move on and leave at steady rates.

Stays form a semi-Markov network in time and age. Ages are cut into steps of 1/52 year. Of each setting the model
knows the arrivals A(s) per day of children of age s; with lengths of stay of mass f and survival S it follows that

    stock(a)  = step * sum_s A(s) S(a - s) K(a) / K(s)      children of age a there tonight
    ending(a) = sum_s A(s) f(a - s) K(a) / K(s)             stays per day that end at age a

where K(a) is the share kept past the birthdays from the 18th on, on which some children leave care for good.

Arrivals are found from the stock that the night has (deconvolution), so that the careers belong to its children.
Of the stays that end, routes lead to other settings, but never to more arrivals than there are: what is missing to
A(s) enters care there. So no rate is negative, and flows balance at every age.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import erf, log, sqrt

import numpy as np

from socopt.synth.careers.assumptions import BRIEF, CAREERS, SETTINGS, Assumptions, Length
from socopt.synth.careers.routing import Array, Flows, flows_of

STEPS_A_YEAR = 52
STEP_DAYS = 365.25 / STEPS_A_YEAR
YEARS = 22  # nobody is in care from this birthday on
LAST_STEP = YEARS * STEPS_A_YEAR
LEAVING_BIRTHDAYS = tuple(range(18, YEARS + 1))
LEAST_KEPT = 1e-3
QUARTER = STEPS_A_YEAR // 4
ANY, FIRST, LATER = range(3)  # what is known of a stay: it may be either, the first of a career, or a later one
ROUNDS = 300  # of the deconvolution: more would follow every step of the ages, fewer would blur them


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Rates per day and per child in care.

    Axes are settings (in the order of ``SETTINGS``) and ages in steps. ``knowns`` run over settings three times: any
    stay, first stays of a career, later ones; ``kinds`` over the last two of these.

    Attributes
    ----------
    arrivals : ndarray (knowns, ages). Stays that begin.
    stock : ndarray (settings, ages). Share of the children in care.
    routed : ndarray (kinds, settings, ages). Moves, from and to.
    leaving : ndarray (kinds, ages). Stays whose end ends care.
    leaving_on_birthday : ndarray (kinds, ``LEAVING_BIRTHDAYS``). Stays cut off.
    kept : ndarray (settings, ages). Share kept past the birthdays up to an age.
    ends, lasts, present : ndarray (settings, 1 + ages). Chance that a stay ends in a step after the one it began in,
        lasts at least as long, and is seen by a census in it.
    """

    arrivals: Array
    stock: Array
    routed: Array
    leaving: Array
    leaving_on_birthday: Array
    kept: Array
    ends: Array
    lasts: Array
    present: Array
    origin: Array = field(repr=False)  # (known, age, 1 + kind): cumulative chance of entry, then of each kind before

    @property
    def entries(self) -> Array:
        """(settings, ages): stays that begin care."""
        return self.arrivals[FIRST * len(SETTINGS) : LATER * len(SETTINGS)]

    @property
    def leaving_rate(self) -> float:
        """Children who leave care, per day and child in care."""
        return float(self.leaving.sum() + self.leaving_on_birthday.sum())


def balance(ages: Mapping[str, tuple[float, ...]], assumptions: Assumptions = CAREERS) -> Network:
    """The network whose stock has these children.

    Parameters
    ----------
    ages : mapping. Of each setting the children in care by year of age, 0 to 21.
    """
    target = np.array([ages.get(setting, (0.0,) * YEARS) for setting in SETTINGS], dtype=np.float64)
    target = target / target.sum()
    ends = np.array([_ends(assumptions.lengths[setting]) for setting in SETTINGS])
    lasts = 1.0 - np.concatenate([np.zeros((len(SETTINGS), 1)), np.cumsum(ends, axis=1)[:, :-1]], axis=1)
    present = lasts - 0.5 * ends
    present[:, 0] = 0.5
    kept = _kept(target)
    arrivals = _arrivals(target, present, kept)
    stock = STEP_DAYS * _shifted(arrivals, present, kept)
    arrivals, stock = arrivals / stock.sum(), stock / stock.sum()
    flows = flows_of(arrivals, ends, kept, assumptions, STEPS_A_YEAR)
    assert flows.first.min() >= 0, "more children are moved into a setting than arrive there"
    return Network(
        arrivals=np.concatenate([arrivals, flows.first, flows.later]),
        stock=stock,
        routed=flows.routed,
        leaving=np.maximum(flows.ending - flows.routed.sum(axis=1), 0.0),
        leaving_on_birthday=np.concatenate([_on_birthdays(part, lasts, kept) for part in (flows.first, flows.later)]),
        kept=kept,
        ends=ends,
        lasts=lasts,
        present=present,
        origin=_origin(flows),
    )


def _normal_cdf(x: float) -> float:
    return 0.5 * (1.0 + erf(x / sqrt(2.0)))


def _ends(length: Length) -> Array:
    """Chance that a stay ends in the k-th step after the one it began in; never in the same."""
    ends: Array = (1.0 - length.brief) * _lognormal(length) + length.brief * _lognormal(BRIEF)
    return ends


def _lognormal(length: Length) -> Array:
    location, spread = log(length.median), sqrt(2.0 * log(length.mean / length.median))
    edges = [(log((step + 0.5) * STEP_DAYS) - location) / spread for step in range(1, LAST_STEP + 1)]
    return np.diff([0.0, 0.0, *(_normal_cdf(edge) for edge in edges)])


def _kept(target: Array) -> Array:
    """Share of children kept past each birthday from the 18th on: as many as the ages of the stock say."""
    kept = np.ones((len(SETTINGS), LAST_STEP))
    for age in LEAVING_BIRTHDAYS[:-1]:
        before, after = target[:, age - 1], target[:, age]
        share = np.where(before > 0, after / np.where(before > 0, before, 1.0), 1.0)
        kept[:, age * STEPS_A_YEAR :] *= np.clip(share, LEAST_KEPT, 1.0)[:, None]
    return kept


def _arrivals(target: Array, present: Array, kept: Array) -> Array:
    """Arrivals, constant within a quarter of a year, whose stock is the target (Richardson and Lucy).

    The iteration keeps every rate at 0 or above, and stops while it is still smooth.
    """
    quarters = np.repeat(target / 4.0, 4, axis=1)
    kernel = np.array([_quarter_kernel(present[row], kept[row, ::QUARTER]) for row in range(len(SETTINGS))])
    reach = np.maximum(kernel.sum(axis=1), 1e-12)
    rates = (quarters > 0).astype(np.float64)
    for _ in range(ROUNDS):
        reached = np.einsum("jab,jb->ja", kernel, rates)
        ratio = np.where(reached > 0, quarters / np.where(reached > 0, reached, 1.0), 0.0)
        rates = rates * np.einsum("jab,ja->jb", kernel, ratio) / reach
    by_step: Array = np.repeat(rates / QUARTER, QUARTER, axis=1)
    return by_step


def _quarter_kernel(present: Array, kept: Array) -> Array:
    """(age, age at arrival), in quarters: children present per arrival a day, but for a factor."""
    gaps = np.subtract.outer(np.arange(QUARTER), np.arange(QUARTER)).ravel()
    lags = np.arange(YEARS * 4)[:, None] * QUARTER + gaps[None, :]
    by_lag = np.where(lags >= 0, present[np.maximum(lags, 0)], 0.0).mean(axis=1)
    age, start = np.indices((YEARS * 4, YEARS * 4))
    kernel: Array = np.where(age >= start, by_lag[np.maximum(age - start, 0)] * kept[age] / kept[start], 0.0)
    return kernel


def _shifted(arrivals: Array, lag: Array, kept: Array) -> Array:
    """(setting, age): sum over ages at arrival of arrivals x lag, less those who left on a birthday between."""
    begun = arrivals / kept
    sums = np.array([np.convolve(begun[row], lag[row])[:LAST_STEP] for row in range(len(SETTINGS))])
    shifted: Array = np.maximum(sums, 0.0) * kept
    return shifted


def _on_birthdays(arrivals: Array, lasts: Array, kept: Array) -> Array:
    return np.stack([_cut_off(arrivals, lasts, kept, birthday) for birthday in LEAVING_BIRTHDAYS], axis=1)


def _cut_off(arrivals: Array, lasts: Array, kept: Array, birthday: int) -> Array:
    """Stays a day that a birthday ends."""
    at = birthday * STEPS_A_YEAR
    before = kept[:, at - 1]
    after = kept[:, at] if at < LAST_STEP else np.zeros(len(SETTINGS))
    there = np.einsum("js,js->j", (arrivals / kept)[:, :at], lasts[:, at - np.arange(at)])
    ended: Array = (before - after) * there
    return ended


def _origin(flows: Flows) -> Array:
    """Of what is known of a stay (its setting; that it is a first, a later one), what came before, cumulatively."""
    before = flows.routed.transpose(1, 2, 0)
    entered = flows.first[:, :, None]
    nothing, nobody = np.zeros_like(entered), np.zeros_like(before)
    parts = np.concatenate(
        [
            np.concatenate([entered, before], axis=2),
            np.concatenate([entered, nobody], axis=2),
            np.concatenate([nothing, before], axis=2),
        ]
    )
    cumulative = np.cumsum(parts, axis=2)
    total = cumulative[:, :, -1:]
    return np.where(total > 0, cumulative / np.where(total > 0, total, 1.0), 1.0)
