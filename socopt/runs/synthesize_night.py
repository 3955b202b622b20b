"""A synthetic night, written as a folder."""

from pathlib import Path

from socopt.domain import Instance
from socopt.io import write_instance
from socopt.runs.publishing import refuse_occupied
from socopt.synth import synthesize


def synthesize_night(
    out: Path, *, preset: str, seed: int, children: int | None, in_play: str, file_format: str, overwrite: bool = False
) -> Instance:
    """Make a night and write it; the same arguments give the same bytes."""
    refuse_occupied(out, overwrite=overwrite)
    instance = synthesize(preset=preset, seed=seed, children=children, in_play=in_play)
    write_instance(instance, out, format=file_format, overwrite=overwrite)
    return instance
