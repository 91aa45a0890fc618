"""The template `dialogstruktur`: who talks with whom, how often at least, about what, with an agenda each.

Malmö's structure of dialogues. Here stands the workbook as a whole; the structure with what is held in
``structure``, the agendas on results in ``talk``, staff and economy in ``staff``, the lists in ``figures``.
"""

from __future__ import annotations

from workbooks.build.dialogstruktur.figures import RESULTS, STAFF, figures
from workbooks.build.dialogstruktur.staff import AUTUMN, SPRING, staff, talks
from workbooks.build.dialogstruktur.structure import structure
from workbooks.build.dialogstruktur.talk import BOARD, FEBRUARY, SEPTEMBER, agenda
from workbooks.build.kit.lists import Lists
from workbooks.build.kit.look import Book, page
from workbooks.build.kit.parts import about, front

NAME, VERSION = "dialogstruktur", "1.0"
_PEOPLE = ("rektor", "utbildningschef", "hr_foretradare", "ekonom", "namndens_foretradare")
_ROW_HEIGHT = 20.0


def build() -> bytes:
    """Build the template and give its bytes; the same bytes each time."""
    book = Book("faelles.sv.toml", f"{NAME}.sv.toml")
    book.describe({"xb_skabelon": NAME, "xb_version": VERSION, "xb_enhed": "skole", "xb_svar": "aar"})
    lists = Lists(book)
    words = book.words["forside"]
    front(book, {key: words[key] for key in _PEOPLE}, {}, list(words["arkene"]))
    sheets = {
        key: page(
            book,
            book.words[key]["ark"],
            row_height=72 if key in (RESULTS, STAFF) else _ROW_HEIGHT,
            writes=key != "struktur",
            pages=1 if key in ("struktur", "medarbetare") else 0,
        )
        for key in words["arkene"]
    }
    for key in (RESULTS, STAFF):
        figures(book, lists, sheets[key], key)
    structure(book, sheets["struktur"])
    for talk in (SEPTEMBER, FEBRUARY, BOARD):
        agenda(book, lists, sheets[talk.words], talk)
    talks(book, lists, sheets["hr_host"], "hr_host", AUTUMN)
    talks(book, lists, sheets["hr_var"], "hr_var", SPRING)
    staff(book, sheets["medarbetare"])
    about(book, NAME, VERSION)
    return book.finished()
