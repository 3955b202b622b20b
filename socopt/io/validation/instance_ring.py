"""The third ring: the tables against each other, and what of ordinary life has a consequence tonight."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

import pandas as pd

from socopt.domain import Manifest
from socopt.errors import Defect
from socopt.io.validation import area_ring, reference_ring, tonight_ring, unit_ring


def defects(tables: Mapping[str, pd.DataFrame], manifest: Manifest | None, unread: AbstractSet[str]) -> list[Defect]:
    """What is wrong with the instance as a whole.

    Parameters
    ----------
    unread : set of str
        Tables that could not be read as a whole: nothing is said about what refers to them.
    """
    return [
        *reference_ring.defects(tables, manifest, unread),
        *unit_ring.defects(tables, manifest),
        *area_ring.defects(tables, unread),
        *tonight_ring.defects(tables, manifest, unread),
    ]
