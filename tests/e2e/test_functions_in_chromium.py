"""The add-in's own client script in real Chromium calls the real server, for every function.

The Office host is stubbed (``support/office_stub.js``): a function gets its arguments as Excel hands
them over, every one a matrix, and Excel's own object last.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, Request
from support.browser import chromium, office_page
from support.good_cells import good
from support.host_cases import told
from support.server import running_server

from xl_beregner import texts
from xl_beregner.catalog import UdfSpec, specs

pytestmark = pytest.mark.prove

SPECS = [pytest.param(specs()[name], id=name) for name in sorted(specs())]
ROWS_OF_A_SHEET = 1_048_576
USED = 400

# Calls a function as Excel does, and tells what its cell would hold.
CALL = """async ([name, matrices, addresses]) => {
  const invocation = { address: "Ark1!Z1", parameterAddresses: addresses };
  try {
    return await officeStub.functions.get(name)(...matrices, invocation);
  } catch (error) {
    return { own: error instanceof CustomFunctions.Error, code: error.code, message: error.message };
  }
}"""
# Two whole columns, as Excel hands over A:A and B:B where 400 rows are used.
WHOLE_COLUMNS = """async ([name, used]) => {
  const cell = (start, row) => (row < used ? start + (row % 17) : "");
  const column = (start) => Array.from({ length: 1048576 }, (_, row) => [cell(start, row)]);
  const [before, after] = [column(40), column(45)];
  const started = performance.now();
  const rows = await officeStub.functions.get(name)(before, after, [[3.4]], [[3.4]], { address: "Ark1!Z1" });
  return { rows, took: performance.now() - started };
}"""


@dataclass
class Excel:
    """A page where Excel's functions run, and the calls it sends."""

    page: Page
    complaints: list[str]
    sent: list[str] = field(default_factory=list)

    def call(self, name: str, matrices: list[Any], addresses: list[str] | None = None) -> Any:
        """Call a function; an error is told as ``{own, code, message}``."""
        self.sent.clear()
        return self.page.evaluate(CALL, [name, matrices, addresses])

    def note(self, request: Request) -> None:
        """Keep the body of a call."""
        if request.url.endswith("/functions/call"):
            self.sent.append(request.post_data or "")


@pytest.fixture(scope="module")
def excels() -> Generator[dict[str, Excel], None, None]:
    """Give a Danish and a Swedish Excel with the add-in loaded."""
    with (
        running_server() as server,
        chromium() as browser,
        office_page(browser, server.base, {"displayLanguage": "da-DK"}) as (danish, complaints),
        office_page(browser, server.base, {"displayLanguage": "sv-SE"}) as (swedish, more),
    ):
        found = {"da": Excel(danish, complaints), "sv": Excel(swedish, more)}
        for excel in found.values():
            excel.page.on("request", excel.note)
            excel.page.goto(f"{server.base}/pane.html")
            excel.page.wait_for_function(f"officeStub.functions.size >= {len(specs())}")
        yield found


@pytest.fixture
def excel(excels: dict[str, Excel]) -> Iterator[Excel]:
    yield excels["da"]
    # A refused call is a 400, which Chromium tells on its console.
    assert [said for said in excels["da"].complaints if "400" not in said] == []


def matrix(cells: Any) -> list[list[Any]]:
    """Lay cells out as Excel hands them over: rows, a blank cell of a range as empty text."""
    rows = [
        row if isinstance(row, list) else [row] for row in (cells if isinstance(cells, list) else [cells])
    ]
    width = max(map(len, rows))
    return [["" if cell is None else cell for cell in [*row, *[None] * (width - len(row))]] for row in rows]


def given(spec: UdfSpec) -> list[Any]:
    return [matrix(good(spec, parameter)) for parameter in spec.parameters]


def shown(rows: Any) -> Any:
    """Tell what a cell shows of an answer: a blank as empty text, for Excel shows null as 0."""
    return [["" if cell is None else cell for cell in row] for row in rows]


def test_excel_knows_our_functions_and_no_others(excel: Excel) -> None:
    known = excel.page.evaluate("[...officeStub.functions.keys()]")
    assert sorted(known) == sorted(spec.excel_name for spec in specs().values())


@pytest.mark.parametrize("spec", SPECS)
def test_a_function_answers_as_evaluate_after_one_request(excel: Excel, spec: UdfSpec) -> None:
    answer = excel.call(spec.excel_name, given(spec))
    assert answer == shown(told(spec.excel_name, tuple(good(spec, p) for p in spec.parameters)))
    assert len(excel.sent) == 1


@pytest.mark.parametrize("spec", SPECS)
def test_arguments_left_out_are_left_out(excel: Excel, spec: UdfSpec) -> None:
    required = sum(parameter.required for parameter in spec.parameters)
    # Excel fills what is left out with null.
    matrices = given(spec)[:required] + [None] * (len(spec.parameters) - required)
    answer = excel.call(spec.excel_name, matrices)
    assert answer == shown(told(spec.excel_name, tuple(good(spec, p) for p in spec.parameters[:required])))


@pytest.mark.parametrize("spec", SPECS)
def test_an_own_error_arrives_as_its_sentence_after_one_request(excel: Excel, spec: UdfSpec) -> None:
    error = excel.call(spec.excel_name, [[[""]], *given(spec)[1:]])
    code, sentence = told(spec.excel_name, (None, *(good(spec, p) for p in spec.parameters[1:])))
    assert error == {"own": True, "code": code, "message": sentence}
    assert len(excel.sent) == 1


@pytest.mark.parametrize("spec", SPECS)
def test_a_swedish_user_is_answered_in_swedish(excels: dict[str, Excel], spec: UdfSpec) -> None:
    excel = excels["sv"]
    answer = excel.call(spec.excel_name, given(spec))
    error = excel.call(spec.excel_name, [[[""]], *given(spec)[1:]])
    with texts.speaking("sv"):
        cells = tuple(good(spec, parameter) for parameter in spec.parameters)
        assert answer == shown(told(spec.excel_name, cells))
        assert error["message"] == told(spec.excel_name, (None, *cells[1:]))[1]
    assert error["message"] != told(spec.excel_name, (None, *cells[1:]))[1]


def test_a_number_out_of_range_is_an_error_that_can_show_its_sentence(excel: Excel) -> None:
    error = excel.call("BEREGNER_SANDSCORE", [[[50]], [[50]], [[10]], [[1.5]]])
    code, sentence = told("BEREGNER_SANDSCORE", (50.0, 50.0, 10.0, 1.5))
    assert code == "#NUM!"
    assert error == {"own": True, "code": "#VALUE!", "message": sentence}  # Excel shows none on #NUM!


def test_whole_columns_are_cut_to_what_is_used_before_they_are_sent(excel: Excel) -> None:
    excel.sent.clear()
    answer = excel.page.evaluate(WHOLE_COLUMNS, ["BEREGNER_FREMGANG", USED])
    (body,) = excel.sent
    before, after = ([start + row % 17 for row in range(USED)] for start in (40, 45))
    assert answer["rows"] == shown(told("BEREGNER_FREMGANG", (before, after, 3.4, 3.4)))
    assert len(body) < 6_000  # 25 MB whole
    assert [argument["height"] for argument in json.loads(body)["arguments"][:2]] == [ROWS_OF_A_SHEET] * 2
    assert answer["took"] < 1000  # an idle machine takes a tenth


@pytest.mark.parametrize(("held", "sent"), [(None, None), (0, 0)])
def test_a_lone_blank_cell_that_arrives_as_zero_is_sent_as_blank(
    excel: Excel, held: int | None, sent: int | None
) -> None:
    excel.page.evaluate("(held) => officeStub.write('Ark1!A1', [[held === null ? '' : held]])", held)
    answer = excel.call("BEREGNER_SKJUL", [[[0]], [[12]]], ["Ark1!A1", "Ark1!B1"])
    assert json.loads(excel.sent[0])["arguments"][0] == sent
    assert (
        answer == shown(told("BEREGNER_SKJUL", (held, 12.0)))
        if held is not None
        else answer["code"] == "#N/A"
    )


@pytest.mark.parametrize(("book", "sent"), [("Mappe1.xlsx", None), ("Anden.xlsx", 0)])
def test_only_this_workbook_is_asked_whether_a_zero_is_blank(
    excel: Excel, book: str, sent: int | None
) -> None:
    excel.page.evaluate("officeStub.write('Ark1!A1', [['']])")
    excel.call("BEREGNER_SKJUL", [[[0]], [[12]]], [f"[{book}]Ark1!A1", "Ark1!B1"])
    assert json.loads(excel.sent[0])["arguments"][0] == sent


def test_half_an_emoji_does_not_fail_the_call(excel: Excel) -> None:
    call = """() => officeStub.functions.get("BEREGNER_SKJUL")(
      [["Ada \\ud83d"], [7.5]], [[12]], { address: "Ark1!Z1" }).catch((error) => error.message)"""
    said = excel.page.evaluate(call)
    _, sentence = told("BEREGNER_SKJUL", (("Ada \ufffd", 7.5), 12.0))
    assert said == sentence


def test_an_error_cell_is_sent_as_its_error(excel: Excel) -> None:
    cell = {"type": "Error", "basicType": "Error", "basicValue": "#DIV/0!", "errorType": "Div0"}
    error = excel.call("BEREGNER_SKJUL", [[[7.5], [cell]], [[12]]])
    _, sentence = told("BEREGNER_SKJUL", ((7.5, "#DIV/0!"), 12.0))
    assert error == {"own": True, "code": "#VALUE!", "message": sentence}


def test_many_cells_at_once_are_all_answered(excel: Excel) -> None:
    calls = """() => Promise.all(Array.from({ length: 300 }, (_, row) =>
      officeStub.functions.get("BEREGNER_SKJUL")([[row + 0.5]], [[12]], { address: "Ark1!Z1" })))"""
    assert excel.page.evaluate(calls) == [[[row + 0.5]] for row in range(300)]
