"""Situations planted."""

from socopt.synth.draft import Draft


def plant_all(draft: Draft) -> None:
    """Placeholder."""
