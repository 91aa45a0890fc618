"""Excel on Windows: cells as COM hands them over, answers as VBA takes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from support.com_stub import LEFT_OUT, com_answer, vba_told
from support.good_cells import good

from xl_beregner import evaluate
from xl_beregner.catalog import specs
from xl_beregner.hosts import com
from xl_beregner.hosts.arguments import Range


@pytest.mark.parametrize("name", sorted(specs()))
def test_every_function_answers_as_evaluate_does(name: str) -> None:
    spec = specs()[name]
    arguments = [good(spec, parameter) for parameter in spec.parameters]
    expected = evaluate(spec.excel_name, *arguments)
    assert com_answer(spec.excel_name, arguments) == expected
    assert any(cell is not None for row in expected for cell in row)


@pytest.mark.parametrize(
    ("crossed", "plain"),
    [
        (None, None),
        (7.5, 7.5),
        ("7,5", "7,5"),
        (True, True),
        (Decimal("1234.5678"), 1234.5678),
        (-2146826281, "#DIV/0!"),
        (-2146826246, "#N/A"),
        (-2146826259, "#NAME?"),
        (-2146826288, "#NULL!"),
        (-2146826252, "#NUM!"),
        (-2146826265, "#REF!"),
        (-2146826273, "#VALUE!"),
        (-2146826243, "#SPILL!"),
        (-2146826238, "#CALC!"),
        (LEFT_OUT, None),
        (42, 42),
        (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 1)),
        (datetime(1899, 12, 30, 18, 0, tzinfo=UTC), 0.75),
    ],
)
def test_a_cell_from_com_becomes_a_plain_one(crossed: object, plain: object) -> None:
    found = com.cell(crossed)
    assert found == plain
    assert type(found) is type(plain)


def test_a_time_of_pywin32_becomes_an_ordinary_one() -> None:
    class Pywin32Time(datetime):
        pass

    found = com.cell(Pywin32Time(2026, 3, 1, 12, 30, tzinfo=UTC))
    assert found == datetime(2026, 3, 1, 12, 30)
    assert type(found) is datetime


def test_a_range_that_vba_cut_keeps_its_whole_height() -> None:
    found = com.argument(((1.0,), (None,)), 1048576)
    assert found == Range([(1.0,), (None,)], 1048576)


def test_a_row_of_an_array_constant_is_one_row() -> None:
    assert com.argument((1.0, 2.0, 3.0)) == Range([(1.0, 2.0, 3.0)], 1)


def test_a_whole_column_beside_a_short_one_is_of_unequal_length() -> None:
    column: list[Any] = [10.0, 20.0] + [None] * 48
    assert com_answer("BEREGNER_FREMGANG", [column, [15.0, 22.0], 1, 1]) == "#VALUE!"
    whole = com_answer("BEREGNER_FREMGANG", [column, column, 1, 1])
    assert len(whole) == 2


def test_a_blank_in_an_answer_is_an_empty_text_and_not_zero() -> None:
    told = vba_told("BEREGNER_FREMGANG", [[10.0, None, 12.0], [15.0, 20.0, 14.0], 1, 1])
    assert told[1] == ("",) * len(told[1])
    assert told[0][0] == 5.0


def test_an_error_is_a_number_for_cverr_and_a_danish_sentence_that_begins_with_a_hash() -> None:
    told = com.answer("da", "BEREGNER_SANDSCORE", 0, 30.0, 0, 25.0, 0, 0.0, 0, 0.9)
    assert told.startswith("2036|# ")
    assert "over 0" in told


def test_the_sentence_is_in_the_language_vba_was_made_in() -> None:
    danish, swedish = (
        com.answer(language, "BEREGNER_STATUS", 0, None, 0, 1.0, 0, 3.0) for language in ("da", "sv")
    )
    assert danish.startswith("2042|# ")
    assert swedish.startswith("2042|# ")
    assert danish != swedish


def test_an_error_cell_as_an_argument_is_told_and_not_counted_as_a_number() -> None:
    assert com_answer("BEREGNER_FREMGANG", ["#DIV/0!", 15.0, 1, 1]) == "#VALUE!"


def test_a_date_is_known_as_a_date() -> None:
    table = [["Elev", "Dato", "Score"], ["a", date(2026, 3, 1), 5.0], ["b", date(2026, 3, 2), 6.0]]
    assert com_answer("BEREGNER_KONTROL", [table]) == evaluate("BEREGNER_KONTROL", table)


def test_an_optional_argument_left_out_takes_its_default() -> None:
    given = com.answer("da", "BEREGNER_SANDSCORE", 0, 30.0, 0, 25.0, 0, 5.0, 0, 0.9, 0, LEFT_OUT)
    assert given == tuple(map(tuple, evaluate("BEREGNER_SANDSCORE", 30, 25, 5, 0.9)))


def test_an_unknown_function_is_a_name_error() -> None:
    assert com.answer("da", "BEREGNER_FINDESIKKE").startswith("2029|# ")


def test_a_bug_tells_no_value_of_a_cell(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("Sofie 12 point")

    monkeypatch.setattr(com, "call", broken)
    told = com.answer("da", "BEREGNER_SKJUL", 0, 1.0, 0, 5.0)
    assert told.startswith("2015|# ")
    assert "Sofie" not in told + caplog.text
    assert "RuntimeError" in caplog.text
