"""One school year's results for the goals due in it: the figure, its error, and why one is not shown.

What an edition shows is decided in ``disclosure``; an error not given with the figure is how far a single
year may lie from the school's level, as on the sheet where a school evaluates.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from xl_beregner import texts
from xl_beregner.dataset import Dataset
from xl_beregner.fields.disclosure import Hidden
from xl_beregner.fields.figures import lay_out
from xl_beregner.fields.goals.answers import known
from xl_beregner.fields.proposals import propose
from xl_beregner.fields.remarks import Remarks


@dataclass(frozen=True, slots=True)
class Result:
    """A result and its standard error; None where there is none, and ``why`` where that can be told."""

    value: float | None
    error: float | None
    why: str
    is_hidden: bool


class Results:
    """All schools' results of one school year in one edition."""

    def __init__(self, dataset: Dataset, year: int, edition: str, indicators: Collection[str]) -> None:
        settings = dataset.settings
        self._least = int(settings["mindst_antal"].value)
        self._years_back = int(settings["baseline_aar"].value)
        self._figures = lay_out(dataset, year, edition, self._least)
        # In no edition is a swing estimated on other schools' few pupils.
        seen = self._figures if edition != "intern" else lay_out(dataset, year, "fortrolig", self._least)
        estimated_on = replace(self._figures, value=seen.value)
        self._about: list[dict[str, Any]] = dataset.catalogue.to_dict("records")  # type: ignore[assignment]
        self._places = {name: place for place, name in enumerate(self._figures.indicators)}
        self._schools = {number: place for place, number in enumerate(self._figures.schools)}
        self._noise = {
            self._places[name]: propose(
                estimated_on,
                self._places[name],
                direction="up",  # of no matter here: only the swing of a year is wanted
                limits=(np.nan, np.nan),
                years_back=self._years_back,
                confidence=float(settings["konfidens"].value),
                chances=[float(settings["chance_1"].value)],
            ).year_noise
            for name in indicators
            if name in self._places
        }
        self._remarks = Remarks(dataset.catalogue, self._figures, {}, self._least)

    def of(self, indicator: str, school: str) -> Result:
        """Give one school's result."""
        place, at = self._places[indicator], self._schools[school]
        figures = self._figures
        value = known(figures.value[place, at, -1])
        error = known(figures.standard_error[place, at, -1]) or known(self._noise[place][at])
        is_hidden = bool(figures.reason[place, at, -1])
        why = self._remarks.result(place, at) or ""
        # An error of nothing is no knowledge: the certainty is then unknown, as in the school's workbook.
        return Result(value, None if value is None or not error else error, why, is_hidden)

    def hidden_before(self, indicator: str, school: str, year: int) -> str:
        """Say why this edition hides a figure that a baseline of that school year rests on, or nothing."""
        place, at = self._places[indicator], self._schools[school]
        figures = self._figures
        there = ~np.isnan(figures.value[place]) | (figures.reason[place] > 0)
        years = np.flatnonzero(there.any(axis=0) & (figures.years < year))[-self._years_back :]
        reasons = figures.reason[place, at, years]
        return self._reason(place, int(reasons.max())) if reasons.any() else ""

    def confidential(self, indicator: str) -> str:
        """Say that results of tests are not shown here."""
        return self._reason(self._places[indicator], Hidden.CONFIDENTIAL)

    def _reason(self, place: int, why: int) -> str:
        least = self._about[place]["mindst_antal"]
        count = self._least if np.isnan(least) else int(least)
        return texts.say(f"fields.grund.{Hidden(why).name.lower()}", antal=count)
