"""How a command ends: its exit code, and one clear block on stderr where something is wrong."""

import json
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from types import TracebackType
from typing import Any

import typer

from socopt.errors import DataError, Defect, SocoptError, StoppedError

MAX_SHOWN = 40


def print_json(value: dict[str, Any]) -> None:
    """One JSON object on stdout."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))


@contextmanager
def outcome(*, as_json: bool = False, debug: bool = False) -> Iterator[None]:
    """Turn errors a caller can expect into a message and their exit code."""
    if debug:
        sys.excepthook = sys.__excepthook__
    try:
        yield
    except KeyboardInterrupt:
        _report(StoppedError("Interrupted before there was a plan; nothing was written."), as_json=as_json)
        raise typer.Exit(StoppedError.exit_code) from None
    except SocoptError as error:
        if debug:
            traceback.print_exc()
        _report(error, as_json=as_json)
        raise typer.Exit(error.exit_code) from error


def tell_in_one_line(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Report what nobody expected; stands in for ``sys.excepthook`` unless ``--debug`` is given."""
    del trace
    typer.echo(f"socopt: internal error: {kind.__name__}: {error} (--debug shows where)", err=True)
    if "--json" in sys.argv:
        print_json({"error": f"internal error: {kind.__name__}: {error}", "kind": kind.__name__, "defects": []})


def defect_lines(defects: Sequence[Defect]) -> Iterator[str]:
    """A line or two for each defect, errors first."""
    ordered = sorted(defects, key=lambda defect: defect.severity != "error")
    for defect in ordered[:MAX_SHOWN]:
        where = ".".join(part for part in (defect.table, defect.key, defect.column) if part)
        value = f" is {defect.value!r}" if defect.value else ""
        yield f"  {defect.severity:<7}  {where}{value}: expected {defect.expected}. {defect.hint}".rstrip()
    if len(ordered) > MAX_SHOWN:
        yield f"  ... and {len(ordered) - MAX_SHOWN} more; `socopt validate INSTANCE --json` names them all."


def _report(error: SocoptError, *, as_json: bool) -> None:
    defects = error.defects if isinstance(error, DataError) else ()
    message = f"The data has {_num_errors(len(defects))}; nothing was written." if defects else str(error)
    typer.echo("\n".join([f"socopt: {message}", *defect_lines(defects)]), err=True)
    if as_json:
        print_json({
            "error": message,
            "kind": type(error).__name__,
            "exit_code": error.exit_code,
            "defects": [asdict(defect) for defect in defects],
        })  # fmt: skip


def _num_errors(count: int) -> str:
    return "1 error" if count == 1 else f"{count} errors"
