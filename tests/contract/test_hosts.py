"""Every function with every kind of cell gets the same answer in every host, or the table says why not.

The cases are made in ``support/host_cases.py``, the table is ``differences.md`` beside this file, and
what its words mean stands in ``support/host_views.py``.
"""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from support import calc_runner, case_sheet, host_views
from support.com_stub import vba_told
from support.host_cases import Answer, Case, ErrorCell, answer, cases, told
from support.host_views import VIEWS, differences, expected, same
from support.server import running_server
from support.values import cached_values
from support.wire_calls import payload, read, trimmed, whole

from xl_beregner.catalog import specs
from xl_beregner.filling import Template
from xl_beregner.hosts.com import ERROR_NUMBERS
from xl_beregner.hosts.engine import evaluate

Answers = Iterable[tuple[Case, Answer]]

_SHOWN = 12


def unlike(answers: Answers, views: list[str]) -> list[str]:
    """List the cases a host answers in another way than these views tell."""
    return [
        f"{case.id}: {found!r:.300}, expected {expected(case, views)!r:.300}"
        for case, found in answers
        if not same(found, expected(case, views))
    ]


def check(host: str, answers: Answers) -> None:
    """Hold a host's answers against the table, and the table against the answers."""
    given = list(answers)
    views = [row.what for row in differences() if row.host == host]
    wrong = unlike(given, views)
    assert wrong == [], f"{len(wrong)} of {len(given)} differ:\n" + "\n".join(wrong[:_SHOWN])
    without = {view: [other for other in views if other != view] for view in views}
    assert [view for view in views if not unlike(given, without[view])] == [], "rows that no case needs"
    assert len(given) >= len(cases())


# --- The cases and the table -----------------------------------------------------------------
def test_every_parameter_meets_every_kind_of_cell() -> None:
    ids = [case.id for case in cases()]
    assert len(set(ids)) == len(ids)
    for spec in specs().values():
        for parameter in spec.parameters:
            asked = [name for name in ids if name.startswith(f"{spec.name}-{parameter.name}")]
            assert len(asked) >= 21, parameter


def test_the_table_names_only_hosts_and_views_there_are() -> None:
    assert {row.host for row in differences()} <= HOSTS
    assert {row.what for row in differences()} <= set(VIEWS)
    assert all(len(row.reason) > 30 for row in differences())
    rows = [(row.host, row.what) for row in differences()]
    assert len(set(rows)) == len(rows)


def test_a_difference_the_table_does_not_tell_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host_views, "differences", tuple)
    asked = [case for case in cases() if case.function == "BEREGNER_SKJUL"]
    given = [(case, answer(case)) for case in asked]
    assert unlike(given, []) == []
    slightly = [(case, [[7.1 * (1 + 1e-11)]] if isinstance(rows, list) else rows) for case, rows in given]
    assert len(unlike(slightly, [])) == sum(isinstance(rows, list) for _, rows in given)
    silent = [(case, (rows[0], "") if isinstance(rows, tuple) else rows) for case, rows in given]
    assert len(unlike(silent, [])) == sum(isinstance(rows, tuple) for _, rows in given)


# --- Evaluate itself -------------------------------------------------------------------------
def _as_lists(given: object) -> object:
    return [list(row) for row in given] if isinstance(given, tuple) else given


def _as_array(given: object) -> object:
    return np.array(given, dtype=object) if isinstance(given, tuple) else given


def _as_numbers(given: object) -> object:
    """Lay numbers and blanks out as pandas and numpy do: blanks are NaN."""
    if not isinstance(given, tuple) or {type(cell) for row in given for cell in row} - {float, type(None)}:
        return given
    return np.array(given, float)


_SLOWER = pytest.mark.prove


@pytest.mark.parametrize(
    "lay_out",
    [_as_numbers, pytest.param(_as_lists, marks=_SLOWER), pytest.param(_as_array, marks=_SLOWER)],
)
def test_evaluate_answers_alike_however_a_range_is_laid_out(lay_out: Callable[[object], object]) -> None:
    other = ((case, told(case.function, tuple(map(lay_out, case.arguments)))) for case in cases())
    assert unlike(other, []) == []


# --- The server, over HTTP -------------------------------------------------------------------
@pytest.fixture(scope="module")
def call_server() -> Iterator[Callable[[bytes], Answer]]:
    """Give a call over one connection that is kept open."""
    with running_server() as server:
        connection = http.client.HTTPConnection(urlsplit(server.base).netloc, timeout=30)

        def call(body: bytes) -> Answer:
            connection.request("POST", "/functions/call", body, {"Content-Type": "application/json"})
            came = connection.getresponse()
            return read(came.status, came.read())

        yield call
        connection.close()


@pytest.mark.parametrize("put", [trimmed, pytest.param(whole, marks=_SLOWER)])
def test_the_server_answers_as_evaluate(
    put: Callable[[object], object], call_server: Callable[[bytes], Answer]
) -> None:
    check("server", ((case, call_server(payload(case, put))) for case in cases()))


# --- Excel on Windows, through a stubbed COM -------------------------------------------------
_CODES: Mapping[int, str] = {number: code for code, number in ERROR_NUMBERS.items()}


def _plain(given: object) -> object:
    """A cell that shows an error is its text to the stub, which types it as COM does."""
    if isinstance(given, tuple):
        return [[_plain(cell) for cell in row] for row in given]
    return str(given) if isinstance(given, ErrorCell) else given


def _through_com(case: Case) -> Answer:
    shown = vba_told(case.function, [_plain(given) for given in case.arguments])
    if not isinstance(shown, str):
        return [list(row) for row in shown]
    number, _, sentence = shown.partition("|# ")
    return _CODES[int(number)], sentence


def test_com_answers_as_evaluate() -> None:
    check("com", ((case, _through_com(case)) for case in cases()))


# --- LibreOffice Calc, with our extension ----------------------------------------------------
@pytest.mark.prove
def test_calc_answers_as_evaluate() -> None:
    found = calc_runner.answers(((case.id, case.function, case.arguments) for case in cases()), seconds=1800)
    read = {name: (told, "") if isinstance(told, str) else told for name, told in found.items()}
    check("calc", ((case, read[case.id]) for case in cases()))


# --- The filler, which calculates workbooks without a spreadsheet ----------------------------
@pytest.mark.prove
def test_the_filler_answers_as_evaluate(tmp_path: Path) -> None:
    views = [row.what for row in differences() if row.host == "filler"]
    laid = case_sheet.lay_out(cases(), lambda case: expected(case, views))
    template, filled = tmp_path / "skabelon.xlsx", tmp_path / "udfyldt.xlsx"
    case_sheet.write_workbook(laid, template)
    done = Template(template).fill({"skole_navn": "Skole"}, filled, evaluator=evaluate)
    values = cached_values(filled)
    check("filler", ((call.case, case_sheet.shown(call, values)) for call in laid.calls))
    in_words = [view for view in views if view != "error_without_sentence"]
    wanted = {
        (case.function, *found) for case in cases() if isinstance(found := expected(case, in_words), tuple)
    }
    said = {tuple(warning.facts[name] for name in ("funktion", "kode", "grund")) for warning in done.warnings}
    assert said == wanted


HOSTS = {"server", "com", "calc", "filler"}
