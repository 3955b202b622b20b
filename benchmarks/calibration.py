"""Which targets of a preset are missed, over seeds: ``python -m benchmarks.calibration massachusetts-2004 11 20``.

Makes the nights of the seeds from the first to the last named, and prints, for each target missed at least once, on how
many of them, and the range of what was generated. Exits with 1 where a target is missed.
"""

import argparse
from collections import Counter

from socopt.synth import synthesize
from socopt.synth.calibration import calibrate


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("preset")
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int)
    parser.add_argument("--children", type=int, help="size of the nights; the preset's own where not given")
    asked = parser.parse_args()
    seeds = range(asked.first, asked.last + 1)
    missed: Counter[str] = Counter()
    rows = {}
    for seed in seeds:
        for row in calibrate(synthesize(preset=asked.preset, seed=seed, children=asked.children)).rows:
            rows.setdefault(row.target.id, []).append(row)
            missed[row.target.id] += row.within is False
    for target_id in (name for name, count in missed.most_common() if count):
        print(f"{missed[target_id]:>3} of {len(seeds)}  {line_of(rows[target_id])}")
    never = sum(not count for count in missed.values())
    print(f"{never} of {len(rows)} figures are missed on none of {len(seeds)} nights")
    return int(any(missed.values()))


def line_of(rows):
    """A target with the widest bounds it was held to and the range of what was generated."""
    found = [row.generated for row in rows if row.generated is not None]
    span = f"{min(found):.4g} to {max(found):.4g}" if found else "nothing to measure"
    lows = [row.allowed_low for row in rows if row.allowed_low is not None]
    highs = [row.allowed_high for row in rows if row.allowed_high is not None]
    allowed = f"{min(lows):.4g}" if lows else "...", f"{max(highs):.4g}" if highs else "..."
    return f"{rows[0].target.id:<26} {rows[0].target.meaning[:50]:<50} {span}; allowed {' to '.join(allowed)}"


if __name__ == "__main__":
    raise SystemExit(main())
