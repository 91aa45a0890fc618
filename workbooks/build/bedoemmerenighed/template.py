"""The template `bedoemmerenighed`, in Swedish `bedomaroverensstammelse`: two to four judge the same texts.

Nothing of the dataset is needed: assessors type, native formulas tell how alike they judge and where they
part. Two teachers of one class find the same measures in the class's own `lus`.
"""

from __future__ import annotations

from workbooks.build.bedoemmerenighed import apart
from workbooks.build.bedoemmerenighed.judgements import judgements
from workbooks.build.bedoemmerenighed.results import results
from workbooks.build.bedoemmerenighed.scale import scale
from workbooks.build.bedoemmerenighed.seminar import seminar
from workbooks.build.kit.lists import Lists
from workbooks.build.kit.look import Book
from workbooks.build.kit.parts import about, front

VERSION = "1.0"
_SHEETS = ("skala", "bedoemmelser", "resultat", "trin", "tale", "seminar")


def build_danish() -> bytes:
    """Build the Danish template."""
    return _build("bedoemmerenighed", "da")


def build_swedish() -> bytes:
    """Build the Swedish template."""
    return _build("bedomaroverensstammelse", "sv")


def _build(name: str, language: str) -> bytes:
    book = Book(f"faelles.{language}.toml", f"{name}.{language}.toml")
    book.describe({"xb_skabelon": name, "xb_version": VERSION, "xb_enhed": "skole", "xb_svar": "aar"})
    words = book.words["forside"]
    front(book, words["deltagare"], words["dager"], _SHEETS, indicators=False)
    lists = Lists(book)
    scale(book)
    judgements(book, lists)
    results(book, lists)
    apart.steps(book, lists)
    apart.talk(book, lists)
    seminar(book)
    about(book, name, VERSION, indicators=False, facts=False)
    return book.finished()
