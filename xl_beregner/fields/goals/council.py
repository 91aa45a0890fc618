"""What a council asks a school about: topics from its strategic frame, and goals it has set.

Topics are settings of the dataset, each setting's source the place in the frame. Goals stand in its table
``maal``: for the school itself, its district or the municipality; those that school and administration
agreed are ``in_force``'s. Of each indicator the nearest goal is told: the school's own before its district's
before the municipality's; of the school year, else the next one ahead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.dataset import Dataset
from xl_beregner.dataset.schema import AREA, MUNICIPALITY
from xl_beregner.fields.common import headed
from xl_beregner.fields.disclosure import leaves_the_administration
from xl_beregner.fields.known.council import GOALS, TOPICS
from xl_beregner.fields.municipality.targets import Target, Targets

Row = dict[str, Any]

_YES = "ja"  # a key to formulas, as in the other lists: no word of a language


class CouncilGoals:
    """All goals set from above, handed out to one school at a time."""

    def __init__(self, dataset: Dataset, year: int, edition: str) -> None:
        self._year = year
        self._targets = Targets(dataset.goals)
        schools = dataset.schools.to_dict("records")
        self._areas = {school["skole_nr"]: school["omraade"] for school in schools}
        rows = dataset.catalogue.to_dict("records")
        self._topics = dict(_topics(dataset))
        # What a test should show tells of tests: it stays where their results do.
        is_outside = leaves_the_administration(edition)
        self._catalogue = [row for row in rows if not (is_outside and row["fortrolig"])]

    def fields(self, number: str, figures: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Give one school's rows; ``figures`` are its rows of ``tal``."""
        latest = {row["noegle"]: row for row in figures}
        rows: list[Row] = []
        for about in self._catalogue:
            level, target = self._nearest(number, about["indikator"])
            if target is not None:
                rows.append(_row(about, level, target, latest.get(about["indikator"], {})))
        return {**self._topics, GOALS: headed(rows)}

    def _nearest(self, number: str, indicator: str) -> tuple[str, Target | None]:
        units = {"skole": number, "omraade": f"{AREA}:{self._areas[number]}", "kommune": MUNICIPALITY}
        for level, unit in units.items():
            target = self._targets.of(unit, indicator, self._year)
            if target is not None:
                return level, target
        return "", None


def _topics(dataset: Dataset) -> Iterator[tuple[str, str | None]]:
    """Give what the council wants to talk of with every school, and where in its frame that stands."""
    for name in TOPICS:
        setting = dataset.settings[name]
        yield name, str(setting.value) or None
        yield f"{name}_ramme", (setting.source or None) if setting.value else None


def _row(about: Mapping[Any, Any], level: str, target: Target, figure: Mapping[str, Any]) -> Row:
    return {
        "noegle": about["indikator"],
        "navn": about["navn"],
        "pejlemaerke": about["pejlemaerke"] or None,
        "maaleenhed": figure.get("maaleenhed"),
        "decimaler": int(about["decimaler"]),
        "gaelder_for": texts.say(f"fields.kommunens_maal.{level}"),
        "maaltype": texts.say(f"fields.sidste.maaltype.{target.kind}"),
        "maal": target.value,
        "skoleaar": school_year(target.year),
        "seneste": figure.get("seneste"),
        "aar_seneste": figure.get("aar_seneste"),
        "kilde": target.source or None,
        "fortrolig": _YES if about["fortrolig"] else None,
    }
