"""How it went with the commitments, counted over the schools: those all share one by one, their own together.

Schools say themselves, in their reports, whether a commitment was fulfilled; their words are only counted.
Outside the administration a count stands where enough schools are behind it, and names none of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from xl_beregner import texts
from xl_beregner.dataset import Dataset
from xl_beregner.dataset.settings import COMMON_DUTIES, LAST_COMMON_DUTIES
from xl_beregner.fields.disclosure import leaves_the_administration
from xl_beregner.fields.goals.answers import text_of
from xl_beregner.fields.known.commitments import COMMON, LAST, OWN
from xl_beregner.fields.known.duties import COUNTS, LINE, PLACES, SHOWN, TABLE
from xl_beregner.fields.municipality.schools_answers import SchoolsAnswers

Row = dict[str, Any]
_FULFILLED: Final = "nadd"
_REACHED, _PARTLY, _MISSED, _UNSURE = COUNTS
_MARKS, _MOST_MARKS = "●◐○?", 24  # in the order of the counts; so many fit a line
# As the template's choices begin; all other words leave it open.
_SAID: Final = {"ja": _REACHED, "delvis": _PARTLY, "nej": _MISSED}


class Duties:
    """The commitments of all schools, counted."""

    def __init__(self, dataset: Dataset, edition: str, answers: SchoolsAnswers) -> None:
        self._answers = answers
        self._common = dict(_common(dataset))
        self._schools = len(dataset.schools)
        self._least = int(dataset.settings["mindst_skoler"].value)
        self._is_outside = leaves_the_administration(edition)

    def fields(self) -> dict[str, Any]:
        """Give a row for each common commitment, one for the schools' own, and all in a sentence."""
        said = self._answers.column(LAST, _FULFILLED)
        rows = [
            self._row(key, name, source, [one for one in said if one[1] == key])
            for key, (name, source) in self._common.items()
        ]
        own = [one for one in said if one[1].startswith(OWN)]
        if own:
            rows.append(self._row(OWN.rstrip("_"), texts.say("duties.egne"), "", own))
        return {TABLE: rows, LINE: self._line(rows), **_placed(rows)}

    def _row(self, key: str, name: str, source: str, said: Iterable[tuple[str, str, Any]]) -> Row:
        answers = list(said)
        schools = len({school for school, *_ in answers})
        shown = not self._is_outside or schools >= self._least
        counts = Counter(_meant(value) for *_, value in answers) if shown else Counter()
        return {
            "noegle": key,
            "nr": int(key.rpartition("_")[2]) if key.startswith(COMMON) else None,
            "navn": name,
            "ramme": source or None,
            "skoler": schools,
            "af": self._schools,
            "antal": len(answers),
            **{one: counts[one] if shown and answers else None for one in COUNTS},
            "tekst": self._told(schools, shown, counts),
            "billede": _picture(counts) or None,
        }

    def _told(self, schools: int, shown: bool, counts: Mapping[str, int]) -> str:
        if not schools:
            return texts.say("duties.ingen")
        if not shown:
            return texts.say("duties.faa", antal=schools, af=self._schools)
        parts = [texts.say(f"duties.{one}", antal=counts[one]) for one in COUNTS if counts[one]]
        return texts.say("duties.tekst", antal=schools, af=self._schools, heraf=", ".join(parts))

    def _line(self, rows: Iterable[Row]) -> str | None:
        common = [row for row in rows if row["nr"] is not None]
        if not common:
            return None
        in_all = {one: sum(row[one] or 0 for row in common) for one in COUNTS}
        followed = sum(in_all.values())
        if not followed:
            return texts.say("duties.linje_ingen", antal=len(common))
        parts = ", ".join(texts.say(f"duties.{one}", antal=in_all[one]) for one in COUNTS if in_all[one])
        return texts.say("duties.linje", antal=len(common), opfoelgninger=followed, heraf=parts)


def _placed(rows: Iterable[Row]) -> dict[str, Any]:
    """Put each row in a place of its own."""
    by_place = dict(zip(PLACES, rows, strict=False))
    return {
        f"forpligtelse_{place}_{about}": by_place.get(place, {}).get(about)
        for place in PLACES
        for about in SHOWN
    }


def _picture(counts: Mapping[str, int]) -> str:
    """Draw the counts, a mark each; of very many a share of the marks, the largest remainders rounded up."""
    total = sum(counts.values())
    room = min(total, _MOST_MARKS)
    shares = {one: counts[one] * room / total for one in COUNTS if counts[one]}
    marks = {one: int(share) for one, share in shares.items()}
    left = room - sum(marks.values())
    for one in sorted(shares, key=lambda each: marks[each] - shares[each])[:left]:
        marks[one] += 1
    return "".join(mark * marks.get(one, 0) for one, mark in zip(COUNTS, _MARKS, strict=True))


def _common(dataset: Dataset) -> Iterator[tuple[str, tuple[str, str]]]:
    """Give the common commitments of the plans reported on: last year's, where those are set."""
    for now, last in zip(COMMON_DUTIES, LAST_COMMON_DUTIES, strict=True):
        setting = dataset.settings[last] if dataset.settings[last].value else dataset.settings[now]
        if setting.value:
            yield f"{COMMON}{now.rpartition('_')[2]}", (str(setting.value), setting.source)


def _meant(value: Any) -> str:
    said = text_of(value).casefold()
    return next((meant for word, meant in _SAID.items() if said.startswith(word)), _UNSURE)
