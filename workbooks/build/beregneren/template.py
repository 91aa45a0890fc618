"""The template `beregneren`: a class's results pasted in, checked, and each pupil's progression.

Here stands the workbook as a whole. "Indtast" stands in ``paste``, "Elever" in
``pupils``, "Modeltal" and "Omsætning" in ``model``, the sheets that are read in
``class_page``, ``one_pupil`` and ``guide``; the words in ``words/beregneren*.da.toml``.
"""

from __future__ import annotations

from workbooks.build.beregneren.class_page import class_sheet
from workbooks.build.beregneren.guide import about_sheet, guide_sheet
from workbooks.build.beregneren.model import conversions, model
from workbooks.build.beregneren.norms import norms
from workbooks.build.beregneren.one_pupil import pupil_sheet
from workbooks.build.beregneren.paste import paste
from workbooks.build.beregneren.pupils import pupils
from workbooks.build.kit.look import Book
from workbooks.build.kit.shared_formulas import share_formulas

VERSION = "1.0"
# Words that formulas compare with, by the name they have there.
_NAMED_WORDS = ("forstaaet", "afvist", "over", "foraeldet", "over_90", "under_10")


def build(*, functions: bool = False, typed: bool = False) -> bytes:
    """Build the template and give its bytes; the same bytes each time.

    ``functions``: in the edition for the add-in, where cells call ``BEREGNER_`` functions. ``typed``: for
    a teacher who says herself whose class it is.
    """
    book = Book("beregneren.da.toml", "beregneren_klasse.da.toml")
    book.describe({"xb_skabelon": "beregneren", "xb_version": VERSION, "xb_enhed": "klasse"})
    for word in _NAMED_WORDS:
        book.file.define_name(f"ord_{word}", f'="{book.words["ord"][word]}"')
    paste(book, functions=functions, typed=typed)
    pupils(book, functions=functions)
    class_sheet(book)
    pupil_sheet(book)
    model(book)
    conversions(book)
    if functions:
        norms(book)
    guide_sheet(book)
    about_sheet(book, VERSION, functions)
    book.file.worksheets()[0].activate()
    return share_formulas(book.finished())


def build_with_functions() -> bytes:
    """Build the edition for the add-in."""
    return build(functions=True)
