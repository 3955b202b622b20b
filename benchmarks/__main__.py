"""Seconds and memory, each measured several times: ``make bench``. Figures go to stdout; nothing is asserted."""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SOCOPT = [str(Path(sys.executable).parent / "socopt")]


def seconds_of(*arguments: str) -> float:
    started = time.perf_counter()
    subprocess.run([*SOCOPT, *arguments], check=True, capture_output=True)
    return time.perf_counter() - started


def region_night(folder: Path) -> Callable[[], float]:
    """Read to checked plan, in a process of its own."""
    seconds_of("synth", str(folder / "night"), "--seed", "7")
    return lambda: seconds_of("match", str(folder / "night"), "--out", str(folder / "plan"), "--overwrite")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        specs = {
            "socopt --help": (9, lambda: seconds_of("--help")),
            "a Region's night, read to checked plan": (3, region_night(Path(name))),
        }
        print(f"{'':<42}{'median':>8}{'least':>8}{'most':>8}   seconds")
        for title, (times, measure) in specs.items():
            found = [measure() for _ in range(times)]
            print(f"{title:<42}{statistics.median(found):>8.2f}{min(found):>8.2f}{max(found):>8.2f}   of {times} runs")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'peak memory of any run':<42}{peak:>8.0f} MB")


if __name__ == "__main__":
    main()
