"""``certificate.npz`` of a plan: prices of rows by their meaning, as text, and of the tiers above."""

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from socopt.domain.certificate import SCALE, Certificate, Row
from socopt.errors import DataError, Defect
from socopt.io.files import read_bytes
from socopt.io.validation.kinds import defect

CERTIFICATES = "certificate.npz"
ARRAYS = ("scale", "tiers", "row_of", "rows", "row_prices", "above_of", "above", "above_prices")


def certificates_bytes(certificates: Sequence[Certificate]) -> bytes:
    """Certificates as arrays: ``row_of`` and ``above_of`` are positions in ``tiers``, each row is a JSON list."""
    rows = [(number, json.dumps(row, ensure_ascii=False), price)
            for number, one in enumerate(certificates) for row, price in one.of_rows.items()]  # fmt: skip
    above = [(number, name, price)
             for number, one in enumerate(certificates) for name, price in one.of_tiers.items()]  # fmt: skip
    arrays = {
        "scale": np.array(SCALE),
        "tiers": np.array([one.tier for one in certificates], dtype=str),
        "row_of": np.array([number for number, _, _ in rows], dtype=np.int64),
        "rows": np.array([row for _, row, _ in rows], dtype=str),
        "row_prices": np.array([price for _, _, price in rows], dtype=np.int64),
        "above_of": np.array([number for number, _, _ in above], dtype=np.int64),
        "above": np.array([name for _, name, _ in above], dtype=str),
        "above_prices": np.array([price for _, _, price in above], dtype=np.int64),
    }
    sink = io.BytesIO()
    np.savez_compressed(sink, **arrays)  # type: ignore[arg-type]
    return sink.getvalue()


def read_certificates(folder: Path) -> tuple[tuple[Certificate, ...], list[Defect]]:
    """Certificates of a plan folder, none where it has no such file, and what is wrong with the file."""
    path = folder / CERTIFICATES
    if not path.exists():
        return (), []
    try:
        with np.load(io.BytesIO(read_bytes(CERTIFICATES, path)), allow_pickle=False) as arrays:
            return _certificates(*(arrays[name].tolist() for name in ARRAYS)), []
    except DataError as error:
        return (), list(error.defects)
    except (OSError, EOFError, KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError,
            zipfile.BadZipFile) as error:  # fmt: skip
        return (), [defect("certificate_broken", CERTIFICATES, value=error)]


def _certificates(
    scale: int, tiers: list[str], row_of: list[int], rows: list[str], row_prices: list[int], above_of: list[int],
    above: list[str], above_prices: list[int],
) -> tuple[Certificate, ...]:  # fmt: skip
    """The certificates that arrays spell.

    Raises
    ------
    ValueError, TypeError, IndexError : arrays that disagree, prices that are no whole numbers, rows that are no texts.
    """
    if scale != SCALE:
        raise ValueError(f"scale is {scale}, not {SCALE}")
    of_rows: list[dict[Row, int]] = [{} for _ in tiers]
    of_tiers: list[dict[str, int]] = [{} for _ in tiers]
    for number, text, price in zip(row_of, rows, row_prices, strict=True):
        row = json.loads(text)
        if not isinstance(row, list) or not all(isinstance(word, str) for word in row):
            raise ValueError(f"{text!r} is no list of texts")
        of_rows[_whole(number)][tuple(row)] = _whole(price)
    for number, name, price in zip(above_of, above, above_prices, strict=True):
        of_tiers[_whole(number)][name] = _whole(price)
    return tuple(Certificate(tier=str(tier), of_rows=priced, of_tiers=tiers_above)
                 for tier, priced, tiers_above in zip(tiers, of_rows, of_tiers, strict=True))  # fmt: skip


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is no whole number")
    return value
