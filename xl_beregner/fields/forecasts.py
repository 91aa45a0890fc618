"""A class's forecasts beside what is known, earlier ones beside their outcome, and how well they held.

A forecast is a teacher's: a word, or a chance from 0 to 1. What came of one is found in ``outcomes``,
how well all of them held in ``forecast_calibration``.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from xl_beregner import texts
from xl_beregner.dataset import Dataset
from xl_beregner.fields.disclosure import Hidden, rule_for_results
from xl_beregner.fields.forecast_calibration import calibration
from xl_beregner.fields.forecast_words import forecast_word
from xl_beregner.fields.known.lus import DATES
from xl_beregner.fields.lus_points import expected_points
from xl_beregner.fields.outcomes import LOWEST_PASS, Case, outcome_of
from xl_beregner.fields.roster import ClassGroup, Roster
from xl_beregner.measures.targets.calibration import LEAST_CASES

Record = Mapping[str, Any]
# What is asked of a result.
_COLUMNS = ("fag", "profil", "test", "skala", "score", "ord", "maks", "dato", "skoleaar", "klassetrin")


class Forecasts:
    """The forecast fields of every class."""

    def __init__(self, roster: Roster, dataset: Dataset) -> None:
        self._roster = roster
        self._cases = Cases(roster, dataset)
        self._expected, _ = expected_points(dataset)

    def fields(self, group: ClassGroup) -> dict[str, Any]:
        """Give what to forecast, what came of earlier forecasts, and how well they held."""
        cases = [case for pupil in group.pupils for case in self._cases.of(pupil)]
        return {
            "prognose_mindst_antal": LEAST_CASES,
            "prognose": [self._to_forecast(*pair) for pair in self._pairs(group)],
            "prognose_udfald": [self._came(case) for case in sorted(cases, key=_newest_first)],
            "prognose_kalibrering": list(calibration(cases, 1)),
        }

    def _pairs(self, group: ClassGroup) -> Iterator[tuple[str, str]]:
        """Name every pupil of each subject that the class has forecasts or this year's results in."""
        subjects = {case.forecast["fag"] for pupil in group.pupils for case in self._cases.of(pupil)}
        for pupil in group.pupils:
            subjects |= {
                row["fag"] for row in self._cases.history(pupil) if row["skoleaar"] == self._roster.year
            }
        for subject in sorted(subjects):
            for pupil in group.pupils:
                yield pupil, subject

    def _to_forecast(self, pupil: str, subject: str) -> Record:
        known = [row for row in self._cases.history(pupil) if row["fag"] == subject and _is_whole(row)]
        latest = known[-1] if known else None
        earlier = [case.forecast for case in self._cases.of(pupil) if case.forecast["fag"] == subject]
        before = earlier[-1] if earlier else None
        return {
            "noegle": f"{pupil}|{subject}",
            "elev_navn": self._roster.name(pupil) or pupil,
            "fag": subject,
            "maal": self._goal(pupil, latest, before),
            "seneste": _shown(latest) if latest else None,
            "seneste_test": latest["test"] if latest else None,
            "seneste_dato": latest["dato"].date() if latest else None,
            "tidligere": _said(before) if before else None,
            "tidligere_dato": before["dato"].date() if before else None,
            "tidligere_tiltag": (before["tiltag"] or None) if before else None,
        }

    def _goal(self, pupil: str, latest: Record | None, before: Record | None) -> str | None:
        """Give this year's goal: as forecast before, else what its scale or the municipality says.

        Last year's goal is no goal of this year.
        """
        if before and before["skoleaar"] == self._roster.year and before["maal"]:
            return str(before["maal"])
        scale = latest["skala"] if latest else ""
        if scale == "betyg":
            return LOWEST_PASS
        point = self._expected.get((self._grade(pupil), DATES[-1])) if scale == "lus" else None
        return texts.say("fields.prognose.skala.lus", score=point) if point else None

    def _grade(self, pupil: str) -> int:
        grades = [row["klassetrin"] for row in self._cases.history(pupil)]
        known = [grade for grade in grades if grade == grade]
        return int(known[-1]) if known else -1

    def _came(self, case: Case) -> Record:
        forecast, result = case.forecast, case.outcome.result
        return {
            "noegle": f"{forecast['elev_id']}|{forecast['fag']}|{forecast['dato'].date().isoformat()}",
            "elev_navn": self._roster.name(forecast["elev_id"]) or forecast["elev_id"],
            "fag": forecast["fag"],
            "dato": forecast["dato"].date(),
            "maal": forecast["maal"] or None,
            "prognose": forecast_word(forecast["prognose"]),
            "sandsynlighed": _known(forecast["sandsynlighed"]),
            "tiltag": forecast["tiltag"] or None,
            "resultat": _shown(result) if result else None,
            "resultat_test": result["test"] if result else None,
            "resultat_dato": result["dato"].date() if result else None,
            "udfald": texts.say(f"fields.udfald.{case.outcome.key}"),
            "grund": texts.say(f"fields.udfald.grund.{case.outcome.why}") if case.outcome.why else None,
        }


class SchoolForecasts:
    """How well forecasts held, school by school and subject by subject.

    A forecast is told of the school that made it. Below the least number of forecasts with a known
    outcome there are no figures in any edition, and in those for others than the school and the
    administration nothing at all: what came of a forecast is a test result.
    """

    def __init__(self, dataset: Dataset, year: int, edition: str) -> None:
        self._dataset = dataset
        self._year = year
        self._least = int(dataset.settings["mindst_antal"].value)
        is_confidential = rule_for_results(edition, self._least)(math.inf) == Hidden.CONFIDENTIAL
        self._is_told = len(dataset.forecasts) > 0 and not is_confidential

    def fields(self, school_number: str) -> dict[str, Any]:
        """Give the list ``prognose_kalibrering`` of a school."""
        cases = self._by_school.get(school_number, []) if self._is_told else []
        return {"prognose_kalibrering": list(calibration(cases, self._least))}

    @cached_property
    def _by_school(self) -> dict[str, list[Case]]:
        found: dict[str, list[Case]] = defaultdict(list)
        for case in Cases(Roster(self._dataset, self._year), self._dataset).all:
            found[case.forecast["skole_nr"]].append(case)
        return found


class Cases:
    """Every forecast up to the school year with its outcome, and every pupil's results."""

    def __init__(self, roster: Roster, dataset: Dataset) -> None:
        self._roster = roster
        table = dataset.forecasts
        table = table[table["skoleaar"] <= roster.year].sort_values(["elev_id", "dato"], kind="stable")
        self._forecasts: dict[str, list[Record]] = defaultdict(list)
        names = [str(name) for name in table.columns]
        for values in table.itertuples(index=False, name=None):
            row = dict(zip(names, values, strict=True))
            self._forecasts[row["elev_id"]].append(row)
        self._found: dict[str, list[Case]] = {}
        self._columns = [roster.results[name].tolist() for name in _COLUMNS]

    @cached_property
    def all(self) -> list[Case]:
        """Every case, pupil after pupil."""
        return [case for pupil in self._forecasts for case in self.of(pupil)]

    def of(self, pupil: str) -> list[Case]:
        """Give a pupil's forecasts by date, each with its outcome."""
        if pupil not in self._found:
            history = self.history(pupil) if pupil in self._forecasts else []
            self._found[pupil] = [
                Case(forecast, outcome_of(forecast, history, self._roster.year))
                for forecast in self._forecasts.get(pupil, [])
            ]
        return self._found[pupil]

    def history(self, pupil: str) -> list[Record]:
        """Give a pupil's results by date."""
        rows = self._roster.history(pupil).index  # places in ``results``
        return [
            dict(zip(_COLUMNS, (column[row] for column in self._columns), strict=True))
            for row in rows.tolist()
        ]


# --- How it reads ------------------------------------------------------------------------------
def _shown(row: Record) -> str:
    """Write a result as its scale does, in words: a column holds results of many scales."""
    scale = f"fields.prognose.skala.{row['skala']}"
    whole = bool(row["ord"]) or float(row["score"]).is_integer()
    said = str(row["ord"]) or texts.number(row["score"], 0 if whole else 1)
    most = row["maks"]
    if row["skala"] == "point" and most == most:
        return texts.say("fields.prognose.skala.point_af", score=said, maks=f"{most:g}")
    return texts.say(scale, score=said) if texts.knows(scale) else said


def _said(forecast: Record) -> str:
    """Write a forecast: its word, its chance, or both, and the goal it was about."""
    chance = forecast["sandsynlighed"]
    parts = [
        forecast_word(forecast["prognose"]),
        None if math.isnan(chance) else f"{texts.number(100 * chance, 0)} %",
    ]
    said = ", ".join(part for part in parts if part)
    return f"{said} ({forecast['maal']})" if forecast["maal"] else said


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _is_whole(row: Record) -> bool:
    return (row["profil"] == "" or row["skala"] in ("betyg", "lus")) and (
        bool(row["ord"]) or not math.isnan(row["score"])
    )


def _newest_first(case: Case) -> tuple[str, int]:
    return case.forecast["fag"], -case.forecast["dato"].toordinal()
