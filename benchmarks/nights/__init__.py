"""Synthetic nights against peers, one job a process: ``python -m benchmarks nights --help``."""
