"""What holds for every template on the shelf, whichever it is: contract, look, accessibility.

That a committed file is what its builder builds, and that our own check remarks nothing, stands in
``test_template_file``; what one template is for, in its own tests.
"""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support.accessible import accessibility_faults, contrast
from support.values import quiet

from workbooks.build import TEMPLATES, builders
from xl_beregner.batch.shelf import WITH_FUNCTIONS
from xl_beregner.filling.functions_known import KNOWN
from xl_beregner.ooxml.formulas import function_names

# The class workbook: other cells say in words what these colour, and its curve is drawn in small letters.
_CLASS_WORKBOOK = ("changes nothing but colour", "letters of 7.0 points")
ALLOWED = {
    "da/beregneren.xlsx": _CLASS_WORKBOOK,
    "da/beregneren_funktioner.xlsx": _CLASS_WORKBOOK,
    # Boxes for words beside a table of counts; rows not in use lose their ground.
    "sv/lus.xlsx": ("is merged over rows", "changes nothing but colour"),
}
# A class's workbook is pasted into and has lists of a fixed length: what is its own stands in its tests.
_OF_A_CLASS = ("beregneren", "lus", "prognos", "skole_hjem")


def _each(names: Iterable[str]) -> Any:
    """Reading 19,000 formulas takes its time; whoever changes that workbook runs `make prove`."""
    slow = pytest.mark.prove
    marked = [pytest.param(name, marks=slow) if "beregneren" in name else name for name in names]
    return pytest.mark.parametrize("name", marked)


EVERY = _each(builders())
OF_A_SCHOOL = _each(name for name in builders() if not any(one in name for one in _OF_A_CLASS))
NATIVE = _each(name for name in builders() if WITH_FUNCTIONS not in name)
_WORDS = TEMPLATES.parent / "build" / "words"


@cache
def book(name: str) -> Any:
    with quiet():
        return openpyxl.load_workbook(TEMPLATES / name)


@cache
def parts(name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO((TEMPLATES / name).read_bytes())) as package:
        return {part: package.read(part) for part in package.namelist()}


def properties(name: str) -> dict[str, str]:
    return {one.name: one.value for one in book(name).custom_doc_props.props}


@EVERY
def test_everybody_can_read_it(name: str) -> None:
    allowed = ALLOWED.get(name, ())
    found = [
        fault for fault in accessibility_faults(TEMPLATES / name) if not any(one in fault for one in allowed)
    ]
    assert found == []


def test_the_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@EVERY
def test_it_says_who_it_is(name: str) -> None:
    said = properties(name)
    # The sibling that asks its functions of the add-in is the same template.
    assert said["xb_skabelon"] == Path(name).stem.removesuffix(WITH_FUNCTIONS)
    assert said["xb_version"]
    assert said["xb_enhed"] in ("skole", "klasse", "elev", "kommune")


@EVERY
def test_its_language_is_its_folder_s(name: str) -> None:
    core = parts(name)["docProps/core.xml"].decode()
    language = {"da": "da-DK", "sv": "sv-SE"}[name.partition("/")[0]]
    assert f"<dc:language>{language}</dc:language>" in core


@EVERY
def test_every_sheet_is_locked_and_prints_on_a4_one_page_wide(name: str) -> None:
    for sheet in book(name):
        assert sheet.protection.password is None, sheet.title
        assert sheet.page_setup.paperSize == 9, sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert sheet.page_setup.fitToWidth in (None, 1), sheet.title
        assert sheet.oddFooter.right.text or sheet.oddFooter.left.text, sheet.title


@OF_A_SCHOOL
def test_every_sheet_can_say_that_it_is_an_example(name: str) -> None:
    for sheet in book(name):
        top = [str(row[0].value or "") for row in sheet.iter_rows(max_row=6, max_col=1)]
        names = {
            found.attr_text.rpartition("!")[0].strip("'")
            for key, found in book(name).defined_names.items()
            if key == "felt_eksempel"
        }
        assert sheet.title in names or any("felt_eksempel" in text for text in top), sheet.title


@OF_A_SCHOOL
def test_only_answers_are_open_and_all_are_blank(name: str) -> None:
    """A figure that can be typed over by accident is none."""
    answers = {
        (sheet, cell.coordinate)
        for key, found in book(name).defined_names.items()
        if key.startswith("svar_")
        for sheet, area in found.destinations
        for row in _rows(book(name)[sheet], area)
        for cell in row
    }
    unlocked = {
        (sheet.title, cell.coordinate)
        for sheet in book(name)
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    assert unlocked == answers
    filled = [place for place in answers if book(name)[place[0]][place[1]].value is not None]
    assert filled == []


def _rows(sheet: Any, area: str) -> Any:
    cells = sheet[area.replace("$", "")]
    return cells if isinstance(cells, tuple) else ((cells,),)


@OF_A_SCHOOL
def test_nothing_stands_below_a_list(name: str) -> None:
    """Lists grow downwards, and rows are never shifted."""
    for sheet in book(name):
        for table in sheet.tables.values():
            left, _, right, bottom = openpyxl.utils.range_boundaries(table.ref)
            below = sheet.iter_rows(min_row=bottom + 1, min_col=left, max_col=right)
            assert [cell.coordinate for row in below for cell in row if cell.value is not None] == [], (
                f"{sheet.title}: {table.displayName}"
            )


@NATIVE
def test_formulas_use_only_functions_whose_values_we_vouch_for(name: str) -> None:
    unknown = {
        (sheet.title, function)
        for sheet in book(name)
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
        for function in function_names(cell.value)
        if function not in KNOWN
    }
    assert unknown == set()


@EVERY
def test_there_are_no_macros_no_links_to_files_and_no_rows_of_another_workbook(name: str) -> None:
    found = [
        part for part in parts(name) if re.search(r"vba|externalLink|pivot|connections", part, re.IGNORECASE)
    ]
    assert found == []


@EVERY
def test_a_reference_to_this_row_names_its_table(name: str) -> None:
    """LibreOffice answers #N/A to ``[[#This Row],[x]]`` alone."""
    bare = re.compile(rb"(?<![\w\]])\[\[#This Row\]|(?<!\w)\[@")
    assert [part for part, content in parts(name).items() if bare.search(content)] == []


@pytest.mark.parametrize(
    "words",
    sorted(
        path.name
        for path in _WORDS.glob("*.sv.toml")
        if (_WORDS / path.name.replace(".sv.", ".da.")).exists()
    ),
)
def test_swedish_words_have_the_keys_of_the_danish(words: str) -> None:
    of = [
        _keys(tomllib.loads((_WORDS / one).read_text("utf-8")))
        for one in (words.replace(".sv.", ".da."), words)
    ]
    # Dates are written in another way, and a sentence's own heading is a word itself.
    differ = {key for key in of[0] ^ of[1] if key == key.lower() and " " not in key}
    assert differ - {"faelles.datoformat"} == set()


def _keys(words: dict[str, Any], above: str = "") -> set[str]:
    found = set()
    for key, value in words.items():
        name = f"{above}{key}"
        found |= _keys(value, f"{name}.") if isinstance(value, dict) else {name}
    return found
