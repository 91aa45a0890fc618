"""The workbook "Samlet": what came home from the schools, for the administration.

What it is made of is told by ``collected``; the words of statuses and reminders stand in
``collected_words``, answers side by side in ``collected_answers``. The sheets ``aftaler`` and
``aftalegrundlag`` are tables of a dataset under their own keys, whatever the language.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from xl_beregner.batch.books import collected_words as words
from xl_beregner.batch.books.collected_answers import goals_of, sides, write_side
from xl_beregner.batch.books.collected_words import STATES, Unit
from xl_beregner.batch.books.look import Book
from xl_beregner.batch.books.look_cells import Cell, Column, Plain, Row, row_height
from xl_beregner.batch.collect.collected import Collected
from xl_beregner.batch.collect.tables import agreement_table, basis_table
from xl_beregner.civil import MASK, find_civil_number, mask_civil_numbers
from xl_beregner.dataset.agreement_tables import with_guard, without_guard
from xl_beregner.texts import say

_ABOUT = (
    "hvad_er", "status", "aendrede", "bemaerkninger", "cpr", "side", "rykker", "tabeller", "fortroligt",
    "videre",
)  # fmt: skip
_KINDS = {"et_blik": "look", "mangler": "look", "maal": "gone", "til_side": "bad", "kopi": "gone"}


def collected_book(collected: Collected, out: Path) -> bytes:
    """Build the workbook in the language spoken now; the same input gives the same bytes.

    ``out`` is where it will lie: its links lead from there to the files that came home.
    """
    made = _Book(collected, out)
    made.overview()
    for side in sides(collected):
        write_side(made.book, side, made.warnings)
    made.changes()
    made.remarks()
    made.reminders()
    made.table("aftaler", *agreement_table(collected))
    made.table("aftalegrundlag", *basis_table(collected))
    made.about()
    return made.book.finished()


class _Book:
    """The sheets, one method each; what several of them need is found once."""

    def __init__(self, collected: Collected, out: Path) -> None:
        run = collected.run
        self.collected, self._out = collected, out
        self._title = say("collected_book.titel", skabelon=run.template, skoleaar=run.school_year)
        self._made = say(
            "collected_book.hvad", kommune=run.municipality, udgave=say(f"batch.udgave.{run.edition}")
        )
        self.warnings = [collected.example, say("collected_book.fortroligt")]
        footer = say("collected_book.side_af", side="&P", sider="&N")
        self.book = Book(self._title, run.municipality, footer, masked)
        self._units = words.units(collected)
        self._has_classes = any(unit.class_group for unit in self._units)

    def overview(self) -> None:
        goals = [goals_of(unit) for unit in self._units]
        has_goals = any(count is not None for count in goals)
        columns = [
            *self._whose(),
            Column(say("collected_book.kolonne.status"), 20),
            *([Column(say("collected_book.kolonne.maal"), 8, "count")] if has_goals else []),
            Column(say("collected_book.kolonne.svar"), 8, "count"),
            Column(say("collected_book.kolonne.aendrede"), 10, "count"),
            Column(say("collected_book.kolonne.et_blik"), 70),
            Column(say("collected_book.kolonne.fil"), 34, "link"),
        ]
        rows = [
            self._overview_row(unit, count, has_goals) for unit, count in zip(self._units, goals, strict=True)
        ]
        sheet = self.book.page(say("collected_book.ark.overblik"), [column.width for column in columns])
        top = self.book.top(sheet, self._title, [self._made, self._counts()], self.warnings)
        self.book.table(sheet, top, columns, rows, frozen=3 + self._has_classes)
        sheet.activate()

    def _overview_row(self, unit: Unit, goals: int | None, has_goals: bool) -> Row:
        status = Cell(say(f"collected_book.status.{unit.state}"), STATES[unit.state])
        home = unit.home
        counts = [len(home.answers), len(home.changes) or None] if home else [None, None]
        file = Cell(home.file, "link", link=self._link(home.link)) if home and home.link else Cell(unit.file)
        if home is None:
            file = Cell(say("collected_book.sendt_som", fil=unit.file), "small")
        return [*self._of(unit), status, *([goals] if has_goals else []), *counts, words.needs(unit), file]

    def _counts(self) -> str:
        counts = words.counted(self._units)
        said = [say("collected_book.antal.sendt", antal=self.collected.sent_count)]
        said += [
            say(f"collected_book.antal.{state}", antal=counts[state])
            for state in reversed(STATES)
            if counts[state]
        ]
        if self.collected.asides:
            said.append(say("collected_book.antal.til_side", antal=len(self.collected.asides)))
        return " · ".join(said)

    def changes(self) -> None:
        columns = [
            *self._whose(),
            Column(say("collected_book.kolonne.tal"), 34),
            Column(say("collected_book.kolonne.ark"), 16),
            Column(say("collected_book.kolonne.celle"), 8, "line"),
            Column(say("collected_book.kolonne.sendt"), 22, "value"),
            Column(say("collected_book.kolonne.kom"), 22, "value"),
        ]
        rows: list[Row] = []
        for unit in self._units:
            for change in unit.home.changes if unit.home else ():
                name = words.figure_word(change.name, change.label or change.key)
                values = [_as_stands(change.old), _as_stands(change.new)]
                rows.append([*self._of(unit), name, change.sheet, change.cell, *values])
        self._sheet("aendrede", columns, rows)

    def remarks(self) -> None:
        columns = [
            Column(say("collected_book.kolonne.slags"), 22),
            *self._whose(),
            Column(say("collected_book.kolonne.bemaerkning"), 76),
            Column(say("collected_book.kolonne.ark"), 16),
            Column(say("collected_book.kolonne.celle"), 8, "line"),
            Column(say("collected_book.kolonne.fil"), 34, "link"),
        ]
        rows: list[Row] = []
        for line in words.remarks(self.collected):
            kind = Cell(say(f"collected_book.slags.{line.kind}"), _KINDS[line.kind])
            file = Cell(line.file, "link", link=self._link(line.link)) if line.link else Cell(line.file)
            whose = [line.school, line.name, *([line.class_group] if self._has_classes else [])]
            rows.append([kind, *whose, line.text, line.sheet, line.cell, file])
        self._sheet("bemaerkninger", columns, rows, frozen=1)

    def reminders(self) -> None:
        columns = [
            *self._whose(),
            Column(say("collected_book.kolonne.status"), 20),
            Column(say("collected_book.kolonne.fil"), 34),
            Column(say("collected_book.kolonne.besked"), 84),
        ]
        rows: list[Row] = []
        for unit, sentence in words.reminders(self.collected):
            status = Cell(say(f"collected_book.status.{unit.state}"), STATES[unit.state])
            rows.append([*self._of(unit), status, unit.file, sentence])
        self._sheet("rykkerliste", columns, rows)

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Plain]]) -> None:
        """Write a table of a dataset: headings in the first row, nothing above or beside them."""
        made = [Column(key, 24 if key in ("noegle", "vaerdi", "felt") else 14, "plain") for key in columns]
        sheet = self.book.page(name, [column.width for column in made])
        self.book.table(
            sheet, 0, made, [[_as_read(cell) for cell in row] for row in rows], frozen=1, is_plain=True
        )
        sheet.set_tab_color("#8091A5")

    def about(self) -> None:
        sheet = self.book.page(say("collected_book.ark.om"), [30, 120])
        at = self.book.top(sheet, say("collected_book.om.titel"), [self._made], self.warnings) + 1
        for key in _ABOUT:
            cells = [
                Cell(say(f"collected_book.om.{key}.navn"), "strong"),
                Cell(say(f"collected_book.om.{key}.om")),
            ]
            for column, cell in enumerate(cells):
                self.book.write(sheet, at, column, cell)
            sheet.set_row(at, row_height(cells, [30, 120]) + 3)
            at += 1
        sheet.print_area(0, 0, at, 1)

    def _sheet(
        self, key: str, columns: Sequence[Column], rows: Sequence[Row], frozen: int | None = None
    ) -> None:
        """Write a sheet of one table; without a row it says that there is nothing."""
        sheet = self.book.page(say(f"collected_book.ark.{key}"), [column.width for column in columns])
        lead = say(f"collected_book.{key}.{'om' if rows else 'ingen'}")
        top = self.book.top(sheet, say(f"collected_book.{key}.titel"), [lead], self.warnings)
        if rows:
            self.book.table(
                sheet, top, columns, rows, frozen=2 + self._has_classes if frozen is None else frozen
            )

    def _whose(self) -> list[Column]:
        return words.whose(self._has_classes)

    def _of(self, unit: Unit) -> list[str]:
        return [unit.school, unit.name, *([unit.class_group] if self._has_classes else [])]

    def _link(self, link: str) -> str:
        """Lead from the workbook to a file that came home; between two drives only the whole path does."""
        target = os.path.abspath(self.collected.folder / link)
        try:
            found = os.path.relpath(target, os.path.abspath(self._out.parent))
        except ValueError:
            found = target
        return found.replace(os.sep, "/")


def masked(value: Plain) -> Plain:
    """Hide a civil number that came this far: ``collect`` has masked them, this is the last door."""
    if isinstance(value, str):
        return mask_civil_numbers(value)
    return MASK if find_civil_number(value) else value


def _as_read(value: Plain) -> Plain:
    """Write a text so that a dataset reads it back as it is: one that looks guarded is guarded."""
    return with_guard(value) if isinstance(value, str) and without_guard(value) != value else value


def _as_stands(value: Plain) -> Cell:
    """Show a figure as it stood, and say so where it stood blank."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Cell(value, "value")
    return Cell(words.shown(value))
