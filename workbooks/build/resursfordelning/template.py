"""The template `resursfordelning`, in Danish `ressourcefordeling`: a grant shared out by pupils and need.

For the economist with a grant to share and the committee that decides. What is in force is filled in; a
proposal is written in the yellow cells, and native formulas say at once what it costs whom. The arithmetic
is an example, and every sheet says so. Here is the workbook as a whole; a sheet each have ``weights``,
``schools`` (what an index is made of), ``change`` (what a proposal costs whom) and ``overview``.
"""

from __future__ import annotations

from workbooks.build.kit.lists import Lists
from workbooks.build.kit.look import Book, page
from workbooks.build.kit.municipal_parts import about, front
from workbooks.build.resursfordelning import change, overview, schools, weights
from workbooks.build.resursfordelning.parts import example
from xl_beregner.fields.known.allocation import CHANGE, FACTORS, ORDER, SCHOOLS

VERSION = "1.0"
_BOXES = {
    "ressource_forslag": (150.0, "ressource_formel_linje"),
    "ressource_uenighed": (110.0, "ressource_med_linje"),
    "ressource_spoergsmaal": (110.0, "ressource_vist_linje"),
}
# In the order of the tabs: height of a row, whether one writes there, pages in print.
_SHEETS = {
    ORDER: (19.0, False, 1),
    FACTORS: (88.0, True, 1),
    SCHOOLS: (56.0, True, 0),
    CHANGE: (24.0, False, 0),
}


def build_swedish() -> bytes:
    """Build the Swedish template and give its bytes; the same bytes each time."""
    return _build("resursfordelning", "sv")


def build_danish() -> bytes:
    """Build the Danish one."""
    return _build("ressourcefordeling", "da")


def _build(name: str, language: str) -> bytes:
    book = Book(f"faelles.{language}.toml", f"{name}.{language}.toml")
    book.describe({"xb_skabelon": name, "xb_version": VERSION, "xb_enhed": "kommune", "xb_svar": "aar"})
    lists = Lists(book)
    first = front(book, _BOXES)
    last = first.dim_rowmax + 1
    example(book, first, last)
    first.print_area(0, 0, last, 4)
    sheets = {
        key: page(book, book.words[key]["ark"], row_height=height, writes=writes, pages=pages)
        for key, (height, writes, pages) in _SHEETS.items()
    }
    # In the order in which they look into each other.
    weights.write(book, lists, sheets[FACTORS])
    schools.write(book, lists, sheets[SCHOOLS], weights.amounts(sheets[FACTORS]))
    weights.write_amounts(book, lists, sheets[FACTORS])
    change.write(book, lists, sheets[CHANGE])
    overview.write(book, lists, sheets[ORDER])
    about(book, name, VERSION)
    return book.finished()
