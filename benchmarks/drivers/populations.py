"""Planted populations found: recall and precision over seeds, and the slowest ``socopt populations`` of a state.

Nights are made once, with five years of history and the answer beside them, in ``$SOCOPT_BENCHMARK_CACHE`` (else a
folder of the system's temporary files). The first argument is ``planted``, ``0`` (nobody is planted: whatever is mined
is false) or ``small`` (a small state with one population, two years of history).
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOCOPT = Path(sys.executable).parent / "socopt"
DRAWN = "3"
# A census of 6, at most 2 in any Area; of traits that would hardly meet by chance. Two of them in each night.
FIXED = (
    "pregnant+self_harm+wheelchair:6:2",
    "deaf+fire_setting:6:2",
    "autism+pregnant:6:2",
    "eating_disorder+wheelchair:6:2",
    "deaf+pregnant:6:2",
    "deaf+unaccompanied_refugee:6:2",
    "fire_setting+wheelchair:6:2:10-17",
    "developmental_disability+eating_disorder:6:2",
    "fire_setting+medically_complex+self_harm:6:2",
    "autism+fire_setting+substance_use:6:2",
)
SAME = 0.8
PREFIX = {"planted": "p", "0": "n", "small": "s"}


def measure(planted: str, *seeds: str) -> tuple[float, str]:
    slowest, wanted, found, mined = 0.0, 0, 0, 0
    for seed in seeds:
        night = _night(int(seed), planted)
        answer = night.with_name(f"{night.name}.planted.json")
        populations = json.loads(answer.read_text())["populations"] if answer.exists() else []
        started = time.perf_counter()
        told = subprocess.run(
            [SOCOPT, "populations", night, "--json", "--identified", "--quiet"], check=True, capture_output=True
        )
        slowest = max(slowest, time.perf_counter() - started)
        reported = [each for each in json.loads(told.stdout)["populations"] if each["origin"] == "mined"]
        hits = [population for population in populations if any(_same(population, each) for each in reported)]
        print(seed, _told(populations, hits, reported), file=sys.stderr, flush=True)
        wanted, found, mined = wanted + len(populations), found + len(hits), mined + len(reported)
    return slowest, f"{found} of {wanted} planted found, {mined - found} of {mined} mined false"


def _night(seed: int, planted: str) -> Path:
    cache = Path(os.environ.get("SOCOPT_BENCHMARK_CACHE") or Path(tempfile.gettempdir()) / "socopt-populations")
    folder = cache / f"{PREFIX[planted]}{seed}"
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        plants = {"planted": (DRAWN, FIXED[seed % 10], FIXED[(seed + 5) % 10]), "0": (), "small": ("1",)}[planted]
        size = ("--children", "1500", "--history", "2y") if planted == "small" else ("--history", "5y")
        options = [option for plant in plants for option in ("--plant", plant)]
        subprocess.run(
            [
                SOCOPT, "synth", folder, "--preset", "massachusetts-2004", "--seed", str(seed), *size, *options,
                "--format", "parquet",
            ],
            check=True,
            capture_output=True,
        )  # fmt: skip
    return folder


def _same(planted: dict, reported: dict) -> bool:
    """The same traits, and at least 80 % of the same children, of either's."""
    wanted = {child for children in planted["children"].values() for child in children}
    given = {child for children in reported["children_by_area"].values() for child in children}
    both = len(wanted & given)
    return set(planted["traits"]) == set(reported["traits"]) and both >= SAME * max(len(wanted), len(given))


def _told(populations: list, hits: list, reported: list) -> str:
    names = {"+".join(population["traits"]) for population in hits}
    missed = [f"{'+'.join(p['traits'])}:{p['census']}" for p in populations if "+".join(p["traits"]) not in names]
    false = [each["id"] for each in reported if "+".join(sorted(each["traits"])) not in names]
    return f"{len(hits)} of {len(populations)}; missed {missed or 'none'}; false {false or 'none'}"
