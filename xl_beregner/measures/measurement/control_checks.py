"""The checks of ``KONTROL``: each looks at the pasted results and yields the problems it finds.

In the order a person would mend them: the columns first, then what the cells are, then what they
say. How the problems are told is ``control``'s.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from xl_beregner.catalog import Table
from xl_beregner.measures.measurement.lus import place_of
from xl_beregner.measures.measurement.series import is_series_break
from xl_beregner.measures.rules import Array

COLUMNS = (
    "skole_nr", "klasse", "elev_id", "elev_navn", "fag", "profil", "test", "frivillig",
    "klassetrin", "dato", "score", "maks", "skala", "maalefejl",
)  # fmt: skip

# As people write the scales, in Danish, Swedish and English.
SCALES = {
    "percentil": "percentile", "percentile": "percentile", "percentiler": "percentile",
    "point": "points", "points": "points", "poäng": "points", "råpoäng": "points", "råscore": "points",
    "skalascore": "scale_score", "skalpoäng": "scale_score", "scale score": "scale_score",
    "kriterie": "criterion", "kriterium": "criterion", "criterion": "criterion",
    "karakter": "karakter", "7-trin": "karakter", "7-trinsskalaen": "karakter",
    "7-trins-skalaen": "karakter",
    "betyg": "betyg", "lus": "lus",
}  # fmt: skip

# The Danish national tests' words: the criterion view's six levels and the norm view's five.
LEVEL_WORDS = frozenset(
    {
        "fremragende", "rigtig god", "rigtigt god", "god", "jævn", "mangelfuld", "ikke tilstrækkelig",
        "utilstrækkelig", "klart over middel", "over middel", "middel", "under middel",
        "klart under middel",
    }
)  # fmt: skip
HIGHEST_LEVEL = 6

KARAKTERER = frozenset({-3.0, 0.0, 2.0, 4.0, 7.0, 10.0, 12.0})
BETYG = frozenset("abcdef")

# Scales whose scores are words or codes: text is as it should be.
WRITTEN_SCALES = frozenset({"criterion", "karakter", "betyg", "lus"})

# A share on a test's lowest or highest score from which the test is too hard or too easy (Terwee
# et al. 2007), in groups large enough to have a share.
MANY_AT_THE_END = 0.15
LEAST_GROUP = 5

# No result is older: LUS, the oldest here, was made in 1979.
EARLIEST_DAY = date(1979, 1, 1).toordinal()

Group = TypeVar("Group", bound=Hashable)


class Problem(NamedTuple):
    """A problem: its key, how many, and the first row from 0; a whole column's has number 0."""

    key: str
    number: int = 0
    first: int = 0


class Results:
    """The pasted results by column; a column that is missing is blank."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._labels: dict[str, list[str | None]] = {}
        self._kinds: dict[str, list[str]] = {}
        self.height = table.height
        self.has_headings = table.first_row > 1

    def has(self, *columns: str) -> bool:
        """Tell whether one of the columns stands in the table."""
        return any(self._table.has(column) for column in columns)

    def labels(self, column: str) -> list[str | None]:
        """Give a column's text without regard to case."""
        if column not in self._labels:
            found = self._table.readable_labels(column) if self.has(column) else [None] * self.height
            self._labels[column] = [None if label is None else label.casefold() for label in found]
        return self._labels[column]

    def kinds(self, column: str) -> list[str]:
        """Tell what each cell of a column is."""
        if column not in self._kinds:
            self._kinds[column] = self._table.found(column) if self.has(column) else ["blank"] * self.height
        return self._kinds[column]

    def numbers(self, column: str) -> Array:
        """Give the numbers that can be read."""
        if not self.has(column):
            return np.full(self.height, np.nan)
        return self._table.readable_numbers(column)

    @cached_property
    def used(self) -> list[bool]:
        """Rows that hold anything: an empty row between two classes is no result."""
        kinds = [self.kinds(column) for column in COLUMNS if self.has(column)]
        return [any(kind != "blank" for kind in row) for row in zip(*kinds, strict=True)]

    @cached_property
    def scores(self) -> Array:
        """Scores that are numbers."""
        return self.numbers("score")

    @cached_property
    def score_words(self) -> list[str | None]:
        """Scores as text."""
        return self.labels("score")

    @cached_property
    def scales(self) -> list[str | None]:
        """The scale of each row; None where blank, ``unknown`` where no such scale is."""
        return [None if word is None else SCALES.get(word, "unknown") for word in self.labels("skala")]

    @cached_property
    def days(self) -> Array:
        """Dates as days."""
        return self._table.days("dato") if self.has("dato") else np.full(self.height, np.nan)

    @cached_property
    def pupils(self) -> list[tuple[str | None, ...] | None]:
        """Who each row is about: the number at the school, or the name in the class."""
        school, class_group = self.labels("skole_nr"), self.labels("klasse")
        number, name = self.labels("elev_id"), self.labels("elev_navn")
        return [
            (s, i) if i is not None else (s, c, n) if n is not None else None
            for s, c, i, n in zip(school, class_group, number, name, strict=True)
        ]

    @cached_property
    def groups(self) -> list[tuple[str | None, ...]]:
        """Which test each row is of: rows that share one can be seen together."""
        columns = [self.labels(column) for column in ("test", "fag", "profil", "klassetrin")]
        return list(zip(*columns, strict=True))


# --- Columns and cells -------------------------------------------------------------------------
_NEEDED = (
    ("without_pupil", ("elev_id", "elev_navn")),
    ("without_subject", ("fag",)),
    ("without_test", ("test",)),
    ("without_date", ("dato",)),
    ("without_score", ("score",)),
    ("without_scale", ("skala",)),
)


def missing_columns(results: Results) -> Iterator[Problem]:
    """Find columns without which something cannot be checked."""
    yield from (Problem(key) for key, columns in _NEEDED if not results.has(*columns))


def unreadable_cells(results: Results) -> Iterator[Problem]:
    """Find error cells, and numbers and dates that are text or cannot be read."""
    score, dates = results.kinds("score"), results.kinds("dato")
    numeric = [results.kinds(column) for column in ("maks", "maalefejl")]
    plain = [scale not in WRITTEN_SCALES for scale in results.scales]
    every = [results.kinds(column) for column in COLUMNS]
    yield from _marked("error_cells", ["error" in row for row in zip(*every, strict=True)])
    as_text = [
        "number_as_text" in others or (kind == "number_as_text" and counts)
        for kind, counts, *others in zip(score, plain, *numeric, strict=True)
    ]
    yield from _marked("number_as_text", as_text)
    yield from _marked("score_is_date", [kind == "date" for kind in score])
    no_number = [
        kind in ("text", "date_as_text") and counts and word not in LEVEL_WORDS
        for kind, counts, word in zip(score, plain, results.score_words, strict=True)
    ]
    yield from _marked("score_is_text", no_number)
    too_early = [day < EARLIEST_DAY for day in results.days]
    yield from _marked("date_as_text", [kind == "date_as_text" for kind in dates])
    unreadable = [
        kind in ("text", "number_as_text") or (kind in ("number", "date") and (early or np.isnan(day)))
        for kind, early, day in zip(dates, too_early, results.days, strict=True)
    ]
    yield from _marked("date_unreadable", unreadable)


# --- The wrong view ----------------------------------------------------------------------------
def wrong_view(results: Results) -> Iterator[Problem]:
    """Find the criterion view pasted where percentiles belong, and scales that are mixed."""
    words = [
        word in LEVEL_WORDS and scale != "criterion"
        for word, scale in zip(results.score_words, results.scales, strict=True)
    ]
    yield from _marked("level_words", words)
    like_levels = np.zeros(results.height, bool)
    percentile = np.array([scale == "percentile" for scale in results.scales], bool)
    whole = results.scores == np.round(results.scores)
    level = percentile & whole & (results.scores >= 1) & (results.scores <= HIGHEST_LEVEL)
    for rows in _by_group(results.groups, percentile & ~np.isnan(results.scores)):
        if len(rows) >= LEAST_GROUP and level[rows].all():
            like_levels[rows] = True
    yield from _marked("percentile_like_level", like_levels)
    yield from _marked("mixed_scales", _against_the_most(results))
    yield from _marked("unknown_scale", [scale == "unknown" for scale in results.scales])


def _against_the_most(results: Results) -> list[bool]:
    """Mark rows on another scale than most of their test's rows; of two as common, the later."""
    counted: dict[tuple[str | None, ...], Counter[str]] = defaultdict(Counter)
    for group, scale in zip(results.groups, results.scales, strict=True):
        if scale is not None:
            counted[group][scale] += 1
    usual = {group: scales.most_common(1)[0][0] for group, scales in counted.items()}
    return [
        scale is not None and scale != usual[group]
        for group, scale in zip(results.groups, results.scales, strict=True)
    ]


# --- What a scale can hold ---------------------------------------------------------------------
def out_of_range(results: Results) -> Iterator[Problem]:
    """Find scores and measurement errors that their scale cannot hold."""
    score, most = results.scores, results.numbers("maks")
    on = {
        scale: np.array([found == scale for found in results.scales], bool)
        for scale in ("percentile", "points", "karakter", "lus", "betyg")
    }
    yield from _marked("outside_percentile", on["percentile"] & ((score < 1) | (score > 100)))
    yield from _marked("outside_points", on["points"] & ((score < 0) | (score > most)))
    without = on["points"] & np.isnan(most) & ~np.isnan(score)
    yield from _marked("points_without_maximum", without)
    filled = np.array([word is not None for word in results.score_words], bool)
    known = {
        "karakter": np.array([value in KARAKTERER for value in score.tolist()], bool),
        "lus": np.array([place_of(word) is not None for word in results.score_words], bool),
        "betyg": np.array([word in BETYG for word in results.score_words], bool),
    }
    for scale, possible in known.items():
        yield from _marked(f"outside_{scale}", on[scale] & filled & ~possible)
    yield from _marked("error_not_above_zero", results.numbers("maalefejl") <= 0)


# --- Rows together -----------------------------------------------------------------------------
def duplicates(results: Results) -> Iterator[Problem]:
    """Find the same pupil, subject, profile, test and date again."""
    seen: set[object] = set()
    again = []
    names = zip(results.labels("fag"), results.labels("profil"), results.labels("test"), strict=True)
    for pupil, day, result in zip(results.pupils, results.days.tolist(), names, strict=True):
        key = (pupil, day, result)
        known = pupil is not None and day == day
        again.append(key in seen)
        if known:
            seen.add(key)
    yield from _marked("duplicate", again)


def blanks(results: Results) -> Iterator[Problem]:
    """Find blank cells where something must stand."""
    used = np.array(results.used, bool)
    for key, columns in _NEEDED:
        if results.has(*columns):
            kinds = [results.kinds(column) for column in columns]
            blank = np.array([set(row) == {"blank"} for row in zip(*kinds, strict=True)], bool)
            yield from _marked(key.replace("without", "blank"), used & blank)


def series_breaks(results: Results) -> Iterator[Problem]:
    """Count pupils with results of two test series in one subject."""
    tests: dict[Hashable, list[str | None]] = defaultdict(list)
    broken: dict[tuple[Hashable, str | None], int] = {}
    rows = zip(results.pupils, results.labels("fag"), results.labels("test"), strict=True)
    for row, (pupil, subject, test) in enumerate(rows):
        if pupil is None:
            continue
        tests[pupil, subject].append(test)
        if (pupil, subject) not in broken and is_series_break(tests[pupil, subject]):
            broken[pupil, subject] = row
    if broken:
        yield Problem("series_break", len({about[0] for about in broken}), min(broken.values()))


def floor_and_ceiling(results: Results) -> Iterator[Problem]:
    """Find tests with many pupils on the lowest or highest score."""
    score, most = results.scores, results.numbers("maks")
    percentile = np.array([scale == "percentile" for scale in results.scales], bool)
    points = np.array([scale == "points" for scale in results.scales], bool) & (most > 0)
    ends = {
        "floor": (percentile & (score == 1)) | (points & (score == 0)),
        "ceiling": (percentile & (score == 100)) | (points & (score == most)),
    }
    scored = (percentile | points) & ~np.isnan(score)
    for key, at_end in ends.items():
        many = np.zeros(results.height, bool)
        for rows in _by_group(results.groups, scored):
            if len(rows) >= LEAST_GROUP and at_end[rows].mean() >= MANY_AT_THE_END:
                many[rows] = at_end[rows]
        yield from _marked(key, many)


CHECKS: Sequence[Callable[[Results], Iterator[Problem]]] = (
    missing_columns,
    unreadable_cells,
    wrong_view,
    out_of_range,
    duplicates,
    blanks,
    series_breaks,
    floor_and_ceiling,
)


def _marked(key: str, marked: Iterable[bool]) -> Iterator[Problem]:
    found = np.flatnonzero(np.fromiter(marked, bool))
    if found.size:
        yield Problem(key, int(found.size), int(found[0]))


def _by_group(groups: Sequence[Group], which: NDArray[np.bool_]) -> list[list[int]]:
    """Gather the rows asked for by their group."""
    found: dict[Group, list[int]] = defaultdict(list)
    for row in np.flatnonzero(which).tolist():
        found[groups[row]].append(row)
    return list(found.values())
