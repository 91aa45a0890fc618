"""What a new workbook takes over from earlier ones: answers that stay, and those kept on "Tidligere svar".

In the same school year every answer stays. In a new one all are kept on that sheet, and those stay whose
field lives on; what belongs to the old year, or is shown as history, starts blank. Nothing about a pupil
goes to a class the pupil is not in. Which earlier workbooks there are is `previous`' matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.refill.old_book import OldBook, Typed, archive, as_answers, pupil_part
from xl_beregner.fields.known.about_pupils import is_about_pupils

if TYPE_CHECKING:
    from xl_beregner.filling.earlier import Earlier

# Judgements, forecasts and talks of one school year: in the next they would pass for new ones.
_OF_ONE_YEAR = ("lus*", "prognose*", "hjem_*", "alle_*")
# Who answers goes on into the new year, also where all that they answer belongs to the old one.
PEOPLE = frozenset(
    (
        "skoleleder", "omraadechef", "skolechef", "konsulent",
        "rektor", "utbildningschef", "hr_foretradare", "ekonom", "namndens_foretradare",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """What one new workbook takes over."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    pupils: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # of a pupil's own sheet, by id
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)
    earlier: tuple[Earlier, ...] = ()
    here: tuple[str, ...] = ()  # hashes of the files it takes the place of, as they were read
    whole_in: str = ""  # the hash of such a file, if it holds all of this already


@dataclass(frozen=True, slots=True)
class About:
    """Whom a new workbook is for, and what its template asks for."""

    unit: str
    year: int
    asked: frozenset[str]  # lists, columns of lists and single fields
    pupils: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()  # the lists whose rows are pupils
    is_elsewhere: Callable[[str], bool] = lambda pupil: False  # whether a pupil is in another class now
    is_of_one_year: bool = False  # the template's answers belong to the school year they were typed in


def take_over(books: Sequence[OldBook], about: About, in_force: Mapping[str, Any] | None = None) -> Taken:
    """Sort the answers of all of a school's earlier workbooks, those of this year first."""
    work = _Taking(about, sorted(books, key=lambda book: (-book.year, book.unit != about.unit)))
    return work.taken(in_force or {})


class _Taking:
    def __init__(self, about: About, books: Sequence[OldBook]) -> None:
        self.about = about
        self.books = books
        self.stays: list[Typed] = []
        self.archived: list[Iterable[Earlier]] = []
        self._sources: list[OldBook] = []  # whose answers stay
        self._values: dict[tuple[object, ...], object] = {}  # what stands in each cell
        # In a workbook as a run made it nobody has deleted anything: what comes home later still goes in.
        self._own_year = [book for book in books if book.year == about.year and not book.is_as_made]
        self._newest = max((book.year for book in books if book.year < about.year), default=0)

    def taken(self, in_force: Mapping[str, Any]) -> Taken:
        """Sort all answers."""
        for book in self.books:
            self._book(book)
        kept = [one for one in self.stays if not one.owner]
        template = next((book.template for book in self.books if book.template), "")
        answers = as_answers(kept, template, self.about.year)
        if not self._has_begun():
            _lay_in(answers, in_force)
        owners = dict.fromkeys(one.owner for one in self.stays if one.owner)
        earlier = _together(self.archived)
        return Taken(
            answers=answers,
            pupils={
                owner: as_answers(_without_owner(self.stays, owner), template, self.about.year)
                for owner in owners
            },
            labels={(one.table, one.key): one.label for one in self.stays if one.label},
            earlier=earlier,
            here=tuple(book.sha256 for book in self.books if book.is_here and book.unit == self.about.unit),
            whole_in=self._whole_in(earlier),
        )

    def _whole_in(self, earlier: tuple[Earlier, ...]) -> str:
        """Name the file that holds every answer where it belongs and all that is kept."""
        if len(self._sources) != 1:
            return ""
        book = self._sources[0]
        is_own = book.is_here and book.unit == self.about.unit and book.year == self.about.year
        return (
            book.sha256 if is_own and _together([book.earlier, earlier]) == _together([book.earlier]) else ""
        )

    def _has_begun(self, pupil: str = "") -> bool:
        """Tell whether this year has a workbook of the unit or pupil: what was deleted stays deleted."""
        if pupil:
            return any(pupil in book.pupils for book in self._own_year)
        return any(book.unit == self.about.unit for book in self._own_year)

    def _book(self, book: OldBook) -> None:
        mine = [one for one in book.typed if self._is_mine(book, one)]
        self.archived.append(one for one in book.earlier if self._is_mine(book, one))
        if book.year == self.about.year:
            # Who left the class has no sheet of their own in it any more.
            left = {one.owner for one in mine if one.owner} - self.about.pupils
            self.archived.append(archive(book, (one for one in mine if one.owner in left)))
            stays = [one for one in mine if one.owner not in left]
            self._stay(book, [one for one in stays if one.value is not None or not book.is_as_made])
            return
        self.archived.append(archive(book, mine))
        if book.year == self._newest:
            self._stay(book, [one for one in mine if one.value is not None and self._goes_on(one)])

    def _stay(self, book: OldBook, typed: Sequence[Typed]) -> None:
        if not typed:
            return
        self.stays += typed
        self._sources.append(book)
        # Two answers to one question, of a key typed twice or a copied sheet: the first stands in the cell.
        for one in typed:
            place = (one.owner, one.table, one.key, one.row, one.field)
            if self._values.setdefault(place, one.value) != one.value:
                self.archived.append(archive(book, [one]))

    def _goes_on(self, one: Typed) -> bool:
        """Tell whether an answer of last year stands in the new year too."""
        from xl_beregner.fields.known.agreements import has_home
        from xl_beregner.fields.known.earlier import is_shown_later

        if self._is_dated(one) or self._has_begun(self._pupil(one)):
            return False
        return not has_home(one.name, self.about.asked) and not is_shown_later(one.name, self.about.asked)

    def _is_dated(self, one: Typed) -> bool:
        """Tell whether an answer belongs to the school year it was typed in."""
        if self.about.is_of_one_year and one.name.casefold() not in PEOPLE:
            return True
        return any(fnmatchcase(one.name, pattern) for pattern in _OF_ONE_YEAR)

    def _pupil(self, one: Typed | Earlier) -> str:
        """Tell whom of a class an answer is about; empty if it is about all of it, or about a school."""
        return getattr(one, "owner", "") or (pupil_part(one.key) if one.table in self.about.tables else "")

    def _is_mine(self, book: OldBook, one: Typed | Earlier) -> bool:
        """Tell whether this workbook may hold an answer at all."""
        about = self.about
        is_own = book.unit == about.unit
        if not about.tables:
            # Of a school's pupils nothing goes on, not even to "Tidligere svar": the year's own file has it.
            return is_own and (book.year == about.year or not is_about_pupils(one.table))
        pupil = self._pupil(one)
        if pupil and pupil in about.pupils:
            return True
        if pupil:  # gone from the class: in the year itself what was typed stays, unless the pupil moved
            return is_own and book.year == about.year and not about.is_elsewhere(pupil)
        return is_own if book.year == about.year else self._is_successor(book)

    def _is_successor(self, book: OldBook) -> bool:
        """Tell whether most of an earlier class is in this one: 5A of last year's 4A."""
        return 2 * len(book.pupils & self.about.pupils) > len(book.pupils)


def _without_owner(typed: Iterable[Typed], owner: str) -> Iterator[Typed]:
    return (replace(one, owner="") for one in typed if one.owner == owner)


def _together(groups: Iterable[Iterable[Earlier]]) -> tuple[Earlier, ...]:
    from xl_beregner.filling.earlier import laid_together

    return laid_together(*groups)


def _lay_in(answers: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Lay goals still in force into the answers; they go before what was carried."""
    for name, value in more.items():
        if not isinstance(value, list):
            answers[name] = value
            continue
        known = [row for row in answers.get(name, []) if row["noegle"] is not None]
        own = [row for row in answers.get(name, []) if row["noegle"] is None]
        rows = {row["noegle"]: row for row in known}
        for row in value:
            rows[row["noegle"]] = {**rows.get(row["noegle"], {}), **row}
        answers[name] = [*rows.values(), *own]
