"""What stands beside the numbers in words: why one is missing or hidden, and what to mind about it.

Rows themselves are ``rows``'; the sentences stand in ``texts``. Whether a school has any figure at all
is told here too, since that is a remark of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.fields.disclosure import Hidden
from xl_beregner.fields.figures import Figures
from xl_beregner.fields.proposals import Proposals

SHOWN_YEARS = 3
_FEW_YEARS = 4


class Remarks:
    """Remarks on any school's rows."""

    def __init__(
        self, catalogue: pd.DataFrame, figures: Figures, proposals: Mapping[int, Proposals], least: int
    ) -> None:
        self._about: list[dict[str, Any]] = [
            {str(key): value for key, value in row.items()} for row in catalogue.to_dict("records")
        ]
        self._figures = figures
        self._proposals = proposals
        self._least = least
        self.latest = figures.latest()
        self.latest_words = _latest_words(figures)
        self._with_words = {school for _, school in self.latest_words}
        # indicator × year: somebody has a figure
        self._anyone: NDArray[np.bool_] = np.any(~np.isnan(figures.value), axis=1)
        for place, _, year in figures.words:
            self._anyone[place, year] = True

    # --- What there is -----------------------------------------------------------------------
    def has_figures(self, school: int) -> bool:
        """Tell whether a school has any figure at all, shown or not."""
        figures = self._figures
        dated = (~np.isnan(figures.value[:, school])).any() or figures.reason[:, school].any()
        undated = (~np.isnan(figures.undated[:, school])).any() or figures.undated_reason[:, school].any()
        return bool(dated or undated or school in self._with_words)

    def without_figures(self, school: int) -> list[str]:
        """Name the shown indicators of which a school has no figure."""
        return [
            row["navn"]
            for place, row in enumerate(self._about)
            if row["vises"] and self._has_nothing(place, school)
        ]

    def hidden(self, school: int) -> list[str]:
        """List what is not shown: indicator, school year, why."""
        figures = self._figures
        found = []
        for place, year in np.argwhere(figures.reason[:, school]).tolist():
            why = self._reason(place, figures.reason[place, school, year])
            found.append(f"{figures.indicators[place]} {school_year(int(figures.years[year]))}: {why}")
        for place in np.flatnonzero(figures.undated_reason[:, school]).tolist():
            why = self._reason(place, figures.undated_reason[place, school])
            found.append(f"{figures.indicators[place]}: {why}")
        return found

    def is_hidden(self, place: int, school: int) -> bool:
        """Tell whether this edition hides some figure of an indicator of a school."""
        figures = self._figures
        return bool(figures.reason[place, school].any() or figures.undated_reason[place, school])

    def most_hidden(self) -> tuple[int, int, str]:
        """Count what is not shown of all schools, and the commonest reason: all, of that reason, why."""
        figures = self._figures
        counts = np.bincount(figures.reason.ravel(), minlength=len(Hidden))
        counts += np.bincount(figures.undated_reason.ravel(), minlength=len(Hidden))
        counts[Hidden.SHOWN] = 0
        why = int(counts.argmax())
        return int(counts.sum()), int(counts[why]), self.general_reason(why) if counts[why] else ""

    def general_reason(self, why: int) -> str:
        """Say why a figure is hidden, for any indicator."""
        return texts.say(f"fields.grund.{Hidden(why).name.lower()}", antal=self._least)

    def has_nothing(self, indicator: str, school: int) -> bool:
        """Tell whether a school has no figure of an indicator, shown or not."""
        return self._has_nothing(self._figures.indicators.index(indicator), school)

    def _has_nothing(self, place: int, school: int) -> bool:
        figures = self._figures
        return (
            self.latest[place, school] < 0
            and (place, school) not in self.latest_words
            and np.isnan(figures.undated[place, school])
            and not figures.reason[place, school].any()
            and not figures.undated_reason[place, school]
        )

    def unit(self, place: int) -> str | None:
        """Name an indicator's unit; words and figures without one have none."""
        key = f"fields.enhed.{self._about[place]['maaleenhed']}"
        return texts.say(key) if texts.knows(key) else None

    # --- tal ---------------------------------------------------------------------------------
    def figure(self, place: int, school: int) -> str | None:
        """Remark on a row of figures: what is missing or hidden, whether it is computed, what to mind."""
        about = self._about[place]
        parts = [*self._undated(place, school), *self._gaps(place, school)]
        if about["beregnet"]:
            parts.append(texts.say("fields.beregnet"))
        parts.append(about["bemaerkning"])
        return " ".join(part for part in parts if part) or None

    def _undated(self, place: int, school: int) -> list[str]:
        figures, about = self._figures, self._about[place]
        why = figures.undated_reason[place, school]
        if why:
            return [
                texts.say("fields.skjult", aar=texts.say("fields.uden_aar"), grund=self._reason(place, why))
            ]
        value = figures.undated[place, school]
        if np.isnan(value):
            return []
        unit = self.unit(place) or ""
        said = f"{texts.number(float(value), int(about['decimaler']))} {unit}".strip()
        return [texts.say("fields.tal_uden_aar", tal=said)]

    def _gaps(self, place: int, school: int) -> list[str]:
        """Say why any of the shown years is blank: hidden, missing here, or missing for all."""
        figures = self._figures
        last = len(figures.years) - 1
        if self._has_nothing(place, school):
            return [texts.say("fields.skolen_har_intet")]
        if not self._anyone[place].any() and not figures.reason[place].any():
            return []  # a series without school years: its own remark says it
        said: dict[str, list[str]] = {}
        for year in range(last - SHOWN_YEARS, last):
            if why := figures.reason[place, school, year]:
                key = self._reason(place, why)
            elif not np.isnan(figures.value[place, school, year]) or (place, school, year) in figures.words:
                continue
            else:
                key = "" if self._anyone[place, year] else "–"
            said.setdefault(key, []).append(school_year(int(figures.years[year])))
        return [self._gap(why, years) for why, years in said.items()]

    def _gap(self, why: str, years: Sequence[str]) -> str:
        if why in ("", "–"):
            return texts.say("fields.skolen_mangler" if not why else "fields.alle_mangler", aar=years)
        return texts.say("fields.skjult", aar=years, grund=why)

    def _reason(self, place: int, why: int) -> str:
        least = self._about[place]["mindst_antal"]
        count = self._least if np.isnan(least) else int(least)
        return texts.say(f"fields.grund.{Hidden(int(why)).name.lower()}", antal=count)

    # --- evaluering --------------------------------------------------------------------------
    def result(self, place: int, school: int) -> str | None:
        """Say why the agreement year's own result is blank, once the year's results are there."""
        figures = self._figures
        if why := figures.reason[place, school, -1]:
            return self._gap(self._reason(place, why), [school_year(figures.year)])
        if np.isnan(figures.value[place, school, -1]) and self._anyone[place, -1]:
            return self._gap("", [school_year(figures.year)])
        return None

    # --- forslag -----------------------------------------------------------------------------
    def proposal(self, place: int, school: int) -> str | None:
        """Remark on a proposal: why there is none, or what makes it less certain."""
        found, about = self._proposals[place], self._about[place]
        parts = []
        if self._has_nothing(place, school):
            parts.append(texts.say("fields.skolen_har_intet"))
        elif found.reason:
            years = [school_year(year) for year in found.years]
            parts.append(texts.say(f"fields.uden_forslag.{found.reason}", aar=years, antal=len(years)))
        elif np.isnan(found.baseline[school]):
            parts.append(texts.say("fields.uden_forslag.skolen"))
        else:
            parts += self._about_model(place, school)
        if about["beregnet"]:
            parts.append(texts.say("fields.beregnet"))
        return " ".join(parts) or None

    def _about_model(self, place: int, school: int) -> list[str]:
        found, about = self._proposals[place], self._about[place]
        parts = []
        if texts.knows(key := f"fields.model.{found.verdict}"):
            parts.append(texts.say(key))
        if found.horizon > 1:
            year = school_year(found.years[-1])
            parts.append(texts.say("fields.aar_frem", aar=year, antal=found.horizon))
        if found.years_used[school] < 4 or len(found.years) < 4:
            parts.append(texts.say("fields.faa_aar", antal=int(found.years_used[school])))
        if word := self._wrong_side(place, school):
            parts.append(texts.say(f"fields.forventes.{word}"))
        if found.clipped[school]:
            low, high = (_limit(about[key], int(about["decimaler"])) for key in ("mindste", "stoerste"))
            parts.append(texts.say("fields.klippet", mindste=low, stoerste=high))
        return parts

    def _wrong_side(self, place: int, school: int) -> str:
        """Tell on which side of the baseline the expected result lies, if on the worse, as both are shown.

        The two differ by what moved all schools alike: it is in the years behind the baseline, and
        expected to last in part.
        """
        found, about = self._proposals[place], self._about[place]
        decimals = int(about["decimaler"])
        expected, baseline = (round(float(of[school]), decimals) for of in (found.mean, found.baseline))
        better_down = about["retning"] == "ned"
        if expected == baseline or (expected < baseline) == better_down:
            return ""
        return "under" if expected < baseline else "over"


def _latest_words(figures: Figures) -> dict[tuple[int, int], int]:
    """Per indicator and school the place of the latest words before the agreement's year."""
    last = len(figures.years) - 1
    found: dict[tuple[int, int], int] = {}
    for place, school, year in figures.words:
        if year < last:
            found[place, school] = max(year, found.get((place, school), -1))
    return found


def _limit(value: float, decimals: int) -> str:
    return "…" if value != value else texts.number(value, 0 if float(value).is_integer() else decimals)
