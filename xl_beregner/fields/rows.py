"""One school's rows: its figures, proposals, agreement and evaluation.

The numbers come from ``figures`` and ``proposals`` for all schools at once; here one school's are picked
out, and ``remarks`` says what is to be said about them. Blank is None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.fields.common import headed
from xl_beregner.fields.figures import Array, Figures, Others
from xl_beregner.fields.forms_of_school import role_word
from xl_beregner.fields.judged import Judged, Judgement
from xl_beregner.fields.known import goals as known_goals
from xl_beregner.fields.proposals import Proposals
from xl_beregner.fields.remarks import SHOWN_YEARS, Remarks
from xl_beregner.fields.said_of_figures import Questions, sentence, state, verdict_word
from xl_beregner.fields.strip import positions

TREND_YEARS = 8
CONFIDENTIAL = "ja"  # a mark for formulas: blank or not

# Columns of ``tal`` that hold what is said of a figure.
SAID = (
    "pejlemaerke_nr", "nedre", "oevre", "usikkerhed", "forrige", "udvikling", "mod_kommunen", "spoergsmaal",
    "viser_tallet", "fortrolig",
)  # fmt: skip

Row = dict[str, Any]


class Rows:
    """Rows of any school, from what was computed for all."""

    def __init__(
        self,
        catalogue: pd.DataFrame,
        figures: Figures,
        middle: Others,
        proposals: Mapping[int, Proposals],
        remarks: Remarks,
        judged: Judged,
    ) -> None:
        self._about = catalogue.to_dict("records")
        self._judged = judged
        self._figures = figures
        self._proposals = proposals
        self._remarks = remarks
        self._latest = remarks.latest
        self._place_of = {row["indikator"]: place for place, row in enumerate(self._about)}
        self._strips = {place: self._strip(place, found, middle) for place, found in proposals.items()}
        self._names = [self._name(place) for place in range(len(self._about))]
        shown = [row["pejlemaerke"] for row in self._about if row["vises"] and row["pejlemaerke"]]
        self._numbers = {theme: number for number, theme in enumerate(dict.fromkeys(shown), 1)}

    # --- tal ---------------------------------------------------------------------------------
    def figures(self, school: int, *, said: bool = True) -> list[Row]:
        """Give a row for every shown indicator; without the columns ``SAID`` where nobody asks for them."""
        questions = Questions(school) if said else None
        rows = [
            self._figure(place, school, questions) for place, row in enumerate(self._about) if row["vises"]
        ]
        return headed(rows)

    def judgements(self, school: int) -> list[Judgement]:
        """Judge every shown indicator's latest figure."""
        return [self._judged.of(place, school) for place, row in enumerate(self._about) if row["vises"]]

    def _figure(self, place: int, school: int, questions: Questions | None) -> Row:
        figures = self._figures
        about = self._about[place]
        last = len(figures.years) - 1  # the agreement's own year
        if about["maaleenhed"] == "tekst":
            values: list[Any] = [figures.words.get((place, school, year)) for year in range(last)]
        else:
            values = _plain(figures.value[place, school, :last])
        latest = int(self._remarks.latest_words.get((place, school), self._latest[place, school]))
        shown = {f"v{number}": value for number, value in enumerate(values[-SHOWN_YEARS:], 1)}
        trend = {f"t{number}": _number(value) for number, value in enumerate(values[-TREND_YEARS:], 1)}
        return {
            **self._names[place],
            "retning": texts.say(f"fields.retning.{about['retning'] or 'ingen'}"),
            **shown,
            "seneste": values[latest] if latest >= 0 else None,
            "aar_seneste": self._year(latest),
            **self._compared(place, school, latest),
            **trend,
            **self._municipality_years(place, last),
            **(self._said(place, school, latest, values, questions) if questions else {}),
            "bemaerkning": self._remarks.figure(place, school),
            "skoleform": about["skoleform"] or None,
            "rolle": role_word(about["rolle"]),
        }

    def _said(self, place: int, school: int, latest: int, values: Sequence[Any], questions: Questions) -> Row:
        """Give how sure the latest figure is, what it stands out from, and what to ask and say of it."""
        about, judged = self._about[place], self._judged.of(place, school)
        value, year = (values[latest] if latest >= 0 else None), self._year(latest)
        others = self._judged.municipality(place, latest) if latest >= 0 else None
        of_state = state(
            judged, has_figure=value is not None, is_hidden=self._remarks.is_hidden(place, school)
        )
        withheld = self._figures.withheld_from_board[place, school]
        said = (
            texts.say("fields.viser.ord", ord=value, aar=year)
            if isinstance(value, str)
            else sentence(about, judged, value, year, others[0] if others else None)
        )
        return {
            "pejlemaerke_nr": self._numbers.get(about["pejlemaerke"]),
            "nedre": judged.lower,
            "oevre": judged.upper,
            "usikkerhed": judged.reach,
            "forrige": judged.before,
            "udvikling": verdict_word(judged.change),
            "mod_kommunen": verdict_word(judged.apart),
            "spoergsmaal": questions.ask(of_state),
            "viser_tallet": said,
            "fortrolig": CONFIDENTIAL if withheld else None,
        }

    def _name(self, place: int) -> Row:
        about = self._about[place]
        return {
            "noegle": about["indikator"],
            "navn": about["navn"],
            "pejlemaerke": about["pejlemaerke"] or None,
            "maaleenhed": self._remarks.unit(place),
            "decimaler": int(about["decimaler"]),
        }

    def _compared(self, place: int, school: int, latest: int) -> Row:
        """Give what stands beside the school's latest figure, all of that same school year."""
        about, figures = self._about[place], self._figures

        def of_school(key: str) -> float | None:
            other = self._place_of.get(about[key])
            return None if other is None or latest < 0 else _one(figures.value[other, school, latest])

        verdict = self._place_of.get(about["reference_dom"], -1)
        own = None if latest < 0 else _one(figures.value[place, school, latest])
        reference, difference = of_school("reference"), of_school("reference_forskel")
        if difference is None and not about["reference_forskel"] and None not in (own, reference):
            difference = own - reference  # type: ignore[operator]
        return {
            "kommune": self._of_all(figures.municipality, place, latest),
            "land": self._of_all(figures.country, place, latest),
            "reference": reference,
            "forskel": difference,
            "reference_dom": figures.words.get((verdict, school, latest)),
        }

    def _of_all(self, table: Array, place: int, latest: int) -> float | None:
        other = self._place_of.get(self._about[place]["sammenlign"])
        return None if other is None or latest < 0 else _one(table[other, latest])

    def _municipality_years(self, place: int, last: int) -> Row:
        """Give the municipality's figures of the years of the trend, alike or blank."""
        years = range(last - TREND_YEARS, last)
        return {
            f"k{number}": self._of_all(self._figures.municipality, place, year)
            for number, year in enumerate(years, 1)
        }

    # --- forslag, aftale, evaluering ---------------------------------------------------------
    def proposals(self, school: int) -> list[Row]:
        """Give a row for every indicator a goal may be set for."""
        return headed([self._proposal(place, school) for place in self._proposals])

    def agreement(self, proposals: Sequence[Row], school: int) -> list[Row]:
        """Give the proposals' rows again, with what a typed goal's chance needs.

        A row that a board may not see says so, for the sheets of a workbook have different readers.
        """
        keep = (
            "noegle", "navn", "pejlemaerke", "pejlemaerke_vist", "maaleenhed", "decimaler", "baseline",
            "forudsagt", "sd", "frihedsgrader", "fortegn", "synlig", "mindste", "stoerste",
        )  # fmt: skip
        withheld = self._figures.withheld_from_board[:, school]
        return [
            {**{key: row[key] for key in keep}, "fortrolig": CONFIDENTIAL if withheld[place] else None}
            for place, row in zip(self._proposals, proposals, strict=True)
        ]

    @staticmethod
    def on_goals(proposals: Sequence[Row]) -> Row:
        """Give the proposals' names again for each list of words about goals."""
        return {
            table: [{key: row[key] for key in names} for row in proposals]
            for table, names in known_goals.LISTS.items()
        }

    def evaluation(self, school: int) -> list[Row]:
        """Give the agreement year's own results."""
        figures = self._figures
        rows = []
        for place, found in self._proposals.items():
            result = _one(figures.value[place, school, -1])
            error = _one(figures.standard_error[place, school, -1])
            error = _one(found.year_noise[school]) if error is None else error
            named = self._names[place]
            rows.append(
                {
                    **{key: named[key] for key in ("noegle", "navn", "maaleenhed", "decimaler")},
                    "resultat": result,
                    "resultat_standardfejl": None if result is None else error,
                    "fortegn": self._sign(place),
                    "bemaerkning": self._remarks.result(place, school),
                }
            )
        return rows

    def _proposal(self, place: int, school: int) -> Row:
        found, figures, about = self._proposals[place], self._figures, self._about[place]
        latest = int(self._latest[place, school])
        goals = {f"maal_{n}": _one(goal) for n, goal in enumerate(found.targets[school], 1)}
        return {
            **self._names[place],
            "fortegn": self._sign(place),
            "seneste": None if latest < 0 else _one(figures.value[place, school, latest]),
            "aar_seneste": self._year(latest),
            "baseline": _one(found.baseline[school]),
            "nedre": _one(found.lower[school]),
            "oevre": _one(found.upper[school]),
            "baseline_aar": _span(found.first_year[school], found.last_year[school]),
            "synlig": _one(found.smallest_visible_change[school]),
            **goals,
            "forudsagt": _one(found.mean[school]),
            "sd": _one(found.sd[school]),
            "frihedsgrader": _whole(found.degrees_of_freedom[school]),
            "mindste": _one(about["mindste"]),
            "stoerste": _one(about["stoerste"]),
            "kommune": self._of_all(figures.municipality, place, latest),
            **{f"strip_{key}": _one(mark[school]) for key, mark in self._strips[place].items()},
            "bemaerkning": self._remarks.proposal(place, school),
        }

    def _strip(self, place: int, found: Proposals, middle: Others) -> dict[str, Array]:
        """Place every school's marks at once."""
        figures = self._figures
        schools = np.arange(len(figures.schools))
        latest = self._latest[place]

        def back(years: int) -> Array:
            at = latest - years
            values: Array = figures.value[place, schools, np.maximum(at, 0)]
            return np.where((latest >= 0) & (at >= 0), values, np.nan)

        def of_year(table: Array) -> Array:
            return np.where(latest >= 0, table[np.maximum(latest, 0)], np.nan)

        compared = self._place_of.get(self._about[place]["sammenlign"])
        median = of_year(middle.median[place])
        if compared is not None:
            median = np.where(np.isnan(median), of_year(figures.municipality[compared]), median)
        marks = {
            "nedre": found.lower, "oevre": found.upper, "baseline": found.baseline, "seneste": back(0),
            "aar2": back(1), "aar1": back(2), "midte": median,
            **{f"maal_{n}": goal for n, goal in enumerate(found.targets.T, 1)},
        }  # fmt: skip
        quarters = [of_year(middle.lower_quarter[place]), of_year(middle.upper_quarter[place])]
        # A school without figures of its own gets an empty strip, not the others' middle alone.
        has_own = (latest >= 0) | ~np.isnan(found.baseline)
        return {key: np.where(has_own, at, np.nan) for key, at in positions(marks, quarters).items()}

    # --- Small -------------------------------------------------------------------------------
    def _sign(self, place: int) -> int:
        return -1 if self._about[place]["retning"] == "ned" else 1

    def _year(self, latest: int) -> str | None:
        return None if latest < 0 else school_year(int(self._figures.years[latest]))


def _one(value: Any) -> float | None:
    number = float(value)
    return None if number != number else number


def _whole(value: Any) -> int | None:
    number = _one(value)
    return None if number is None else int(number)


def _number(value: Any) -> float | None:
    return value if isinstance(value, float) else None


def _plain(values: Array) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]


def _span(first: Any, last: Any) -> str | None:
    if first != first or last != last:
        return None
    begins, ends = school_year(int(first)), school_year(int(last))
    return begins if begins == ends else f"{begins}–{ends}"
