"""What proves a tier to somebody who trusts no solver: multipliers, and arithmetic in integers.

For tier k, multipliers y of the rows and z >= 0 of the tiers above give, for every choice x that keeps the rows and
scores at most  best_i + tolerance_i  in each tier i above,

    c_k x  >=  sum_i (y_i > 0 ? y_i L_i : y_i U_i)  -  sum_i z_i (best_i + tolerance_i)  +  sum_j min(0, d_j)

with  d = c_k - A'y + sum_i z_i c_i.  All multipliers are whole multiples of 1/SCALE, so that both sides are integers
over SCALE. No part of this module, or of what it imports, reaches a solver.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from socopt.errors import SolveError
from socopt.solver.bounds import SAFE, SCALE
from socopt.solver.problem import NO_LIMIT, AllocationProblem, Ints


@dataclass(frozen=True, eq=False)
class TierCertificate:
    """Multipliers, times SCALE: ``of_rows`` of shape (num_rows,), ``of_tiers`` of shape (tiers above,)."""

    of_rows: Ints
    of_tiers: Ints


@dataclass(frozen=True, eq=False)
class Weighed:
    """What multipliers say of a tier, times SCALE: its least value, and the reduced cost of every column."""

    scaled: int
    reduced_costs: Ints


def certified_bound(
    problem: AllocationProblem, tier: int, best: Sequence[int], certificate: TierCertificate
) -> int | None:
    """The least value of a tier that the multipliers prove, over all columns; None where they prove nothing.

    Parameters
    ----------
    best : best values of the tiers above.
    """
    found = weigh(problem, tier, best, certificate)
    return None if found is None else -(-found.scaled // SCALE)


def weigh(problem: AllocationProblem, tier: int, best: Sequence[int], certificate: TierCertificate) -> Weighed | None:
    """The two sides of the inequality above, exactly; None where the multipliers prove nothing."""
    y, z = certificate.of_rows, certificate.of_tiers
    if y.shape != (problem.num_rows,) or z.shape != (tier,) or len(best) != tier or (z < 0).any():
        return None
    limits = np.where(y > 0, problem.lower, np.where(y < 0, problem.upper, 0))
    if (np.abs(limits) == NO_LIMIT).any() or not _is_exact(problem, tier, y, z):
        return None
    reduced = problem.costs[tier] * SCALE + z @ problem.costs[:tier]
    np.subtract.at(reduced, problem.row_columns, problem.row_values * y[problem.row_of_entry()])
    ceilings = [value + int(tolerance) for value, tolerance in zip(best, problem.tolerances[:tier], strict=True)]
    scaled = _exact_sum(y, limits) - _exact_sum(z, np.array(ceilings, dtype=np.int64))
    scaled += int(sum(np.minimum(reduced, 0).tolist()))
    return Weighed(scaled, reduced)


def _is_exact(problem: AllocationProblem, tier: int, y: Ints, z: Ints) -> bool:
    """Whether every reduced cost stays within 64 bits."""
    size = np.abs(problem.costs[tier].astype(float)) * SCALE
    size += np.abs(z.astype(float)) @ np.abs(problem.costs[:tier].astype(float))
    products = np.abs(problem.row_values.astype(float) * y[problem.row_of_entry()].astype(float))
    size += np.bincount(problem.row_columns, products, problem.num_columns)
    return bool((size < SAFE).all())


def _exact_sum(multipliers: Ints, limits: Ints) -> int:
    used = np.flatnonzero(multipliers)
    return sum(int(a) * int(b) for a, b in zip(multipliers[used].tolist(), limits[used].tolist(), strict=True))


def save_certificates(certificates: Sequence[TierCertificate | None], path: Path) -> None:
    """Write the certificates of the tiers to an npz file; None where a tier has none."""
    arrays: dict[str, Ints] = {"scale": np.array(SCALE), "tiers": np.array(len(certificates))}
    for tier, certificate in enumerate(certificates):
        if certificate is not None:
            arrays[f"rows_{tier}"] = certificate.of_rows
            arrays[f"tiers_{tier}"] = certificate.of_tiers
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def load_certificates(path: Path) -> tuple[TierCertificate | None, ...]:
    """Read what ``save_certificates`` wrote.

    Raises
    ------
    SolveError
        A file that is none, or whose multipliers are no whole numbers, or of another scale.
    """
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        if int(arrays["scale"]) != SCALE:
            raise SolveError(f"{path}: scale is {int(arrays['scale'])}, expected {SCALE}; write it again.")
        return tuple(_read(arrays, tier, path) for tier in range(int(arrays["tiers"])))
    except (OSError, ValueError, EOFError, AttributeError, TypeError, KeyError) as error:
        raise SolveError(f"{path}: cannot be read as certificates ({error}); write it again.") from error


def _read(arrays: dict[str, Ints], tier: int, path: Path) -> TierCertificate | None:
    if f"rows_{tier}" not in arrays:
        return None
    rows, tiers = arrays[f"rows_{tier}"], arrays[f"tiers_{tier}"]
    if rows.dtype != np.int64 or tiers.dtype != np.int64:
        raise SolveError(f"{path}: multipliers of tier {tier}: expected whole numbers, not {rows.dtype}.")
    return TierCertificate(rows, tiers)
