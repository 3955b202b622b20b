"""The kinds of defect, declared once in ``kinds.toml``: code, severity, scope, what was expected, how to mend it."""

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

import pandas as pd

from socopt.domain.schema import Table
from socopt.errors import Defect

LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class DefectKind:
    """One way for an input to be wrong; ``expected`` and ``hint`` are the words of a defect that brings none."""

    code: str
    severity: str  # error | warning
    scope: str  # row | area | instance
    expected: str
    hint: str


@cache
def defect_kinds() -> Mapping[str, DefectKind]:
    """Every kind of defect by its stable code."""
    raw = tomllib.loads(resources.files("socopt.io.validation").joinpath("kinds.toml").read_text("utf-8"))
    return MappingProxyType({code: DefectKind(code=code, **entry) for code, entry in raw.items()})


def defect(
    code: str,
    table: str,
    *,
    key: str = "",
    column: str = "",
    value: object = "",
    expected: str | None = None,
    hint: str | None = None,
) -> Defect:
    """One defect of a declared kind."""
    kind = defect_kinds()[code]
    return Defect(
        code=code,
        severity=kind.severity,
        scope=kind.scope,
        table=table,
        key=key,
        column=column,
        value=_shown(value),
        expected=kind.expected if expected is None else expected,
        hint=kind.hint if hint is None else hint,
    )


def defects_at(code: str, table: Table, frame: pd.DataFrame, broken: pd.Series, column: str = "") -> Iterator[Defect]:
    """One defect per row where ``broken`` is true; an unknown truth is no defect."""
    hit = broken.fillna(False).to_numpy(dtype=bool)
    for position in hit.nonzero()[0]:
        value = frame[column].iloc[position] if column in frame else ""
        yield defect(code, table.name, key=key_of(table, frame, int(position)), column=column, value=value)


def key_of(table: Table, frame: pd.DataFrame, position: int) -> str:
    """The key of a row as text, its parts joined by +; its number (from 1) where a part is missing."""
    parts = [frame[name].iloc[position] if name in frame else None for name in table.key]
    if any(pd.isna(part) for part in parts):
        return f"row {position + 1}"
    return "+".join(_shown(part) for part in parts)


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that names the known word nearest to an unknown one."""
    words = sorted(known)
    close = difflib.get_close_matches(word.casefold(), words, n=3, cutoff=0.5)
    close.sort(key=lambda near: near[:3] != word.casefold()[:3])  # most typos spare the beginning of a word
    return f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(words)}."


def _shown(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    if value is None or value is pd.NA or value != value:
        return ""
    text = str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
