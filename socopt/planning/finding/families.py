"""Which people of a history are siblings."""

import numpy as np
import pandas as pd

from socopt.domain import Instance
from socopt.planning.history import People, Whole


def families_of(instance: Instance, people: People) -> Whole:
    """(people,): a number that siblings share; who has none has one of its own."""
    columns = ["child_id", "sibling_group_id"]
    both = pd.concat([instance.table("children")[columns], instance.table("former_children")[columns]])
    group = both.drop_duplicates("child_id").set_index("child_id")["sibling_group_id"].reindex(list(people.ids))
    alone = pd.Series([f"alone {child_id}" for child_id in people.ids], index=group.index, dtype="object")
    codes, _ = pd.factorize(group.astype("object").where(group.notna(), alone), sort=True)
    return np.asarray(codes, dtype=np.int64)
