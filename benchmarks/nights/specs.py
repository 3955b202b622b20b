"""Which nights, which solvers, how long: frozen, so that figures of different days can be compared."""

from dataclasses import dataclass, replace
from pathlib import Path

from socopt.errors import UsageError

CAP_POLICY = Path(__file__).parent.parent / "cap.toml"
SEEDS = (201, 202, 203)
SOLVERS = ("socopt", "cp-sat", "highs", "scip")
INSTANT = ("greedy", "flow")  # of no use for more time
SECONDS = (10, 60, 600)


@dataclass(frozen=True, slots=True, kw_only=True)
class NightSpec:
    """What ``synthesize`` is asked for; ``children`` None is the preset's own number; ``policy`` None the default."""

    kind: str
    seed: int
    preset: str = "massachusetts-2004"
    children: int | None = None
    in_play: str = "night"
    policy: Path | None = None

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.seed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One solver on one night; ``seconds`` None where no limit is asked for."""

    night: str
    solver: str
    seconds: float | None

    @property
    def name(self) -> str:
        return f"{self.night}-{self.solver}" + ("" if self.seconds is None else f"-{self.seconds:g}")


NIGHTS = (
    *(NightSpec(kind="night", seed=seed) for seed in SEEDS),
    *(NightSpec(kind="capped", seed=seed, policy=CAP_POLICY) for seed in SEEDS),
    *(NightSpec(kind="surge", seed=seed, in_play="surge") for seed in SEEDS),
    *(NightSpec(kind="all", seed=seed, in_play="all") for seed in SEEDS),
    *(NightSpec(kind="ten-states", seed=seed, children=100_000, in_play="all") for seed in SEEDS),
)
GROWTH = tuple(
    NightSpec(kind=f"all-{children}", seed=SEEDS[0], children=children, in_play="all")
    for children in (1_500, 3_000, 10_000, 30_000, 100_000)
)
SMOKE = (NightSpec(kind="smoke", seed=7, preset="region", children=80),)


def nights_named(name: str) -> tuple[NightSpec, ...]:
    """The frozen nights of a kind, or the night of a kind and any seed, like ``night-211``."""
    kinds = {night.kind: night for night in (*NIGHTS, *GROWTH, *SMOKE)}
    if name in kinds:
        return tuple(night for night in (*NIGHTS, *GROWTH, *SMOKE) if night.kind == name)
    kind, _, seed = name.rpartition("-")
    if kind not in kinds or not seed.isdecimal():
        raise UsageError(f"nights: unknown {name!r}; expected one of {', '.join(kinds)}, or with a seed like all-201.")
    return (replace(kinds[kind], seed=int(seed)),)


def jobs_of(
    nights: tuple[NightSpec, ...], solvers: tuple[str, ...], seconds: tuple[float | None, ...]
) -> tuple[Job, ...]:
    """Every solver on every night with every limit; those that are done at once only once."""
    limited = [solver for solver in solvers if solver not in INSTANT]
    return tuple(
        job
        for night in nights
        for job in (
            *(Job(night=night.name, solver=solver, seconds=None) for solver in solvers if solver in INSTANT),
            *(Job(night=night.name, solver=solver, seconds=limit) for limit in seconds for solver in limited),
        )
    )
