"""A synthetic night, written as a folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from socopt.domain import Instance
from socopt.errors import UsageError
from socopt.io import write_instance
from socopt.runs.publishing import refuse_occupied
from socopt.synth import synthesize, synthesize_planted


def synthesize_night(
    out: Path,
    *,
    preset: str,
    seed: int,
    children: int | None,
    in_play: str,
    file_format: str,
    history: str | None = None,
    plant: Sequence[str] = (),
    overwrite: bool = False,
) -> Instance:
    """Make a night and write it; the same arguments give the same bytes.

    Parameters
    ----------
    history : str, optional. Years of history, as ``5y``.
    plant : special populations; who they are is written to ``answer_path(out)``, beside the folder and not in it.
    """
    answer_at = answer_path(out)
    refuse_occupied(out, overwrite=overwrite)
    refuse_occupied(answer_at, overwrite=overwrite)
    asked: dict[str, Any] = {"preset": preset, "seed": seed, "children": children, "in_play": in_play}
    asked["history_years"] = _years(history)
    if not plant:
        instance = synthesize(**asked)
        write_instance(instance, out, format=file_format, overwrite=overwrite)
        answer_at.unlink(missing_ok=True)
        return instance
    instance, answer = synthesize_planted(plant, **asked)
    write_instance(instance, out, format=file_format, overwrite=overwrite)
    about = {**asked, "plant": list(plant), "night": instance.night.isoformat()}
    answer_at.write_text(answer.to_json(input_hash=instance.input_hash, **about), encoding="utf-8")
    return instance


def answer_path(out: Path) -> Path:
    """Where the answer to a planted night is written: OUT.planted.json."""
    return out.with_name(f"{out.name}.planted.json")


def _years(history: str | None) -> int | None:
    if history is None:
        return None
    number, unit = history[:-1], history[-1:]
    if unit != "y" or not number.isdecimal():
        raise UsageError(f"history: {history!r} cannot be read; possible are whole years from 1y to 10y")
    return int(number)
