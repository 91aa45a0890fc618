"""What the rows of ``elever`` say about each other: the same test twice, one id for two pupils.

A single row was read in ``pupils``. What makes a row unusable is an error; what may be right and is
worth a look is a warning, and the row is read as it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from xl_beregner.cells import school_year
from xl_beregner.dataset.faults import Faults, shown
from xl_beregner.dataset.raw import RawTable
from xl_beregner.texts import say

_ONE_TEST = ["elev_id", "fag", "profil", "test", "dato"]
_SAME = ["skole_nr", "klasse", "klassetrin", "score", "ord", "maks", "skala", "maalefejl", "frivillig"]
# The school years in which the Danish national tests were taken, by the year they begin in.
SERIES_YEARS: Mapping[str, tuple[int, int | None]] = {
    "DNT": (2009, 2021),
    "FNO": (2022, 2025),
    "FNF": (2026, None),
}
_KNOWN_SERIES, _WORD = (*SERIES_YEARS, "LUS"), re.compile(r"\w+")
_HIGHEST_LEVEL, _LEAST_GROUP = 6, 5  # as in the check of pasted results in a worksheet
_SIGNS = re.compile(r"[\W_]+")


def check_rows(table: pd.DataFrame, raw: RawTable, faults: Faults) -> None:
    """Note everything rows say against each other; rows that repeat an earlier one are told."""
    _check_twice(table, raw, faults)
    _check_names(table, raw, faults)
    _check_two_places(table, raw, faults)
    _check_class_names(table, raw, faults)
    _check_series_years(table, raw, faults)
    _check_series_names(table, raw, faults)
    _check_levels(table, raw, faults)


def repeated(table: pd.DataFrame) -> pd.Series:
    """Mark the rows that say the same as an earlier one."""
    return table.duplicated([*_ONE_TEST, *_SAME]) & (table["elev_id"] != "")


# --- The same test twice ---------------------------------------------------------------------
def _check_twice(table: pd.DataFrame, raw: RawTable, faults: Faults) -> None:
    for row in table.loc[repeated(table), "raekke"]:
        faults.add("dataset_elev_gentaget", severity="warning", fil=raw.file, raekke=int(row))
    once = table[~repeated(table)]
    twice = once[once.duplicated(_ONE_TEST, keep=False) & once["dato"].notna()]
    for _, rows in twice.groupby(_ONE_TEST, sort=False):
        differ = [key for key in _SAME if len({str(value) for value in rows[key]}) > 1]
        told = ", ".join(sorted({_heading(key) for key in differ}))
        first, second = (int(row) for row in rows["raekke"].iloc[:2])
        for row in rows["raekke"]:
            other = second if row == first else first
            facts: dict[str, Any] = {"forskel": told, "foerste": other}
            faults.add("dataset_elev_dobbelt", fil=raw.file, raekke=int(row), **facts)


def _heading(key: str) -> str:
    return say(f"dataset.kolonne.elever.{'score' if key == 'ord' else key}").lower()


# --- One id, one pupil -----------------------------------------------------------------------
def _check_names(table: pd.DataFrame, raw: RawTable, faults: Faults) -> None:
    """Refuse rows that give an id another name; ``Jensen, Anna`` and ``Anna Jensen`` are one."""
    named = table.loc[table["elev_navn"] != "", ["raekke", "elev_id", "elev_navn"]]
    pairs = named.drop_duplicates(["elev_id", "elev_navn"])
    pairs = pairs.assign(name=[_same_name(name) for name in pairs["elev_navn"]])
    pairs = pairs.drop_duplicates(["elev_id", "name"])
    clashing = pairs[pairs.duplicated("elev_id", keep=False)]
    if clashing.empty:
        return
    first = {pupil: (name, row) for row, pupil, name in _reversed(clashing)}
    for row, pupil, name in named[named["elev_id"].isin(set(first))].itertuples(index=False):
        theirs, at = first[pupil]
        if _same_name(name) != theirs:
            told: dict[str, Any] = {"elev": shown(pupil), "foerste": int(at)}
            faults.add("dataset_elev_navne", **told, **raw.spot(row, "elev_navn"))


def _reversed(pairs: pd.DataFrame) -> list[tuple[int, str, str]]:
    columns = (pairs[key].tolist() for key in ("raekke", "elev_id", "name"))
    return list(zip(*columns, strict=True))[::-1]


def _same_name(name: str) -> str:
    return " ".join(sorted(name.casefold().replace(",", " ").split()))


def _check_two_places(table: pd.DataFrame, raw: RawTable, faults: Faults) -> None:
    """Tell of an id in two classes on one day, or back at a school it had left in the same year.

    Who moves is at one school up to a day and at the other from then on: that is no clash.
    """
    known = table[(table["elev_id"] != "") & table["dato"].notna() & (table["klasse"] != "")]
    known = known[["raekke", "elev_id", "skoleaar", "dato", "skole_nr", "klasse"]]
    squeezed = {name: squeeze(name) for name in known["klasse"].unique()}
    known = known.assign(plads=known["klasse"].map(squeezed))
    places = known.drop_duplicates(["elev_id", "skoleaar", "skole_nr", "plads"])
    several = places[places.duplicated(["elev_id", "skoleaar"], keep=False)]
    if several.empty:
        return
    suspects = known.merge(several[["elev_id", "skoleaar"]].drop_duplicates(), on=["elev_id", "skoleaar"])
    in_order = suspects.sort_values(["dato", "raekke"])
    for _, rows in in_order.groupby([in_order["elev_id"], in_order["skoleaar"]]):
        one_day = rows.drop_duplicates(["dato", "skole_nr", "plads"])
        back = _goes_back(rows["skole_nr"].tolist())
        if one_day["dato"].duplicated().any() or back:
            named = dict.fromkeys(zip(rows["skole_nr"], rows["klasse"], strict=True))
            faults.add(
                "dataset_elev_to_skoler",
                severity="warning",
                fil=raw.file,
                raekke=int(rows["raekke"].max()),
                elev=shown(rows["elev_id"].iloc[0]),
                skoleaar=school_year(int(rows["skoleaar"].iloc[0])),
                klasser=", ".join(f"{shown(school)}/{shown(group)}" for school, group in named),
            )


def _goes_back(schools: list[str]) -> bool:
    moves = [school for at, school in enumerate(schools) if at == 0 or school != schools[at - 1]]
    return len(moves) != len(set(moves))


def squeeze(name: str) -> str:
    """Write a class without signs: ``4.A``, ``4 a`` and ``4A`` look the same."""
    return _SIGNS.sub("", name).casefold()


def _check_class_names(table: pd.DataFrame, raw: RawTable, faults: Faults) -> None:
    """Tell of classes of a school and year that differ by signs alone; they are read as two."""
    groups = table.loc[table["klasse"] != "", ["skole_nr", "skoleaar", "klasse"]].drop_duplicates()
    groups = groups.assign(plads=groups["klasse"].map({name: squeeze(name) for name in groups["klasse"]}))
    key = ["skole_nr", "skoleaar", "plads"]
    for _, rows in groups[groups.duplicated(key, keep=False)].groupby(key):
        faults.add(
            "dataset_klasse_stavet",
            severity="warning",
            fil=raw.file,
            skole=shown(rows["skole_nr"].iloc[0]),
            fundet=", ".join(f"”{shown(name)}”" for name in sorted(rows["klasse"])),
            skoleaar=school_year(int(rows["skoleaar"].iloc[0])),
        )


# --- Tests -----------------------------------------------------------------------------------
def _check_series_years(table: pd.DataFrame, raw: RawTable, faults: Faults) -> None:
    """Tell of a national test in a school year in which it was not taken."""
    for test, (first, last) in SERIES_YEARS.items():
        years = table["skoleaar"]
        outside = (table["test"] == test) & ((years < first) | (years > (last or np.inf)))
        period = f"{school_year(first)}–{school_year(last) if last else ''}"
        for row, year in table.loc[outside, ["raekke", "skoleaar"]].itertuples(index=False):
            facts: dict[str, Any] = {"test": test, "skoleaar": school_year(int(year)), "periode": period}
            faults.add("dataset_test_aar", severity="warning", **facts, **raw.spot(row, "dato"))


def _check_series_names(table: pd.DataFrame, raw: RawTable, faults: Faults) -> None:
    """Tell of a name that begins as a known series and says more: it is read as a series of its own."""
    for row, name in table.loc[~table["test"].isin(_KNOWN_SERIES), ["raekke", "test"]].itertuples(
        index=False
    ):
        series = _WORD.match(name)
        if series and series[0] in _KNOWN_SERIES:
            facts: dict[str, Any] = {"test": shown(name), "serie": series[0]}
            faults.add("dataset_test_serie", severity="warning", **facts, **raw.spot(row, "test"))


def _check_levels(table: pd.DataFrame, raw: RawTable, faults: Faults) -> None:
    """Tell of percentiles that are all from 1 to 6: those may be the levels of the criterion view."""
    scored = table[(table["skala"] == "percentil") & table["score"].notna()]
    like = (scored["score"] % 1 == 0) & (scored["score"] <= _HIGHEST_LEVEL)
    for names, rows in scored.groupby(["test", "fag", "profil", "klassetrin"], dropna=False):
        if len(rows) >= _LEAST_GROUP and like[rows.index].all():
            test, subject, profile, grade = names
            group = ", ".join(shown(part) for part in (test, subject, profile, grade) if part != "")
            for row in rows["raekke"]:
                faults.add(
                    "dataset_percentil_trin", severity="warning", gruppe=group, **raw.spot(row, "score")
                )


# --- One spelling ----------------------------------------------------------------------------
def one_spelling(names: pd.Series, raw: RawTable, faults: Faults) -> Mapping[str, str]:
    """Give the one spelling of each name that differs by capital letters alone: the commonest."""
    counts = Counter(names.tolist())
    groups: dict[str, list[str]] = {}
    for name in sorted(counts):
        groups.setdefault(name.casefold(), []).append(name)
    chosen = {}
    for spellings in groups.values():
        best = max(spellings, key=lambda name: counts[name])
        chosen.update(dict.fromkeys(spellings, best))
        if len(spellings) > 1:
            found = ", ".join(f"”{shown(name)}”" for name in spellings)
            faults.add("dataset_stavet", severity="warning", fil=raw.file, fundet=found, laest=shown(best))
    return chosen
