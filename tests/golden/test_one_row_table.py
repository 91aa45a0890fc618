"""A table drawn with a single row: what looks at its own row stays there, what looks at all follows.

In such a table a row and a whole column are the same cells, so only the place of a reference tells
them apart: a calculated column, a rule with a relative row and a sparkline beside its row are about
that row.
"""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from lxml import etree
from support.parts import MAIN, Parts, formulas, read_parts

from xl_beregner.filling import Template

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def after() -> Parts:
    fields = {"t": [{"a": 1, "b": 2}, {"a": 3, "b": 4}, {"a": 5, "b": 6}]}
    return read_parts(Template(_template()).fill(fields, None).data)


def test_a_calculated_column_adds_up_its_own_row(after: Parts) -> None:
    found = formulas(after)
    assert [found["Ark", row, 3] for row in (2, 3, 4)] == ["SUM(A2:B2)", "SUM(A3:B3)", "SUM(A4:B4)"]


def test_a_sum_beside_the_table_follows_its_column(after: Parts) -> None:
    assert formulas(after)["Ark", 1, 6] == "SUM(A2:A4)"


def test_a_rule_about_each_row_stays_about_each_row(after: Parts) -> None:
    (rule,) = etree.fromstring(after[SHEET]).iter(f"{MAIN}conditionalFormatting")
    assert (rule.get("sqref"), rule.findtext(".//{*}formula")) == ("A2:B4", "SUM($A2:$B2)>3")


def test_a_validation_over_the_whole_column_follows(after: Parts) -> None:
    (rule,) = etree.fromstring(after[SHEET]).iter(f"{MAIN}dataValidation")
    assert (rule.get("sqref"), rule.findtext("{*}formula1")) == ("A2:A4", "COUNTIF($A$2:$A$4,A2)=1")


def test_each_sparkline_draws_its_own_row(after: Parts) -> None:
    found = [
        tuple(part.text for part in line) for line in etree.fromstring(after[SHEET]).iter("{*}sparkline")
    ]
    assert found == [("Ark!A2:B2", "D2"), ("Ark!A3:B3", "D3"), ("Ark!A4:B4", "D4")]


def _template() -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("Ark")
    columns = [{"header": "a"}, {"header": "b"}, {"header": "sum", "formula": "SUM(A2:B2)"}]
    sheet.add_table("A1:C2", {"name": "tabel", "columns": columns})
    sheet.write_formula("C2", "=SUM(A2:B2)")
    sheet.write_formula("F1", "=SUM(A2:A2)")
    bold = book.add_format({"bold": True})
    rule = {"type": "formula", "criteria": "=SUM($A2:$B2)>3", "format": bold}
    sheet.conditional_format("A2:B2", rule)
    sheet.data_validation("A2", {"validate": "custom", "value": "=COUNTIF($A$2:$A$2,A2)=1"})
    sheet.add_sparkline("D2", {"range": "Ark!A2:B2"})
    for column in "ab":
        book.define_name(f"felt_t__{column}", f"=Ark!${column.upper()}$2")
    book.close()
    return target.getvalue()
