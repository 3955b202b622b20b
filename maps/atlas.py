"""County outlines of a state, from the npm package us-atlas (TopoJSON; US Census Bureau, public domain)."""

import hashlib
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

PACKAGE = "us-atlas@3.0.1"
MEMBER = "package/counties-10m.json"
SHA256 = "145aaf5d1433352a6a1d8e86b5f149c7c653f9171baf14aaf75ee66575def1b0"


def fetch() -> dict[str, Any]:
    """The topology of all counties, downloaded by package name with npm and held against the known digest.

    Raises
    ------
    RuntimeError
        Where the package does not hold what these maps were built from.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", PACKAGE, "--silent", "--pack-destination", folder]
        subprocess.run(command, check=True, timeout=300, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as package:
            member = package.extractfile(MEMBER)
            content = b"" if member is None else member.read()
    digest = hashlib.sha256(content).hexdigest()
    if digest != SHA256:
        raise RuntimeError(f"{MEMBER} of {PACKAGE}: SHA-256 is {digest}, expected {SHA256}: look at what changed")
    return dict(json.loads(content))


def counties(topology: Mapping[str, Any], state: str) -> dict[str, MultiPolygon]:
    """Outline of every county of a state (two-digit FIPS code) by name, longitude and latitude."""
    return {one["properties"]["name"]: _outline(topology, one) for one in _of_state(topology, "counties", state)}


def state_outline(topology: Mapping[str, Any], state: str) -> MultiPolygon:
    """Outline of a state, as the source itself draws it."""
    (found,) = _of_state(topology, "states", state)
    return _outline(topology, found)


def _of_state(topology: Mapping[str, Any], layer: str, state: str) -> Iterator[Mapping[str, Any]]:
    return (one for one in topology["objects"][layer]["geometries"] if one["id"].startswith(state))


def _outline(topology: Mapping[str, Any], geometry: Mapping[str, Any]) -> MultiPolygon:
    parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return MultiPolygon([Polygon(*_rings(topology, part)) for part in parts])


def _rings(topology: Mapping[str, Any], part: list[list[int]]) -> tuple[NDArray[np.float64], list[NDArray[np.float64]]]:
    shell, *holes = [_ring(topology, arcs) for arcs in part]
    return shell, holes


def _ring(topology: Mapping[str, Any], arcs: list[int]) -> NDArray[np.float64]:
    """Points of a ring: its arcs end to end, each but the first without the point that it shares with the last."""
    lines = [_arc(topology, number) if number >= 0 else _arc(topology, ~number)[::-1] for number in arcs]
    return np.vstack([lines[0], *(line[1:] for line in lines[1:])])


def _arc(topology: Mapping[str, Any], number: int) -> NDArray[np.float64]:
    """Points of an arc, which the file holds as differences of whole steps."""
    steps = np.cumsum(np.array(topology["arcs"][number]), axis=0)
    scale, translate = (np.array(topology["transform"][name]) for name in ("scale", "translate"))
    points: NDArray[np.float64] = steps * scale + translate
    return points
