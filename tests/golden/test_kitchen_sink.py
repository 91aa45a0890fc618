"""The template the fidelity tests fill is itself sound, the same each time, and lacks no feature."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from golden.build_kitchen_sink import UNKNOWN_TO_LIBREOFFICE, build_kitchen_sink
from support.engines import audit, formulon_values, libreoffice_values
from support.faults import package_faults
from support.parts import Parts, element_counts, formula_addresses, formulas_without_value
from support.values import cached_values, compare_values

Save = Callable[[bytes, str], Path]

FRONT, NUMBERS, PUPILS = (f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3))

FEATURES = [
    ("xl/charts/chart1.xml", "lineChart", 1),
    ("xl/charts/chart1.xml", "dLbls", 1),
    ("xl/charts/chart2.xml", "trendline", 1),
    ("xl/charts/chart3.xml", "barChart", 1),
    ("xl/chartsheets/sheet1.xml", "drawing", 1),
    (FRONT, "sparkline", 1),
    (NUMBERS, "sparkline", 13),
    (PUPILS, "sparkline", 30),
    (NUMBERS, "conditionalFormatting", 5),  # three classic, two x14
    (PUPILS, "conditionalFormatting", 6),  # four classic, two x14
    (NUMBERS, "iconSet", 1),
    (PUPILS, "dataBar", 2),
    (PUPILS, "dataValidation", 3),  # two classic, one x14 with its list on another sheet
    ("xl/tables/table1.xml", "calculatedColumnFormula", 2),
    ("xl/tables/table1.xml", "autoFilter", 1),
    ("xl/drawings/drawing1.xml", "pic", 1),
    ("xl/drawings/drawing1.xml", "sp", 1),
    ("xl/drawings/drawing2.xml", "graphicFrame", 3),
    ("xl/comments1.xml", "comment", 1),
    ("xl/workbook.xml", "definedName", 32),
    ("xl/workbook.xml", "slicerCache", 1),
    ("xl/slicers/slicer1.xml", "slicer", 1),
    ("xl/slicerCaches/slicerCache1.xml", "tableSlicerCache", 1),
    (PUPILS, "slicer", 1),
    ("docProps/custom.xml", "property", 3),
    ("xl/metadata.xml", "cellMetadata", 1),
    ("xl/featurePropertyBag/featurePropertyBag.xml", "bag", 4),
    (FRONT, "hyperlink", 1),
    (FRONT, "sheetProtection", 1),
    (NUMBERS, "sheetProtection", 1),
    (NUMBERS, "mergeCell", 1),
    (PUPILS, "pane", 1),
    ("xl/sharedStrings.xml", "rPh", 1),
    ("xl/sharedStrings.xml", "r", 2),
    ("xl/theme/theme1.xml", "theme", 1),
]

TEXTS = [
    (FRONT, b' cm="1"'),
    (FRONT, b"_xlfn.LET(_xlpm.x,B8,_xlpm.x*2)"),
    (PUPILS, b't="shared" si="3"'),
    (PUPILS, b"x14ac:dyDescent"),
    (PUPILS, b'mc:Ignorable="x14ac xr"'),
    (PUPILS, b' spans="'),
    (PUPILS, b"behold mig"),
    (NUMBERS, b'iconSet="3Stars"'),
    (NUMBERS, b"<xm:f>Lister!$C$3</xm:f>"),
    ("xl/workbook.xml", b'fullCalcOnLoad="1"'),
    ("xl/workbook.xml", b"_xlfn.LAMBDA("),
    ("xl/workbook.xml", b"_xlnm.Print_Titles"),
    ("xl/drawings/drawing1.xml", b'descr="Kommunens logo"'),
    ("xl/drawings/drawing2.xml", b'descr="Start og slut for hver elev"'),
    ("xl/calcChain.xml", b'r="F34"'),
]


@pytest.mark.parametrize(("part", "element", "count"), FEATURES)
def test_the_template_holds(before: Parts, part: str, element: str, count: int) -> None:
    assert element_counts(before[part])[element] == count


@pytest.mark.parametrize(("part", "text"), TEXTS)
def test_the_template_says(before: Parts, part: str, text: bytes) -> None:
    assert text in before[part]


def test_it_holds_what_no_program_of_ours_understands(before: Parts) -> None:
    assert {"xl/printerSettings/printerSettings1.bin", "customXml/item1.xml"} <= before.keys()


def test_building_it_twice_gives_the_same_bytes(kitchen_sink: bytes) -> None:
    assert build_kitchen_sink() == kitchen_sink


def test_no_link_dangles_and_no_cell_is_out_of_order(before: Parts) -> None:
    assert package_faults(before) == []
    assert formulas_without_value(before) == []


@pytest.mark.e2e
def test_the_audit_has_no_objection(kitchen_sink: bytes, kitchen_sink_with_macros: bytes, save: Save) -> None:
    assert audit(save(kitchen_sink, "skabelon.xlsx")) == []
    assert audit(save(kitchen_sink_with_macros, "skabelon.xlsm")) == []


@pytest.mark.e2e
def test_both_engines_agree_with_the_values_it_carries(
    kitchen_sink: bytes, before: Parts, save: Save, needs_libreoffice: str
) -> None:
    book = save(kitchen_sink, "skabelon.xlsx")
    cached, places = cached_values(book), formula_addresses(before)
    (recomputed,) = libreoffice_values([book])
    known = [place for place in places if place not in UNKNOWN_TO_LIBREOFFICE]
    assert compare_values(cached, recomputed, addresses=known) == []
    assert compare_values(cached, formulon_values(book), addresses=places) == []
