"""The page a teacher and the parents talk over: at most two subjects in plain words, and one curve.

Of the pupil alone: no other pupil, no class, no school, no rank. What may be compared and what it says is
``home_verdict``'s; here it is put into words. A class has no such page, so its fields are blank.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from xl_beregner import texts
from xl_beregner.dataset import Dataset
from xl_beregner.fields.home_results import PLACE, HomeResults, Told
from xl_beregner.fields.home_verdict import Verdict, verdict
from xl_beregner.fields.known.home import LISTS, ROWS, SCALARS, SUBJECTS
from xl_beregner.fields.roster import ClassGroup, Roster
from xl_beregner.measures.rules import normal_quantile

Row = dict[str, Any]

# The curve is drawn from 0 to 100, whatever the scale: what is seen is the change beside its uncertainty.
_LOW, _HIGH = 8.0, 92.0
_KNOWN_TESTS: Final = ("dnt", "fno", "fnf", "lus", "eks")
# Where no error is known the picture reaches this far at least, in steps: one step must not look like a fall.
_LEAST_HEIGHT: Final = {"lus": 8.0, "karakter": 15.0, "betyg": 5.0, "kriterie": 5.0}
_BLANK_ROW: Row = dict.fromkeys(LISTS["hjem"])


class Home:
    """The page of every pupil."""

    def __init__(self, roster: Roster, dataset: Dataset) -> None:
        self._roster = roster
        self._results = HomeResults(roster, dataset)
        self._confidence = float(dataset.settings["konfidens"].value)

    def fields(self, group: ClassGroup) -> Row:
        """Give the page of a pupil; blanks for a class."""
        blank: Row = {**dict.fromkeys(SCALARS), "hjem": []}
        if not group.is_one_pupil:
            return blank
        results = self._results.of(self._roster.rows_of(group).tolist())
        verdicts = _chosen(self._verdicts(results))
        if not verdicts:
            return {
                **blank,
                "hjem_saetning_1": texts.say("hjem.saetning.none"),
                "hjem_status_1": texts.say("hjem.status.none"),
                "hjem_betyder": texts.say("hjem.betyder.none"),
                "hjem_kurve_mangler": texts.say("hjem.kurve.mangler"),
                "hjem": [dict(_BLANK_ROW) for _ in range(ROWS)],
            }
        drawn = max(verdicts, key=lambda found: len(found.curve))
        return {
            **blank,
            **_subjects(verdicts),
            "hjem_betyder": texts.say(f"hjem.betyder.{_family(verdicts)}"),
            **self._about_curve(drawn),
            "hjem_om_tallene": _about(drawn),
            "hjem": self._rows(results, verdicts, drawn),
        }

    def _verdicts(self, results: Sequence[Told]) -> list[Verdict]:
        by_subject: dict[str, list[Told]] = defaultdict(list)
        for result in results:
            by_subject[result.subject.strip().casefold()].append(result)
        return [verdict(found, self._roster.year, self._confidence) for found in by_subject.values()]

    @property
    def _reach(self) -> float:
        return float(normal_quantile((1 + self._confidence) / 2))

    def _about_curve(self, drawn: Verdict) -> Row:
        if not drawn.curve:
            return {"hjem_kurve_mangler": texts.say("hjem.kurve.mangler")}
        last = drawn.curve[-1]
        how = "med" if all(result.error > 0 for result in drawn.curve) else "uden"
        read = texts.say(f"hjem.kurve.{how}", sikkert=100 * self._confidence)
        if last.measured.scale == PLACE:
            read = f"{texts.say('hjem.kurve.plads')} {read}"
        return {
            "hjem_kurve_titel": texts.say(
                "hjem.kurve.titel", fag=_subject(last), proeve=_test(last.test), profil=_profile(last)
            ),
            "hjem_kurve_laes": read,
        }

    def _rows(self, results: Sequence[Told], verdicts: Sequence[Verdict], drawn: Verdict) -> list[Row]:
        """List the newest results, newest first; beside them, not row by row, the points of the curve."""
        shown = [
            result for result in reversed(results) if any(_belongs(result, found.after) for found in verdicts)
        ]
        rows = [dict(_BLANK_ROW) for _ in range(ROWS)]
        for row, result in zip(rows, shown, strict=False):
            row.update(self._told(result, drawn))
        for row, point in zip(rows, self._points(drawn.curve), strict=False):
            row.update(point)
        return rows

    def _told(self, result: Told, drawn: Verdict) -> Row:
        said = {
            "fag": _subject(result),
            "proeve": _test(result.test),
            "resultat": _score(result, is_drawn=any(result is point for point in drawn.curve)),
        }
        if not (result.error > 0 and result.value == result.score):
            return {"tid": _month(result), "linje": texts.say("hjem.linje.uden", **said)}
        low, high = (result.score + way * self._reach * result.error for way in (-1, 1))
        if result.scale == "point":  # nobody has fewer right than none, nor more than there are
            low, high = max(low, 0.0), min(high, math.inf if math.isnan(result.most) else result.most)
        between = {"nedre": texts.number(low, 0), "oevre": texts.number(high, 0)}
        return {"tid": _month(result), "linje": texts.say("hjem.linje.med", **said, **between)}

    def _points(self, curve: Sequence[Told]) -> list[Row]:
        """Put the curve's points between 0 and 100; the last one stands in every row left over.

        A chart takes a blank for 0, and one point drawn again on itself is not seen.
        """
        if not curve:
            return []
        reach = [self._reach * result.error if result.error > 0 else 0.0 for result in curve]
        ends = [(point.value - way, point.value + way) for point, way in zip(curve, reach, strict=True)]
        least, most = min(low for low, _ in ends), max(high for _, high in ends)
        height = max(most - least, _LEAST_HEIGHT.get(curve[-1].scale, 0.0))
        bottom = (least + most - height) / 2
        step = (_HIGH - _LOW) / height if height else 0.0
        rows = [
            {
                "k_dato": result.day.replace(day=1),  # so that a year after a test in autumn is a year
                "k_nedre": round(_LOW + step * (low - bottom), 3),
                "k_bredde": round(step * (high - low), 3),
                "k_midte": round(_LOW + step * (result.value - bottom), 3),
            }
            for result, (low, high) in zip(curve, ends, strict=True)
        ]
        return rows + [dict(rows[-1]) for _ in range(ROWS - len(rows))]


def _chosen(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Take the subjects with most to show, those with a curve first."""
    ranked = sorted(verdicts, key=lambda found: (len(found.curve), found.after.day), reverse=True)
    return ranked[: len(SUBJECTS)]


def _subjects(verdicts: Sequence[Verdict]) -> Row:
    found: Row = {}
    for number, told in enumerate(verdicts, start=1):
        found[f"hjem_fag_{number}"] = _subject(told.after)
        found[f"hjem_status_{number}"] = texts.say(f"hjem.status.{told.key.removesuffix('_place')}")
        found[f"hjem_saetning_{number}"] = _sentence(told)
    return found


def _sentence(told: Verdict) -> str:
    """Say what the results show, and what they show over a longer time."""
    facts = {"fag": told.subject, "efter": _month(told.after), "proeve": _test(told.after.test)}
    if told.before is not None:
        facts |= {"foer": _month(told.before), "proeve_foer": _test(told.before.test)}
    said = texts.say(f"hjem.saetning.{told.key}", **facts)
    if not told.over_time:
        return said
    same = "same" if told.over_time == told.key else "other"
    longer = texts.say(f"hjem.laenge.{same}.{told.over_time}", fra=_month(told.curve[0]))
    return f"{said} {longer}"


def _family(verdicts: Sequence[Verdict]) -> str:
    """Name what the page as a whole says: the first subject's, its curve is the one shown."""
    key = verdicts[0].key.removesuffix("_place").removeprefix("steps_")
    return "not_comparable" if key in ("break", "other_tests", "no_error") else key


def _about(drawn: Verdict) -> str | None:
    tables = dict.fromkeys(result.table for result in drawn.curve if result.table)
    return texts.say("hjem.omregnet", tabel="; ".join(tables)) if tables else None


def _belongs(result: Told, shown: Told) -> bool:
    """Tell whether a result is of a subject that is shown: of the whole test, or as the one judged."""
    if result.subject.strip().casefold() != shown.subject.strip().casefold():
        return False
    return not result.profile or (result.profile, result.test) == (shown.profile, shown.test)


def _month(result: Told) -> str:
    return texts.say("hjem.tid", maaned=texts.say(f"hjem.maaned.{result.day.month}"), aar=result.day.year)


def _subject(result: Told) -> str:
    name = result.subject.strip()
    return name[:1].upper() + name[1:]


def _profile(result: Told) -> str:
    return f" ({result.profile})" if result.profile and result.profile != result.test else ""


def _test(test: str) -> str:
    key = test.strip().casefold()
    return texts.say(f"hjem.proeve.{key}") if key in _KNOWN_TESTS else test


def _score(result: Told, *, is_drawn: bool) -> str:
    """Tell a result as a parent reads it; a percentile is no figure for a parent, its place is drawn."""
    if result.word:
        return texts.say(f"hjem.resultat.{'lus' if result.scale == 'lus' else 'ord'}", ord=result.word)
    if result.scale == "percentil":
        return texts.say(f"hjem.resultat.{'kurve' if is_drawn else 'laerer'}")
    score = texts.number(result.score, 0 if result.score == int(result.score) else 1)
    if result.scale == "point":
        if math.isnan(result.most):
            return texts.say("hjem.resultat.point", score=score)
        return texts.say("hjem.resultat.ud_af", score=score, maks=texts.number(result.most, 0))
    return texts.say("hjem.resultat.tal", score=score)
