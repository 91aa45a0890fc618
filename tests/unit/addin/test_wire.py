"""A call over the wire: the same answer as from Python, and a plain refusal of what is no call."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import orjson
import pytest
from support.good_cells import good

import xl_beregner
from xl_beregner import catalog, texts
from xl_beregner.catalog import UdfSpec, specs
from xl_beregner.hosts import wire, wire_blanks
from xl_beregner.hosts.engine import evaluate
from xl_beregner.hosts.wire import answer

GAIN = "BEREGNER_FREMGANG"
ALL = sorted(specs())


def ask(function: Any, *arguments: Any, **more: Any) -> tuple[int, Any]:
    status, body = answer(orjson.dumps({"function": function, "arguments": arguments, **more}))
    return status, orjson.loads(body)


def wired(cells: Any) -> Any:
    """Lay out good cells as the wire carries them: a scalar, or rows."""
    if not isinstance(cells, list):
        return cells
    return [row if isinstance(row, list) else [row] for row in cells]


def arguments_of(spec: UdfSpec) -> list[Any]:
    return [good(spec, parameter) for parameter in spec.parameters]


@pytest.mark.parametrize("name", ALL)
def test_every_function_answers_as_from_python(name: str) -> None:
    spec = specs()[name]
    given = arguments_of(spec)
    expected = orjson.loads(orjson.dumps(evaluate(spec.excel_name, *given)))
    assert ask(spec.excel_name, *map(wired, given)) == (200, {"rows": expected})


@pytest.mark.parametrize("name", ALL)
def test_a_trimmed_range_answers_as_the_whole(name: str) -> None:
    spec = specs()[name]
    whole, cut = [], []
    for cells in map(wired, arguments_of(spec)):
        if isinstance(cells, list):
            blank = [[""] * len(cells[0])] * 90
            whole.append(cells + blank)
            cut.append({"rows": cells, "height": len(cells) + 90})
        else:
            whole.append(cells)
            cut.append(cells)
    assert ask(spec.excel_name, *cut) == ask(spec.excel_name, *whole)


def test_a_function_s_own_error_is_its_sentence_and_code() -> None:
    status, told = ask(GAIN, None, 47.5, 3.3, 3.3)
    assert (status, told["code"]) == (400, "#N/A")
    assert "før" in told["error"]


def test_an_error_cell_reads_as_its_text() -> None:
    forms = [
        {"error": "#N/A"},
        {"type": "Error", "errorType": "NotAvailable", "basicValue": "#N/A", "basicType": "Error"},
        {"code": "#N/A", "message": "Mangler"},
        "#N/A",
    ]
    answers = [ask(GAIN, 32, form, 3.3, 3.3) for form in forms]
    assert answers == [answers[0]] * 4
    assert "#N/A" in answers[0][1]["error"]


def test_an_unknown_error_cell_is_still_an_error() -> None:
    assert "#VALUE!" in ask(GAIN, 32, {"error": "Jens Hansen"}, 3.3, 3.3)[1]["error"]


@pytest.mark.parametrize(
    "cell",
    [
        32,
        {"type": "FormattedNumber", "basicValue": 32, "numberFormat": "0,0"},
        {"type": "Double", "basicValue": 32.0},
        {"type": "String", "basicValue": "32"},
        {"type": "LinkedEntity", "text": "32", "basicValue": "#VALUE!"},
        [[32]],
    ],
)
def test_excel_s_objects_read_as_what_their_cell_shows(cell: Any) -> None:
    assert ask(GAIN, cell, 47.5, 3.3, 3.3) == ask(GAIN, 32.0, 47.5, 3.3, 3.3)


def test_an_empty_cell_object_is_a_blank() -> None:
    empty = {"type": "Empty", "basicValue": ""}
    assert ask(GAIN, [[empty], [32]], [[1], [2]], 3.3, 3.3) == ask(GAIN, [[None], [32]], [[1], [2]], 3.3, 3.3)


def test_a_lone_used_row_of_a_tall_range_does_not_lie_down() -> None:
    cut = {"rows": [[32, 33, 34]], "height": 8}
    whole = [[32, 33, 34], *[[None] * 3] * 7]
    assert ask(GAIN, cut, [[1]] * 8, 3.3, 3.3) == ask(GAIN, whole, [[1]] * 8, 3.3, 3.3)
    assert ask(GAIN, cut, [[1]] * 8, 3.3, 3.3)[0] == 400


def test_a_whole_column_is_answered_to_its_last_used_row() -> None:
    column = [[float(v)] for v in range(400)] + [[""]] * (wire.EXCEL_ROWS - 400)
    status, told = ask(GAIN, column, column, 3.3, 3.3)
    assert status == 200
    assert len(told["rows"]) == 400


def test_the_language_asked_for_is_spoken_and_an_unknown_one_is_danish() -> None:
    said = [ask(GAIN, 32, 47.5, 3.3, 3.3, language=one)[1]["rows"][0][-1] for one in ("da", "sv", "fr", 7)]
    assert said[0].startswith("Frem")
    assert said[1].startswith("Framåt")
    assert said[2:] == [said[0]] * 2
    assert texts.language() == "da"


# --- Refusals ------------------------------------------------------------------------------------
REFUSED = {
    "no json": b"hello",
    "half a json": b'{"function": "BEREGNER_SKJUL", ',
    "invalid utf-8": b'{"function": "BEREGNER_SKJUL", "arguments": ["\xff\xfe"]}',
    "nan": b'{"function": "BEREGNER_SKJUL", "arguments": [NaN, 12]}',
    "infinity": b'{"function": "BEREGNER_SKJUL", "arguments": [Infinity, 12]}',
    "overflow": b'{"function": "BEREGNER_SKJUL", "arguments": [1e999, 12]}',
    "deep": b'{"function": "BEREGNER_SKJUL", "arguments": [' + b"[" * 100_000,
    "deep and closed": b'{"function": "BEREGNER_SKJUL", "arguments": ' + b"[" * 900 + b"]" * 900 + b"}",
    "a list": b"[]",
    "a number": b"7",
    "null": b"null",
    "nothing": b"",
    "no function": b'{"arguments": []}',
    "function is a list": b'{"function": ["BEREGNER_SKJUL"], "arguments": []}',
    "no arguments": b'{"function": "BEREGNER_SKJUL"}',
    "arguments are an object": b'{"function": "BEREGNER_SKJUL", "arguments": {}}',
    "three deep": b'{"function": "BEREGNER_SKJUL", "arguments": [[[[7]]], 12]}',
    "an empty range": b'{"function": "BEREGNER_SKJUL", "arguments": [[], 12]}',
    "an empty row": b'{"function": "BEREGNER_SKJUL", "arguments": [[[]], 12]}',
    "rows no list": b'{"function": "BEREGNER_SKJUL", "arguments": [{"rows": 7, "height": 1}, 12]}',
    "too low": b'{"function": "BEREGNER_SKJUL", "arguments": [{"rows": [[1], [2]], "height": 1}, 12]}',
    "too tall": b'{"function": "BEREGNER_SKJUL", "arguments": [{"rows": [[1]], "height": 1048577}, 12]}',
    "height a word": b'{"function": "BEREGNER_SKJUL", "arguments": [{"rows": [[1]], "height": "8"}, 12]}',
    "height true": b'{"function": "BEREGNER_SKJUL", "arguments": [{"rows": [[1]], "height": true}, 12]}',
    "an object of no kind": b'{"function": "BEREGNER_SKJUL", "arguments": [{"navn": "Jens"}, 12]}',
    "a million blanks, told": b'{"function": "BEREGNER_SKJUL", "arguments": [[[1], {"blank": 9999999}], 12]}',
    "less than no blanks": b'{"function": "BEREGNER_SKJUL", "arguments": [[[1], {"blank": -1}], 12]}',
}


@pytest.mark.parametrize("payload", REFUSED.values(), ids=REFUSED)
def test_what_is_no_call_is_refused_with_a_sentence(payload: bytes) -> None:
    status, body = answer(payload)
    told = orjson.loads(body)
    assert 400 <= status < 500
    assert list(told) in (["error"], ["error", "code"])
    assert told["error"].endswith(".")
    assert "Jens" not in told["error"]


def test_an_unknown_function_is_not_repeated() -> None:
    for name in ("BEREGNER_JENSHANSEN", "SUM", "", "fremgang", "BEREGNER_", "__class__"):
        status, told = ask(name)
        assert status == 404
        assert name == "" or name not in told["error"]


def test_too_few_and_too_many_arguments_are_told() -> None:
    for given in ((), (1,), (1,) * 20):
        status, told = ask(GAIN, *given)
        assert (status, told["code"]) == (400, "#VALUE!")


def test_a_name_in_a_cell_is_never_told() -> None:
    for given in (["Jens Hansen", 1], [[["Jens Hansen"], [2]], 1]):
        assert "Hansen" not in ask(GAIN, *given, 3.3, 3.3)[1]["error"]


# --- A bug ---------------------------------------------------------------------------------------
@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A function that fails as a bug does, and how often it ran."""
    ran: list[int] = []

    def fail(**values: object) -> None:
        ran.append(1)
        raise RuntimeError(f"Jens Hansen {values}")

    disclosure = replace(specs()["SKJUL"], function=fail)
    monkeypatch.setattr(catalog, "_specs", {**catalog._specs, "SKJUL": disclosure})
    return ran


def test_a_bug_is_told_without_details_run_once_and_logged_without_values(
    broken: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        status, told = ask("BEREGNER_SKJUL", 4711, 12)
    assert status == 500
    assert list(told) == ["error"]
    assert broken == [1]
    assert "BEREGNER_SKJUL" in caplog.text
    assert "RuntimeError" in caplog.text
    assert "4711" not in caplog.text + told["error"]
    assert "Hansen" not in caplog.text + told["error"]


# --- Runs of blanks --------------------------------------------------------------------------------
@pytest.mark.parametrize("blank", ["", None])
@pytest.mark.parametrize("count", [0, 1, 4095, 4096, 40_000, 100_001])
def test_runs_of_blanks_come_back_as_they_were(blank: str | None, count: int) -> None:
    rows = [["x" * 300]] * 1000 + [[blank]] * count + [[7]]
    read, mark = wire_blanks.read(orjson.dumps({"a": rows, "b": rows}))
    assert bool(mark) == (count >= 4096)
    back = wire_blanks.put_back(read["b"], mark, 2_000_000)
    assert back is not None
    assert [row[0] or None for row in back] == [row[0] or None for row in rows]


def test_a_text_that_looks_like_a_run_of_blanks_stays_as_it_is() -> None:
    text = ",[null]" * 40_000
    assert wire_blanks.read(orjson.dumps({"a": [[text]]})) == ({"a": [[text]]}, "")


def test_what_stands_for_a_run_is_another_in_each_call() -> None:
    payload = orjson.dumps([["x"]] + [[None]] * 50_000)
    (read, mark), (_, other) = wire_blanks.read(payload), wire_blanks.read(payload)
    assert read == [["x"], {mark: 50_000}]
    assert len(mark) == 32
    assert mark != other


@pytest.mark.parametrize("marked", [{"blank": 999}, {"": 999}])
@pytest.mark.parametrize("blanks", [0, 50_000])
def test_a_caller_s_own_mark_is_no_run(marked: dict[str, int], blanks: int) -> None:
    column = [[32], marked, *[[None]] * blanks]
    status, told = ask(GAIN, column, column, 3.3, 3.3)
    assert (status, list(told)) == (400, ["error"])
    assert "form" in told["error"]


# --- More than a sheet holds -----------------------------------------------------------------------
WAYS = {
    "a cell": lambda cell: cell,
    "a range": lambda cell: [[1], [cell]],
    "a range with an object": lambda cell: [[{"error": "#N/A"}], [cell]],
    "an object": lambda cell: {"type": "String", "basicValue": cell},
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_text_longer_than_a_cell_holds_is_refused(way: Any) -> None:
    status, told = ask("BEREGNER_SKJUL", way("x" * 32_768), 12)
    assert (status, list(told)) == (400, ["error"])
    assert "32767" in told["error"].replace(".", "")
    assert "32767" not in str(ask("BEREGNER_SKJUL", way("x" * 32_767), 12)[1])


def test_a_row_wider_than_a_sheet_is_refused() -> None:
    assert ask("BEREGNER_SKJUL", [[7] * 16_385], 12)[0] == 400
    assert ask("BEREGNER_SKJUL", [[7] * 16_384], 12)[0] == 200
    assert ask("BEREGNER_SKJUL", [[7], [7] * 16_385], 12)[1].keys() == {"error"}


def test_more_used_rows_than_anyone_has_are_refused_and_blank_ones_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert wire.MOST_ROWS == 200_000
    monkeypatch.setattr(wire, "MOST_ROWS", 50)
    status, told = ask("BEREGNER_SKJUL", [[7]] * 51, 12)
    assert (status, list(told)) == (400, ["error"])
    assert "50" in told["error"]
    assert ask("BEREGNER_SKJUL", [[7]] * 50 + [[None]] * 50, 12)[0] == 200


def test_evaluate_is_the_twin_of_the_wire() -> None:
    assert xl_beregner.evaluate(GAIN, 32, 47.5, 3.3, 3.3) == ask(GAIN, 32, 47.5, 3.3, 3.3)[1]["rows"]
