"""The tables of Eksempelkommunen beside the results: schools, an invented conversion table, settings.

Every figure here is invented and says so in its source.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import ndtri

from xl_beregner.dataset import example_lus, example_series
from xl_beregner.dataset.example_ability import HEIGHT, PROFILES, Array
from xl_beregner.dataset.example_people import AREAS, SCHOOLS, People, school_number
from xl_beregner.dataset.example_series import DNT_ERROR, DNT_GRADES, FNO, POINTS_ERROR, READING

MUNICIPALITY = "Eksempelkommunen"
LABEL = "Syntetiske elever. Ikke rigtige resultater."
SOURCE = "EKSEMPEL: opdigtede tal om opdigtede elever"
VERSION = "eksempel 1"

# An invented common scale, 0-1700 as the predecessor's was.
_SCALE_START, _SCALE_UNIT = 450.0, 200.0
_LEVEL_ENDS = (-1.2, -0.4, 0.4, 1.2)  # thetas
_GRADE_0 = 1.1  # pupils of a school, grade 0 counted in


def schools(who: People) -> pd.DataFrame:
    """Give the schools with their pupils of today."""
    pupils = np.bincount(who.school_at[:, -1], minlength=len(SCHOOLS))
    return pd.DataFrame(
        {
            "skole_nr": [school_number(place) for place in range(len(SCHOOLS))],
            "skole": list(SCHOOLS),
            "omraade": [AREAS[place % len(AREAS)] for place in range(len(SCHOOLS))],
            "type": "Folkeskole (opdigtet)",
            "elevtal": [str(round(count * _GRADE_0)) for count in pupils.tolist()],
        }
    )


def conversions() -> pd.DataFrame:
    """Give the invented conversion tables: percentiles and points to one scale, with levels."""
    return pd.concat([*_of_percentiles(), *_of_points()], ignore_index=True)


def settings(now: int) -> pd.DataFrame:
    """Give the settings: whose figures these are, that they are invented, and what LUS expects."""
    # National tests were taken in spring until 2022, in autumn since.
    fetched = f"{now + 1}-06-25" if now <= example_series.DNT_LAST else f"{now}-10-31"
    rows = [
        ("kommune_navn", MUNICIPALITY, SOURCE),
        ("eksempel", LABEL, SOURCE),
        ("kilde", SOURCE, SOURCE),
        ("hentet", fetched, SOURCE),
        ("maalefejl_dnt_sd", f"{DNT_ERROR}".replace(".", ","), "Bundsgaard: en halv standardafvigelse"),
    ]
    rows += [
        (f"lus_forventning_{grade}", point, SOURCE) for grade, point in example_lus.EXPECTED_POINTS.items()
    ]
    return pd.DataFrame(rows, columns=["noegle", "vaerdi", "kilde"])


def _of_percentiles() -> Iterator[pd.DataFrame]:
    score = np.arange(1.0, 101.0)
    place = ndtri(score.clip(max=99.5) / 100)
    for profile in ("", *PROFILES):
        name = "DNT læsning, profilområde (eksempel)" if profile else "DNT læsning, samlet (eksempel)"
        for grade in DNT_GRADES:
            yield _table(name, ("DNT", READING, profile, grade), score, place, DNT_ERROR)


def _of_points() -> Iterator[pd.DataFrame]:
    for subject, form in FNO.items():
        for grade, (most, easy) in form.items():
            score = np.arange(most + 1.0)
            # None or all right has no place of its own: half a point stands for it.
            share = score.clip(0.5, most - 0.5) / most
            place = example_series.place_on_points(share, easy)
            name = f"FNO {subject} (eksempel)"
            yield _table(name, ("FNO", subject, "", grade), score, place, POINTS_ERROR)


def _table(
    name: str, about: tuple[str, str, str, int], score: Array, place: Array, error: float
) -> pd.DataFrame:
    test, subject, profile, grade = about
    value = _SCALE_START + _SCALE_UNIT * (HEIGHT[grade] + place)
    level = np.searchsorted(_LEVEL_ENDS, place) + 1
    return pd.DataFrame(
        {
            "tabel": name, "test": test, "fag": subject, "profil": profile, "klassetrin": str(grade),
            "score": example_series.whole_numbers(score),
            "vaerdi": example_series.whole_numbers(np.rint(value)),
            "maalefejl": str(round(error * _SCALE_UNIT)),
            "niveau": [f"Eksempelniveau {found}" for found in level.tolist()],
            "kilde": SOURCE, "version": VERSION,
        }
    )  # fmt: skip
