"""A synthetic night made in memory: the state, several states, or the state with years of history."""

import time

from socopt.synth import synthesize


def measure(preset: str, seed: str, children: str = "", years: str = "") -> tuple[float, str]:
    started = time.perf_counter()
    night = synthesize(
        preset=preset,
        seed=int(seed),
        children=int(children) if children else None,
        history_years=int(years) if years else None,
    )
    seconds = time.perf_counter() - started
    episodes = len(night.table("episodes"))
    return seconds, f"{len(night.children):,} children, {len(night.programs):,} programs, {episodes:,} stays"
