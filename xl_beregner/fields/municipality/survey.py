"""The schools' surveys added up: share, interval and change of each common question, and who answered.

Schools with fewer answers to a question than may be shown are not in its sum, so nothing hidden can be worked
out from it. Outside the administration a sum needs four schools; where some came or went, a change is told in
a word alone, for its figures beside the sums would tell of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from math import isnan
from typing import Any

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.dataset import Dataset
from xl_beregner.fields.disclosure import LEAST_OTHERS, leaves_the_administration
from xl_beregner.fields.known.survey import GROUPS
from xl_beregner.fields.municipality.rollup import alphabetical
from xl_beregner.fields.municipality.survey_counts import Count, SchoolSurvey, Taken, read_surveys
from xl_beregner.fields.survey import Question, common_questions, group_name, headed, open_question
from xl_beregner.measures.schools.survey_share import (
    LEAST_SCHOOLS,
    Change,
    Share,
    change_interval,
    change_of_schools,
    share_interval,
    share_of_schools,
)

Row = dict[str, Any]

_WIDTH = 24  # steps of a picture, from 0 to 100 %
_OPEN = "fortrolig"


class MunicipalSurvey:
    """The surveys of one school year, for one edition."""

    def __init__(self, dataset: Dataset, year: int, edition: str) -> None:
        self._edition = edition
        self._is_outside = leaves_the_administration(edition)
        self._least = int(dataset.settings["mindst_antal"].value)
        self._confidence = float(dataset.settings["konfidens"].value)
        self._names = dict(zip(dataset.schools["skole_nr"], dataset.schools["skole"], strict=True))
        self._questions = common_questions(dataset)
        surveys = read_surveys(dataset)
        earlier = [one for one in surveys if one < year]
        self._before_year = max(earlier) if earlier else None
        self._now = self._known(surveys.get(year, {}))
        self._before = self._known(surveys[max(earlier)]) if earlier else {}

    def fields(self) -> dict[str, Any]:
        """Give the scalars and lists of ``known.survey``."""
        return {
            "enkaet_overskrift": self._headline(),
            "enkaet_linje": self._line(),
            "enkaet_svar_linje": self._answered_line(),
            "enkaet_spredning_linje": self._spread_line(),
            "enkaet_grupper": self._groups,
            "enkaet_samlet": self._questions_rows,
            "enkaet_skoler": _shown_once(self._schools()) if self._edition == _OPEN else [],
            "enkaet_ord": _shown_once(self._written()) if self._edition == _OPEN else [],
        }

    def _known(self, surveys: Mapping[str, SchoolSurvey]) -> dict[str, SchoolSurvey]:
        """Keep the schools of the dataset, in alphabetical order."""
        here = [number for number in surveys if number in self._names]
        return {number: surveys[number] for number in sorted(here, key=lambda one: self._order(one))}

    def _order(self, number: str) -> Any:
        return alphabetical(self._names[number])

    # --- One row a question ------------------------------------------------------------------
    @cached_property
    def _questions_rows(self) -> list[Row]:
        places: dict[str, int] = {}
        rows = []
        for one in self._questions:
            place = places[one.group] = places.get(one.group, -1) + 1
            rows.append(self._question(one, place))
        return headed(rows)

    def _question(self, one: Question, place: int) -> Row:
        now, before = (self._counts(surveys, one.key) for surveys in (self._now, self._before))
        few = sum(one.key in survey.counts for survey in self._now.values()) - len(now)
        share = self._share(now)
        change, why, is_word = self._change(before, now)
        figures = None if is_word else change
        earlier = self._share(before) if figures else None
        manner = self._manner(share)
        remarks = (self._why_not(now, share), f"{manner}." if manner else None, self._few(few), why)
        return {
            "noegle": one.key,
            "gruppe": group_name(one.group),
            "navn": one.text,
            "skoler": len(now) if share else None,
            "svar": _whole(sum(count.answers for count in now.values())) if share else None,
            **_shown(share),
            "maade": manner,
            "design_effekt": None if share is None or isnan(share.design_effect) else share.design_effect,
            "forrige": earlier.value if earlier else None,
            "aendring": figures.value if figures else None,
            "aendring_nedre": figures.lower if figures else None,
            "aendring_oevre": figures.upper if figures else None,
            "udvikling": _verdict(change) if change else None,
            "spoergsmaal": open_question(one.group, place),
            "bemaerkning": " ".join(filter(None, remarks)) or None,
        }

    def _counts(self, surveys: Mapping[str, SchoolSurvey], key: str) -> dict[str, Count]:
        """Give the counts of a question that may be added up, by school."""
        found = {number: survey.counts[key] for number, survey in surveys.items() if key in survey.counts}
        return {number: count for number, count in found.items() if count.answers >= self._least}

    def _share(self, counts: Mapping[str, Count]) -> Share | None:
        if not counts or self._tells(len(counts)):
            return None
        positive, answers = zip(*counts.values(), strict=True)
        return share_of_schools(positive, answers, self._confidence)

    def _tells(self, schools: int) -> bool:
        """Tell whether a sum of so many schools tells one of them of another, or a reader of a school."""
        return self._is_outside and schools <= LEAST_OTHERS

    def _change(
        self, before: Mapping[str, Count], now: Mapping[str, Count]
    ) -> tuple[Change | None, str | None, bool]:
        """Compare the schools that have both years; say of whom it is, and whether a word is all to be told.

        Outside the administration a sum of the common schools beside that of all would tell of the few that
        came or went.
        """
        if not before or not now or self._tells(len(before)) or self._tells(len(now)):
            return None, None, False
        both = [number for number in now if number in before]
        alone = [len(one) - len(both) for one in (before, now)]
        if not both or self._tells(len(both)):
            return None, texts.say("survey.ikke_samme_skoler"), False
        is_word = self._is_outside and any(0 < one <= LEAST_OTHERS for one in alone)
        counts = [[one[number] for number in both] for one in (before, now)]
        positive, answers = ([[count[at] for count in year] for year in counts] for at in (0, 1))
        change = change_of_schools((positive[0], positive[1]), (answers[0], answers[1]), self._confidence)
        said = texts.say("survey.faelles_skoler", antal=len(both)) if any(alone) else None
        return change, texts.say("survey.kun_ord", antal=len(both)) if is_word else said, is_word

    def _manner(self, share: Share | None) -> str | None:
        if share is None:
            return None
        return texts.say("survey.maade.svar" if isnan(share.design_effect) else "survey.maade.skoler")

    def _why_not(self, now: Mapping[str, Count], share: Share | None) -> str | None:
        if share is not None:
            return None
        return texts.say("survey.faa_skoler" if now else "survey.ingen_svar", antal=LEAST_OTHERS + 1)

    def _few(self, schools: int) -> str | None:
        if not schools or self._is_outside:
            return None
        return texts.say("survey.faa_svar_skoler", antal=schools, mindst=self._least)

    # --- Who answered ------------------------------------------------------------------------
    @cached_property
    def _groups(self) -> list[Row]:
        return [self._group(group) for group in GROUPS if any(one.group == group for one in self._questions)]

    def _group(self, group: str) -> Row:
        now, before = (self._taken(surveys, group) for surveys in (self._now, self._before))
        rate = [
            None if not one or self._tells(len(one)) else _sum(one, 1) / _sum(one, 0) for one in (now, before)
        ]
        is_told = rate[0] is not None
        return {
            "noegle": group,
            "navn": group_name(group),
            "skoler": len(now) if is_told else None,
            "spurgt": _whole(_sum(now, 0)) if is_told else None,
            "besvaret": _whole(_sum(now, 1)) if is_told else None,
            "andel": rate[0],
            "forrige_andel": rate[1],
            "skjult": None if is_told else texts.say("survey.faa_skoler", antal=LEAST_OTHERS + 1),
            "tekst": _missing(rate[0]) if rate[0] is not None else None,
        }

    def _taken(self, surveys: Mapping[str, SchoolSurvey], group: str) -> list[Taken]:
        found = [survey.taken[group] for survey in surveys.values() if group in survey.taken]
        return [one for one in found if one.answered >= self._least]

    # --- School by school --------------------------------------------------------------------
    def _schools(self) -> Iterator[Row]:
        for one in self._questions:
            for number, survey in self._now.items():
                if one.key in survey.counts:
                    yield self._school(one, number, survey)

    def _written(self) -> Iterator[Row]:
        """Give what schools wrote beside the common questions, with their figures where those are shown."""
        for one in self._questions:
            for number, survey in self._now.items():
                if one.key not in survey.words or not any(survey.words[one.key]):
                    continue
                row, words = self._school(one, number, survey), survey.words[one.key]
                figures = {
                    key: row[key] for key in ("noegle", "gruppe", "navn", "skole", "andel", "udvikling")
                }
                yield figures | {"analyse": words.analysis or None, "tiltag": words.measures or None}

    def _school(self, one: Question, number: str, survey: SchoolSurvey) -> Row:
        count = survey.counts.get(one.key)
        is_few = count is not None and count.answers < self._least
        shown = None if count is None or is_few else count
        earlier = self._before[number].counts.get(one.key) if number in self._before else None
        change = None
        if shown and earlier and earlier.answers >= self._least:
            pairs = tuple(zip(earlier, shown, strict=True))
            change = change_interval(pairs[0], pairs[1], self._confidence)
        words = survey.words.get(one.key)
        return {
            "noegle": f"{one.key}|{number}",
            "gruppe": group_name(one.group),
            "navn": one.text,
            "skole": self._names[number],
            "svar": _whole(shown.answers) if shown else None,
            **_shown(share_interval(*shown, self._confidence) if shown else None),
            "udvikling": _verdict(change) if change else None,
            "analyse": (words.analysis or None) if words else None,
            "tiltag": (words.measures or None) if words else None,
            "bemaerkning": texts.say("survey.faa_svar", mindst=self._least) if is_few else None,
        }

    # --- In words ----------------------------------------------------------------------------
    def _headline(self) -> str:
        if not self._questions:
            return texts.say("survey.ingen_spoergsmaal")
        said = [row["udvikling"] for row in self._questions_rows if row["udvikling"]]
        if not said or self._before_year is None:
            return texts.say("survey.overskrift_uden")
        up, down = (said.count(texts.say(f"survey.udvikling.{key}")) for key in ("op", "ned"))
        return texts.say(
            "survey.overskrift", antal=len(said), op=up, ned=down, lige=len(said) - up - down,
            skoleaar=school_year(self._before_year), slump=_by_chance(len(said), self._confidence),
        )  # fmt: skip

    def _line(self) -> str:
        if not self._questions:
            return texts.say("survey.ingen_spoergsmaal")
        return texts.say(
            "survey.linje", antal=len(self._now), af=len(self._names), spoergsmaal=len(self._questions)
        )

    def _answered_line(self) -> str:
        parts = [
            texts.say("survey.svar_del", navn=row["navn"], svarede=row["besvaret"], spurgt=row["spurgt"],
                      andel=row["andel"])
            for row in self._groups
            if row["andel"] is not None
        ]  # fmt: skip
        return (
            texts.say("survey.svar_linje", dele="; ".join(parts)) if parts else texts.say("survey.svar_ingen")
        )

    def _spread_line(self) -> str:
        effects = sorted(row["design_effekt"] for row in self._questions_rows if row["design_effekt"])
        if not effects:
            return texts.say("survey.spredning_ingen", antal=LEAST_SCHOOLS)
        return texts.say("survey.spredning", lavest=effects[0], hoejest=effects[-1])


def _shown_once(rows: Iterable[Row]) -> list[Row]:
    """Show a group's question once: blank where the row above has the same."""
    found: list[Row] = []
    for row in rows:
        above = found[-1] if found else {}
        is_same = (row["gruppe"], row["navn"]) == (above.get("gruppe"), above.get("navn"))
        found.append({**row, "navn_vist": None if is_same else row["navn"]})
    return found


def _shown(share: Share | None) -> Row:
    if share is None:
        return dict.fromkeys(("andel", "nedre", "oevre", "billede"))
    return {
        "andel": share.value,
        "nedre": share.lower,
        "oevre": share.upper,
        "billede": picture(share.value, share.lower, share.upper),
    }


def picture(value: float, lower: float, upper: float) -> str:
    """Draw a share and its interval on a line from 0 to 100 %, as the school's own workbook does."""
    low, at, high = (int(_WIDTH * one + 0.5) for one in (lower, value, upper))
    before = "├" + "─" * (at - low - 1) if at > low else ""
    after = "─" * (high - at - 1) + "┤" if high > at else ""
    return "·" * low + before + "●" + after + "·" * (_WIDTH - high)


def _verdict(change: Change) -> str:
    key = "op" if change.lower > 0 else "ned" if change.upper < 0 else "lige"
    return texts.say(f"survey.udvikling.{key}")


def _missing(rate: float) -> str:
    """Say plainly what those who did not answer can do to every share."""
    silent = round(100 * (1 - rate))
    return texts.say("survey.bortfald", antal=silent) if silent else texts.say("survey.alle_svarede")


def _by_chance(comparisons: int, confidence: float) -> int:
    """Tell how many of so many comparisons stand out where nothing has changed."""
    return round(comparisons * (1 - confidence))


def _sum(taken: Sequence[Taken], at: int) -> float:
    return sum(one[at] for one in taken)


def _whole(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value
