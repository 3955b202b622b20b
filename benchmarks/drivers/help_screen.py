"""The whole process of ``socopt --help``."""

import subprocess
import sys
import time
from pathlib import Path


def measure() -> tuple[float, str]:
    started = time.perf_counter()
    subprocess.run([Path(sys.executable).parent / "socopt", "--help"], check=True, capture_output=True)
    return time.perf_counter() - started, ""
