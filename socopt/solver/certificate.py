"""What proves a tier to somebody who trusts no solver: multipliers, and arithmetic in integers.

For tier k, multipliers y of the rows and z >= 0 of the tiers above give, for every choice x that keeps the rows and
scores at most  best_i + tolerance_i  in each tier i above,

    c_k x  >=  sum_i (y_i > 0 ? y_i L_i : y_i U_i)  -  sum_i z_i (best_i + tolerance_i)  +  sum_j min(0, d_j)

with  d = c_k - A'y + sum_i z_i c_i.  All multipliers are whole multiples of 1/SCALE, so that both sides are integers
over SCALE. Rows at corners (rounding.py) may have a price too: they are rows like all others, once they are made again.
No part of this module, or of what it imports, reaches a solver.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from socopt.errors import SolveError
from socopt.solver.bounds import SAFE, SCALE
from socopt.solver.problem import NO_LIMIT, AllocationProblem, Ints
from socopt.solver.rounding import CornerRow, Made, Maker, Terms


def _none() -> Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class TierCertificate:
    """Multipliers, times SCALE: ``of_rows`` of shape (num_rows,), ``of_tiers`` of shape (tiers above,).

    ``of_corners`` of shape (len(corners),), none below 0: prices of rows at corners, made in this order.
    """

    of_rows: Ints
    of_tiers: Ints
    corners: tuple[CornerRow, ...] = ()
    of_corners: Ints = field(default_factory=_none)


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
    y, z, of_corners = certificate.of_rows, certificate.of_tiers, certificate.of_corners
    if y.shape != (problem.num_rows,) or z.shape != (tier,) or len(best) != tier or (z < 0).any():
        return None
    limits = np.where(y > 0, problem.lower, np.where(y < 0, problem.upper, 0))
    made = made_of(problem, best, certificate.corners)
    if made is None or of_corners.shape != (len(made),) or (of_corners < 0).any():
        return None
    if (np.abs(limits) == NO_LIMIT).any() or not _is_exact(problem, tier, certificate, made):
        return None
    reduced = problem.costs[tier] * SCALE + z @ problem.costs[:tier]
    np.subtract.at(reduced, problem.row_columns, problem.row_values * y[problem.row_of_entry()])
    for price, row in zip(of_corners.tolist(), made, strict=True):
        reduced += price * row.values
    ceilings = [value + int(tolerance) for value, tolerance in zip(best, problem.tolerances[:tier], strict=True)]
    scaled = _exact_sum(y, limits) - _exact_sum(z, np.array(ceilings, dtype=np.int64))
    scaled -= sum(price * row.upper for price, row in zip(of_corners.tolist(), made, strict=True))
    scaled += int(sum(np.minimum(reduced, 0).tolist()))
    return Weighed(scaled, reduced)


def made_of(problem: AllocationProblem, best: Sequence[int], corners: Sequence[CornerRow]) -> list[Made] | None:
    """Rows at corners, made again; None where one of them is none."""
    made: list[Made] = []
    maker = Maker(problem) if corners else None
    for corner in corners:
        if not _refers_back(problem, corner, len(best), len(made)):
            return None
        row = None if maker is None else maker.make(corner, made, best)
        if row is None:
            return None
        made.append(row)
    return made


def _refers_back(problem: AllocationProblem, corner: CornerRow, num_tiers: int, num_corners: int) -> bool:
    """Whether all that a corner row is the sum of is there before it."""
    known = (corner.of_rows, problem.num_rows), (corner.of_tiers, num_tiers), (corner.of_corners, num_corners)
    return all(((terms.numbers >= 0) & (terms.numbers < there)).all() for terms, there in known)


def _is_exact(problem: AllocationProblem, tier: int, certificate: TierCertificate, made: Sequence[Made]) -> bool:
    """Whether every reduced cost stays within 64 bits."""
    y, z = certificate.of_rows, certificate.of_tiers
    size = np.abs(problem.costs[tier].astype(float)) * SCALE
    size += np.abs(z.astype(float)) @ np.abs(problem.costs[:tier].astype(float))
    products = np.abs(problem.row_values.astype(float) * y[problem.row_of_entry()].astype(float))
    size += np.bincount(problem.row_columns, products, problem.num_columns)
    for price, row in zip(certificate.of_corners.astype(float), made, strict=True):
        size += price * np.abs(row.values.astype(float))
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
            arrays |= {f"{name}_{tier}": values for name, values in _corner_arrays(certificate).items()}
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def load_certificates(path: Path) -> tuple[TierCertificate | None, ...]:
    """Read what ``save_certificates`` wrote, also before there were rows at corners.

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


def _corner_arrays(certificate: TierCertificate) -> dict[str, Ints]:
    """Rows at corners: ``terms`` a line for each (corner, kind of term, number, times), denominators and divisors."""
    if not certificate.corners:
        return {}
    terms = [
        (at, kind, number, times)
        for at, corner in enumerate(certificate.corners)
        for kind, each in enumerate((corner.of_rows, corner.of_tiers, corner.of_corners))
        for number, times in each.pairs()
    ]
    whole = [(corner.denominator, corner.divisor) for corner in certificate.corners]
    return {
        "terms": np.array(terms, dtype=np.int64).reshape(-1, 4), "whole": np.array(whole, dtype=np.int64),
        "corners": certificate.of_corners,
    }  # fmt: skip


def _read(arrays: dict[str, Ints], tier: int, path: Path) -> TierCertificate | None:
    if f"rows_{tier}" not in arrays:
        return None
    none = {"terms": np.zeros((0, 4), np.int64), "whole": np.zeros((0, 2), np.int64), "corners": _none()}
    names = ("rows", "tiers", *none)
    found = [arrays.get(f"{name}_{tier}", none.get(name, _none())) for name in names]
    for values in found:
        if values.dtype != np.int64:
            raise SolveError(f"{path}: multipliers of tier {tier}: expected whole numbers, not {values.dtype}.")
    rows, tiers, terms, whole, of_corners = found
    return TierCertificate(rows, tiers, tuple(_corners(terms, whole)), of_corners)


def _corners(terms: Ints, whole: Ints) -> Iterator[CornerRow]:
    at, kind, number, times = terms.T
    for corner, (denominator, divisor) in enumerate(whole.tolist()):
        own = [Terms(number[(at == corner) & (kind == each)], times[(at == corner) & (kind == each)])
               for each in range(3)]  # fmt: skip
        yield CornerRow(own[0], own[1], own[2], denominator, divisor)
