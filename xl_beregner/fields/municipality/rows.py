"""The municipality's rows: an indicator each, a district and indicator each, and where figures come from.

The rows of one pejlemærke's sheet are ``sheets``'; how a figure reads is
``words``'.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.fields.municipality import words as say
from xl_beregner.fields.municipality.rollup import TREND_YEARS, Rollup, Table
from xl_beregner.fields.municipality.rollup_rules import IS_HIDDEN, MEDIAN, NAN, NO_FIGURES, Figure
from xl_beregner.fields.municipality.targets import Targets, told, unit_of
from xl_beregner.measures import rules

Row = dict[str, Any]

NOTHING: Final = Figure(why=NO_FIGURES)


class Levels:
    """One indicator's latest year and the one with figures before it, at every level."""

    def __init__(self, rollup: Rollup, indicator: int) -> None:
        years = rollup.years(indicator)
        self.rollup = rollup
        self.indicator = indicator
        self.about = rollup.about[indicator]
        self.now = rollup.table(indicator, years[0]) if years else None
        self.before = rollup.table(indicator, years[1]) if len(years) > 1 else None
        self.years = years

    def figure(self, table: Table | None, level: str, place: int) -> Figure:
        """Pick a unit's figure: ``kommune``, ``omraade`` or ``skole``."""
        if table is None:
            return NOTHING
        if level == "kommune":
            return table.municipality
        return (table.districts if level == "omraade" else table.schools)[place]

    def official(self, level: str, place: int) -> tuple[float, int | None]:
        """Give the official figure of the latest year that has one, and that year."""
        for year in self.years:
            table = self.rollup.table(self.indicator, year)
            found = table.official if level == "kommune" else float(table.official_districts[place])
            if found == found:
                return found, year
        return NAN, None


class Rows:
    """The municipality's rows for every shown indicator."""

    def __init__(
        self, rollup: Rollup, targets: Targets, agreed: Mapping[str, tuple[int, int]], least_schools: int
    ) -> None:
        self._rollup = rollup
        self._targets = targets
        self._agreed = agreed
        self._least_schools = least_schools
        self.shown = [place for place, about in enumerate(rollup.about) if about["vises"]]
        self.levels = {place: Levels(rollup, place) for place in self.shown}

    def municipality(self) -> list[Row]:
        """Give a row for every shown indicator."""
        return headed([self._of_all(place) for place in self.shown])

    def districts(self) -> list[Row]:
        """Give a row for every district and shown indicator that has figures."""
        rows, above = [], None
        for district, name in enumerate(self._rollup.districts):
            told = [place for place in self.shown if self._is_told(place, district)]
            mine = headed([self._of_district(district, name, place) for place in told])
            for row in mine:
                row["omraade_vist"] = None if name == above else name
                above = name
            rows += mine
        return rows

    def sources(self) -> list[Row]:
        """Tell of every shown indicator where it is from, how it adds up and what keeps it hidden."""
        return [self._source(place) for place in self.shown]

    # --- Rows --------------------------------------------------------------------------------
    def named(self, place: int) -> Row:
        """Name an indicator."""
        about = self._rollup.about[place]
        return {
            "noegle": about["indikator"],
            "navn": about["navn"],
            "pejlemaerke": say.theme_of(about),
            "maaleenhed": say.unit(about),
            "decimaler": int(about["decimaler"]),
        }

    def added(self, place: int, level: str, at: int, name: str) -> Row:
        """Give a unit's latest figure and the one before, with intervals, coverage and goal."""
        levels, about = self.levels[place], self._rollup.about[place]
        now, before = (levels.figure(table, level, at) for table in (levels.now, levels.before))
        schools = self._schools(level, at)
        year = levels.now.year if levels.now else 0
        previous = levels.before.year if levels.before and before.is_there else None
        row = {
            "aar": school_year(year) if levels.now else None,
            **_numbers(now, about),
            "daekning": say.coverage(now, schools) if level != "skole" else None,
            "forrige_aar": school_year(previous) if previous is not None else None,
            "forrige": say.plain(before.value),
            "forrige_nedre": say.plain(before.lower),
            "forrige_oevre": say.plain(before.upper),
            "udsving": self._swing(now, before),
        }
        target = self._targets.of(unit_of(level, name), about["indikator"], year) if levels.now else None
        since = before if previous == year - 1 else NOTHING
        is_same = self._are_same_schools(place, level, at)
        lacks_some = now.parts < schools
        kept = told(target, now, since, year, about, is_same=is_same, lacks_some=lacks_some)
        return {**row, "samme_skoler": int(is_same) if before.is_there else None, **kept}

    def official(self, place: int, level: str, at: int) -> Row:
        """Give the official figure beside."""
        found, year = self.levels[place].official(level, at)
        return {
            "officiel": say.plain(found),
            "officiel_aar": school_year(year) if year is not None else None,
        }

    def remark(self, place: int, level: str, at: int) -> str | None:
        """Say why a unit has no figure of its own, and what to mind about it."""
        levels, about = self.levels[place], self._rollup.about[place]
        if levels.now is None:
            return texts.say("municipality.uden.ingen_tal")
        figure = levels.figure(levels.now, level, at)
        parts = [say.without(figure, about)]
        parts.append(self._missing(figure, level, at) if figure.is_there else None)
        if about["beregnet"]:
            parts.append(texts.say("fields.beregnet"))
        if level == "kommune":
            parts.append(about["bemaerkning"])
            if self._rollup.is_undated(place):
                parts.append(texts.say("municipality.uden_aar"))
        return say.listed(parts)

    def _of_all(self, place: int) -> Row:
        levels, about = self.levels[place], self._rollup.about[place]
        now = levels.now.municipality if levels.now else NOTHING
        official = self.official(place, "kommune", 0)
        agreed, reached = self._agreed.get(about["indikator"], (None, None))
        said = (
            say.sentence(now, official["officiel"], about, len(self._rollup.schools), levels.years[0])
            if levels.now
            else None
        )
        return {
            **self.named(place),
            "retning": texts.say(f"fields.retning.{about['retning'] or 'ingen'}"),
            "fortegn": -1 if about["retning"] == "ned" else 1,
            **self.added(place, "kommune", 0, ""),
            **official,
            "land": say.plain(self._country(place, now)),
            **self._middle(levels),
            **self._trend(place, levels),
            "aftalt": agreed,
            "naaet": reached,
            "maade": say.how(about),
            "tekst": said,
            "bemaerkning": self.remark(place, "kommune", 0),
            "kilde": about["kilde"],
        }

    def _of_district(self, district: int, name: str, place: int) -> Row:
        about = self._rollup.about[place]
        return {
            **self.named(place),
            "noegle": f"{name}|{about['indikator']}",
            "omraade": name,
            "omraade_vist": None,
            "fortegn": -1 if about["retning"] == "ned" else 1,
            **self.added(place, "omraade", district, name),
            **self.official(place, "omraade", district),
            "bemaerkning": self.remark(place, "omraade", district),
        }

    def _source(self, place: int) -> Row:
        levels, about = self.levels[place], self._rollup.about[place]
        now = levels.now.municipality if levels.now else NOTHING
        return {
            "noegle": about["indikator"],
            "navn": about["navn"],
            "pejlemaerke": say.theme_of(about),
            "maade": say.how(about),
            "usikkerhed": texts.say(f"municipality.usikkerhed.{about['sammenlaegning']}"),
            "mindst_antal": int(self._rollup.least(place)),
            "daekning": say.coverage(now, len(self._rollup.schools)),
            "kilde": about["kilde"],
        }

    # --- Small -------------------------------------------------------------------------------
    def _swing(self, now: Figure, before: Figure) -> float | None:
        """Tell how far the change between two figures may swing besides what their intervals hold."""
        if not (now.is_there and before.is_there):
            return None
        reach = rules.normal_quantile((1 + self._rollup.confidence) / 2)
        return float(reach * np.hypot(now.swing, before.swing))

    def _is_told(self, place: int, district: int) -> bool:
        """Leave out of the districts what adds up nowhere: that is said once, of the municipality."""
        levels = self.levels[place]
        figure = levels.figure(levels.now, "omraade", district)
        has_official = levels.official("omraade", district)[1] is not None
        return figure.is_there or figure.why == IS_HIDDEN or has_official

    def _schools(self, level: str, at: int) -> int:
        if level == "kommune":
            return len(self._rollup.schools)
        return int((self._rollup.district == at).sum()) if level == "omraade" else 1

    def _are_same_schools(self, place: int, level: str, at: int) -> bool:
        """Tell whether the figure and the one before are of the same schools, shown or hidden."""
        levels = self.levels[place]
        if level == "skole" or levels.now is None or levels.before is None:
            return True
        now, before = (levels.figure(table, level, at) for table in (levels.now, levels.before))
        here = np.ones(len(self._rollup.schools), bool) if level == "kommune" else self._rollup.district == at
        one, other = (_schools_in(table, levels.about)[here] for table in (levels.now, levels.before))
        return now.parts == before.parts and bool((one == other).all())

    def _missing(self, figure: Figure, level: str, at: int) -> str | None:
        """Say so where some of its schools are not in a figure."""
        schools = self._schools(level, at)
        if figure.parts == schools:
            return None
        return texts.say("municipality.mangler", antal=schools - figure.parts, af=schools)

    def _country(self, place: int, now: Figure) -> float:
        """Give the country's figure of the year that is shown: the official one's where that stands in."""
        levels = self.levels[place]
        if levels.now is None:
            return NAN
        year = None if now.is_there else levels.official("kommune", 0)[1]
        return levels.now.country if year is None else self._rollup.table(place, year).country

    def _middle(self, levels: Levels) -> Row:
        """Give the middle half of the schools where they are enough that it tells of none."""
        keys = ("skoler_nedre", "skoler_median", "skoler_oevre")
        found = [figure.value for figure in levels.now.schools if figure.is_there] if levels.now else []
        if len(found) < self._least_schools:
            return dict.fromkeys(keys)
        return {key: float(end) for key, end in zip(keys, np.quantile(found, [0.25, 0.5, 0.75]), strict=True)}

    def _trend(self, place: int, levels: Levels) -> Row:
        """Give the municipality's figures of eight years: added up, else official."""
        found = {}
        for year in levels.years:
            table = self._rollup.table(place, year)
            value = table.municipality.value
            found[year] = say.plain(value if value == value else table.official)
        last = levels.years[0] if levels.years else 0
        return {f"t{at}": found.get(last - TREND_YEARS + at) for at in range(1, TREND_YEARS + 1)}


def _schools_in(table: Table, about: say.About) -> NDArray[np.bool_]:
    """Find the schools a figure is of: a median has the shown ones, all others the hidden ones too."""
    shown = np.array([figure.is_there for figure in table.schools], bool)
    return shown if about["sammenlaegning"] == MEDIAN else shown | table.hidden


def _numbers(figure: Figure, about: say.About) -> Row:
    return {
        "vaerdi": say.plain(figure.value),
        "nedre": say.plain(figure.lower),
        "oevre": say.plain(figure.upper),
        "interval": say.interval(figure, about),
        "antal": say.whole(figure.count),
    }


def headed(rows: list[Row]) -> list[Row]:
    """Show a pejlemærke once: blank where the row above has the same."""
    above = None
    for row in rows:
        row["pejlemaerke_vist"] = None if row["pejlemaerke"] == above else row["pejlemaerke"]
        above = row["pejlemaerke"]
    return rows
