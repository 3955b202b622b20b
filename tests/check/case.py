"""One way to break a plan: a night, a good plan, and how to break it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial

from socopt.domain import Recommendation
from socopt.policy import Night
from tests.check.plans import rows
from tests.nights import night_of

Rows = list[Recommendation]


@dataclass(frozen=True)
class Case:
    """A mutation: ``broken`` breaks exactly ``rule``. Built when first asked for: collecting tests builds no night."""

    rule: str
    name: str
    build: Callable[[], Night]
    kept: Sequence[str]
    mutation: Sequence[str] | Callable[[Rows], Rows]

    @cached_property
    def night(self) -> Night:
        return self.build()

    @cached_property
    def good(self) -> Rows:
        return rows(self.night, *self.kept)

    @cached_property
    def broken(self) -> Rows:
        return self.mutation(list(self.good)) if callable(self.mutation) else rows(self.night, *self.mutation)


def later(*args: object, **tables: object) -> Callable[[], Night]:
    """``night_of``, built once and when first asked for."""
    return cache(partial(night_of, *args, **tables))  # type: ignore[arg-type]


def changed(**fields: object) -> Callable[[Rows], Rows]:
    """The good plan with fields of its first row changed."""
    return lambda kept: [replace(kept[0], **fields), *kept[1:]]  # type: ignore[arg-type]
