"""``example``: a synthetic municipality to try everything on, the same for the same seed.

24 invented schools, some 550 classes and 12,000 pupils whose true ability is known, with tests as they
are in life: ties, movers, absences, small classes, floors and ceilings. The people are made in
``example_people``, what they can in ``example_ability``, what they scored in ``example_series`` and
``example_lus``. What is true stands in ``truth``, for tests alone, and is never written.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from xl_beregner.dataset import example_lus, example_series, example_tables
from xl_beregner.dataset.example_ability import Ability, abilities
from xl_beregner.dataset.example_people import (
    LETTERS,
    SCHOOLS,
    Ints,
    People,
    Words,
    people,
    school_number,
)
from xl_beregner.dataset.readers import dataset_file_in
from xl_beregner.errors import OutputError
from xl_beregner.texts import say

SEED, NOW = 2026, 2026
FIRST_NOW, LAST_NOW = 2021, 2026
README = "README.md"

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Example:
    """A synthetic municipality.

    ``tables``: as they are written, every cell text. ``truth``: ``results`` (a row for each row of
    ``elever``: ``true`` in the unit of its score (of LUS the place in the order), ``error`` in thetas,
    ``theta``), ``pupils`` (a row each: true scores of the invented test a year ago and now, ``growth``
    between them, ``effect`` of school and class on it, who stands still), ``classes`` and ``schools``
    (true means), ``forecasts`` (the true chance of each row of ``prognoser``).
    """

    seed: int
    now: int
    tables: Tables
    truth: Tables

    def write(self, folder: str | Path) -> list[Path]:
        """Write the tables as CSV files with a README; a folder that holds a dataset is left alone."""
        folder = Path(folder)
        there = dataset_file_in(folder)
        if there or (folder / README).exists():
            raise OutputError("dataset_findes", sti=str(there or folder / README))
        files = {f"{name}.csv": _as_csv(table) for name, table in self.tables.items()}
        files[README] = say("example.readme", aar=f"{self.now}/{self.now + 1}", froe=self.seed).encode()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return [_written(folder / name, data) for name, data in files.items()]
        except OSError as error:
            raise OutputError("dataset_ikke_skrevet", sti=str(folder), grund=str(error.strerror)) from error


def example(seed: int = SEED, now: int = NOW) -> Example:
    """Make the municipality as it is in the school year that begins in ``now``, when its tests are taken.

    In 2026 these are the first FNF, in autumn, with FNO and the last DNT behind them; in 2021 the last DNT,
    in spring, with the DNT of earlier grades behind them.
    """
    if not FIRST_NOW <= now <= LAST_NOW:
        raise ValueError(f"now is a year from {FIRST_NOW} to {LAST_NOW}, not {now}")
    rng = np.random.default_rng(seed)
    who = people(rng, now)
    able = abilities(rng, who)
    blocks = example_series.national_tests(rng, who, able) + example_lus.judgements(rng, who, able)
    results = _in_order(who, pd.concat(blocks, ignore_index=True))
    foretold = _in_order(who, example_lus.forecasts(rng, who, able))
    pupils = _true_pupils(who, able)
    return Example(
        seed,
        now,
        {
            "skoler": example_tables.schools(who),
            "elever": _named(who, results, _RESULT_COLUMNS),
            "prognoser": _named(who, foretold, _FORECAST_COLUMNS),
            "omsaetning": example_tables.conversions(),
            "indstillinger": example_tables.settings(now),
        },
        {
            "results": results[["true", "error", "theta"]],
            "pupils": pupils,
            "classes": _means(pupils, ["skole_nr", "klasse"]),
            "schools": _means(pupils, ["skole_nr"]),
            "forecasts": foretold[["likely"]],
        },
    )


_RESULT_COLUMNS = (
    "skole_nr", "klasse", "elev_id", "elev_navn", "fag", "profil", "test", "frivillig", "klassetrin",
    "dato", "score", "maks", "skala", "maalefejl",
)  # fmt: skip
_FORECAST_COLUMNS = (
    "skole_nr", "klasse", "elev_id", "fag", "maal", "prognose", "sandsynlighed", "tiltag", "dato",
)  # fmt: skip


def _in_order(who: People, rows: pd.DataFrame) -> pd.DataFrame:
    """Sort by school, class, pupil and day, as a school's list would be."""
    at = who.class_at[rows["pupil"], rows["column"]]
    grade = who.grade_at[rows["pupil"], rows["column"]]
    day = rows["dato"].to_numpy("datetime64[D]").astype(int)
    order = np.lexsort(
        (np.arange(len(rows)), day, who.number[rows["pupil"]], who.classes.letter[at], grade,
         who.classes.school[at])
    )  # fmt: skip
    return rows.iloc[order].reset_index(drop=True)


def _named(who: People, rows: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """Put school, class and pupil in words and every cell in text."""
    pupil, column = rows["pupil"].to_numpy(), rows["column"].to_numpy()
    at, grade = who.class_at[pupil, column], who.grade_at[pupil, column]
    school = np.array([school_number(place) for place in range(len(SCHOOLS))], object)
    named = rows.assign(
        skole_nr=school[who.classes.school[at]],
        klasse=_class_names(grade, who.classes.letter[at]),
        elev_id=who.ids[pupil],
        elev_navn=who.names[pupil],
        dato=np.datetime_as_string(rows["dato"].to_numpy("datetime64[D]")).astype(object),
    )
    if "klassetrin" in named:
        named["klassetrin"] = example_series.whole_numbers(named["klassetrin"].to_numpy())
    return named[list(columns)]


def _class_names(grade: Ints, letter: Ints) -> Words:
    names = [[f"{number}{mark}" for mark in LETTERS] for number in range(10)]
    return np.array(names, object)[grade, letter]


def _true_pupils(who: People, able: Ability) -> pd.DataFrame:
    """Tell the truth of each pupil: the scores of the invented test, and the growth between them."""
    grade = who.grade_at[:, -1]
    place = who.classes.letter[who.class_at[:, -1]]
    stayed = who.here[:, -2] & (grade >= 2)
    before = np.full(grade.size, np.nan)
    before[stayed] = example_series.eks_scale(able.reading[stayed, -2], grade[stayed] - 1)
    after = example_series.eks_scale(able.reading[:, -1], grade)
    return pd.DataFrame(
        {
            "elev_id": who.ids,
            "skole_nr": [school_number(school) for school in who.school_at[:, -1].tolist()],
            "klasse": _class_names(grade, place),
            "klassetrin": grade,
            "theta": able.reading[:, -1],
            "theta_before": np.where(stayed, able.reading[:, -2], np.nan),
            "before": before,
            "after": after,
            "growth": np.where(able.stands_still, 0.0, after - before),
            "effect": able.effect[:, -1] * example_series.EKS_UNIT,
            "stands_still": able.stands_still & stayed,
            "keeps_place": able.keeps_place,
        }
    )


def _means(pupils: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    told = pupils.groupby(by, sort=True)
    means = told[["theta", "before", "after", "growth", "effect"]].mean()
    return means.assign(pupils=told.size()).reset_index()


def _as_csv(table: pd.DataFrame) -> bytes:
    # Semicolons and a byte order mark: so Excel in Danish opens it with its columns and æøå.
    return table.to_csv(sep=";", index=False, lineterminator="\r\n").encode("utf-8-sig")


def _written(path: Path, data: bytes) -> Path:
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_bytes(data)
    os.replace(temporary, path)
    return path
