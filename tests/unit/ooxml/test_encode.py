"""Values as the text of a cell."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import numpy as np
import openpyxl.utils.datetime as excel_dates
import openpyxl.utils.escape as excel_escape
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.ooxml.encode import (
    LONGEST_TEXT,
    CellWriter,
    UnfitValueError,
    escape_text,
    plain,
    plain_column,
    serial,
)
from xl_beregner.ooxml.values import decoded

FINITE = st.floats(allow_nan=False, allow_infinity=False, min_value=-9e307, max_value=9e307)
# NUL and lone surrogates included: Excel files can hold both, escaped.
TEXT = st.text(st.characters(exclude_categories=()), max_size=40)


def read_back(cell: bytes) -> tuple[str | None, str | None]:
    element = ElementTree.fromstring(b'<c r="A1"' + cell)
    found = element.find("v") if element.get("t") != "inlineStr" else element.find("is/t")
    return element.get("t"), None if found is None else (found.text or "")


@given(FINITE)
def test_a_number_is_written_so_that_it_reads_back_the_same(value: float) -> None:
    kind, text = read_back(CellWriter().one(value))
    assert kind is None
    assert float(str(text)) == value


@given(TEXT)
def test_a_text_is_written_so_that_it_reads_back_the_same(value: str) -> None:
    kind, text = read_back(CellWriter().one(value))
    if value:
        assert kind == "inlineStr"
        assert decoded(str(text)) == value
    else:
        assert text is None


def test_a_text_that_looks_like_a_formula_is_a_text() -> None:
    assert read_back(CellWriter().one('=HYPERLINK("http://x")')) == ("inlineStr", '=HYPERLINK("http://x")')


def test_what_xml_cannot_hold_is_escaped_as_excel_does() -> None:
    assert escape_text("a\x07b\r") == "a_x0007_b_x000D_"
    assert escape_text("_x0041_") == "_x005F_x0041_"
    assert excel_escape.unescape(escape_text("_x0041_ \x0b")) == "_x0041_ \x0b"


def test_spaces_at_the_edges_and_line_breaks_are_kept() -> None:
    cell = CellWriter().one("  a\nb ")
    assert b'xml:space="preserve"' in cell
    assert read_back(cell)[1] == "  a\nb "


@pytest.mark.parametrize(("value", "written"), [(True, "1"), (False, "0")])
def test_a_truth_is_written_as_one(value: bool, written: str) -> None:
    assert read_back(CellWriter().one(value)) == ("b", written)


@given(st.lists(st.one_of(FINITE, st.integers(), st.none(), TEXT, st.booleans()), max_size=12))
def test_a_column_is_written_as_its_values_one_by_one(values: list[Any]) -> None:
    column, kinds = plain_column(values)
    writer = CellWriter()
    assert writer.column(column, kinds) == [writer.one(plain(value)) for value in values]


@given(st.lists(st.one_of(FINITE, st.none()), min_size=1, max_size=12))
def test_a_column_of_numbers_is_written_as_its_values_one_by_one(values: list[float | None]) -> None:
    column, kinds = plain_column(values)
    writer = CellWriter(b"x:")
    assert writer.column(column, kinds) == [writer.one(value) for value in values]


@given(st.lists(st.one_of(TEXT, st.none()), min_size=1, max_size=12))
def test_a_column_of_texts_is_written_as_its_values_one_by_one(values: list[str | None]) -> None:
    column, kinds = plain_column(values)
    writer = CellWriter()
    assert writer.column(column, kinds) == [writer.one(value) for value in values]


@pytest.mark.parametrize(
    "blank", [None, math.nan, "", np.float64("nan"), pd.NA, pd.NaT, np.datetime64("NaT"), Decimal("NaN")]
)
def test_what_is_missing_is_blank(blank: Any) -> None:
    assert plain(blank) is None
    assert plain_column([blank, 1.5])[0] == [None, 1.5]
    assert CellWriter().one(plain(blank)) == b"/>"


@pytest.mark.parametrize(
    ("value", "python"),
    [
        (np.float64(7.4), 7.4),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.str_("æ"), "æ"),
        (Decimal("7.4"), 7.4),
        (np.array(2.5), 2.5),
        (1 << 70, float(1 << 70)),
    ],
)
def test_numbers_of_other_libraries_become_plain(value: Any, python: Any) -> None:
    assert plain(value) == python
    assert type(plain(value)) is type(python)


@pytest.mark.parametrize("value", [math.inf, -math.inf, np.inf, 1e308, 10**400])
def test_what_is_infinite_is_refused_with_its_row(value: Any) -> None:
    with pytest.raises(UnfitValueError) as caught:
        plain_column([1.0, value])
    assert (caught.value.key, caught.value.index) == ("filling_uendelig", 1)


@pytest.mark.parametrize("value", [b"12", [1], {"a": 1}, object(), 1j, np.array([1.0, 2.0])])
def test_what_no_cell_holds_is_refused(value: Any) -> None:
    with pytest.raises(UnfitValueError) as caught:
        plain(value)
    assert caught.value.key == "filling_vaerditype"


def test_a_text_may_fill_a_cell_but_not_run_over() -> None:
    assert plain("æ" * LONGEST_TEXT) == "æ" * LONGEST_TEXT
    with pytest.raises(UnfitValueError):
        plain("æ" * (LONGEST_TEXT + 1))
    with pytest.raises(UnfitValueError):
        plain_column(["a", "😀" * (LONGEST_TEXT // 2 + 1)])


@given(st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 31)))
def test_a_date_is_the_number_excel_shows_as_that_date(moment: dt.datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert serial(moment) == pytest.approx(excel_dates.to_excel(moment), abs=1e-9)
    if moment.year >= 1904:
        mac = excel_dates.to_excel(moment, excel_dates.CALENDAR_MAC_1904)
        assert serial(moment, is_1904=True) == pytest.approx(mac, abs=1e-9)


def test_days_before_march_1900_skip_the_leap_day_that_never_was() -> None:
    # Excel's own numbers: 1 January 1900 is 1, 28 February 59, 1 March 61.
    assert [serial(dt.date(1900, *day)) for day in ((1, 1), (2, 28), (3, 1))] == [1, 59, 61]
    with pytest.raises(UnfitValueError):
        plain_column([dt.date(1899, 12, 31)])


def test_a_whole_day_is_a_whole_number() -> None:
    assert CellWriter().one(dt.date(2026, 9, 28)) == b"><v>46293</v></c>"
