"""How often traits would meet that come and go without each other: the background that combinations are held against.

A child of cell c (age, sex, setting, in care tonight or not) carries a burden G that is drawn from the law of its
setting. Given the burden, traits come independently of each other:

    P(trait k | c, G) = 1 - exp(-a_k[age, sex] * b_k[setting] * (1 + r_k * (G / mean G - 1))),    0 <= r_k <= 1

So the model holds fixed how common each trait is by age, by sex and by setting, and how unevenly traits fall on
children alike in these (r_k: how much of a trait goes with the burden). All that is left to combinations of their own
is what it cannot explain. Fitted by EM: rates by raking, the burden's law in each setting by mass on fixed points
(Laird 1978, JASA 73:805), r_k by its part of the likelihood.
"""

import numpy as np

from socopt.planning.finding.ground import NUM_GROUPS, Combination, Ground, Numbers

BURDENS = np.array([0.0, 0.2, 0.6, 1.2, 2.4, 4.8])
AT_FIRST = np.array([0.15, 0.20, 0.25, 0.20, 0.15, 0.05])
SHARES = np.linspace(0.0, 1.0, 41)
TOWARDS_NONE = 4.0  # weight of the belief that a trait does not go with the burden
AS_MANY_CHILDREN = 100.0  # weight of all settings' law of the burden in each setting
TINY = 1e-12


class Background:
    """The model above, fitted to the children of a ground.

    ``keep`` is the share of each row that is fitted: children who are set aside count less.
    """

    def __init__(self, ground: Ground) -> None:
        num_traits = ground.borne.shape[1]
        self.ground = ground
        self.keep: Numbers = np.ones(len(ground.count))
        self._bodies, self._body = np.unique(ground.body, return_inverse=True)
        self._places, self._place = np.unique(ground.place, return_inverse=True)
        self._of_body: Numbers = np.full((len(self._bodies), num_traits), 0.02)
        self._of_place: Numbers = np.ones((len(self._places), num_traits))
        self._law: Numbers = np.repeat(AT_FIRST[None], len(self._places), axis=0)
        self._shares: Numbers = np.full(num_traits, 0.5)
        self._weigh()

    def fit(self, rounds: int) -> "Background":
        """So many rounds of EM from where the model stands."""
        count = self.ground.count * self.keep
        for number in range(rounds):
            self._rake(count, by_place=bool(number % 2))
            self._weigh()
            self._share_burdens(count)
            self._weigh()
        self._in_cell = np.bincount(self.ground.cell, count, minlength=len(self.ground.body))
        return self

    def met(self, combination: Combination) -> Numbers:
        """(groups,): children who would have all traits of a combination, among those who were not set aside."""
        together = np.prod(self._chance[:, combination, :], axis=1)
        return self._by_group((together * self._law[self._place]).sum(axis=1) * self._in_cell)

    def _by_group(self, in_cells: Numbers) -> Numbers:
        return np.bincount(self.ground.group, in_cells, minlength=NUM_GROUPS).astype(float)

    def _weigh(self) -> None:
        """Chances of the traits in each cell at each burden, from the parameters."""
        self._rate = self._of_body[self._body] * self._of_place[self._place]
        self._hazard = self._rate[:, :, None] * self._factor(self._shares)[self._place]
        self._chance: Numbers = -np.expm1(-self._hazard)

    def _factor(self, shares: Numbers) -> Numbers:
        """(places, shares, burdens): by how much the rate of a trait is multiplied."""
        burden = BURDENS / (self._law @ BURDENS)[:, None]
        factor: Numbers = np.maximum(1.0 + shares[None, :, None] * (burden - 1.0)[:, None, :], 1e-6)
        return factor

    def _rake(self, count: Numbers, *, by_place: bool) -> None:
        """Make the model have each trait as often as observed, by age and sex or by setting."""
        ground = self.ground
        in_cell = np.bincount(ground.cell, count, minlength=len(ground.body))
        expected = np.einsum("ckq,cq->ck", self._chance, self._law[self._place]) * in_cell[:, None]
        key = self._place if by_place else self._body
        rates = self._of_place if by_place else self._of_body
        wanted = _added(key[ground.cell], ground.borne * count[:, None], len(rates))
        there = _added(key, expected, len(rates))
        # Half a child keeps a trait possible in a setting where nobody has had it.
        least = 0.5 if by_place else 0.0
        raked = rates * np.where(there > TINY, (wanted + least) / (there + least + TINY), 1.0)
        if by_place:
            self._of_place = raked
        else:
            self._of_body = raked

    def _share_burdens(self, count: Numbers) -> None:
        """What burdens the children's traits speak for; then the law of burdens, and each trait's part in them."""
        ground, places = self.ground, len(self._places)
        place = self._place[ground.cell]
        odds = np.log(np.maximum(self._chance, 1e-300)) + self._hazard
        seen = np.einsum("rk,rkq->rq", ground.borne.astype(float), odds[ground.cell])
        likely = np.exp(seen - self._hazard.sum(axis=1)[ground.cell]) * self._law[place]
        burdens = likely / likely.sum(axis=1, keepdims=True) * count[:, None]
        mass = _added(place, burdens, places)
        self._law = mass + AS_MANY_CHILDREN * mass.sum(axis=0) / mass.sum()
        self._law /= self._law.sum(axis=1, keepdims=True)
        # A trait that is there came once or more often: hazard / chance times on average.
        came = ground.borne[:, :, None] * (self._hazard / np.maximum(self._chance, 1e-300))[ground.cell]
        times = _added(place, came * burdens[:, None, :], places)
        exposed = _added(place, self._rate[ground.cell][:, :, None] * burdens[:, None, :], places)
        factor = self._factor(SHARES)
        fit = np.einsum("pkq,psq->ks", times, np.log(factor)) - np.einsum("pkq,psq->ks", exposed, factor)
        self._shares = SHARES[np.argmax(fit - TOWARDS_NONE * SHARES**2, axis=1)]

    @property
    def shares(self) -> Numbers:
        """(traits,): how much of each trait goes with the burden."""
        return self._shares.copy()


def _added(key: np.ndarray, values: Numbers, length: int) -> Numbers:
    """Sums of values (items, ...) by key."""
    order = np.argsort(key, kind="stable")
    starts = np.searchsorted(key[order], np.arange(length))
    total: Numbers = np.zeros((length, *values.shape[1:]))
    filled = np.flatnonzero(np.diff(np.append(starts, len(key))) > 0)
    if len(filled):
        total[filled] = np.add.reduceat(values[order], starts[filled], axis=0)
    return total
