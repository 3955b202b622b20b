"""Make the bundled nights again, beside whatever else lies in their folders (README, best.json).

Run from the root of the repository: ``python instances/build.py``.
"""

import tempfile
from pathlib import Path

from socopt.io import write_instance
from socopt.synth import demo_instance_path, synthesize


def main() -> None:
    """Write the tables of the Region's night as CSV, with outlines as GeoJSON."""
    target = demo_instance_path()
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / "night"
        write_instance(synthesize(preset="region", seed=1), fresh, format="csv")
        for path in sorted(fresh.iterdir()):
            (target / path.name).write_bytes(path.read_bytes())


if __name__ == "__main__":
    main()
