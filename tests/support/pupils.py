"""Tiny made datasets with pupils, laid out as ``load_dataset`` lays them out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from xl_beregner.dataset import Dataset, Setting
from xl_beregner.dataset.settings import defaults
from xl_beregner.measures.growth.growth_norm import GrowthNorm

BLANK = float("nan")
PUPIL_COLUMNS = (
    "raekke", "skole_nr", "klasse", "elev_id", "elev_navn", "fag", "profil", "test", "frivillig",
    "klassetrin", "dato", "skoleaar", "score", "ord", "maks", "skala", "maalefejl",
)  # fmt: skip
NORM_COLUMNS = (
    "norm", "fag", "profil", "foer_test", "foer_trin", "efter_test", "efter_trin", "foer_skala",
    "efter_skala", "metode", "elever", "skoler", "brud", "kilde", "dato",
)  # fmt: skip
NORM_ROW_COLUMNS = ("norm", "noegle", *(f"v{number}" for number in range(1, 111)))


def result(pupil: str, day: str, score: float | str | None, **changed: Any) -> dict[str, Any]:
    """Make a row: a pupil's result on a day; a word is a score on a scale of words, None not taken."""
    date = pd.Timestamp(day)
    row = {
        "skole_nr": "101005",
        "klasse": "4A",
        "elev_id": pupil,
        "elev_navn": f"Elev {pupil}",
        "fag": "laesning",
        "profil": "",
        "test": "EKS",
        "frivillig": False,
        "klassetrin": 4.0,
        "dato": date,
        "skoleaar": date.year if date.month >= 8 else date.year - 1,
        "score": score if isinstance(score, (int, float)) else BLANK,
        "ord": score if isinstance(score, str) else "",
        "maks": BLANK,
        "skala": "skalascore",
        "maalefejl": BLANK,
    }
    return {**row, **changed}


def pupils(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Lay rows out as the table of pupils."""
    table = pd.DataFrame(list(rows), columns=[name for name in PUPIL_COLUMNS if name != "raekke"])
    table.insert(0, "raekke", np.arange(2, len(table) + 2))
    floats = {name: float for name in ("klassetrin", "score", "maks", "maalefejl")}
    return table.astype({**floats, "dato": "datetime64[ns]", "frivillig": bool, "skoleaar": int})


def norm_tables(norms: Iterable[tuple[str, str, GrowthNorm]], **changed: Any) -> dict[str, pd.DataFrame]:
    """Lay norms out as a dataset's two tables: each with its subject and ``EKS 3 > EKS 4`` and itself."""
    listed, rows = [], []
    for number, (subject, steps, norm) in enumerate(norms, start=1):
        before, after = (step.split() for step in steps.split(" > "))
        name, _, profile = subject.partition("|")
        told = {
            "norm": f"n{number}", "fag": name, "profil": profile,
            "foer_test": before[0], "foer_trin": float(before[1]),
            "efter_test": after[0], "efter_trin": float(after[1]),
            "foer_skala": "skalascore", "efter_skala": "skalascore",
            "metode": norm.method, "elever": float(norm.pupils[0]), "skoler": 24.0,
            "brud": before[0] != after[0], "kilde": "Prøven", "dato": pd.Timestamp("2026-10-01"),
        }  # fmt: skip
        listed.append({**told, **changed})
        for key, values in norm.rows():
            numbered = {f"v{place}": value for place, value in enumerate(values, start=1)}
            rows.append({"norm": f"n{number}", "noegle": key, **numbered})
    norms_table = pd.DataFrame(listed, columns=list(NORM_COLUMNS))
    return {
        "norms": norms_table,
        "norm_rows": pd.DataFrame(rows, columns=list(NORM_ROW_COLUMNS), dtype=object),
    }


def dataset(
    rows: Iterable[Mapping[str, Any]],
    *,
    schools: Mapping[str, str] | None = None,
    settings: Mapping[str, Any] | None = None,
    **tables: pd.DataFrame,
) -> Dataset:
    """Make a dataset of these rows; other tables are blank where they are not given."""
    known = schools or {"101005": "Søndre Skole", "101001": "Nordre Skole"}
    given = {key: Setting(value, "Prøven", given=True) for key, value in (settings or {}).items()}
    blank = pd.DataFrame()
    return Dataset(
        name="prøve",
        schools=pd.DataFrame({"skole_nr": list(known), "skole": list(known.values())}),
        catalogue=blank,
        indicators=blank,
        undated=blank,
        goals=blank,
        settings=defaults() | given,
        hash="",
        pupils=pupils(rows),
        **tables,
    )
