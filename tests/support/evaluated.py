"""An invented municipality a year after its schools agreed on goals: results, words, judgements."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from support.agreed import CATALOGUE, agreed, based_on, said
from support.datasets import Rows, tables, write_csv

from xl_beregner.cells import school_year
from xl_beregner.dataset import Dataset, load_dataset

YEAR = 2025
EXAMPLE = "EKSEMPEL. Opdigtede skoler. Ikke en aftale."
# Prediction and its spread, sign, decimals of the target, standard error of a result.
_ABOUT = {
    "karakter": (7.2, 0.4, 1, 1, 0.2),
    "fravaer": (6.8, 0.9, -1, 1, 0.5),
    "laesetest": (51.0, 3.0, 1, 0, 1.0),
}
_CHANCES = {0.5: 0.0, 0.35: 0.4, 0.15: 1.1}  # and how many spreads away, near enough, with 9 df
_ACTIONS = (
    "Fælles læsebånd hver morgen; læsevejlederen er med hver uge.",
    "Opringning til hjemmet på anden fraværsdag. Teamet ser listen igennem hver måned sammen med "
    "ledelsen og aftaler, hvem der taler med hvem.",
    "To lærere på efteruddannelse.",
)
_LEADER = (
    "Det lykkedes i udskolingen, men ikke på mellemtrinnet, hvor vi skiftede tre lærere ud i løbet af året.",
    "Vi nåede længere, end vi troede.",
    "",
)
_CHIEF = ("Enig. Hold fast i det, der virker.", "Vi taler om mellemtrinnet i november.", "")
_JUDGED = ("Nået", "Delvist nået", "Ikke nået", "Kan ikke vurderes", "")


def municipality(
    folder: Path, count: int = 24, *, seed: int = 6, judged: tuple[str, ...] = _JUDGED, **settings: str
) -> Dataset:
    """Write the dataset, read it, and lay its agreements into it."""
    rng = random.Random(seed)
    numbers = [str(101000 + number) for number in range(1, count + 1)]
    schools: Rows = [["skole_nr", "skole", "omraade", "elevtal"]]
    schools += [
        [number, f"Opdigtet Skole {at}", "Nord" if at % 2 else "Syd", "300"]
        for at, number in enumerate(numbers, 1)
    ]
    results: Rows = [["enhed", "skoleaar", "indikator", "vaerdi", "antal", "standardfejl"]]
    rows: list[dict[str, Any]] = []
    basis: list[dict[str, Any]] = []
    for number in numbers[:-1]:  # the last one has no agreement
        for key, (mean, spread, sign, decimals, error) in _ABOUT.items():
            figures = {
                "baseline": mean - sign * 0.1,
                "forudsagt": mean,
                "sd": spread,
                "frihedsgrader": 9,
                "fortegn": sign,
                "synlig": spread,
            }
            basis += based_on(number, YEAR, **{key: figures})
            chance = rng.choice(list(_CHANCES))
            target = round(mean + sign * _CHANCES[chance] * spread, decimals)
            result = round(rng.gauss(mean, spread), 1)
            pupils = 3 if number == numbers[1] and key == "fravaer" else 120
            if rng.random() > 0.06:
                results.append(
                    [
                        number,
                        school_year(YEAR),
                        key,
                        str(result).replace(".", ","),
                        pupils,
                        str(error).replace(".", ","),
                    ]
                )
            rows += said(number, YEAR, _goal(rng, key, target, judged))
        if int(number) % 3 == 1:
            rows += said(number, YEAR, {}, **_own(rng, judged))
    results += [[number, school_year(YEAR - 1), "karakter", "7,1", 120, "0,2"] for number in numbers]
    given: Mapping[str, Rows] = {
        "skoler": schools,
        "katalog": CATALOGUE,
        "indikatorer": results,
        "indstillinger": [["noegle", "vaerdi", "kilde"], *_settings(settings)],
    }
    return agreed(load_dataset(write_csv(folder, tables(**given))), rows, basis)


def _settings(given: Mapping[str, str]) -> Rows:
    known = {"kommune_navn": "Eksempelby", "eksempel": EXAMPLE, "kilde": "Opdigtede tal", **given}
    return [
        [key, value, "Byrådet 12-05-2026" if key.startswith("udbetaling") else "Opdigtet"]
        for key, value in known.items()
    ]


def _goal(
    rng: random.Random, key: str, target: float, judged: tuple[str, ...]
) -> dict[str, dict[str, dict[str, Any]]]:
    due = school_year(YEAR + 1) if rng.random() < 0.1 else school_year(YEAR)
    words: dict[str, Any] = {
        "gennemfoert": rng.choice(("Ja", "Delvis", "Nej")),
        "leder": rng.choice(_LEADER),
        "chef": rng.choice(_CHIEF),
        "vurdering": "" if due != school_year(YEAR) else rng.choice(judged),
    }
    if rng.random() < 0.15:
        words |= {
            "justeret": round(target - 0.2, 1),
            "begrundelse": "Udskolingen fik en ny klasse i november.",
        }
    goal = {"maaltype": "Niveau", "maal": target, "senest": due, "tiltag": rng.choice(_ACTIONS)}
    return {"aftale": {key: goal}, "evaluering": {key: words}}


def _own(rng: random.Random, judged: tuple[str, ...]) -> dict[str, Any]:
    return {
        "egen_1_maal": "Flere elever i musikskolen",
        "egen_1_tegn": "Vi kan høre det til samlingen",
        "egen_1_resultat": "60 elever",
        "egen_1_senest": school_year(YEAR),
        "egen_1_tiltag": "Musikskolen har en eftermiddag på skolen",
        "egen_1_gennemfoert": rng.choice(("Ja", "Nej")),
        "egen_1_vurdering": rng.choice(judged),
        "egen_1_bemaerkning": "54 i maj",
        "sygefravaer_maal": "Under 4 %",
    }
