"""An invented municipality with several districts: tables of a dataset, made from a seed. Synthetic.

Every kind of indicator that adds up in its own way is there: a mean by pupils with its standard error,
one without, a share with pooled counts, a sum, an ordinal one, one that does not add up, money, and a test
result. Small schools, schools without a district, groups in the place of a whole school and missing figures
too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Rows = list[list[Any]]

YEARS = (2022, 2023, 2024, 2025)
FIRST = 900001  # no such school number is in use

_COLUMNS = (
    "indikator", "navn", "pejlemaerke", "maaleenhed", "retning", "sammenlaegning", "fortrolig",
    "offentliggjort", "kan_aftales", "sammenlign", "mindste", "stoerste",
)  # fmt: skip
_INDICATORS = """
karakter;Karakterer;Faglighed;karakter;op;vaegtet_middel;nej;ja;ja;karakter;;
dansk;Dansk;Faglighed;karakter;op;vaegtet_middel;nej;ja;ja;;;
proeve;Prøveresultat;Faglighed;point;op;vaegtet_middel;ja;nej;ja;;;
trivsel;Høj trivsel;Trivsel;pct;op;andel;nej;nej;ja;;;
lus;LUS;Trivsel;point;op;median;nej;ja;ja;;1;19
klassekvotient;Klassekvotient;Rammer;antal;;ingen;nej;ja;nej;klassekvotient;;
elevtal;Elevtal;Rammer;antal;;sum;nej;ja;nej;;;
budget;Budget;Rammer;kr;;sum;nej;nej;nej;;;
"""
CATALOGUE: Rows = [
    [*_COLUMNS, "kilde"],
    *([*line.split(";"), "Syntetisk"] for line in _INDICATORS.strip().splitlines()),
]


def municipality(
    seed: int,
    schools: int = 14,
    districts: int = 4,
    *,
    small: float = 0.15,
    missing: float = 0.05,
    grouped: float = 0.1,
    official: bool = True,
) -> dict[str, Rows]:
    """Make the tables ``skoler``, ``katalog``, ``indikatorer``, ``maal`` and ``indstillinger``.

    ``small``: share of schools with so few pupils that their figures may not be shown; ``grouped``: share
    of school years whose figure of the mean by pupils stands by grade only.
    """
    chance = np.random.default_rng(seed)
    numbers = [str(FIRST + place) for place in range(schools)]
    area = chance.integers(0, districts + 1, schools)  # the last: none
    names = [f"Område {chr(65 + place)}" if place < districts else "" for place in area]
    is_small = chance.random(schools) < small
    base = np.where(is_small, chance.integers(1, 5, schools), chance.integers(6, 80, schools))
    level = chance.normal(7, 0.8, schools)
    rows: Rows = [["enhed", "gruppe", "skoleaar", "indikator", "vaerdi", "antal", "standardfejl"]]
    for year in YEARS:
        written = f"{year}/{year + 1}"
        for place, number in enumerate(numbers):
            pupils = int(max(1, base[place] + (0 if is_small[place] else chance.integers(-2, 3))))
            for row in _of_school(chance, level[place], pupils, grouped):
                if chance.random() >= missing:
                    rows.append([number, row[0], written, *row[1:]])
        if official:
            rows.append(["kommune", "", written, "karakter", round(float(level.mean()), 1), "", ""])
            rows.append(["kommune", "", written, "klassekvotient", 22.4, "", ""])
            rows.append(
                [f"omraade:{names[0]}", "", written, "karakter", 7.0, "", ""] if names[0] else rows.pop()
            )
    return {
        "skoler": [
            ["skole_nr", "skole", "omraade", "elevtal"],
            *([n, f"Syntetisk Skole {n[-2:]}", a, ""] for n, a in zip(numbers, names, strict=True)),
        ],
        "katalog": CATALOGUE,
        "indikatorer": rows,
        "maal": [
            ["niveau", "enhed", "skoleaar", "indikator", "maaltype", "vaerdi", "kilde"],
            ["kommune", "kommune", "2025/2026", "karakter", "niveau", "7,2", "Syntetisk udvalg"],
            ["kommune", "kommune", "2025/2026", "trivsel", "progression", "1", "Syntetisk udvalg"],
            ["kommune", "kommune", "2026/2027", "lus", "niveau", "12", "Syntetisk udvalg"],
        ],
        "indstillinger": [
            ["noegle", "vaerdi", "kilde"],
            ["kommune_navn", "Syntetisk Kommune", "Syntetisk"],
            ["eksempel", "Syntetisk eksempel", "Syntetisk"],
        ],
    }  # fmt: skip


def _of_school(chance: np.random.Generator, level: float, pupils: int, grouped: float) -> Rows:
    """Give one school year's rows: group, indicator, value, count, standard error."""
    grade = round(float(np.clip(level + chance.normal(0, 2 / np.sqrt(pupils)), -3, 12)), 2)
    rows: Rows = [
        ["", "karakter", grade, pupils, round(2 / pupils**0.5, 4)],
        ["", "dansk", round(float(np.clip(level + chance.normal(0, 0.5), -3, 12)), 2), pupils, ""],
        ["", "proeve", round(float(50 + 5 * level + chance.normal(0, 3)), 1), pupils, ""],
        ["", "lus", int(chance.integers(8, 18)), pupils, ""],
        ["", "klassekvotient", round(float(chance.uniform(15, 27)), 1), "", ""],
        ["", "elevtal", pupils, "", ""],
        ["", "budget", int(60000 * pupils + chance.integers(0, 100000)), "", ""],
    ]
    well = int(chance.binomial(pupils, 0.8))
    if chance.random() < grouped and pupils > 1:
        first = int(chance.integers(1, pupils))
        of_first = int(chance.hypergeometric(well, pupils - well, first))
        for name, count, those in (
            ("7. klasse", first, of_first),
            ("8. klasse", pupils - first, well - of_first),
        ):
            rows.append([name, "trivsel", round(100 * those / count, 6), count, ""])
        rows.append(["Drenge", "trivsel", 50, max(1, pupils // 2), ""])  # one sex of two: parts nothing
    else:
        rows.append(["", "trivsel", round(100 * well / pupils, 6), pupils, ""])
    return rows
