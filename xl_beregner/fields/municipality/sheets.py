"""One pejlemærke's sheet: its indicators at every level, the schools in alphabetical order, never ranked.

The municipality's page is ``rows``'; which figures may stand here is decided before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.fields.known.municipality import MOST_SIDE_BY_SIDE
from xl_beregner.fields.municipality import words as say
from xl_beregner.fields.municipality.rollup import Rollup, alphabetical
from xl_beregner.fields.municipality.rollup_rules import Figure
from xl_beregner.fields.municipality.rows import Row, Rows
from xl_beregner.fields.strip import positions

_SIDE = ("navn", "maaleenhed", "decimaler", "aar", "retning", "maade")
_CELL = ("vaerdi", "nedre", "oevre", "interval", "antal", "tekst")


@dataclass(frozen=True, slots=True)
class Theme:
    """One sheet: a pejlemærke, or a part of one with many indicators. ``title``: as its sheet is called."""

    number: int
    name: str
    title: str
    indicators: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    level: str
    place: int
    name: str
    area: str
    school: str  # number; blank for others


def themes(rows: Rows, rollup: Rollup) -> list[Theme]:
    """Part the shown indicators by pejlemærke, in the catalogue's order."""
    by_name: dict[str, list[int]] = {}
    for place in rows.shown:
        by_name.setdefault(say.theme_of(rollup.about[place]), []).append(place)
    found: list[Theme] = []
    for name, places in by_name.items():
        for start in range(0, len(places), MOST_SIDE_BY_SIDE):
            title = name if not start else f"{name} ({start // MOST_SIDE_BY_SIDE + 1})"
            here = tuple(places[start : start + MOST_SIDE_BY_SIDE])
            found.append(Theme(len(found) + 1, name, title, here))
    return found


class Sheets:
    """The fields of every pejlemærke's sheet."""

    def __init__(self, rows: Rows, rollup: Rollup, names: Sequence[str], areas: Sequence[str]) -> None:
        self._rows = rows
        self._rollup = rollup
        self._of_all = {row["noegle"]: row for row in rows.municipality()}
        self._units = [
            _Unit("kommune", 0, texts.say("municipality.niveau.hele"), "", ""),
            *(_Unit("omraade", at, name, name, "") for at, name in enumerate(rollup.districts)),
            *_schools(rollup, names, areas),
        ]

    def fields(self, theme: Theme) -> Row:
        """Give one sheet's fields."""
        return {
            "pejlemaerke_navn": theme.title,
            "pejlemaerke_nr": theme.number,
            **self._heads(theme),
            "pejlemaerke_skoler": [self._side_by_side(theme, unit) for unit in self._units],
            "pejlemaerke_tal": self._below(theme),
            "pejlemaerke_indikatorer": [
                self._about(at, place) for at, place in enumerate(theme.indicators, 1)
            ],
        }

    # --- Side by side ------------------------------------------------------------------------
    def _heads(self, theme: Theme) -> Row:
        found: Row = {}
        for at in range(1, MOST_SIDE_BY_SIDE + 1):
            place = theme.indicators[at - 1] if at <= len(theme.indicators) else None
            said = dict.fromkeys(_SIDE) if place is None else self._head(place)
            found |= {f"i{at}_{key}": value for key, value in said.items()}
        return found

    def _head(self, place: int) -> dict[str, Any]:
        about, levels = self._rollup.about[place], self._rows.levels[place]
        return {
            "navn": about["navn"],
            "maaleenhed": say.unit(about),
            "decimaler": int(about["decimaler"]),
            "aar": school_year(levels.now.year) if levels.now else None,
            "retning": texts.say(f"fields.retning.{about['retning'] or 'ingen'}"),
            "maade": say.how(about),
        }

    def _side_by_side(self, theme: Theme, unit: _Unit) -> Row:
        row: Row = {
            "noegle": _key(unit),
            "niveau": unit.level,
            "enhed": unit.name,
            "omraade": unit.area or None,
        }
        remarks: dict[str, list[str]] = {}
        for at in range(1, MOST_SIDE_BY_SIDE + 1):
            place = theme.indicators[at - 1] if at <= len(theme.indicators) else None
            cell = dict.fromkeys(_CELL) if place is None else self._cell(place, unit)
            row |= {f"i{at}_{key}": value for key, value in cell.items()}
            if place is not None and (why := self._remark(place, unit)):
                remarks.setdefault(why, []).append(self._rollup.about[place]["navn"])
        said = [texts.say("municipality.om", navne=names, hvad=why) for why, names in remarks.items()]
        return {**row, "bemaerkning": say.listed(said)}

    def _cell(self, place: int, unit: _Unit) -> dict[str, Any]:
        figure, about = self._figure(place, unit), self._rollup.about[place]
        return {
            "vaerdi": say.plain(figure.value),
            "nedre": say.plain(figure.lower),
            "oevre": say.plain(figure.upper),
            "interval": say.interval(figure, about),
            "antal": say.whole(figure.count),
            "tekst": self._word(place, unit) or self._short(figure, place, unit),
        }

    # --- Below each other --------------------------------------------------------------------
    def _below(self, theme: Theme) -> list[Row]:
        rows: list[Row] = []
        for place in theme.indicators:
            mine = [self._row(place, unit) for unit in self._units if self._is_told(place, unit)]
            for row, strip in zip(mine, _strips(mine), strict=True):
                rows.append({**row, **strip, "indikator_vist": row["indikator"] if row is mine[0] else None})
        return rows

    def _is_told(self, place: int, unit: _Unit) -> bool:
        """Leave out a district without a figure; the municipality and the schools always have a row."""
        return unit.level != "omraade" or self._figure(place, unit).is_there

    def _row(self, place: int, unit: _Unit) -> Row:
        named = self._rows.named(place)
        name = unit.school or unit.name
        added = self._rows.added(place, unit.level, unit.place, name)
        keep = (
            "aar", "vaerdi", "nedre", "oevre", "interval", "antal", "forrige_aar", "forrige", "forrige_nedre",
            "forrige_oevre", "maal", "maaltype", "maal_status",
        )  # fmt: skip
        return {
            "noegle": f"{named['noegle']}|{_key(unit)}",
            "indikator": named["navn"],
            "maaleenhed": named["maaleenhed"],
            "decimaler": named["decimaler"],
            "niveau": unit.level,
            "enhed": unit.name,
            **{key: added[key] for key in keep},
            "bemaerkning": say.listed([self._word(place, unit), self._remark(place, unit)]),
        }

    # --- The indicators ----------------------------------------------------------------------
    def _about(self, number: int, place: int) -> Row:
        about, levels = self._rollup.about[place], self._rows.levels[place]
        keep = ("daekning", "officiel", "officiel_aar", "land", "tekst", "bemaerkning", "kilde")
        return {
            "nr": number,
            **{key: self._rows.named(place)[key] for key in ("noegle", "navn", "maaleenhed")},
            "retning": texts.say(f"fields.retning.{about['retning'] or 'ingen'}"),
            "aar": school_year(levels.now.year) if levels.now else None,
            "maade": say.how(about),
            **{key: self._of_all[about["indikator"]][key] for key in keep},
        }

    # --- Small -------------------------------------------------------------------------------
    def _figure(self, place: int, unit: _Unit) -> Figure:
        levels = self._rows.levels[place]
        return levels.figure(levels.now, unit.level, unit.place)

    def _word(self, place: int, unit: _Unit) -> str | None:
        """Give a school's figure that is a word."""
        now = self._rows.levels[place].now
        if now is None or unit.level != "skole":
            return None
        return self._rollup.words(place, unit.place, now.year) or None

    def _short(self, figure: Figure, place: int, unit: _Unit) -> str | None:
        if figure.is_there:
            return None
        return texts.say("municipality.kort.skjult") if self._reason(place, unit) else "–"

    def _reason(self, place: int, unit: _Unit) -> int:
        now = self._rows.levels[place].now
        return int(now.reason[unit.place]) if now is not None and unit.level == "skole" else 0

    def _remark(self, place: int, unit: _Unit) -> str | None:
        now = self._rows.levels[place].now
        if now is None:
            return None
        if unit.level != "skole":
            figure = self._figure(place, unit)
            return say.without(figure, self._rollup.about[place])
        if why := self._reason(place, unit):
            return texts.say("municipality.skjult", grund=say.why_hidden(why, self._rollup.least(place)))
        found = self._rollup.source(place, unit.place, now.year)
        if found is None:
            is_blank = not self._figure(place, unit).is_there and not self._word(place, unit)
            return texts.say("municipality.uden.ingen_tal") if is_blank else None
        return texts.say(f"municipality.grupper.{found.kind}", antal=found.groups)


def _schools(rollup: Rollup, names: Sequence[str], areas: Sequence[str]) -> Iterator[_Unit]:
    for place in sorted(range(len(names)), key=lambda place: (alphabetical(names[place]), place)):
        yield _Unit("skole", place, names[place], areas[place], rollup.schools[place])


def _key(unit: _Unit) -> str:
    return unit.school or (f"omraade:{unit.name}" if unit.level == "omraade" else "kommune")


def _strips(rows: Sequence[Row]) -> list[dict[str, float | None]]:
    """Place one indicator's figures on one scale, so that schools can be seen beside each other."""

    def column(key: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.array([np.nan if row[key] is None else row[key] for row in rows], float)

    if not rows or not np.isfinite(column("vaerdi")).any():
        return [
            {f"strip_{key}": None for key in ("vaerdi", "nedre", "oevre", "maal", "kommune")} for _ in rows
        ]
    marks = {key: column(key) for key in ("vaerdi", "nedre", "oevre", "maal")}
    # A goal that is a change is no place on the scale of the figures.
    is_level = np.array([row["maaltype"] == texts.say("municipality.maaltype.niveau") for row in rows])
    marks["maal"] = np.where(is_level, marks["maal"], np.nan)
    marks["kommune"] = np.full(len(rows), marks["vaerdi"][0])
    everything = np.concatenate(list(marks.values()))
    ends = [np.full(len(rows), end) for end in (np.nanmin(everything), np.nanmax(everything))]
    placed = positions(marks, ends)
    return [
        {f"strip_{key}": say.plain(float(mark[at])) for key, mark in placed.items()}
        for at in range(len(rows))
    ]
