"""Seconds and memory of every spec: ``make bench``, or ``python -m benchmarks [--smoke] [PART OF A NAME ...]``.

``python -m benchmarks gap|verify|export|nights|ablation --help`` are commands of their own.
"""

import argparse
import importlib
import json
import platform
import resource
import statistics
import subprocess
import sys
from importlib.metadata import version

from benchmarks.registry import SMOKE, SPECS, Spec

COMMANDS = {
    "gap": "benchmarks.gap.command",
    "verify": "benchmarks.exchange.verify",
    "export": "benchmarks.exchange.export",
    "nights": "benchmarks.nights.command",
    "ablation": "benchmarks.ablation.command",
}


def main() -> int:
    if len(sys.argv) > 1 and sys.argv[1] in COMMANDS:
        return importlib.import_module(COMMANDS[sys.argv[1]]).main(sys.argv[2:])
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="PART", help="only specs with this in their name")
    parser.add_argument("--smoke", action="store_true", help="small specs, once each: do the drivers still run?")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    parser.add_argument("--arguments", nargs="*", default=[], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        measure_here(options.only, options.arguments)
        return 0
    print(
        f"socopt {version('socopt')}, ortools {version('ortools')}, "
        f"Python {platform.python_version()}, {platform.machine()}"
    )
    print(f"{'':<52}{'median':>8}{'least':>8}{'most':>8} s {'peak':>8} MB   bar")
    for spec in SMOKE if options.smoke else SPECS:
        if not options.names or any(name in spec.name for name in options.names):
            print(row(spec), flush=True)
    return 0


def row(spec: Spec) -> str:
    """One spec, measured in as many processes as it has runs."""
    found = [run(spec) for _ in range(spec.runs)]
    seconds = [each["seconds"] for each in found]
    spread = f"{statistics.median(seconds):>8.2f}{min(seconds):>8.2f}{max(seconds):>8.2f}"
    peak = max(each["megabytes"] for each in found)
    return f"{spec.name:<52}{spread}   {peak:>8.0f}      {spec.bar or '-':<10} {found[-1]['note']}"


def run(spec: Spec) -> dict:
    command = [sys.executable, "-m", "benchmarks", "--only", spec.driver, "--arguments", *spec.arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure_here(driver: str, arguments: list[str]) -> None:
    seconds, note = importlib.import_module(f"benchmarks.drivers.{driver}").measure(*arguments)
    usage = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"seconds": seconds, "megabytes": usage / 1024, "note": note}))


if __name__ == "__main__":
    raise SystemExit(main())
