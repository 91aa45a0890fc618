"""A school's progression as rows of its workbook: the figure, how sure it is, what it rests on.

The figures of all schools come from ``school_progression``; here one school's are picked out, put into
words, and held back where the edition may not show them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.dataset import Dataset
from xl_beregner.fields.class_norms import subject_name, test_name
from xl_beregner.fields.disclosure import Hidden, rule_for_results
from xl_beregner.fields.fit_norms import Side
from xl_beregner.fields.growth_pairs import newest_pairs
from xl_beregner.fields.known.council import PROGRESSION as RESULTS
from xl_beregner.fields.known.progression import LISTS
from xl_beregner.fields.norms import Norms
from xl_beregner.fields.progression_scales import SCALE_SCORE, SD
from xl_beregner.fields.roster import Roster
from xl_beregner.fields.school_progression import Figure, Growth, school_growth

Row = dict[str, Any]

_PERCENTILE: Final = "percentil"
_BLANK: Final[Mapping[str, None]] = dict.fromkeys(LISTS["progression"])
# How many decimals a unit is told with; a conversion table's as a scale score's.
_DECIMALS: Final = {_PERCENTILE: 0, SD: 2}
_CORRECTED, _NOT_CORRECTED = "_corrected", "_not_corrected"
_NUMBERS: Final = ("vaerdi", "nedre", "oevre", "udjaevnet")


class Progression:
    """The progression of every school up to the tests of the latest school year with results."""

    def __init__(self, dataset: Dataset, year: int, edition: str) -> None:
        self._dataset = dataset
        self._year = year
        self._least = int(dataset.settings["mindst_antal"].value)
        self._hidden = rule_for_results(edition, self._least)
        self._has_pupils = len(dataset.pupils) > 0

    def fields(self, school: str) -> Row:
        """Give a school's rows; there is always one, if only to say why there is nothing.

        The second list is without that one.
        """
        rows = [self._row(growth, figure) for growth, figure in self._of(school)]
        there = [] if self._is_confidential else rows
        rows = there or [self._said(self._why_nothing())]
        above = None
        for row in rows:
            row["pejlemaerke_vist"] = row["pejlemaerke"] if row["pejlemaerke"] != above else None
            above = row["pejlemaerke"]
        return {"progression": rows, RESULTS: there, "progression_linje": self._line()}

    def suppressed(self, school: str) -> list[str]:
        """List what this edition does not show of a school, each with its reason."""
        return [
            f"{_key(growth)} {school_year(self._latest)}: {self._reason(why)}"
            for growth, figure in self._of(school)
            if (why := self._hidden(figure.pupils)) and not growth.why
        ]

    @property
    def _is_confidential(self) -> bool:
        return self._hidden(float("inf")) == Hidden.CONFIDENTIAL

    @cached_property
    def _computed(self) -> tuple[int, list[Growth]]:
        """The latest school year with results, and every school's growth up to its tests."""
        results = Roster(self._dataset, self._year).results
        # Who takes a voluntary test is no cohort, of a school as little as of a norm.
        results = results[~results["frivillig"]].reset_index(drop=True)
        years = results.loc[results["score"].notna(), "skoleaar"]
        if years.empty:
            return self._year, []
        latest = int(years.max())
        pairs = newest_pairs(results, Norms(self._dataset))
        return latest, school_growth(results, pairs, self._dataset, latest)

    @property
    def _growths(self) -> list[Growth]:
        return self._computed[1] if self._has_pupils else []

    @property
    def _latest(self) -> int:
        return self._computed[0]

    def _of(self, school: str) -> list[tuple[Growth, Figure]]:
        return [(growth, growth.figures[school]) for growth in self._growths if school in growth.figures]

    # --- Rows --------------------------------------------------------------------------------
    def _row(self, growth: Growth, figure: Figure) -> Row:
        named = self._named(growth)
        why = self._hidden(figure.pupils)
        if why:
            reason = self._reason(why)
            return {
                **named,
                "dom": texts.say("progression.dom.skjult"),
                "tekst": reason[:1].upper() + reason[1:] + ".",
            }
        if growth.why:
            return {**named, "elever": figure.pupils, **self._without(growth)}
        verdict = figure.verdict.removesuffix(_NOT_CORRECTED).removesuffix(_CORRECTED)
        numbers = (figure.value, figure.lower, figure.upper, figure.smoothed)
        return {
            **named,
            "maaleenhed": self._unit(growth),
            "decimaler": _DECIMALS.get(growth.unit, 1),
            "elever": figure.pupils,
            **{key: _number(number) for key, number in zip(_NUMBERS, numbers, strict=True)},
            "sammenlign": _number(growth.typical),
            "dom": texts.say(f"progression.dom.{verdict}"),
            "tekst": _sentence(growth, figure),
            "bemaerkning": _remark(growth),
        }

    def _named(self, growth: Growth) -> Row:
        return {
            **_BLANK,
            "noegle": _key(growth),
            "navn": _tests(growth),
            "pejlemaerke": subject_name(growth.subject, growth.profile),
            "brud": "ja" if growth.is_break else None,
            "fortrolig": "ja",
        }

    def _without(self, growth: Growth) -> Row:
        return {
            "dom": texts.say(f"progression.dom.{growth.why}"),
            "tekst": texts.say(f"progression.ingen.{growth.why}"),
        }

    def _unit(self, growth: Growth) -> str:
        known = (_PERCENTILE, SD, SCALE_SCORE)
        key = growth.unit if growth.unit in known else "omsat"
        return texts.say(f"progression.enhed.{key}")

    # --- Words -------------------------------------------------------------------------------
    def _why_nothing(self) -> str:
        if not self._has_pupils:
            return "ingen_elever"
        return "fortrolig" if self._is_confidential else "ingen_par"

    def _said(self, why: str) -> Row:
        return {**_BLANK, "noegle": why, "navn": texts.say(f"progression.intet.{why}"), "fortrolig": "ja"}

    def _reason(self, why: Hidden) -> str:
        return texts.say(f"fields.grund.{why.name.lower()}", antal=self._least)

    def _line(self) -> str | None:
        """Say what all rows rest on; where there is nothing, the one row says why."""
        if not self._growths or self._is_confidential:
            return None
        sources = dict.fromkeys(growth.norm.source for growth in self._growths if growth.norm)
        year = school_year(self._latest)
        if not sources:
            return texts.say("progression.linje.uden_normer", aar=year)
        return texts.say("progression.linje.normer", aar=year, kilder="; ".join(sources))


def _key(growth: Growth) -> str:
    before = f"{growth.before.test}-{growth.before.grade_text}" if growth.before else ""
    return "|".join(
        [growth.subject, growth.profile, before, f"{growth.after.test}-{growth.after.grade_text}"]
    )


def _tests(growth: Growth) -> str:
    after = _test(growth.after)
    if growth.before is None:
        return texts.say("progression.til", efter=after)
    return texts.say("progression.fra_til", foer=_test(growth.before), efter=after)


def _test(side: Side) -> str:
    return test_name(side.test, side.grade)


def _sentence(growth: Growth, figure: Figure) -> str:
    if growth.unit == _PERCENTILE:
        facts: dict[str, Any] = {
            "mean_growth_percentile": figure.value,
            "lower": figure.lower,
            "upper": figure.upper,
        }
        return texts.say(f"funktion.SKOLEPROGRESSION.text.{figure.verdict}", **facts)
    decimals = _DECIMALS.get(growth.unit, 1)
    numbers = {"vaerdi": figure.value, "nedre": figure.lower, "oevre": figure.upper, "typisk": growth.typical}
    known = {key: number for key, number in numbers.items() if number == number}
    said = {key: texts.number(number, decimals, signed=True) for key, number in known.items()}
    return texts.say(f"progression.fremgang.{figure.verdict}", **said)


def _remark(growth: Growth) -> str | None:
    parts = []
    if growth.norm and growth.norm.pupils:
        parts.append(texts.say("progression.norm", antal=growth.norm.pupils))
    if growth.is_break:
        parts.append(texts.say("progression.over_brud"))
    return " ".join(parts) or None


def _number(value: float) -> float | None:
    return None if value != value else value
