"""What stands in a cell becomes a number, a date, a year or a label; blank is never zero."""

from __future__ import annotations

import math
from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner import cells
from xl_beregner.errors import CellTypeError, MissingValueError, ShapeError, ValueRangeError

NUMBERS = [
    ("7,4", 7.4), ("7.4", 7.4), ("2.351", 2351.0), ("2.351,5", 2351.5), ("1.234.567", 1234567.0),
    ("0.125", 0.125), ("2.3519", 2.3519), ("12.3456", 12.3456), ("1234.567", 1234.567),
    ("87,5 %", 87.5), ("87,5\u00a0%", 87.5), ("100,0 %", 100.0), ("1 234", 1234.0), ("1\u00a0234,5", 1234.5),
    ("−3", -3.0), ("-3,25", -3.25), ("+2", 2.0), (",5", 0.5), ("1,234.5", 1234.5), ("1,234,567", 1234567.0),
    ("1.2E-05", 1.2e-05), ("1,2e3", 1200.0), (" 12 ", 12.0), (7, 7.0), (7.25, 7.25),
    (np.float64(1.5), 1.5), (np.int64(3), 3.0),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "number"), NUMBERS)
def test_a_number_is_read_as_a_dane_writes_it(cell, number):
    assert cells.parse_number(cell) == number


@pytest.mark.parametrize(
    "cell", [None, "", " ", "\u00a0", "-", "..", ".", "*", "<fejl>", "<Fejl>", " .. ", math.nan, np.nan]
)
def test_a_missing_marker_is_blank_and_never_zero(cell):
    assert cells.is_blank(cell)
    assert cells.parse_number(cell) is None
    assert cells.parse_label(cell) is None


@pytest.mark.parametrize("cell", [0, 0.0, "0", False, "nul", "–x"])
def test_zero_and_text_are_not_blank(cell):
    assert not cells.is_blank(cell)


@pytest.mark.parametrize(
    "cell",
    ["syv", "7,4,5", "7..4", "1.23.456", "12 34", "7,4 kr", "%", "--3", "1e", True, date(2025, 1, 1),
     "nan", "inf", "5,", "1_000", "²", "0x10", "1.234.56"],
)  # fmt: skip
def test_what_is_no_number_is_an_error(cell):
    with pytest.raises(CellTypeError):
        cells.parse_number(cell)


@pytest.mark.parametrize("cell", ["#N/A", "#I/T", "#VÆRDI!", "#værdi!", "#DIV/0!", "#REFERENCE!"])
def test_an_error_cell_says_that_it_is_one(cell):
    with pytest.raises(CellTypeError) as caught:
        cells.parse_number(cell)
    assert caught.value.key == "celle_fejlvaerdi"


@pytest.mark.parametrize("cell", [math.inf, -math.inf, "1e999"])
def test_infinity_is_out_of_range(cell):
    with pytest.raises(ValueRangeError):
        cells.parse_number(cell)


@given(st.integers(-(10**12), 10**12), st.integers(0, 6), st.booleans())
def test_a_number_written_in_danish_reads_back_the_same(units, decimals, grouped):
    value = units / 10**decimals
    text = f"{value:{',' if grouped else ''}.{decimals}f}"
    danish = text.translate(str.maketrans(",.", ".,"))
    assert cells.parse_number(danish, decimal_mark=",") == float(text.replace(",", ""))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_as_python_writes_it_reads_back_the_same_with_the_dot(value):
    assert cells.parse_number(repr(value), decimal_mark=".") == value


@pytest.mark.parametrize(
    ("column", "mark"),
    [
        (["7,4", "2.351"], ","), (["2.351", "7.4"], "."), (["4.25"], "."), (["2.3519"], "."),
        (["0.125"], "."), (["2.351", "1.200"], ","), ([7.4, None, "-", ".", ".."], ","),
        (["1.2E-05"], "."), (["87.5 %"], "."), (["1.234,5"], ","), (["1,234.5"], "."), (["01.02.2025"], "."),
        (["7,4", "7.4", "6,9"], ","), (["7.4", "7,4", "6.9"], "."), (["7,4", "6.9"], ","),
        (["1,234", "7.4"], "."),
    ],
)  # fmt: skip
def test_one_plain_decimal_number_decides_for_its_whole_column(column, mark):
    assert cells.decimal_mark_of(column) == mark


def test_with_a_decimal_dot_thousands_need_a_comma():
    assert cells.parse_number("2.351", decimal_mark=".") == 2.351
    assert cells.parse_number("2,351", decimal_mark=".") == 2351
    with pytest.raises(CellTypeError):
        cells.parse_number("7,4", decimal_mark=".")


@pytest.mark.parametrize(
    "cell",
    ["01-09-2025", "1/9/2025", "1.9.2025", "2025-09-01", "2025-09-01T00:00:00", "01-09-2025 00:00:00",
     date(2025, 9, 1), datetime(2025, 9, 1, 12), 45901, 45901.5],
)  # fmt: skip
def test_a_date_is_read_however_it_is_written(cell):
    assert cells.parse_date(cell) == date(2025, 9, 1)


@pytest.mark.parametrize("cell", ["31-02-2025", "2025/9/1", "1-9-25", "i går", 0, True])
def test_what_is_no_date_is_an_error(cell):
    with pytest.raises(CellTypeError):
        cells.parse_date(cell)


def test_a_blank_date_is_none():
    assert cells.parse_date("") is None


@pytest.mark.parametrize(
    "cell",
    ["2024/2025", "2024/25", "2024-2025", "2024 / 2025", "2024–25", 2024, 2024.0, "2024", np.int64(2024)],
)
def test_a_school_year_is_the_year_it_begins_in(cell):
    assert cells.parse_school_year(cell) == 2024


@pytest.mark.parametrize("cell", ["2024/2026", "24/25", "2022/23-2024/25", "i fjor", 2024.5, True])
def test_what_is_no_school_year_is_an_error(cell):
    with pytest.raises(CellTypeError):
        cells.parse_school_year(cell)


def test_a_school_year_of_another_age_is_out_of_range():
    with pytest.raises(ValueRangeError):
        cells.parse_school_year(45901)


@given(st.integers(cells.FIRST_YEAR, cells.LAST_YEAR))
def test_a_school_year_reads_back_as_written(begins):
    assert cells.parse_school_year(cells.school_year(begins)) == begins


@pytest.mark.parametrize(
    ("cell", "label"),
    [(101001.0, "101001"), (101001, "101001"), ("0123", "0123"), (" 5.A ", "5.A"), (1.5, "1.5"),
     (np.int64(7), "7")],
)  # fmt: skip
def test_a_label_is_the_text_a_person_sees(cell, label):
    assert cells.parse_label(cell) == label


def test_a_range_is_cut_to_its_used_part():
    assert cells.trim([[1, None, None], [None, "x", ""], [None, None, None]]) == [[1, None], [None, "x"]]
    assert cells.trim([[None], [""]]) == []
    assert cells.trim([]) == []


@pytest.mark.parametrize(
    "range_", [[1.0, None], [[1.0], [None]], ((1.0,), (None,)), [[1.0, None]], np.array([1, np.nan])]
)
def test_a_range_of_any_shape_becomes_one_column(range_):
    first, second = cells.to_column(range_)
    assert first == 1.0
    assert math.isnan(second)


def test_a_scalar_is_a_column_of_one():
    assert cells.to_column("7,4") == [7.4]
    assert cells.to_labels(101001.0) == ["101001"]
    assert cells.to_years("2024/2025") == [2024.0]


def test_the_decimal_mark_is_decided_for_the_whole_range():
    assert cells.to_column(["2.351", "7.4"]) == [2.351, 7.4]


def test_two_columns_are_refused_where_one_belongs():
    with pytest.raises(ShapeError):
        cells.to_column([[1, 2], [3, 4]])


def test_an_error_in_a_range_tells_its_row():
    with pytest.raises(CellTypeError) as caught:
        cells.to_column([[1], ["7,x"]])
    assert caught.value.facts == {"fundet": "7,x", "raekke": 2}
    with pytest.raises(CellTypeError) as caught:
        cells.to_years(["2024/2025", "2024/2026"])
    assert caught.value.facts["raekke"] == 2


def test_a_required_blank_is_not_available():
    assert cells.required(0.0, "score") == 0.0
    for blank in (None, math.nan):
        with pytest.raises(MissingValueError):
            cells.required(blank, "score")


# Invented numbers: 1 January 1990 with serial 1234, and numbers made to pass the Swedish check digit.
@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("0101901234", "cpr"), ("010190-1234", "cpr"), ("Ida, 010190-1234.", "cpr"), (3112991234.0, "cpr"),
        (3112991234, "cpr"), ("2902004000", "cpr"), ("290200-4000", "cpr"),
        ("900101-0017", "personnummer"), ("199001010017", "personnummer"), ("19900101-0017", "personnummer"),
        ("900161-0014", "personnummer"), ("900101+0017", "personnummer"),
        ("Nyboder Skole (010190-1234,020290-2345)", "cpr"), ("010190-1234/2", "cpr"),
        ("1,010190-1234,5", "cpr"), ("010190 1234", "cpr"), ("010190 - 1234", "cpr"),
        ("010190\u20111234", "cpr"), ("01.01.90-1234", "cpr"), ("01.01.1990 - 1234", "cpr"),
        ("010190_1234", "cpr"), ("010190\u00a01234", "cpr"), ("0101901234,0202902345", "cpr"),
        ("900101 0017", "personnummer"), ("1,0101901234;0101901234", "cpr"),
    ],
)  # fmt: skip
def test_a_civil_number_is_found_and_only_its_kind_told(cell, kind):
    assert cells.find_civil_number(cell) == kind


@pytest.mark.parametrize(
    "cell",
    ["3213901234", "010190-123", "01019012345", "900101-0018", "19900101-0018", "0,0101901234",
     "0101901234,5", "101001", "101001 2025", "101001-2025/2026", "2025/2026", "12345678", None, 7.4, True,
     date(2025, 1, 1), "290290-1234", "7.3519010199012", "20240101", "101001 - 2025",
     "101001_2025", "101001-2025/26", "12.010190 5512", "55.676098, 12.568337", "01.08.2024-2025",
     "01-08-2024 - 31-07-2025", "724512 6175123", "010190.1234", "010190,1234", "101001 2025/2026"],
)  # fmt: skip
def test_what_is_no_civil_number_is_left_alone(cell):
    assert cells.find_civil_number(cell) is None


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.integers(0, 3999))
def test_every_danish_birthday_of_the_last_century_is_found(birthday, serial):
    assert cells.find_civil_number(f"{birthday:%d%m%y}-{serial:04d}") == "cpr"


def test_a_cell_that_cannot_be_compared_is_not_blank():
    class Odd:
        def __ne__(self, other):
            raise TypeError

    assert not cells.is_blank(Odd())
    assert not cells.is_blank(np.array([1.0, 2.0]))


def test_a_time_of_day_stays_in_a_label_only_when_there_is_one():
    assert cells.parse_label(datetime(2024, 8, 1)) == "2024-08-01"
    assert cells.parse_label(datetime(2024, 8, 1, 10, 30)) == "2024-08-01 10:30:00"


@pytest.mark.parametrize("cell", [101901234, np.int64(1234567890), "0101901234", None, True])
def test_a_civil_number_is_looked_for_in_any_kind_of_cell(cell):
    kind = cells.find_civil_number(cell)
    assert kind == ("cpr" if isinstance(cell, str) else None)


def test_a_moment_is_its_day():
    assert cells.parse_date(datetime(2024, 8, 1, 10, 30)) == date(2024, 8, 1)


def test_a_blank_school_year_is_none():
    assert cells.parse_school_year("..") is None


@pytest.mark.parametrize(
    ("cell", "name"),
    [("101001.0", "101001"), (101001.0, "101001"), ("1.0", "1.0"), ("Ny  \u00a0 Skole ", "Ny Skole"),
     ("-", None), (date(2024, 8, 1), "2024-08-01"), (7, "7")],
)  # fmt: skip
def test_a_name_is_one_however_it_is_typed(cell, name):
    assert cells.parse_name(cell) == name


@pytest.mark.parametrize(
    ("cell", "key"),
    [("#I/T", "celle_fejl_ikke_navn"), (True, "celle_ikke_navn"), (b"A", "celle_ikke_navn")],
)
def test_what_names_nothing_is_an_error(cell, key):
    with pytest.raises(CellTypeError) as caught:
        cells.parse_name(cell)
    assert caught.value.key == key
    assert cells.parse_label("#I/T") == "#I/T"


@pytest.mark.parametrize("read", [cells.parse_number, cells.parse_name, cells.parse_school_year])
@pytest.mark.parametrize("digits", [400, 5000])
def test_a_whole_number_beyond_all_bounds_is_out_of_range(read, digits):
    with pytest.raises(ValueRangeError):
        read(10**digits)


@pytest.mark.parametrize(
    ("cell", "told"),
    [("7,4 x", "7,4 x"), ("-3 x", "-3 x"), ("Ida Holm", ""), ("1. Bo", ""), ("syv", ""), ("010190-1234", ""),
     ("1" * 15 + ",,,,,1", ""), (date(2024, 8, 1), "2024-08-01"), (True, "True"), (b"7", "")],
)  # fmt: skip
def test_only_an_attempt_at_a_number_is_told(cell, told):
    with pytest.raises(CellTypeError) as caught:
        cells.parse_number(cell)
    assert caught.value.facts == {"fundet": told}


def test_a_decimal_comma_that_leaves_no_doubt_is_seen():
    assert cells.shows_comma([None, 7.4, "7,4"])
    assert not cells.shows_comma([None, 7.4, "7.4", "1,234"])


def test_a_column_is_read_by_the_mark_that_is_given():
    assert cells.to_column(["2.351"]) == [2351]
    assert cells.to_column(["2.351"], decimal_mark=".") == [2.351]
