"""The desk of a simulation that places by ``socopt.match``: every night is written as an instance and matched."""

from collections.abc import Callable, Sequence

from socopt.domain import Instance
from socopt.matching import Params, match
from socopt.policy import Policy
from socopt.simulation import Move, Night, Places
from socopt.simulation.tables import NightTables

SECONDS_A_NIGHT = 20.0


class MatchDesk:
    """Recommends by the match, asks programs in the order of the plan's chains, and leaves out what falls through.

    Parameters
    ----------
    time_limit : seconds for one night; the best plan so far is taken then.
    """

    name = "match"

    def __init__(
        self, instance: Instance, policy: Policy, places: Places, time_limit: float | None = SECONDS_A_NIGHT
    ) -> None:
        self._tables = NightTables(instance, places)
        self._policy, self._params = policy, Params(time_limit=time_limit)

    def place(self, night: Night) -> Sequence[Move]:
        """Match the night, and ask the programs of the plan."""
        if not night.needs:
            return night.moves
        result = match(self._tables.instance(night), self._policy, self._params)
        needs = {need.child.child_id: need for need in night.needs}
        moves = () if result.best_plan is None else result.best_plan.recommendations
        entries = [row for row in moves if row.kind in ("place", "move") and row.child_id in needs]
        for row in sorted(entries, key=lambda row: (row.step or 0, row.line_id)):
            need = needs[row.child_id]
            if night.ask(need, self._tables.position(row.program_id or "")):
                night.frees(need)
        return night.moves


def match_desk(
    instance: Instance, policy: Policy, time_limit: float | None = SECONDS_A_NIGHT
) -> Callable[[Places], MatchDesk]:
    """What makes a match desk for the programs of a scenario."""
    return lambda places: MatchDesk(instance, policy, places, time_limit)
