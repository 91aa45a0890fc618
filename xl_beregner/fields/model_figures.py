"""What norms say of every pupil: growth percentile with its interval, expected score, projection.

All pupils of the municipality who share a norm are computed together, with the same functions a cell
calls. Which two results a progression stands between is ``growth_pairs``'s, how a norm is shown
``class_norms``'.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xl_beregner import texts
from xl_beregner.dataset import Dataset
from xl_beregner.errors import Fault
from xl_beregner.fields.class_norms import (
    NormPages,
    most_used,
    norm_line,
    norm_list,
    subject_name,
    test_name,
    whole,
)
from xl_beregner.fields.growth_pairs import newest_pairs
from xl_beregner.fields.known.class_group import DECILES, MOST_FIGURES
from xl_beregner.fields.next_tests import next_tests
from xl_beregner.fields.norms import Found, Norms
from xl_beregner.fields.results import Results
from xl_beregner.fields.roster import ClassGroup, Roster
from xl_beregner.fields.score_errors import standard_errors
from xl_beregner.fields.subjects import Subjects
from xl_beregner.measures.growth.growth_percentile import growth_percentile_rows
from xl_beregner.measures.growth.projection import projection_rows
from xl_beregner.measures.rules import Array

_NONE: Final = -1
MIDDLE: Final = np.array([50.0])

Row = dict[str, Any]
Places = NDArray[np.intp]


class ModelFigures:
    """The part of a class's fields that rests on norms."""

    def __init__(self, roster: Roster, dataset: Dataset) -> None:
        norms = Norms(dataset)
        self._roster = roster
        self._results = roster.shared(Results, dataset)
        self._has_norms = len(norms) > 0
        self.pairs = newest_pairs(roster.results, norms)
        self._next = next_tests(dataset, norms, roster, self.pairs)
        dnt_error = float(dataset.settings["maalefejl_dnt_sd"].value)
        self._errors = standard_errors(roster.results, dnt_error)
        self._compute(self._errors)
        self._pages = NormPages()
        self._subjects = Subjects(roster, self.pairs)
        self._columns = {
            name: roster.results[name].tolist()
            for name in ("elev_id", "fag", "profil", "test", "klassetrin", "score")
        }
        self._of_pupil: dict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(self.pairs.after.tolist()):
            self._of_pupil[self._columns["elev_id"][row]].append(place)

    def fields(self, group: ClassGroup) -> Row:
        """Give a class's figures and the norms behind them."""
        places = self._places(group)
        normed = [place for place in places if self.pairs.norm[place] >= 0]
        chosen = self._subjects.chosen(group, places)
        first = [place for place in normed if self._subjects.of_pair(place) == chosen]
        others = [place for place in normed if self._subjects.of_pair(place) != chosen]
        shown = most_used(
            self._norms_of(first), self._norms_ahead(first), self._norms_of(others), self._norms_ahead(others)
        )
        numbers = {found.row.norm: number for number, found in enumerate(shown, start=1)}
        return {
            "modeltal": [self._row(place, numbers) for place in [*first, *others][:MOST_FIGURES]],
            "normer": norm_list(shown, self._pages),
            "normtabel": self._pages.table(shown),
            "norm_linje": norm_line(shown),
            "valgt_fag": chosen,
        }

    def warnings(self, group: ClassGroup) -> list[Fault]:
        """Tell in which subjects, for how many pupils, a break in the series stands in the way."""
        broken: dict[str, int] = defaultdict(int)
        places = self._places(group)
        for place in places:
            if self.pairs.is_break[place]:
                row = self.pairs.after[place]
                broken[subject_name(self._columns["fag"][row], self._columns["profil"][row])] += 1
        found = [
            Fault("fields_brud", {"klasse": group.number, "fag": subject, "antal": count}, "warning")
            for subject, count in broken.items()
        ]
        if left_out := max(0, int((self.pairs.norm[places] >= 0).sum()) - MOST_FIGURES):
            facts = {"klasse": group.number, "antal": left_out, "plads": MOST_FIGURES}
            found.append(Fault("fields_modeltal_udeladt", facts, "warning"))
        return found

    def notes(self) -> list[Fault]:
        """Tell where there are no norms at all."""
        return [] if self._has_norms else [Fault("fields_ingen_normer", {}, "warning")]

    # --- Computed for all at once ------------------------------------------------------------
    def _compute(self, errors: Array) -> None:
        pairs, score = self.pairs, self._roster.results["score"].to_numpy(float)
        blank = np.full(len(pairs.after), np.nan)
        self._percentile, self._lower, self._upper, self._expected = (blank.copy() for _ in range(4))
        self._verdict: list[str] = [""] * len(blank)
        self._deciles = np.full((len(blank), len(DECILES)), np.nan)
        for number, found in enumerate(pairs.norms):
            at = np.flatnonzero(pairs.norm == number)
            before, after, model = pairs.before[at], pairs.after[at], found.norm.rows()
            growth = growth_percentile_rows(
                score[after], score[before][:, None], model, errors[after], errors[before][:, None]
            )
            self._percentile[at], self._lower[at], self._upper[at] = growth[:3]
            self._expected[at] = projection_rows(score[before][:, None], model, MIDDLE).projected[:, 0]
            for place, verdict in zip(at.tolist(), growth.text, strict=True):
                self._verdict[place] = verdict
        deciles = np.array(DECILES, float)
        for number, found in enumerate(self._next.norms):
            at = np.flatnonzero(self._next.norm == number)
            start = score[pairs.after[at]][:, None]
            self._deciles[at] = projection_rows(start, found.norm.rows(), deciles).projected

    # --- One class ---------------------------------------------------------------------------
    def _places(self, group: ClassGroup) -> list[int]:
        """Give the class's pairs of results that are in its workbook."""
        kept = {_NONE, *self._results.kept(group)}
        after, before = self.pairs.after, self.pairs.before
        return [
            place
            for pupil in group.pupils
            for place in self._of_pupil.get(pupil, ())
            if after[place] in kept and before[place] in kept
        ]

    def _norms_of(self, places: Sequence[int]) -> list[Found]:
        return [self.pairs.norms[self.pairs.norm[place]] for place in places]

    def _norms_ahead(self, places: Sequence[int]) -> list[Found]:
        ahead = [self._next.norm[place] for place in places]
        return [self._next.norms[norm] for norm in ahead if norm >= 0]

    def _row(self, place: int, numbers: Mapping[str, int]) -> Row:
        told = self._columns
        after, before = int(self.pairs.after[place]), int(self.pairs.before[place])
        pupil, subject, profile = (told[name][after] for name in ("elev_id", "fag", "profil"))
        percentile, lower, upper = (
            _one(column[place]) for column in (self._percentile, self._lower, self._upper)
        )
        figures = {"percentile": percentile, "lower": lower, "upper": upper}
        known: dict[str, Any] = {name: figure for name, figure in figures.items() if figure is not None}
        verdict = f"funktion.PROGRESSION.text.{self._verdict[place]}"
        return {
            "noegle": f"{pupil}|{subject}|{profile}",
            "elev_id": pupil,
            "fag": subject,
            "profil": profile or None,
            "foer_test": told["test"][before],
            "foer_trin": whole(told["klassetrin"][before]),
            "foer": told["score"][before],
            "efter_test": told["test"][after],
            "efter_trin": whole(told["klassetrin"][after]),
            "efter": told["score"][after],
            "foer_fejl": _one(self._errors[before]),
            "efter_fejl": _one(self._errors[after]),
            "norm_nr": numbers.get(self.pairs.norms[self.pairs.norm[place]].row.norm),
            "percentil": percentile,
            "nedre": lower,
            "oevre": upper,
            "tekst": texts.say(verdict, **known),
            "forventet": _one(self._expected[place]),
            **self._next_test(place, numbers),
            **{f"q{decile}": _one(at) for decile, at in zip(DECILES, self._deciles[place], strict=True)},
        }

    def _next_test(self, place: int, numbers: Mapping[str, int]) -> Row:
        norm = self._next.norm[place]
        if norm < 0:
            return {"naeste": None, "naeste_nr": None}
        row = self._next.norms[norm].row
        name = test_name(row.after_test, row.after_grade)
        return {"naeste": name, "naeste_nr": numbers.get(row.norm)}


def _one(value: Any) -> float | None:
    number = float(value)
    return None if number != number else number
