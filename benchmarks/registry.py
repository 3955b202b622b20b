"""What is measured: frozen specs, each run in a process of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A driver (a module of ``benchmarks.drivers``), its arguments, how often it runs, and its bar."""

    name: str
    driver: str
    arguments: tuple[str, ...] = ()
    runs: int = 3
    bar: str = ""


SPECS = (
    Spec(name="socopt --help", driver="help_screen", runs=11, bar="0.3 s"),
    Spec(name="bundled Region night, read to checked plan", driver="region_night", bar="15 s"),
    *(
        Spec(
            name=f"Region night of seed {seed}, read to checked plan",
            driver="region_night",
            arguments=(str(seed),),
            runs=1,
            bar="15 s",
        )
        for seed in range(101, 107)
    ),
    Spec(name="bundled statewide night, read to checked plan", driver="state_night", runs=1, bar="600 s"),
    Spec(
        name="statewide night of seed 201, read to checked plan",
        driver="state_night",
        arguments=("201",),
        runs=1,
        bar="600 s",
    ),
    Spec(name="Region's morning report written", driver="report", bar="3 s, 8 MB"),
    Spec(
        name="statewide summary written",
        driver="report",
        arguments=("massachusetts-2004/night-1", "state"),
        runs=1,
        bar="10 s",
    ),
    Spec(name="Region's morning report of 1,000 lines opened", driver="report_opens", bar="2 s"),
    Spec(
        name="statewide night of 2004 made",
        driver="generate",
        arguments=("massachusetts-2004", "201"),
        bar="20 s, 2 GB",
    ),
    Spec(
        name="statewide night of 2023 made",
        driver="generate",
        arguments=("modern", "201"),
        bar="20 s, 2 GB",
    ),
    Spec(
        name="statewide night with five years of history made",
        driver="generate",
        arguments=("massachusetts-2004", "201", "", "5"),
        runs=1,
        bar="60 s",
    ),
    Spec(
        name="night of ten states, 100,000 children, made",
        driver="generate",
        arguments=("massachusetts-2004", "201", "100000"),
        runs=1,
        bar="240 s, 8 GB",
    ),
    Spec(
        name="chance to wait, predicted from history, against 200 simulated truths",
        driver="wait_coverage",
        arguments=("200", "20041"),
        runs=1,
        bar="coverage 83-96 %, half-width 0.10",
    ),
    Spec(
        name="the same where years to come differ",
        driver="wait_degrades",
        arguments=("100", "20043"),
        runs=1,
    ),
    Spec(name="intervals of demand on 200 histories", driver="demand_coverage", arguments=("200", "20042"), runs=1),
    Spec(name="census of a hidden year, statewide", driver="census_forecast", arguments=("401",), runs=1),
    Spec(name="M/G/c against the simulation", driver="wait_calibration", arguments=("60", "9001"), runs=1),
    Spec(
        name="50 nights of the state matched again for a bed's marginal value",
        driver="bed_value",
        runs=1,
        bar="300 s",
    ),
    Spec(
        name="the same for each of 12 beds",
        driver="bed_value",
        arguments=("401", "50", "12"),
        runs=1,
    ),
    Spec(
        name="candidates, 10,000 children x 4,500 programs",
        driver="candidates",
        arguments=("10000", "4500"),
        bar="3 s, 2 GB",
    ),
    Spec(
        name="candidates of ten states, 100,000 children x 57,000 programs",
        driver="candidates",
        arguments=("100000", "57000", "10"),
        runs=1,
        bar="60 s, 2 GB",
    ),
    Spec(
        name="night of 10,000 children, all in play, formulated",
        driver="formulation",
        arguments=("10000", "all"),
        bar="15 s, 2.5 GB",
    ),
    Spec(
        name="night of 30,000 children, all in play, formulated",
        driver="formulation",
        arguments=("30000", "all"),
        runs=1,
    ),
    Spec(
        name="state simulated for 1,000 days, greedy desk (CPU)",
        driver="simulation",
        arguments=("401", "1000"),
        runs=1,
        bar="60 s",
    ),
    Spec(
        name="one program simulated, 200 cases x 200 years (CPU)", driver="one_program", arguments=("200",), bar="60 s"
    ),
    Spec(
        name="planted populations found, seeds 481-490, five years of the state",
        driver="populations",
        arguments=("planted", *map(str, range(481, 491))),
        runs=1,
        bar="60 s, 4 GB; 90 % found, at most 10 % false",
    ),
    Spec(
        name="populations mined where nobody was planted, seeds 461-463",
        driver="populations",
        arguments=("0", "461", "462", "463"),
        runs=1,
        bar="none",
    ),
)
SMOKE = (
    Spec(name="Region simulated for 150 days", driver="simulation", arguments=("region/west-1", "150"), runs=1),
    Spec(name="one program simulated, 3 cases", driver="one_program", arguments=("3",), runs=1),
    Spec(name="populations of a small state", driver="populations", arguments=("small", "1"), runs=1),
    Spec(name="chance to wait, 1 case", driver="wait_coverage", arguments=("1", "1"), runs=1),
    Spec(name="chance to wait in other years, 1 case", driver="wait_degrades", arguments=("1", "1"), runs=1),
    Spec(name="intervals of demand, 2 histories", driver="demand_coverage", arguments=("2", "1"), runs=1),
    Spec(name="census of a hidden year", driver="census_forecast", arguments=("1", "1500"), runs=1),
    Spec(name="M/G/c against the simulation, 1 case", driver="wait_calibration", arguments=("1", "1"), runs=1),
    Spec(name="socopt --help", driver="help_screen", runs=1),
    Spec(name="Region night of 80 children", driver="region_night", arguments=("101", "80"), runs=1),
    Spec(name="Region's morning report written", driver="report", runs=1),
    Spec(name="Region's morning report of 80 children opened", driver="report_opens", arguments=("101", "80"), runs=1),
    Spec(name="small state made", driver="generate", arguments=("modern", "201", "1500", "1"), runs=1),
    Spec(name="candidates, 300 children x 200 programs", driver="candidates", arguments=("300", "200"), runs=1),
    Spec(
        name="Region night of 80 children formulated", driver="formulation", arguments=("80", "all", "region"), runs=1
    ),
)
