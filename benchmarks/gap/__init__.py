"""Published generalized-assignment instances: read, solve, compare. ``python -m benchmarks gap --help``."""
