"""An invented municipality that has agreed on goals: a dataset on disk, and what ``collect`` brought home.

The figures are `municipality`'s; the goals are drawn from a seed around each school's own figures.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from support.agreed import said
from support.datasets import Rows, write_csv
from support.municipality import municipality

YEAR = 2025
SCHOOLS = 24
_ACTIONS = ("Læsebånd hver morgen", "Fælles regler for fravær", "To lærere i dansk på 7. årgang")
_GROUND = {"sd": 0.5, "frihedsgrader": 12, "fortegn": 1, "mindste": -3, "stoerste": 12, "synlig": 0.3}


def tables(seed: int = 7, schools: int = SCHOOLS) -> dict[str, Rows]:
    """Make the tables of a dataset, with the goals the schools agreed on among them."""
    made = municipality(seed, schools=schools, districts=4, small=0.1)
    answers, ground = _agreements(made["indikatorer"], seed)
    return {**made, "aftaler": answers, "aftalegrundlag": ground}


def dataset(folder: Path, seed: int = 7, schools: int = SCHOOLS) -> Path:
    """Write it."""
    return write_csv(folder, tables(seed, schools))


def without_agreements(folder: Path, seed: int = 7) -> Path:
    """Write the dataset without them."""
    made = tables(seed)
    return write_csv(folder, {name: rows for name, rows in made.items() if not name.startswith("aftale")})


def agreements(folder: Path, seed: int = 7) -> Path:
    """Write what ``collect`` brought home, and give the file of answers."""
    made = tables(seed)
    write_csv(folder, {name: made[name] for name in ("aftaler", "aftalegrundlag")})
    return folder / "aftaler.csv"


def _agreements(figures: Rows, seed: int) -> tuple[Rows, Rows]:
    chance = np.random.default_rng(seed + 1)
    answers: list[dict[str, Any]] = []
    ground: Rows = [["skole_nr", "skoleaar", "skabelon", "noegle", "baseline", "forudsagt", *_GROUND]]
    written = f"{YEAR}/{YEAR + 1}"
    for school, group, year, indicator, value, *_ in figures[1:]:
        if indicator != "karakter" or group or year != f"{YEAR - 1}/{YEAR}" or not str(school).isdigit():
            continue
        target = round(float(value) + float(chance.choice([0.1, 0.3, 0.6])), 1)
        action = str(chance.choice(_ACTIONS))
        goal = {"maaltype": "Niveau", "maal": target, "senest": written, "tiltag": action}
        done = {"gennemfoert": str(chance.choice(["Ja", "Delvis", "Nej"]))}
        lists = {"aftale": {"karakter": goal}, "evaluering": {"karakter": done}}
        answers += said(str(school), YEAR, lists, egen_1_maal="Flere elever i svømmehallen")
        ground.append([school, written, "resultataftale", "karakter", value, value, *_GROUND.values()])
    columns = list(answers[0])
    return [columns, *([row[name] for name in columns] for row in answers)], ground
