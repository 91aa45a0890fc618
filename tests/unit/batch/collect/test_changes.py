"""Changed figures are told by value: what merely reads otherwise, or has moved, is no change."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from unit.batch.sent_and_returned import answered, municipality

from xl_beregner.batch.collect.changes import Differences, differences, hidden_number, is_same
from xl_beregner.batch.collect.sent import read_sent
from xl_beregner.filling.collect import read_returned


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return municipality(tmp_path_factory.mktemp("kommune") / "ud")


def found(
    sent: Path, edits: dict[str, Any], change: Callable[[Workbook], None] = lambda b: None
) -> Differences:
    returned = read_returned(answered(sent, "101", edits, change), "svar.xlsx")
    return differences(returned.figures, read_sent(sent).units["101"])


# --- One value -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (None, ""),
        ("", None),
        (7.4, 7.4 + 1e-10),
        (0.0, 1e-10),
        (12345678.9, 12345678.9001),  # 1e-9 of it is 0.0123
        (3, 3.0),
        (True, 1.0),
        ("2026-09-28", 46293.0),  # 28 September 2026 in Excel
        ("2026-09-28", datetime.date(2026, 9, 28)),
        (46293.0, datetime.date(2026, 9, 28)),
        ("2026-09-28", datetime.datetime(2026, 9, 28)),
        ("to\r\nlinjer", "to\nlinjer"),
        ("101001", 101001.0),
        ("nan", "nan"),
    ],
)  # fmt: skip
def test_the_same_value_in_another_form_is_no_change(old: Any, new: Any) -> None:
    assert is_same(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (7.4, 7.40001),
        (None, 0.0),
        (0.0, None),
        ("", " x"),
        ("Ja", "ja"),
        ("007", "7"),
        ("1_0", 10.0),
        ("nan", 1.0),
        ("2026-09-28", "2026-09-29"),
        ("2026-09-28", 46294.0),
        (False, None),
        (12345678.9, 12345679.0),
    ],
)  # fmt: skip
def test_another_value_is_a_change(old: Any, new: Any) -> None:
    assert not is_same(old, new)


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.dates(),
)


@given(VALUES)
def test_every_value_is_the_same_as_itself(value: Any) -> None:
    assert is_same(value, value)


@given(VALUES, VALUES)
def test_it_does_not_matter_which_of_two_values_was_sent(one: Any, other: Any) -> None:
    assert is_same(one, other) == is_same(other, one)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (1010901234.0, "xxxxxx-xxxx"),  # 101090-1234
        (101901234.0, "xxxxxx-xxxx"),  # 010190-1234, whose zero Excel takes away
        (1234567890.0, 1234567890.0),  # month 34
        (7.4, 7.4),
        (101001.0, 101001.0),
    ],
)
def test_a_number_that_is_a_civil_number_is_hidden(typed: float, shown: Any) -> None:
    assert hidden_number(typed) == shown


# --- A whole workbook ----------------------------------------------------------------------------
def test_a_workbook_merely_saved_by_another_program_has_no_changes(sent: Path) -> None:
    assert found(sent, {}) == Differences()


def test_a_changed_figure_is_told_with_its_cell_and_both_values(sent: Path) -> None:
    (change,) = found(sent, {"Aftale!C3": 6.5}).changes
    assert change.name == "felt_aftale__baseline"
    assert (change.sheet, change.cell, change.old, change.new) == ("Aftale", "C3", 8.0, 6.5)
    assert (change.key, change.label) == ("fravaer", "Elevfravær")


def test_a_figure_that_was_deleted_or_typed_where_there_was_none_is_a_change(sent: Path) -> None:
    changes = found(sent, {"Aftale!C2": None, "Forside!B7": "der er da tal"}).changes
    assert {(c.name, c.old, c.new) for c in changes} == {
        ("felt_aftale__baseline", 7.0, None),
        ("felt_ingen_tal", None, "der er da tal"),
    }


def test_rows_that_changed_places_with_their_keys_are_no_change(sent: Path) -> None:
    def swap(book: Workbook) -> None:
        sheet = book["Aftale"]
        for column in range(1, 10):
            first, second = sheet.cell(2, column), sheet.cell(3, column)
            first.value, second.value = second.value, first.value

    assert found(sent, {}, swap) == Differences()


def test_a_list_that_moved_with_its_names_is_no_change(sent: Path) -> None:
    def move(book: Workbook) -> None:
        book["Aftale"].move_range("A1:N3", rows=4, cols=2)
        book["Aftale"].title = "Vores aftale"
        for name, defined in book.defined_names.items():
            if "aftale__" in name:
                column = chr(ord(defined.attr_text[8]) + 2)
                defined.attr_text = f"'Vores aftale'!${column}$6:${column}$7"

    assert found(sent, {}, move) == Differences()


def test_a_changed_key_is_told_as_that_and_its_row_still_found(sent: Path) -> None:
    (change,) = found(sent, {"Aftale!A3": "noget andet"}).changes
    assert (change.name, change.old, change.new) == ("felt_aftale__noegle", "fravaer", "noget andet")


def test_a_deleted_name_is_told_and_is_no_change(sent: Path) -> None:
    def forget(book: Workbook) -> None:
        del book.defined_names["felt_aftale__synlig"]

    told = found(sent, {}, forget)
    assert told.changes == ()
    assert [fault.key for fault in told.gone] == ["collect_felter_mangler"]
    assert "felt_aftale__synlig" in str(told.gone[0])


def test_a_deleted_row_is_told_once_by_its_name(sent: Path) -> None:
    def delete(book: Workbook) -> None:
        for name, defined in book.defined_names.items():
            if "aftale__" in name:
                defined.attr_text = defined.attr_text.replace("$3", "$2")

    told = found(sent, {}, delete)
    assert told.changes == ()
    assert [fault.key for fault in told.gone] == ["collect_raekke_mangler"]
    assert "Elevfravær" in str(told.gone[0])
    assert "Aftale" in str(told.gone[0])


def test_a_row_the_school_added_to_a_list_is_told_as_new(sent: Path) -> None:
    def widen(book: Workbook) -> None:
        for name, defined in book.defined_names.items():
            if "aftale__" in name:
                defined.attr_text = defined.attr_text.replace("$3", "$4")

    told = found(sent, {"Aftale!B4": "Musikskole", "Aftale!L4": 60}, widen)
    assert [(c.name, c.old, c.new) for c in told.changes] == [("felt_aftale__navn", None, "Musikskole")]


def test_a_civil_number_typed_over_a_figure_is_masked(sent: Path) -> None:
    (change,) = found(sent, {"Forside!B1": "Anna 010190-1234"}).changes
    assert change.new == "Anna xxxxxx-xxxx"
