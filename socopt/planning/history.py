"""Who was in care when: people, stays and spells of a history, as arrays read once from an instance."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from socopt.domain import Instance
from socopt.errors import DataError, Defect
from socopt.policy import PlanningPolicy

Whole = NDArray[np.int64]
Truth = NDArray[np.bool_]
DAYS_A_YEAR = 365.25
OPEN = np.iinfo(np.int64).max  # a stay or spell that has not ended


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Children in care on the night, then children who have left, one element each.

    Attributes
    ----------
    ids : tuple of str.
    born : ndarray of int. Ordinal of the day of birth.
    male : ndarray of bool.
    area : ndarray of int. Position of the home Area in ``History.areas``.
    traits : ndarray (people, traits) of bool, columns as ``History.traits``.
    present : ndarray of bool. In care on the night, in a program or waiting for one.
    """

    ids: tuple[str, ...]
    born: Whole
    male: Truth
    area: Whole
    traits: Truth
    present: Truth

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stays:
    """Stays in one program, or spells in care: of each the person, the first day and the day of leaving (ordinals).

    ``end`` is ``OPEN`` where it has not ended. ``setting`` is a position in ``History.settings``, that of the last
    stay for a spell.
    """

    person: Whole
    start: Whole
    end: Whole
    setting: Whole

    def __len__(self) -> int:
        return len(self.person)

    def some(self, chosen: Truth) -> "Stays":
        """Those chosen."""
        return Stays(
            person=self.person[chosen], start=self.start[chosen], end=self.end[chosen], setting=self.setting[chosen]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that is remembered of who was in care when.

    Stays are complete from day ``since`` to the night: whoever was in care on one of those days is here, with every
    stay back to entry. Rates may be read from these days only; stays that began earlier are known because they lasted
    (length-biased; left-truncated on ``since``).

    Attributes
    ----------
    night, since : int. Ordinals; the window holds the days since <= day < night.
    areas, settings, traits : tuple of str. Names of positions, each in the order of ids.
    stays : stays in programs. spells : in care without a break of more than the policy's ``gap_days``.
    """

    night: int
    since: int
    areas: tuple[str, ...]
    settings: tuple[str, ...]
    traits: tuple[str, ...]
    people: People
    stays: Stays
    spells: Stays

    @property
    def days(self) -> int:
        """Days of the window."""
        return self.night - self.since

    @property
    def years(self) -> float:
        """Years of the window."""
        return self.days / DAYS_A_YEAR


def read_history(instance: Instance, policy: PlanningPolicy) -> History:
    """The history of an instance.

    Raises
    ------
    DataError : no episodes, nobody who has left care, or fewer years than the policy's ``least_years``.
    """
    episodes, children, former = (instance.table(name) for name in ("episodes", "children", "former_children"))
    _check(instance, episodes, former, policy)
    areas = tuple(sorted(instance.areas))
    traits, bearers = _traits(instance, former)
    people = _people(children, former, areas, traits, bearers)
    settings = tuple(sorted(episodes["setting"].astype(str).unique()))
    stays = _stays(episodes, people, settings)
    return History(
        night=instance.night.toordinal(),
        since=_since(instance, former),
        areas=areas,
        settings=settings,
        traits=traits,
        people=people,
        stays=stays,
        spells=_spells(stays, people, instance.night.toordinal(), int(policy.parameters["history"]["gap_days"])),
    )


def _check(instance: Instance, episodes: pd.DataFrame, former: pd.DataFrame, policy: PlanningPolicy) -> None:
    hint = "Give the stays of several years; 'socopt synth OUT --history 5y' makes such a night."
    if episodes.empty:
        raise DataError([_defect("episodes", "no rows", "the stays of children in care", hint)])
    if former.empty:
        raise DataError([
            _defect(
                "former_children", "no rows", "the children of past stays who have left care",
                f"Without those who left, rates of arrival would be far too low. {hint}",
            )
        ])  # fmt: skip
    least = policy.parameters["history"]["least_years"]
    years = (instance.night.toordinal() - _since(instance, former)) / DAYS_A_YEAR
    if years < least - 1 / DAYS_A_YEAR:
        raise DataError([
            _defect("episodes", f"{years:.1f} years", f"{least} years or more of complete stays", hint)
        ])  # fmt: skip


def _defect(table: str, value: str, expected: str, hint: str) -> Defect:
    return Defect(
        code="history", severity="error", scope="instance", table=table, key="", column="", value=value,
        expected=expected, hint=hint,
    )  # fmt: skip


def _since(instance: Instance, former: pd.DataFrame) -> int:
    """First day of which all stays are known: as the manifest says, else the first day on which a known child left."""
    years = instance.manifest.origin.get("history_years")
    if years is not None:
        return int((instance.night - timedelta(days=round(float(years) * DAYS_A_YEAR))).toordinal())
    return int(former["left_on"].min().toordinal())


def _traits(instance: Instance, former: pd.DataFrame) -> tuple[tuple[str, ...], dict[str, list[str]]]:
    """Traits that anybody has, and who has each."""
    bearers: dict[str, list[str]] = {}
    known = instance.table("traits")
    pairs = zip(known["child_id"].tolist(), known["trait"].tolist(), strict=True)
    for child_id, trait in (*pairs, *_listed(former)):
        bearers.setdefault(trait, []).append(child_id)
    return tuple(sorted(bearers)), bearers


def _listed(former: pd.DataFrame) -> Iterator[tuple[str, str]]:
    some = former[former["traits"].notna()]
    for child_id, traits in zip(some["child_id"].tolist(), some["traits"].tolist(), strict=True):
        for trait in str(traits).split(";"):
            if trait:
                yield child_id, trait


def _people(
    children: pd.DataFrame,
    former: pd.DataFrame,
    areas: tuple[str, ...],
    traits: tuple[str, ...],
    bearers: dict[str, list[str]],
) -> People:
    columns = ["child_id", "birth_date", "sex", "home_area_id"]
    both = pd.concat([children[columns], former[columns]], ignore_index=True)
    ids = tuple(both["child_id"].tolist())
    place = {child_id: position for position, child_id in enumerate(ids)}
    in_care = np.zeros(len(ids), dtype=bool)
    in_care[: len(children)] = children["status"] != "at_home"
    borne = np.zeros((len(ids), len(traits)), dtype=bool)
    for column, trait in enumerate(traits):
        borne[[place[child_id] for child_id in bearers[trait]], column] = True
    return People(
        ids=ids,
        born=_ordinals(both["birth_date"]),
        male=(both["sex"] == "M").to_numpy(dtype=bool),
        area=pd.Index(areas).get_indexer(pd.Index(both["home_area_id"])).astype(np.int64),
        traits=borne,
        present=in_care,
    )


def _stays(episodes: pd.DataFrame, people: People, settings: tuple[str, ...]) -> Stays:
    """Stays, sorted by person and first day."""
    person = pd.Index(people.ids).get_indexer(pd.Index(episodes["child_id"])).astype(np.int64)
    start, end = _ordinals(episodes["start"]), _ordinals(episodes["end"])
    order = np.lexsort((start, person))
    order = order[person[order] >= 0]
    setting = pd.Index(settings).get_indexer(pd.Index(episodes["setting"].astype(str))).astype(np.int64)
    return Stays(person=person[order], start=start[order], end=end[order], setting=setting[order])


def _spells(stays: Stays, people: People, night: int, gap_days: int) -> Stays:
    """Stays of one person that follow each other within the gap, as one; who waits tonight is still in care."""
    if not len(stays):
        return stays
    before = stays.end[:-1]
    same = stays.person[1:] == stays.person[:-1]
    goes_on = same & ((before == OPEN) | (stays.start[1:] <= np.minimum(before, OPEN - gap_days - 1) + gap_days))
    first = np.flatnonzero(np.concatenate([[True], ~goes_on]))
    last = np.concatenate([first[1:], [len(stays)]]) - 1
    person, end = stays.person[first], np.maximum.reduceat(stays.end, first)
    latest = np.concatenate([person[1:] != person[:-1], [True]])
    return Stays(
        person=person,
        start=stays.start[first],
        end=np.where(latest & people.present[person] & (end >= night - gap_days), OPEN, end),
        setting=stays.setting[last],
    )


def _ordinals(days: pd.Series) -> Whole:
    """Ordinals of dates, ``OPEN`` where there is none."""
    epoch = date(1970, 1, 1).toordinal()
    values = days.to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(values), OPEN, values.astype(np.int64) + epoch)
