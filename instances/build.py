"""Make the bundled nights again: tables, manifest, README, and with ``--best`` the best known tiers.

Run from the root of the repository: ``python instances/build.py [--best] [NAME...]``, with a NAME like region/west-1.
"""

import json
import sys
import tempfile
from pathlib import Path

from socopt import __version__
from socopt.check import verify
from socopt.domain import Instance
from socopt.io import read_instance, write_instance
from socopt.matching import MatchResult, match
from socopt.synth import bundled_instance_path, synthesize
from socopt.synth.calibration import readme_section

NIGHTS = {"region/west-1": ("region", "csv"), "massachusetts-2004/night-1": ("massachusetts-2004", "parquet")}
TEXTS = Path(__file__).parent / "texts"


def main() -> None:
    """Write every bundled night in its folder."""
    named = [argument for argument in sys.argv[1:] if argument != "--best"] or list(NIGHTS)
    for name in named:
        preset, file_format = NIGHTS[name]
        target = bundled_instance_path(name)
        instance = synthesize(preset=preset, seed=1)
        _write(instance, target, file_format)
        (target / "README.md").write_text(_readme(name, instance), "utf-8")
        if "--best" in sys.argv:
            night = read_instance(target)
            result = match(night)
            assert verify(night, result.plan).ok
            (target / "best.json").write_text(_best(name, night, result), "utf-8")


def _write(instance: Instance, target: Path, file_format: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / "night"
        write_instance(instance, fresh, format=file_format)
        for path in sorted(fresh.iterdir()):
            (target / path.name).write_bytes(path.read_bytes())


def _readme(name: str, instance: Instance) -> str:
    text = (TEXTS / f"{name.replace('/', '-')}.md").read_text("utf-8")
    return text.replace("{calibration}", readme_section(instance) if "{calibration}" in text else "")


def _best(name: str, instance: Instance, result: MatchResult) -> str:
    best = {
        "input_hash": instance.input_hash,
        "policy_hash": result.plan.policy_hash,
        "status": result.status,
        "found_by": f"socopt {__version__}, default policy: socopt match instances/{name} --out PLAN",
        "proof": "by the solver; every tier at its bound, plan checked by socopt verify",
        "tiers": {tier.name: {"best": tier.best, "bound": tier.bound} for tier in result.tiers},
    }
    return json.dumps(best, indent=2) + "\n"


if __name__ == "__main__":
    main()
