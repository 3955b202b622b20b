"""Errors a caller can expect, one class per way to fail, each with the exit code of the command line."""

from collections.abc import Sequence
from dataclasses import dataclass


class SocoptError(Exception):
    """Base of every error socopt raises on purpose."""

    exit_code = 1


class UsageError(SocoptError):
    """The call itself is wrong: an unknown preset, a path that is not there."""

    exit_code = 2


class PolicyError(SocoptError):
    """A policy file that cannot be read as a policy."""

    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One thing wrong with an input: what, where, the value, what was expected, how to mend it.

    ``scope`` says how far the damage reaches: the row alone, its Area, or the whole instance.
    """

    code: str
    severity: str  # error | warning
    scope: str  # row | area | instance
    table: str
    key: str
    column: str
    value: str
    expected: str
    hint: str

    def __str__(self) -> str:
        where = ".".join(part for part in (self.table, self.key, self.column) if part)
        return f"{where}: {self.value!r} - expected {self.expected}. {self.hint}"


class DataError(SocoptError):
    """An instance with errors; all of them, not only the first."""

    exit_code = 3

    def __init__(self, defects: Sequence[Defect]) -> None:
        self.defects = tuple(defects)
        super().__init__("\n".join(str(defect) for defect in self.defects))


class RefusedError(SocoptError):
    """A request that must not be carried out: contradictory pins, a plan of another instance."""

    exit_code = 4


class StoppedError(SocoptError):
    """Stopped by a limit or an interrupt before there was a plan."""

    exit_code = 6


class RejectedError(SocoptError):
    """The independent checker rejected the plan."""

    exit_code = 7


class SolveError(SocoptError):
    """A malformed allocation problem or a backend that failed."""

    exit_code = 1
