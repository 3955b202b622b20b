"""The command line: parse, call ``runs``, print."""

from socopt.cli.app import main

__all__ = ["main"]
