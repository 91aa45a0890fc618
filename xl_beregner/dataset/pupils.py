"""The table ``elever``: a row a result, each understood or refused with its reason.

Scores are read in ``scores``, rows compared in ``pupil_checks``. A row without a score is a test not
taken and is kept: the pupil is in the class.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_beregner import cells
from xl_beregner.dataset import columns, pupil_checks, pupil_wide, schema
from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.pupil_schema import SCALE_BY_HEADING
from xl_beregner.dataset.pupil_wide import WHOLE_TEST
from xl_beregner.dataset.raw import RawTable
from xl_beregner.dataset.scores import Score, read_score
from xl_beregner.texts import say

COLUMNS = (
    "raekke", "skole_nr", "klasse", "elev_id", "elev_navn", "fag", "profil", "test", "frivillig",
    "klassetrin", "dato", "skoleaar", "score", "ord", "maks", "skala", "maalefejl",
)  # fmt: skip
_TEXTS = ("skole_nr", "klasse", "elev_id", "elev_navn", "fag", "profil", "test", "ord", "skala")
FIRST_MONTH = 8  # the school year runs from August to July

MANY_REFUSED = 10  # fewer are counted at a glance
_REASONS = {
    "dataset_tom_celle": "tom_celle",
    "dataset_celle_ikke_dato": "dato", "dataset_dato_fremtid": "dato",
    "dataset_celle_ikke_klassetrin": "klassetrin",
    "dataset_score_kriterie": "visning", "dataset_score_normtrin": "visning",
    "dataset_elev_dobbelt": "dobbelt", "dataset_elev_navne": "navne",
    "dataset_ukendt_skole": "skole", "dataset_ukendt_skole_mente_du": "skole",
    "dataset_ukendt_ord": "ord", "dataset_ukendt_ord_mente_du": "ord",
    **dict.fromkeys(
        (
            "dataset_score_ikke_tal", "dataset_score_lus", "dataset_score_dato", "dataset_score_ud_af",
            "dataset_score_procent", "dataset_score_enhed", "dataset_percentil_udenfor",
            "dataset_point_udenfor", "dataset_point_negativ", "dataset_karakter_udenfor",
            "dataset_betyg_udenfor", "dataset_lus_udenfor", "dataset_lus_uden_bogstav",
            "dataset_kriterie_udenfor", "dataset_maks_modsiger", "dataset_celle_fejlvaerdi",
        ),
        "score",
    ),
}  # fmt: skip

_SERIES = {
    "DNT": ("nationale_test", "de_nationale_test", "national_test", "nationale_tests", "dnt"),
    "FNO": (
        "fno", "overgangstest", "nationale_overgangstest", "national_overgangstest",
        "folkeskolens_nationale_overgangstest", "den_nationale_overgangstest",
    ),
    "FNF": (
        "fnf", "faerdighedstest", "nationale_faerdighedstest", "national_faerdighedstest",
        "folkeskolens_nationale_faerdighedstest", "den_nationale_faerdighedstest",
    ),
    "LUS": ("lus", "laesutvecklingsschema", "laesutvecklingsschemat"),
}  # fmt: skip
_SERIES_BY_WORD = {word: series for series, words in _SERIES.items() for word in words}
# Exports write the school year beside the name of the test: "FNO 2025/26", "FNF (2026/2027)".
_YEAR_BEHIND = re.compile(r"[\s,(]+20\d\d(\s*[/–-]\s*(20)?\d\d)?\)?$")


def no_pupils() -> pd.DataFrame:
    """Give the table of a dataset without pupils."""
    texts = {key: pd.Series(dtype=object) for key in _TEXTS}
    figures = {key: pd.Series(dtype=float) for key in ("klassetrin", "score", "maks", "maalefejl")}
    wholes = {key: pd.Series(dtype="int64") for key in ("raekke", "skoleaar")}
    days = {"dato": pd.Series(dtype="datetime64[ns]"), "frivillig": pd.Series(dtype=bool)}
    return pd.DataFrame({**texts, **figures, **wholes, **days})[list(COLUMNS)]


def read_pupils(raw: RawTable, faults: Faults) -> pd.DataFrame:
    """Read every row that can be understood; what is wrong with each other row is noted."""
    scale = _scale_of_heading(raw)
    told = {"skala", *(["test"] if scale == "lus" else [])} if scale else ()
    parts = pupil_wide.parts_of(raw, frozenset(told), faults)
    table = pd.concat([_read_cells(part, scale, faults) for part in parts], ignore_index=True)
    for key in ("fag", "profil"):
        table[key] = mapped(table[key], pupil_checks.one_spelling(table[key], raw, faults))
    table = understood(table, raw, faults)
    pupil_checks.check_rows(table, raw, faults)
    table = understood(table[~pupil_checks.repeated(table)], raw, faults)
    table = table[table["skoleaar"].notna()]  # the column of dates may be missing
    return table.astype({"skoleaar": "int64"})[list(COLUMNS)].reset_index(drop=True)


def _read_cells(raw: RawTable, scale: str, faults: Faults) -> pd.DataFrame:
    """Read the cells of a table, a row a result; ``scale`` where the heading of the scores told it."""
    found = {
        column.key: columns.typed_column(raw, column, faults)
        for column in raw.table.columns
        if column.key != "score"
    }
    if scale:
        found["skala"] = np.full(raw.length, scale, dtype=object)
    if scale == "lus" and "test" not in raw.keys:
        found["test"] = np.full(raw.length, "LUS", dtype=object)
    table = pd.DataFrame({key: pd.Series(values, dtype=values.dtype) for key, values in found.items()})
    table.insert(0, "raekke", raw.rows)
    table["test"] = series_names(table["test"])
    table["profil"] = profile_names(table["profil"])
    table["frivillig"] = table["frivillig"] == "ja"
    table["skoleaar"] = school_years(table["dato"])
    table["score"], words, most = _scores(raw, table, faults)
    table["ord"] = pd.Series(words, dtype=object)
    _take_most(table, most, raw, faults)
    _check_numbers(table, raw, faults)
    return table


def understood(table: pd.DataFrame, raw: RawTable, faults: Faults) -> pd.DataFrame:
    """Give the rows in which nothing is wrong."""
    refused = faults.refused(raw.file)
    return table[~table["raekke"].isin(list(refused))] if refused else table


def tell_of_refused(raw: RawTable, faults: Faults) -> None:
    """Sum up how many rows are understood and why the others are not, where those are many."""
    refused = faults.refused(raw.file)
    if len(refused) < MANY_REFUSED:
        return
    reasons = Counter(_REASONS.get(key, "andet") for keys in refused.values() for key in dict.fromkeys(keys))
    told = [say(f"dataset.afvist.{reason}", antal=number) for reason, number in reasons.most_common()]
    everything = len(set(raw.rows.tolist()) | set(refused))
    facts: dict[str, Any] = {"alle": everything, "afvist": len(refused), "grunde": told}
    counted = everything - len(refused)
    faults.add("dataset_elever_opgjort", severity="warning", fil=raw.file, forstaaet=counted, **facts)


def mapped(names: pd.Series, chosen: Mapping[str, str]) -> pd.Series:
    """Give each name as it was chosen."""
    return pd.Series([chosen.get(name, name) for name in names], names.index, dtype=object)


def series_names(names: pd.Series) -> pd.Series:
    """Name each test series in one way: upper case, the national tests by their letters."""
    return mapped(names, {name: series_name(name) for name in names.unique()})


def series_name(name: str) -> str:
    """Name one test series: ``Folkeskolens Nationale Overgangstest 2025/26`` is ``FNO``."""
    squeezed = " ".join(name.split())
    without_year = _YEAR_BEHIND.sub("", squeezed)
    return _SERIES_BY_WORD.get(schema.plain(without_year), squeezed.upper())


def profile_names(names: pd.Series) -> pd.Series:
    """Leave the profile blank where the whole test is meant."""
    return mapped(names, {name: "" for name in names.unique() if schema.plain(name) in WHOLE_TEST})


def school_years(days: pd.Series) -> pd.Series:
    """Tell each day's school year by the year it begins in; NaN where there is no day."""
    years: pd.Series = days.dt.year - (days.dt.month < FIRST_MONTH)
    return years


def _scale_of_heading(raw: RawTable) -> str:
    """Tell the scale the heading of the scores names, where no column does."""
    if "skala" in raw.keys or "score" not in raw.keys:
        return ""
    return SCALE_BY_HEADING.get(schema.plain(raw.headings[raw.keys["score"]]), "")


def _scores(
    raw: RawTable, table: pd.DataFrame, faults: Faults
) -> tuple[NDArray[np.float64], NDArray[Any], NDArray[np.float64]]:
    """Read each different score of a scale once; give numbers, words, and the most a cell tells."""
    numbers, most = np.full(raw.length, np.nan), np.full(raw.length, np.nan)
    words = np.full(raw.length, "", dtype=object)
    found = raw.column("score")
    if found is None:
        return numbers, words, most
    at, mark = raw.keys["score"], cells.decimal_mark_of(set(found))
    seen: dict[tuple[Any, ...], Score] = {}
    for place, key in enumerate(zip(found, map(type, found), table["skala"], table["test"], strict=True)):
        if not key[2]:
            continue  # told already: without a scale no score is understood
        if key not in seen:
            seen[key] = read_score(key[0], key[2], key[3], mark)
        score = seen[key]
        numbers[place], words[place], most[place] = score.number, score.word, score.most
        if score.fault:
            _refuse(score.fault, key[0], key[2], raw, place, faults)
        elif score.not_taken:
            faults.add(
                "dataset_ikke_taget", severity="warning", fundet=key[0], **raw.spot(raw.rows[place], at)
            )
    return numbers, words, most


def _refuse(fault: str, cell: Any, scale: str, raw: RawTable, place: int, faults: Faults) -> None:
    facts: dict[str, Any] = {"fundet": cell}
    if fault == "score_ikke_tal":
        facts["skala"] = scale
    faults.add(f"dataset_{fault}", **facts, **raw.spot(raw.rows[place], "score"))


def _take_most(table: pd.DataFrame, most: NDArray[np.float64], raw: RawTable, faults: Faults) -> None:
    """Take the highest possible score from ``12 af 20``, unless the row tells another."""
    given = table["maks"].to_numpy(float)
    for place in np.flatnonzero(~np.isnan(most) & ~np.isnan(given) & (most != given)).tolist():
        facts = {"fundet": raw.cells[raw.keys["score"]][place], "maks": float(given[place])}
        faults.add("dataset_maks_modsiger", **facts, **raw.spot(raw.rows[place], "score"))
    table["maks"] = np.where(np.isnan(given), most, given)


def _check_numbers(table: pd.DataFrame, raw: RawTable, faults: Faults) -> None:
    """Refuse what no test can give: a score above its maximum, an error of zero, a day to come."""
    for key in ("maks", "maalefejl"):
        for row, value in table.loc[table[key] <= 0, ["raekke", key]].itertuples(index=False):
            faults.add("dataset_ikke_over_nul", fundet=value, **raw.spot(row, key))
    over = (table["skala"] == "point") & (table["maks"] > 0) & (table["score"] > table["maks"])
    for row, value, most in table.loc[over, ["raekke", "score", "maks"]].itertuples(index=False):
        faults.add("dataset_point_udenfor", fundet=value, maks=most, **raw.spot(row, "score"))
    today = pd.Timestamp.today().normalize()
    scored = table["score"].notna() | (table["ord"] != "")
    late = table.loc[scored & (table["dato"] > today), ["raekke", "dato"]]
    for row, day in late.itertuples(index=False):
        faults.add("dataset_dato_fremtid", fundet=f"{day:%d-%m-%Y}", **raw.spot(row, "dato"))
    other = (table["test"] == "LUS") & ~table["skala"].isin(["lus", ""])
    for row, scale in table.loc[other, ["raekke", "skala"]].itertuples(index=False):
        faults.add("dataset_lus_skala", fundet=scale, **raw.spot(row, "skala"))
    bare = (table["skala"] == "point") & table["score"].notna() & table["maks"].isna()
    for row in table.loc[bare, "raekke"]:
        faults.add("dataset_point_uden_maks", severity="warning", **raw.spot(row, "score"))
