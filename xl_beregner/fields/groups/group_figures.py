"""The figures of a school and its groups, an indicator at a time: the newest year's and the year's before.

Which may be seen for itself is ``disclosure``'s, what more must be hidden ``group_complement``'s. How a row
reads is ``themes``'.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from xl_beregner.dataset import Dataset
from xl_beregner.dataset.groups import CLASS, EVERYBODY, GRADE, Group, read_group
from xl_beregner.fields import disclosure
from xl_beregner.fields.disclosure import Hidden
from xl_beregner.fields.figures import MUNICIPALITY
from xl_beregner.fields.groups.group_complement import Part, also_hidden

About = Mapping[str, Any]

NEWEST_YEARS: Final = 3  # figures of groups older than that say nothing about this year's talks
_NUMBERS = ("vaerdi", "antal", "standardfejl")


@dataclass(frozen=True, slots=True)
class Figure:
    """A group's figure of one school year; NaN where nobody knows. ``why``: why it is not shown, if so."""

    group: Group
    value: float
    pupils: float
    error: float
    why: Hidden = Hidden.SHOWN

    @property
    def is_shown(self) -> bool:
        """Whether this edition shows it."""
        return self.why == Hidden.SHOWN


Year = Mapping[str, Figure]  # by the group's label; the school's own under EVERYBODY


@dataclass(frozen=True, slots=True)
class Table:
    """One indicator of a school: its newest year's figures and those of the year before."""

    indicator: str
    year: int
    now: Year
    before: Year

    @property
    def has_groups(self) -> bool:
        """Whether any group has a figure."""
        return any(label != EVERYBODY for label in self.now)

    def shown(self, label: str, *, before: bool = False) -> Figure | None:
        """Give a figure that may be seen."""
        found = (self.before if before else self.now).get(label)
        return found if found is not None and found.is_shown else None


class GroupFigures:
    """Tables of any school, for one school year and edition; the year's own figures are in them."""

    def __init__(self, dataset: Dataset, year: int, edition: str, least: int) -> None:
        self._about: dict[str, About] = {
            row["indikator"]: {str(key): value for key, value in row.items()}
            for row in dataset.catalogue.to_dict("records")
        }
        self._edition = edition
        self._least = least
        table = dataset.indicators
        worded = {name for name, about in self._about.items() if about["maaleenhed"] == "tekst"}
        table = table[(table["aar"] <= year) & ~table["indikator"].isin(worded)]
        table = table[table["enhed"].isin({*dataset.schools["skole_nr"], MUNICIPALITY})]
        self._found = self._read(table, dataset.catalogue, tuple(dataset.schools["skole_nr"]))
        self._tables: dict[str, dict[str, Table]] = {}
        self._year = year

    def of(self, school: str) -> Mapping[str, Table]:
        """Give a school's tables by indicator, of those it has figures of."""
        if school not in self._tables:
            by_indicator = self._found.get(school, {})
            tables = [self._table(name, years) for name, years in by_indicator.items()]
            self._tables[school] = {table.indicator: table for table in self._protected(tables)}
        return self._tables[school]

    def of_all(self, indicator: str, group: Group, year: int) -> Figure | None:
        """Give the municipality's figure of the same group, where one may compare and it is shown.

        A class has its grade's. A sum of all is no match for a part of it.
        """
        about = self._about[indicator]
        if about["sammenlaegning"] == "sum":
            return None
        of_year = self._found.get(MUNICIPALITY, {}).get(about["sammenlign"], {}).get(year, {})
        is_class = group.kind == CLASS and group.grade >= 0
        figure = of_year.get(Group(GRADE, str(group.grade)).label if is_class else group.label)
        return figure if figure is not None and figure.is_shown else None

    def _read(
        self, table: pd.DataFrame, catalogue: pd.DataFrame, schools: Collection[str]
    ) -> Mapping[str, Mapping[str, Mapping[int, Year]]]:
        tells = (
            disclosure.tells_of_others(table, schools, catalogue)
            & (table["enhed"] == MUNICIPALITY).to_numpy()
        )
        table = table[~tells]
        reasons = disclosure.hidden(table, catalogue, self._edition, self._least)
        found: Any = defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))
        groups = {label: read_group(label) for label in set(table["gruppe"])}
        keys = (table[key].tolist() for key in ("enhed", "indikator", "aar", "gruppe", *_NUMBERS))
        for unit, name, year, label, value, pupils, error, why in zip(*keys, reasons.tolist(), strict=True):
            if value == value:
                counted = self._about[name]["maaleenhed"] in disclosure.COUNTED and pupils != pupils
                figure = Figure(
                    groups[label], value, value if counted else pupils, _positive(error), Hidden(why)
                )
                found[unit][name][year][groups[label].label] = figure
        return found  # type: ignore[no-any-return]

    def _table(self, indicator: str, years: Mapping[int, Year]) -> Table:
        """Choose the newest year that has figures of groups, else the newest."""
        with_groups = [year for year, found in years.items() if set(found) != {EVERYBODY}]
        newest = max(with_groups, default=-1)
        if newest <= self._year - NEWEST_YEARS:
            newest = max(years)
        return Table(indicator, newest, years[newest], years.get(newest - 1, {}))

    def _protected(self, tables: list[Table]) -> list[Table]:
        """Hide what hidden figures could be worked out from; the school's own edition shows all."""
        if self._edition == "intern":
            return tables
        parts = [
            _part(self._about[table.indicator], found)
            for table in tables
            for found in (table.now, table.before)
        ]
        hidden = iter(also_hidden(parts, self._least))
        return [
            replace(table, now=_without(table.now, next(hidden)), before=_without(table.before, next(hidden)))
            for table in tables
        ]


def _part(about: About, found: Year) -> Part:
    return Part(
        groups=tuple(figure.group for figure in found.values()),
        value=np.array([figure.value for figure in found.values()], float),
        count=np.array([figure.pupils for figure in found.values()], float),
        primary=np.array([not figure.is_shown for figure in found.values()], bool),
        is_sum=about["sammenlaegning"] == "sum",
        low=float(about["mindste"]),
        high=float(about["stoerste"]),
        least=float(about["mindst_antal"]),
    )


def _without(found: Year, hidden: set[str]) -> Year:
    return {
        label: replace(figure, why=Hidden.COMPLEMENT) if label in hidden and figure.is_shown else figure
        for label, figure in found.items()
    }


def _positive(error: float) -> float:
    return error if error > 0 else float("nan")
