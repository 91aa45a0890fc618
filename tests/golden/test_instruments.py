"""The instruments of ``support/`` catch what they are there to catch: each fault is planted here."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from support.engines import audit, formulon_values, libreoffice_convert, libreoffice_values
from support.faults import package_faults
from support.parts import (
    Parts,
    count_changes,
    formula_addresses,
    mentions,
    part_changes,
    read_parts,
    write_parts,
)
from support.values import cached_values, compare_values, quiet

Save = Callable[[bytes, str], Path]

TOTAL = b"<f>SUM(Elever!D5:D34)</f><v>"
PUPILS_SHEET = "xl/worksheets/sheet3.xml"


def _replaced(parts: Parts, name: str, old: bytes, new: bytes) -> Parts:
    assert parts[name].count(old) == 1, f"{old!r} stands {parts[name].count(old)} times in {name}"
    return {**parts, name: parts[name].replace(old, new)}


@pytest.fixture
def wrong_total(before: Parts, save: Save) -> Path:
    planted = _replaced(before, "xl/worksheets/sheet1.xml", TOTAL + b"0<", TOTAL + b"0.00001<")
    return save(write_parts(planted), "forkert.xlsx")


@pytest.mark.e2e
def test_a_wrong_cached_value_is_caught_by_libreoffice(wrong_total: Path, needs_libreoffice: str) -> None:
    places = [place for place in formula_addresses(read_parts(wrong_total)) if place != ("Forside", 10, 4)]
    (recomputed,) = libreoffice_values([wrong_total])
    found = compare_values(cached_values(wrong_total), recomputed, addresses=places)
    assert [str(difference) for difference in found] == ["Forside!B15: cached 1e-05, recomputed 0.0"]


@pytest.mark.e2e
def test_a_wrong_cached_value_is_caught_by_formulon(wrong_total: Path) -> None:
    places = formula_addresses(read_parts(wrong_total))
    found = compare_values(cached_values(wrong_total), formulon_values(wrong_total), addresses=places)
    assert [str(difference) for difference in found] == ["Forside!B15: cached 1e-05, recomputed 0.0"]


@pytest.mark.e2e
def test_formulon_calculates_a_cell_after_those_it_depends_on(save: Save) -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("Ark")
    sheet.add_table("A1:C2", {"name": "tabel", "columns": [{"header": h} for h in "xyz"]})
    sheet.write("A2", 1)
    sheet.write_formula("B2", "=tabel[[#This Row],[z]]*2")
    sheet.write_formula("C2", "=tabel[[#This Row],[x]]+1")
    sheet.write_formula("A4", "=SUM(tabel[y])")
    book.close()
    values = formulon_values(save(target.getvalue(), "orden.xlsx"))
    assert (values["Ark", 2, 2], values["Ark", 2, 3], values["Ark", 4, 1]) == (4, 2, 4)


@pytest.mark.e2e
def test_a_workbook_cut_short_does_not_open(kitchen_sink: bytes, save: Save, needs_libreoffice: str) -> None:
    whole, cut = save(kitchen_sink, "hel.xlsx"), save(kitchen_sink[:9000], "afbrudt.xlsx")
    with pytest.raises(AssertionError, match=r"could not open .*afbrudt\.xlsx$"):
        libreoffice_convert([whole, cut], "xlsx", whole.parent / "ud")


@pytest.mark.e2e
def test_the_audit_finds_an_element_that_is_not_allowed(before: Parts, save: Save) -> None:
    planted = _replaced(before, PUPILS_SHEET, b"<sheetData>", b"<sheetData><ukendt/>")
    assert audit(save(write_parts(planted), "ukendt.xlsx"))


DAMAGE = [
    (PUPILS_SHEET, b'<c r="A5" ', b'<c r="H5" ', "Elever: cell C5 after H5"),
    (PUPILS_SHEET, b'<c r="C5" ', b'<c r="A5" ', "Elever: cell A5 after A5"),
    (PUPILS_SHEET, b'<row r="6" ', b'<row r="5" ', "Elever: row 5 after row 5"),
    (PUPILS_SHEET, b'ref="F5:F34" ', b'ref="F5:F33" ', "Elever!F34 lies outside F5:F33"),
    (PUPILS_SHEET, b'<row r="6" spans="1:7"', b'<row r="6" spans="2:7"', "Elever: row 6 has cells outside"),
    (PUPILS_SHEET, b'ref="F5:F34" ', b"", "Elever!F5: shared formula 3 has no master"),
    ("xl/calcChain.xml", b'r="F34" i="3"', b'r="F35" i="3"', "calcChain: Elever!F35 holds no formula"),
    ("xl/_rels/workbook.xml.rels", b'"calcChain.xml"', b'"ny.xml"', "leads to ny.xml, which is not there"),
    ("[Content_Types].xml", b"/xl/tables/table1.", b"/xl/tables/table9.", "table9.xml, which is not there"),
    ("xl/worksheets/_rels/sheet3.xml.rels", b'Id="rId1"', b'Id="rId9"', "rId1 is no relationship"),
]


@pytest.mark.parametrize(("part", "old", "new", "fault"), DAMAGE)
def test_damage_is_named(before: Parts, part: str, old: bytes, new: bytes, fault: str) -> None:
    assert any(fault in found for found in package_faults(_replaced(before, part, old, new)))


def test_what_openpyxl_loses_is_told(before: Parts, kitchen_sink: bytes) -> None:
    with quiet():
        book, target = openpyxl.load_workbook(io.BytesIO(kitchen_sink)), io.BytesIO()
        book.save(target)
    after = read_parts(target.getvalue())
    assert {"xl/slicers/slicer1.xml", "customXml/item1.xml"} <= part_changes(before, after).removed
    assert count_changes(before, after)[PUPILS_SHEET]["sparkline"] == -30


def test_a_lost_element_and_a_changed_part_are_told(before: Parts) -> None:
    planted = _replaced(
        before, PUPILS_SHEET, b'<tableParts count="1"><tablePart r:id="rId2"/></tableParts>', b""
    )
    assert part_changes(before, planted).changed == {PUPILS_SHEET}
    assert count_changes(before, planted) == {PUPILS_SHEET: {"tableParts": -1, "tablePart": -1}}


NAME = "Skolen på Åen & Søn"


@pytest.mark.parametrize(
    "text", [NAME, NAME.upper(), NAME.replace("&", "&amp;"), NAME.replace("Å", "&#197;")]
)
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    parts = {"xl/sharedStrings.xml": f"<sst><si><t>{text}</t></si></sst>".encode(), "a.bin": b"\x00\x01"}
    assert mentions(parts, [NAME, "Naboskolen"]) == [f"xl/sharedStrings.xml: {NAME}"]


def test_a_name_is_found_in_a_binary_part_and_in_the_name_of_a_part() -> None:
    parts = {"a.bin": b"\x00\x00" + "Ørestad".encode("utf-16-le"), "xl/media/Ørestad.png": b""}
    assert mentions(parts, ["Ørestad"]) == ["a.bin: Ørestad", "xl/media/Ørestad.png: Ørestad"]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("nr. 101001.", True),
        ("101001_skole", True),
        ("0.101001", False),
        ("7,101001", False),
        ("1010019", False),
    ],
)
def test_a_number_is_found_but_not_inside_another(text: str, is_found: bool) -> None:
    assert bool(mentions({"b.xml": f"<t>{text}</t>".encode()}, numbers=["101001"])) is is_found


@pytest.mark.prove
@pytest.mark.parametrize(("prove", "outcome"), [("0", "1 skipped"), ("1", "1 failed")])
def test_a_skip_is_a_failure_where_everything_must_be_proved(
    tmp_path: Path, prove: str, outcome: str
) -> None:
    missing = (
        "from support.engines import require\n\ndef test_it():\n    require('findes-ikke', 'ingen-pakke')\n"
    )
    (tmp_path / "test_it.py").write_text(missing, "utf-8")
    here = Path(__file__).parents[1]
    shutil.copy(here / "conftest.py", tmp_path)
    call = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-rsf",
        "-p",
        "no:cacheprovider",
        "-c",
        "/dev/null",
        str(tmp_path),
    ]
    told = subprocess.run(
        [*call, "--rootdir", str(tmp_path)],
        env={**os.environ, "XL_BEREGNER_PROVE": prove, "PYTHONPATH": str(here)},
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    assert outcome in told
    assert "findes-ikke is missing (apt-get install ingen-pakke)" in told
