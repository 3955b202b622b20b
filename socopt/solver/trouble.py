"""Backends that fail: what is said of it, and the program they failed on, kept in a file."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from socopt.errors import SolveError
from socopt.solver.problem import AllocationProblem
from socopt.solver.program import Program

MOST_FILES = 5  # of one solve: a backend that fails once fails often
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A backend that raised, did not stop or said what cannot be; ``path``: what it was asked (None: not kept)."""

    backend: str
    what: str
    path: Path | None = None

    def __str__(self) -> str:
        kept = "" if self.path is None else f" The program is in {self.path}."
        return f"{self.backend} {self.what}; another way was tried.{kept}"


@dataclass(eq=False)
class Troubles:
    """The troubles of one solve; programs go to ``folder``, by default a new one for temporary files."""

    folder: Path | None = None
    found: list[Trouble] = field(default_factory=list)
    _paths: dict[str, Path] = field(default_factory=dict)

    def keep(self, trouble: Trouble, program: Program) -> Trouble:
        kept = replace(trouble, path=self._written(program))
        self.found.append(kept)
        return kept

    def _written(self, program: Program) -> Path | None:
        digest = program.digest()
        if digest in self._paths or len(self._paths) >= MOST_FILES:
            return self._paths.get(digest)
        try:
            if self.folder is None:
                self.folder = Path(tempfile.mkdtemp(prefix="socopt-trouble-"))
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / f"program-{digest[:12]}.npz"
            _as_problem(program).save(path)
        except (OSError, SolveError) as error:
            logger.warning("the program could not be kept: %s", error)
            return None
        self._paths[digest] = path
        return path


_CURRENT: ContextVar[Troubles | None] = ContextVar("troubles", default=None)


@contextmanager
def collecting(folder: Path | None) -> Iterator[Troubles]:
    """Collect what is reported meanwhile."""
    troubles = Troubles(folder)
    token = _CURRENT.set(troubles)
    try:
        yield troubles
    finally:
        _CURRENT.reset(token)


def report(backend: str, what: str, program: Program) -> None:
    """Say that a backend failed on a program, and keep it where a solve collects troubles."""
    trouble, troubles = Trouble(backend=backend, what=what), _CURRENT.get()
    logger.warning("%s", trouble if troubles is None else troubles.keep(trouble, program))


def _as_problem(program: Program) -> AllocationProblem:
    """The program as a problem of one tier, which anyone can load."""
    num_rows = len(program.lower)
    return AllocationProblem(
        costs=[program.costs],
        row_starts=np.searchsorted(program.rows, np.arange(num_rows + 1)),
        row_columns=program.columns,
        row_values=program.values,
        lower=program.lower,
        upper=program.upper,
        cover=np.zeros(num_rows, dtype=bool),
        tolerances=[0],
        tier_names=["objective"],
        row_names=[f"row {number}" for number in range(num_rows)],
    )
