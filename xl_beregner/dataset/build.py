"""A dataset on its way: each table as far as it can be read, so that all faults are found.

Reading files is ``readers``', typing columns ``columns``', checks across tables ``checks``' and
``pupil_tables``'.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from xl_beregner.dataset import checks, columns, norm_tables, schema
from xl_beregner.dataset.agreement_tables import of_known_schools, read_agreement_tables
from xl_beregner.dataset.calendar.table import read_calendar
from xl_beregner.dataset.contents import Dataset, sum_of, sum_with_agreements
from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.indicators import read_indicators
from xl_beregner.dataset.pupil_tables import check_pupils_schools, read_pupil_tables
from xl_beregner.dataset.raw import (
    RawTable,
    tell_of_missing_columns,
    tell_of_unknown_column,
    tell_of_unknown_columns,
)
from xl_beregner.dataset.settings import Settings, read_settings
from xl_beregner.texts import say

_INDICATOR_COLUMNS = ("enhed", "gruppe", "aar", "indikator", "vaerdi", "tekst", "antal", "standardfejl")
_GOAL_COLUMNS = tuple(column.key for column in schema.GOALS.columns if column.key != "skoleaar")


class Build:
    """One dataset on its way: each table as far as it can be read, so that all faults are found."""

    def __init__(self, tables: Mapping[str, RawTable], faults: Faults) -> None:
        self.tables = tables
        self.faults = faults

    def dataset(self, name: str) -> Dataset | None:
        """Build every table; None where one is missing (its fault is noted)."""
        raw_settings = self.tables.get("indstillinger")
        settings = read_settings(self.typed(schema.SETTINGS), raw_settings, self.faults)
        pupils = read_pupil_tables(self.tables, bool(settings["eksempel"].value), self.faults)
        alone = is_of_pupils_alone(self.tables)
        schools = self.schools(str(settings["kommune_navn"].value))
        if alone:
            figures = no_figures()
            schools = _schools_of(pupils["pupils"]) if schools is None or schools.empty else schools
        elif schools is None or (found := self.figures(schools, settings)) is None:
            return None
        else:
            figures = found
        check_pupils_schools(self.tables, schools, self.faults)
        told_by_name = schools[["skole_nr"]] if alone and "skoler" not in self.tables else schools
        raw_calendar = self.tables.get(schema.CALENDAR.name)
        steps = read_calendar(self.typed(schema.CALENDAR), raw_calendar, self.faults)
        contents = sum_of(_ordered(told_by_name, figures, pupils, steps), settings)
        agreed = read_agreement_tables(self.tables, self.faults)
        agreed = of_known_schools(agreed, schools["skole_nr"].tolist(), self.faults)
        undated = figures["indicators"]["aar"] == int(columns.UNDATED)
        figures["undated"] = figures["indicators"][undated].reset_index(drop=True)
        figures["indicators"] = figures["indicators"][~undated].reset_index(drop=True)
        found_faults = self.faults.all()
        return Dataset(
            name,
            schools,
            settings=settings,
            hash=sum_with_agreements(contents, agreed["agreements"], agreed["agreement_basis"]),
            hash_of_figures=contents,
            faults=found_faults,
            calendar=steps,
            **figures,
            **pupils,
            **agreed,
        )

    def typed(self, table: schema.Table) -> pd.DataFrame | None:
        """Read a table's columns; None where the dataset has no such table, or nothing is in it."""
        raw = self.tables.get(table.name)
        if raw is None or not raw.headings:
            return None
        tell_of_missing_columns(raw, self.faults, [column.key for column in table.columns if column.required])
        if table is not schema.SCHOOLS:
            tell_of_unknown_columns(raw, self.faults)
        return columns.typed(raw, self.faults)

    def schools(self, municipality: str) -> pd.DataFrame | None:
        """Read the schools, with any number of numeric background columns ``soc_...``."""
        table = self.typed(schema.SCHOOLS)
        if table is None:
            return None
        raw = self.tables["skoler"]
        for at in raw.unknown():
            key = schema.plain(raw.headings[at])
            if key.startswith("soc_"):
                table[key] = columns.numbers(raw, at, raw.cells[at], self.faults)
            else:
                tell_of_unknown_column(raw, at, self.faults)
        table = checks.check_keys(table, raw, "skole_nr", self.faults)
        checks.check_reserved(table, raw, municipality, self.faults)
        return table.reset_index(drop=True)

    def figures(self, schools: pd.DataFrame, settings: Settings) -> dict[str, pd.DataFrame] | None:
        """Read catalogue, figures and goals; None where one is missing."""
        municipality = str(settings["kommune_navn"].value)
        catalogue = self.catalogue()
        if catalogue is None:
            return None
        checks.known_theme_indicators(settings, self.tables.get("indstillinger"), catalogue, self.faults)
        indicators = self.indicators(schools, catalogue, municipality)
        if indicators is None:
            return None
        goals = self.goals(schools, catalogue, municipality)
        return {"catalogue": catalogue, "indicators": indicators, "goals": goals}

    def catalogue(self) -> pd.DataFrame | None:
        """Read the catalogue, its blanks filled in."""
        table = self.typed(schema.CATALOGUE)
        if table is None:
            return None
        raw = self.tables["katalog"]
        table = checks.check_keys(table, raw, "indikator", self.faults)
        return checks.complete_catalogue(table, raw, self.faults)

    def indicators(
        self, schools: pd.DataFrame, catalogue: pd.DataFrame, municipality: str
    ) -> pd.DataFrame | None:
        """Read the figures; checked in full even where schools or catalogue have faults."""
        raw = self.tables.get("indikatorer")
        if raw is None or not raw.headings:
            return None
        table = read_indicators(raw, catalogue, self.faults)
        if len(schools):
            table = checks.known_units(table, raw, schools, municipality, self.faults)
        table = checks.complete_indicators(table, raw, catalogue, self.faults)
        table["aar"] = table["skoleaar"].astype("int64")
        return table[list(_INDICATOR_COLUMNS)]

    def goals(self, schools: pd.DataFrame, catalogue: pd.DataFrame, municipality: str) -> pd.DataFrame:
        """Read goals set above or before; a dataset may have none."""
        table = self.typed(schema.GOALS)
        if table is None:
            return _no_goals()
        raw = self.tables["maal"]
        table = table.reset_index()
        table = checks.known_units(table, raw, schools, municipality, self.faults)
        table = checks.known_indicators(table, raw, catalogue, self.faults)
        table = table[table["skoleaar"].notna() & table["vaerdi"].notna()].reset_index(drop=True)
        table["aar"] = table["skoleaar"].astype("int64")
        return table[[*_GOAL_COLUMNS, "aar"]]


def is_of_pupils_alone(tables: Mapping[str, RawTable]) -> bool:
    """Tell whether a dataset is about pupils only: results, and no catalogue or figures."""
    filled = {name for name, raw in tables.items() if raw.length}
    return "elever" in filled and not filled & {"katalog", "indikatorer"}


def no_figures() -> dict[str, pd.DataFrame]:
    """Give the tables of figures for a dataset of pupils alone."""
    texts = {key: pd.Series(dtype=object) for key in _INDICATOR_COLUMNS}
    kinds: dict[str, Any] = {"aar": "int64", "vaerdi": float, "antal": float, "standardfejl": float}
    catalogue = checks.complete_catalogue(
        norm_tables.empty(schema.CATALOGUE), RawTable.nothing(schema.CATALOGUE), Faults()
    )
    return {"catalogue": catalogue, "indicators": pd.DataFrame(texts).astype(kinds), "goals": _no_goals()}


def _no_goals() -> pd.DataFrame:
    return pd.DataFrame({key: pd.Series(dtype=object) for key in [*_GOAL_COLUMNS, "aar"]})


def _schools_of(pupils: pd.DataFrame) -> pd.DataFrame:
    """Make the schools of a dataset that has no table of them: named by their numbers."""
    numbers = sorted(set(pupils["skole_nr"]) - {""})
    names = [say("dataset.skole_uden_navn", nummer=number) for number in numbers]
    blank = np.full(len(numbers), "", dtype=object)
    return pd.DataFrame(
        {
            "skole_nr": pd.Series(numbers, dtype=object),
            "skole": pd.Series(names, dtype=object),
            "omraade": blank,
            "type": blank,
            "elevtal": np.full(len(numbers), np.nan),
        }
    )


def _without_blank(table: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Leave out columns nobody has filled in: a dataset from before they were there keeps its sum."""
    return table.drop(columns=[name for name in names if (table[name] == "").all()])


def _ordered(
    schools: pd.DataFrame,
    figures: Mapping[str, pd.DataFrame],
    pupils: Mapping[str, pd.DataFrame],
    steps: pd.DataFrame,
) -> Iterator[pd.DataFrame]:
    """Put every table in an order of its own, so that the file's order does not count."""
    yield schools.sort_values("skole_nr")
    yield _without_blank(figures["catalogue"].drop(columns="raekkefoelge"), "skoleform", "rolle")
    yield figures["indicators"].sort_values(["indikator", "enhed", "gruppe", "aar"])
    goals = _without_blank(figures["goals"], "ansvar")
    yield goals.sort_values(list(goals.columns))
    if len(steps):
        yield steps.sort_values("noegle")
    results = pupils["pupils"].drop(columns="raekke")
    if len(results):
        codes = [
            pd.factorize(results[key], sort=True)[0] for key in ("elev_id", "dato", "test", "fag", "profil")
        ]
        yield results.iloc[np.lexsort(codes[::-1])]
    for name in ("conversions", "forecasts", "norms"):
        table = pupils[name].drop(columns="raekke", errors="ignore")
        if len(table):
            yield table.sort_values(list(table.columns))
    if len(pupils["norm_rows"]):
        # The rows of one norm have an order; the norms have none.
        yield pupils["norm_rows"].sort_values("norm", kind="stable")
