"""Results beside resources: money per school and per pupil, with a few results beside, never in a formula.

That one stands beside the other says nothing of what causes what, and no row is sorted by either.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.fields.disclosure import PUPILS
from xl_beregner.fields.known.municipality import MOST_AMOUNTS, MOST_RESULTS
from xl_beregner.fields.municipality import words as say
from xl_beregner.fields.municipality.rollup import Rollup, Table, alphabetical
from xl_beregner.fields.municipality.rollup_rules import SUM, Figure
from xl_beregner.fields.municipality.rows import Levels, Row, Rows

_MONEY = "kr"


class Resources:
    """The rows of money beside results, and what their columns are called."""

    def __init__(self, rows: Rows, rollup: Rollup, names: Sequence[str]) -> None:
        self._rollup = rollup
        self._names = names
        self._rows = rows
        shown = [place for place in rows.shown if rows.levels[place].now is not None]
        money = [place for place in shown if rollup.about[place]["maaleenhed"] == _MONEY]
        self._amounts = money[:MOST_AMOUNTS]
        self._results = _results(rollup, [place for place in shown if place not in money])
        self._pupils = _pupils(rollup)

    def scalars(self) -> Row:
        """Name the columns; blank where there is none."""
        found: Row = {"ressource_linje": self._line()}
        for at in range(1, MOST_AMOUNTS + 1):
            found[f"kr_{at}_navn"] = self._name(self._amounts, at)
        for at in range(1, MOST_RESULTS + 1):
            place = self._results[at - 1] if at <= len(self._results) else None
            now = None if place is None else self._rows.levels[place].now
            found[f"res_{at}_navn"] = self._name(self._results, at)
            found[f"res_{at}_maaleenhed"] = None if place is None else say.unit(self._rollup.about[place])
            found[f"res_{at}_aar"] = school_year(now.year) if now else None
            found[f"res_{at}_decimaler"] = (
                None if place is None else int(self._rollup.about[place]["decimaler"])
            )
        return found

    def rows(self) -> list[Row]:
        """Give the municipality, its districts and its schools; nothing where no money is known."""
        if not self._amounts:
            return []
        units = [("kommune", 0, texts.say("municipality.niveau.hele"))]
        units += [("omraade", at, name) for at, name in enumerate(self._rollup.districts)]
        schools = sorted(range(len(self._names)), key=lambda at: alphabetical(self._names[at]))
        units += [("skole", at, self._names[at]) for at in schools]
        return [self._row(*unit) for unit in units]

    def _name(self, places: Sequence[int], at: int) -> str | None:
        if at > len(places):
            return None
        now = self._rows.levels[places[at - 1]].now
        name: str = self._rollup.about[places[at - 1]]["navn"]
        return f"{name}, {school_year(now.year)}" if now else name

    def _line(self) -> str:
        if not self._amounts:
            return texts.say("municipality.ressourcer.ingen")
        return texts.say("municipality.ressourcer.linje")

    def _row(self, level: str, place: int, name: str) -> Row:
        key = {"kommune": "kommune", "omraade": f"omraade:{name}"}.get(level) or self._rollup.schools[place]
        row: Row = {
            "noegle": key,
            "niveau": level,
            "enhed": name,
            "elevtal": None if self._pupils is None else say.whole(_figure(self._pupils, level, place).value),
        }
        remarks = []
        for at in range(1, MOST_AMOUNTS + 1):
            amount = self._amounts[at - 1] if at <= len(self._amounts) else None
            figure = Figure() if amount is None else _of(self._rows.levels[amount], level, place)
            row[f"kr_{at}"] = say.plain(figure.value)
            each = None if amount is None else self._per_pupil(amount, figure, level, place)
            row[f"kr_{at}_pr_elev"] = each
            if amount is not None and figure.is_there and each is None and self._adds(amount):
                remarks.append(texts.say("municipality.ressourcer.uden_pr_elev"))
        for at in range(1, MOST_RESULTS + 1):
            result = self._results[at - 1] if at <= len(self._results) else None
            found = Figure() if result is None else _of(self._rows.levels[result], level, place)
            row[f"res_{at}"] = say.plain(found.value)
            row[f"res_{at}_nedre"] = say.plain(found.lower)
            row[f"res_{at}_oevre"] = say.plain(found.upper)
            row[f"res_{at}_interval"] = (
                None if result is None else say.interval(found, self._rollup.about[result])
            )
        return {**row, "bemaerkning": say.listed(dict.fromkeys(remarks))}

    def _adds(self, amount: int) -> bool:
        return bool(self._rollup.about[amount]["sammenlaegning"] == SUM)

    def _per_pupil(self, amount: int, figure: Figure, level: str, place: int) -> float | None:
        """Divide by the pupils of the same schools: money of some among pupils of all would be wrong."""
        table = self._rows.levels[amount].now
        if self._pupils is None or table is None or not figure.is_there or not self._adds(amount):
            return None
        pupils = _figure(self._pupils, level, place)
        same = level == "skole" or _same_schools(self._rollup, table, self._pupils, level, place)
        return figure.value / pupils.value if same and pupils.is_there and pupils.value > 0 else None


def _results(rollup: Rollup, places: Sequence[int]) -> list[int]:
    """Choose the first result of each pejlemærke, in the catalogue's order."""
    found: dict[str, int] = {}
    for place in places:
        about = rollup.about[place]
        if about["kan_aftales"]:
            found.setdefault(say.theme_of(about), place)
    return list(found.values())[:MOST_RESULTS]


def _pupils(rollup: Rollup) -> Table | None:
    """Give the newest number of pupils."""
    if PUPILS not in rollup.indicators:
        return None
    place = rollup.indicators.index(PUPILS)
    years = rollup.years(place)
    return rollup.table(place, years[0]) if years else None


def _of(levels: Levels, level: str, place: int) -> Figure:
    return levels.figure(levels.now, level, place)


def _figure(table: Table, level: str, place: int) -> Figure:
    if level == "kommune":
        return table.municipality
    return (table.districts if level == "omraade" else table.schools)[place]


def _same_schools(rollup: Rollup, one: Table, other: Table, level: str, place: int) -> bool:
    """Tell whether two tables have figures, shown or hidden, of the same schools of a unit."""

    def there(table: Table) -> Any:
        return np.array([figure.is_there for figure in table.schools]) | table.hidden

    at = np.ones(len(rollup.schools), bool) if level == "kommune" else rollup.district == place
    return bool((there(one)[at] == there(other)[at]).all())
