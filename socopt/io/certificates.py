"""``certificate.npz`` of a plan: prices of rows by their meaning, as text, of the tiers above, and of corners."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from socopt.domain.certificate import SCALE, Certificate, Corner, Row
from socopt.errors import DataError, Defect
from socopt.io.files import read_bytes
from socopt.io.validation.kinds import defect

CERTIFICATES = "certificate.npz"
ARRAYS = ("scale", "tiers", "row_of", "rows", "row_prices", "above_of", "above", "above_prices")
FORMAT = 2  # 1, which says no format: prices of rows and tiers, no corners
CORNER_ARRAYS = ("corner_of", "corner_prices", "denominators", "divisors", "term_of", "terms", "times")
OF_TIER, OF_CORNER = "tier", "corner"  # kinds of terms beside those of rows


def certificates_bytes(certificates: Sequence[Certificate]) -> bytes:
    """Certificates as arrays.

    ``row_of``, ``above_of`` and ``corner_of`` are positions in ``tiers``, ``term_of`` positions among the corners; each
    row is a JSON list, and each term a row, ["tier", name] or ["corner", number among those of the certificate].
    """
    rows = [(number, _text(row), price)
            for number, one in enumerate(certificates) for row, price in one.of_rows.items()]  # fmt: skip
    above = [(number, name, price)
             for number, one in enumerate(certificates) for name, price in one.of_tiers.items()]  # fmt: skip
    corners = [(number, corner) for number, one in enumerate(certificates) for corner in one.corners]
    terms = [(at, _text(term), times) for at, (_, corner) in enumerate(corners) for term, times in _terms(corner)]
    arrays = {
        "format": np.array(FORMAT),
        "scale": np.array(SCALE),
        "tiers": np.array([one.tier for one in certificates], dtype=str),
        "row_of": _ints(number for number, _, _ in rows),
        "rows": np.array([row for _, row, _ in rows], dtype=str),
        "row_prices": _ints(price for _, _, price in rows),
        "above_of": _ints(number for number, _, _ in above),
        "above": np.array([name for _, name, _ in above], dtype=str),
        "above_prices": _ints(price for _, _, price in above),
        "corner_of": _ints(number for number, _ in corners),
        "corner_prices": _ints(corner.price for _, corner in corners),
        "denominators": _ints(corner.denominator for _, corner in corners),
        "divisors": _ints(corner.divisor for _, corner in corners),
        "term_of": _ints(at for at, _, _ in terms),
        "terms": np.array([term for _, term, _ in terms], dtype=str),
        "times": _ints(times for _, _, times in terms),
    }
    sink = io.BytesIO()
    np.savez_compressed(sink, **arrays)  # type: ignore[arg-type]
    return sink.getvalue()


def _ints(values: Iterable[int]) -> NDArray[np.int64]:
    return np.array(list(values), dtype=np.int64)


def _text(words: Sequence[str | int]) -> str:
    return json.dumps(words, ensure_ascii=False)


def _terms(corner: Corner) -> Iterator[tuple[Sequence[str | int], int]]:
    """What a corner is the sum of, and how often."""
    yield from corner.of_rows.items()
    yield from (((OF_TIER, name), times) for name, times in corner.of_tiers.items())
    yield from (((OF_CORNER, number), times) for number, times in corner.of_corners.items())


def read_certificates(folder: Path) -> tuple[tuple[Certificate, ...], list[Defect]]:
    """Certificates of a plan folder, none where it has no such file, and what is wrong with the file."""
    path = folder / CERTIFICATES
    if not path.exists():
        return (), []
    try:
        with np.load(io.BytesIO(read_bytes(CERTIFICATES, path)), allow_pickle=False) as arrays:
            certificates = _certificates(*(arrays[name].tolist() for name in ARRAYS))
            if "format" not in arrays:
                return certificates, []
            if arrays["format"].tolist() != FORMAT:
                raise ValueError(f"format is {arrays['format'].tolist()}, expected {FORMAT} or none")
            return _with_corners(certificates, *(arrays[name].tolist() for name in CORNER_ARRAYS)), []
    except DataError as error:
        return (), list(error.defects)
    except (OSError, EOFError, KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError,
            zipfile.BadZipFile) as error:  # fmt: skip
        return (), [defect("certificate_broken", CERTIFICATES, value=error)]


def _certificates(
    scale: int, tiers: list[str], row_of: list[int], rows: list[str], row_prices: list[int], above_of: list[int],
    above: list[str], above_prices: list[int],
) -> tuple[Certificate, ...]:  # fmt: skip
    """The certificates that arrays spell, without corners.

    Raises
    ------
    ValueError, TypeError, IndexError : arrays that disagree, prices that are no whole numbers, rows that are no texts.
    """
    if scale != SCALE:
        raise ValueError(f"scale is {scale}, not {SCALE}")
    of_rows: list[dict[Row, int]] = [{} for _ in tiers]
    of_tiers: list[dict[str, int]] = [{} for _ in tiers]
    for number, text, price in zip(row_of, rows, row_prices, strict=True):
        of_rows[_whole(number)][_row(json.loads(text))] = _whole(price)
    for number, name, price in zip(above_of, above, above_prices, strict=True):
        of_tiers[_whole(number)][name] = _whole(price)
    return tuple(Certificate(tier=str(tier), of_rows=priced, of_tiers=tiers_above)
                 for tier, priced, tiers_above in zip(tiers, of_rows, of_tiers, strict=True))  # fmt: skip


def _with_corners(
    certificates: Sequence[Certificate], corner_of: list[int], prices: list[int], denominators: list[int],
    divisors: list[int], term_of: list[int], terms: list[str], times: list[int],
) -> tuple[Certificate, ...]:  # fmt: skip
    """The same with the corners that arrays spell; raises as ``_certificates`` does."""
    spelt: list[_Spelt] = [_Spelt({}, {}, {}) for _ in corner_of]
    for number, text, often in zip(term_of, terms, times, strict=True):
        spelt[_whole(number)].add(json.loads(text), _whole(often))
    corners: list[list[Corner]] = [[] for _ in certificates]
    for number, price, denominator, divisor, of in zip(corner_of, prices, denominators, divisors, spelt, strict=True):
        corners[_whole(number)].append(Corner(
            price=_whole(price), of_rows=of.rows, of_tiers=of.tiers, of_corners=of.corners,
            denominator=_whole(denominator), divisor=_whole(divisor),
        ))  # fmt: skip
    return tuple(replace(one, corners=tuple(own)) for one, own in zip(certificates, corners, strict=True))


@dataclass(frozen=True, slots=True)
class _Spelt:
    """Terms of one corner."""

    rows: dict[Row, int]
    tiers: dict[str, int]
    corners: dict[int, int]

    def add(self, term: object, times: int) -> None:
        match term:
            case [str(kind), str(name)] if kind == OF_TIER:
                self.tiers[name] = times
            case [str(kind), int(number)] if kind == OF_CORNER:
                self.corners[number] = times
            case _:
                self.rows[_row(term)] = times


def _row(words: object) -> Row:
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError(f"{words!r} is no list of texts")
    return tuple(words)


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is no whole number")
    return value
