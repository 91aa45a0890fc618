"""One earlier workbook, as what can be taken over from it: `OldBook`, its answers one by one.

Which of them a new workbook takes is `carry_over`'s matter; finding and reading files is `previous`'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.collect.owners import owner_of, pupils_of
from xl_beregner.cells import school_year

if TYPE_CHECKING:
    from xl_beregner.filling.earlier import Earlier
    from xl_beregner.filling.returned import Held, Returned

PUPILS = "elever"  # the table under which answers from a pupil's own sheet are kept
_NAMES = ("navn", "elev_navn")  # the columns that say what a row is about
_CLASS_LIST = "klasseliste"


@dataclass(frozen=True, slots=True)
class Typed:
    """One answer, or a place left blank."""

    table: str
    key: str  # "" for a single answer and the school's own row
    row: int  # which of the rows without a key it stands in, from 0
    field: str
    value: Any
    label: str  # what its row is called
    owner: str = ""  # the pupil on whose sheet it stands

    @property
    def name(self) -> str:
        """The name of its cell, without ``svar_``."""
        return f"{self.table}__{self.field}" if self.table else self.field


@dataclass(frozen=True, slots=True)
class OldBook:
    """What a workbook of this or an earlier year holds of answers."""

    unit: str
    year: int
    template: str
    file: str
    sha256: str
    typed: tuple[Typed, ...]
    earlier: tuple[Earlier, ...]
    pupils: frozenset[str]  # the ids of those it was about
    is_here: bool = False  # it lies in the folder that is to be filled
    is_as_made: bool = False  # nobody has saved it since a run made it, in no other's place

    @property
    def school(self) -> str:
        """The number of its school."""
        return self.unit.partition("/")[0]

    @property
    def answers(self) -> Iterator[Typed]:
        """What was answered."""
        return (one for one in self.typed if one.value is not None)

    @property
    def holds_words(self) -> bool:
        """Whether anything would be lost with it."""
        return bool(self.earlier) or any(True for _ in self.answers)

    def pupil_of(self, one: Typed | Earlier) -> str:
        """Tell which pupil an answer is about; empty if it is about the class."""
        owner = getattr(one, "owner", "")
        found = owner or pupil_part(one.key)
        return found if owner or found in self.pupils else ""


def pupil_part(key: str) -> str:
    """Give the pupil of a key: ``7731`` of ``7731|dansk``."""
    return key.partition("|")[0]


def old_book(
    returned: Returned, unit: str, year: int, file: str, sha256: str, *, is_here: bool = False
) -> OldBook:
    """Read what a workbook holds of answers."""
    names = pupils_of(returned.figures)
    own = _own_places(returned.figures)
    labels = labels_of(returned.figures)
    typed = tuple(
        Typed(
            table=held.table,
            key=held.key,
            row=_own_row(held, own),
            field=held.field,
            value=held.value,
            label=labels.get((held.table, held.key), "") if held.key else "",
            owner=owner_of(held, names) if held.scope in names else "",
        )
        for held in returned.asked
    )
    return OldBook(
        unit=unit,
        year=year,
        template=returned.properties.get("xb_skabelon", "").strip(),
        file=file,
        sha256=sha256,
        typed=typed,
        earlier=returned.earlier,
        pupils=frozenset([*names.values(), *_pupils_in_lists(returned.figures)]),
        is_here=is_here,
    )


def labels_of(figures: Iterable[Held]) -> dict[tuple[str, str], str]:
    """Name the rows of lists by table and key."""
    return {
        (held.table, held.key): str(held.value)
        for held in figures
        if held.table and held.key and held.field in _NAMES and held.value is not None
    }


def _pupils_in_lists(figures: Iterable[Held]) -> Iterator[str]:
    """List the pupils whose names stand in rows with their id as key."""
    for held in figures:
        is_name = held.field == "elev_navn" or held.table == _CLASS_LIST
        if held.table and held.key and is_name:
            yield pupil_part(held.key)


def _own_places(figures: Sequence[Held]) -> Mapping[tuple[str, str], list[int]]:
    """List the rows with a key, by sheet and table."""
    found: dict[tuple[str, str], list[int]] = {}
    for held in figures:
        if held.table and held.field == "noegle" and held.value is not None:
            found.setdefault((held.scope, held.table), []).append(held.row)
    return found


def _own_row(held: Held, keyed: Mapping[tuple[str, str], list[int]]) -> int:
    """Count the rows without a key above an own row."""
    if held.key or not held.table:
        return 0
    return held.row - sum(row < held.row for row in keyed.get((held.scope, held.table), ()))


def as_answers(typed: Iterable[Typed], template: str, year: int) -> Any:
    """Lay answers out as `Answers`: single ones by field, lists as rows; own rows keep their place."""
    from xl_beregner.filling.returned import Answers

    singles: dict[str, Any] = {}
    keyed: dict[str, dict[str, dict[str, Any]]] = {}
    own: dict[str, dict[int, dict[str, Any]]] = {}
    for one in typed:
        if not one.table:
            singles.setdefault(one.field, one.value)
        elif one.key:
            row = keyed.setdefault(one.table, {}).setdefault(one.key, {"noegle": one.key})
            row.setdefault(one.field, one.value)
        else:
            own.setdefault(one.table, {}).setdefault(one.row, {"noegle": None})[one.field] = one.value
    lists: dict[str, list[dict[str, Any]]] = {table: list(rows.values()) for table, rows in keyed.items()}
    for table, rows in own.items():
        places = range(max(rows) + 1)
        lists.setdefault(table, []).extend(rows.get(at, {"noegle": None}) for at in places)
    said = {"xb_skabelon": template, "xb_skoleaar": school_year(year)}
    return Answers({**singles, **lists}, said)


def archive(book: OldBook, typed: Iterable[Typed]) -> Iterator[Earlier]:
    """Make answers rows of "Tidligere svar"."""
    from xl_beregner.filling.earlier import archived

    for one in typed:
        if one.value is not None:
            table, key = (one.table, one.key) if not one.owner else (PUPILS, one.owner)
            field = one.field if not (one.owner and one.table) else f"{one.table}__{one.field}"
            yield from archived(
                school_year(book.year), book.template, table, key, one.label, field, one.value
            )


def pupils_of_fields(fields: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """Tell which lists of a class's fields have pupils as rows, and which pupils those are."""
    tables, pupils = set(), set()
    for table, rows in fields.items():
        if isinstance(rows, (list, tuple)):
            named = [
                row for row in rows if row.get("noegle") and (table == _CLASS_LIST or row.get("elev_navn"))
            ]
            if named:
                tables.add(table)
                pupils |= {pupil_part(str(row["noegle"])) for row in named}
    # A list that shares the rows of such a one: measures beside the pupils' points.
    for table, rows in fields.items():
        if isinstance(rows, (list, tuple)) and any(table.startswith(f"{known}_") for known in tables):
            keys = {pupil_part(str(row["noegle"])) for row in rows if row.get("noegle")}
            if keys and keys <= pupils:
                tables.add(table)
    return frozenset(tables), frozenset(pupils)


def labels_of_fields(fields: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """Name the rows of a workbook's fields by table and key."""
    found: dict[tuple[str, str], str] = {}
    for table, rows in fields.items():
        if isinstance(rows, (list, tuple)):
            for row in rows:
                label = next((row[name] for name in _NAMES if row.get(name)), None)
                if row.get("noegle") and label:
                    found[table, str(row["noegle"])] = str(label)
    return found
