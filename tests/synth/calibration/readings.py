"""Reading one measure of a night made by hand."""

from typing import Any

from socopt.domain import Instance
from socopt.synth.calibration.measures import MEASURES, Measured
from socopt.synth.calibration.stock import Stock
from tests.nights import instance_of


def reading(
    measure: str, instance: Instance | None = None, /, with_: dict[str, Any] | None = None, **tables: Any
) -> Measured:
    """What a measure finds in an instance, or in the night that ``tables`` make up."""
    return MEASURES[measure].read(Stock(instance or instance_of(**tables)), **(with_ or {}))


def value(measure: str, instance: Instance | None = None, /, with_: dict[str, Any] | None = None, **tables: Any) -> Any:
    """Its value alone."""
    return reading(measure, instance, with_, **tables).value
