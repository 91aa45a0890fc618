"""Agreements of invented schools for the tests: a small dataset, and rows as `collect` writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from support.datasets import Rows, tables, write_csv

from xl_beregner.cells import school_year
from xl_beregner.dataset import Dataset, load_dataset
from xl_beregner.dataset.agreements import with_agreements

SOUTH, APPLE = "101001", "0123"

# What the two schools' goals rest on, as sent; 7.2 and 0.4 with 9 degrees of freedom.
GRADE = {
    "baseline": 7.1, "forudsagt": 7.2, "sd": 0.4, "frihedsgrader": 9, "fortegn": 1, "synlig": 0.5,
    "mindste": -3, "stoerste": 12,
}  # fmt: skip
ABSENCE = {
    "baseline": 7.0, "forudsagt": 6.8, "sd": 0.9, "frihedsgrader": 9, "fortegn": -1, "synlig": 1.5,
    "mindste": 0, "stoerste": 100,
}  # fmt: skip

CATALOGUE: Rows = [
    ["indikator", "navn", "pejlemaerke", "maaleenhed", "retning", "kilde", "offentliggjort", "fortrolig"],
    ["karakter", "Karakterer", "Faglighed", "karakter", "op", "Prøven", "ja", "nej"],
    ["laesetest", "Læsetest", "Faglighed", "point", "op", "Prøven", "nej", "ja"],
    ["fravaer", "Fravær", "Trivsel", "pct", "ned", "Prøven", "nej", "nej"],
]
# Results with their error; a few pupils stand behind one of them.
INDICATORS: Rows = [
    ["enhed", "skoleaar", "indikator", "vaerdi", "antal", "standardfejl"],
    *[[SOUTH, school_year(year), "karakter", value, 40, "0,2"] for year, value in
      ((2022, "7,0"), (2023, "7,2"), (2024, "7,1"), (2025, "7,6"), (2026, "7,3"))],
    *[[APPLE, school_year(year), "karakter", value, 30, "0,2"] for year, value in
      ((2022, "6,4"), (2023, "6,6"), (2024, "6,5"), (2025, "6,7"))],
    *[[SOUTH, school_year(year), "fravaer", value, pupils, "0,5"] for year, value, pupils in
      ((2023, "7,4", 400), (2024, "7,2", 400), (2025, "5,4", 400))],
    *[[APPLE, school_year(year), "fravaer", value, pupils, "0,5"] for year, value, pupils in
      ((2023, "8,4", 90), (2024, "8,2", 90), (2025, "6,1", 4))],
    *[[SOUTH, school_year(year), "laesetest", value, 60, "1,0"] for year, value in
      ((2023, 48), (2024, 50), (2025, 53))],
]  # fmt: skip


def small_dataset(folder: Path, **changed: Rows) -> Dataset:
    """Two invented schools with results of a few school years."""
    return load_dataset(
        write_csv(folder, tables(**{"katalog": CATALOGUE, "indikatorer": INDICATORS, **changed}))
    )


def said(
    school: str, year: int, lists: Mapping[str, Mapping[str, Mapping[str, Any]]], **single: Any
) -> list[dict[str, Any]]:
    """Rows of ``aftaler``: answers of lists by table, key and field, and single ones."""
    told = [
        (table, key, name, value)
        for table, rows in lists.items()
        for key, fields in rows.items()
        for name, value in fields.items()
    ]
    told += [("", "", name, value) for name, value in single.items()]
    whose = {"skole_nr": school, "klasse": "", "skoleaar": school_year(year), "skabelon": "resultataftale"}
    return [
        {**whose, "tabel": table, "noegle": key, "felt": name, "vaerdi": value}
        for table, key, name, value in told
    ]


def goal(
    school: str, year: int, key: str, target: Any, *, evaluated: Mapping[str, Any] | None = None, **more: Any
) -> list[dict[str, Any]]:
    """Rows of one goal; ``evaluated``: what was said of how it went."""
    lists: dict[str, Any] = {"aftale": {key: {"maal": target, **more}}}
    if evaluated:
        lists["evaluering"] = {key: evaluated}
    return said(school, year, lists)


def based_on(school: str, year: int, **figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of ``aftalegrundlag`` by indicator."""
    whose = {"skole_nr": school, "skoleaar": school_year(year), "skabelon": "resultataftale"}
    return [{**whose, "noegle": key, **found} for key, found in figures.items()]


def in_template(template: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same rows, typed in or sent with another template."""
    return [{**row, "skabelon": template} for row in rows]


def agreed(
    dataset: Dataset, rows: Sequence[Mapping[str, Any]], basis: Sequence[Mapping[str, Any]] = ()
) -> Dataset:
    """Lay such rows into a dataset."""
    return with_agreements(dataset, pd.DataFrame(list(rows)), pd.DataFrame(list(basis)))
