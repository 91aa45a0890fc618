"""The task pane in real Chromium against the real server, with a stubbed Office host.

Every job is done with the keyboard alone; every view is looked at by axe-core and photographed at
two widths (the pictures lie in pytest's folder). What the host can do stands in ``office_stub.js``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browser import chromium, office_page
from support.server import Server, running_server

pytestmark = pytest.mark.prove

RESULTS = [
    ["Elev-id", "Fag", "Prøve", "Dato", "Score", "Skala", "", "Før", "Efter", "Målefejl"],
    ["17", "Dansk", "DNT", 44256, 55, "percentil", "", 32.5, 47.5, 3.4],
    ["17", "Dansk", "DNT", 44256, 135, "percentil", "", 40, 41, 3.4],
    ["18", "Dansk", "FNO", 45183, "7,5", "point", "", 28, "", 3.4],
    ["19", "Dansk", "FNO", "#N/A", "", "kugler", "", 51, 44, 3.4],
]
# The same table not at the sheet's corner.
LOWER = [[], [], [], *[["", *row[:6]] for row in RESULTS]]
CLEAN = [RESULTS[0][:6], RESULTS[1][:6], ["18", "Dansk", "DNT", 44256, 60, "percentil"]]
TAGS = {"da": "da-DK", "sv": "sv-SE", "en": "en-GB"}
SAID = {
    "da": {
        "lead": "Er eleven gået frem?",
        "none": "Ingen problemer fundet",
        "parent": "Forælder",
        "child": "jeres barn",
    },
    "sv": {
        "lead": "Har eleven gått framåt?",
        "none": "Inga problem hittades",
        "parent": "Vårdnadshavare",
        "child": "ert barn",
    },
}

Opened = Callable[..., AbstractContextManager[tuple[Page, list[str]]]]


@pytest.fixture(scope="module")
def browser() -> Generator[Browser, None, None]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def server() -> Generator[Server, None, None]:
    with running_server() as running:
        yield running


@pytest.fixture
def pane(browser: Browser, server: Server) -> Opened:
    """Open the pane beside a workbook; at the end nothing may stand in the console."""

    def opened(
        rows: Any = RESULTS, language: str = "da", width: int = 320, selection: str = "Ark1!A1", **more: Any
    ) -> AbstractContextManager[tuple[Page, list[str]]]:
        setup = {"displayLanguage": TAGS[language], "sheets": {"Ark1": rows}, "selection": selection}
        how = {"viewport": {"width": width, "height": 720}, **more.pop("how", {})}
        return _ready(office_page(browser, server.base, {**setup, **more}, **how), server)

    return opened


class _ready:
    def __init__(self, page: AbstractContextManager[tuple[Page, list[str]]], server: Server) -> None:
        self._page, self._server = page, server

    def __enter__(self) -> tuple[Page, list[str]]:
        page, complaints = self._page.__enter__()
        page.goto(f"{self._server.base}/pane.html")
        page.wait_for_selector(".choice")
        return page, complaints

    def __exit__(self, *error: Any) -> None:
        self._page.__exit__(*error)


# --- The keyboard ------------------------------------------------------------------------------
def tab_to(page: Page, selector: str, *, back: bool = False, most: int = 60) -> None:
    """Press Tab until the focus is on what was asked for, and can be seen."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            shown = page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; }"
            )
            assert shown, f"the focus on {selector} cannot be seen"
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def press(page: Page, selector: str, **how: Any) -> None:
    tab_to(page, selector, **how)
    page.keyboard.press("Enter")


def mark(page: Page, address: str) -> None:
    """Mark cells in the sheet, which is not the pane's."""
    page.evaluate("address => officeStub.select(address)", address)


def cell(page: Page, address: str) -> dict[str, Any]:
    page.evaluate("officeStub.settled()")
    found: dict[str, Any] = page.evaluate("address => officeStub.cell(address)", address)
    return found


# --- Find a function -----------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["da", "sv"])
def test_a_function_is_found_filled_in_and_put_in_the_sheet_by_keyboard(pane: Opened, language: str) -> None:
    with pane(language=language) as (page, complaints):
        tab_to(page, "#search")
        page.keyboard.type("fremgang")
        press(page, "[data-function=BEREGNER_FREMGANG]")
        expect(page.locator("#card-title")).to_be_focused()
        expect(page.locator("#card-title")).to_have_text(SAID[language]["lead"])
        for place, address in enumerate(("Ark1!H2:H5", "Ark1!I2:I5", "Ark1!J2:J5")):
            mark(page, address)
            press(page, f".field:has(#argument-{place}) .take")
            expect(page.locator(f"#argument-{place}")).to_have_value(address)
        tab_to(page, "#argument-3")
        page.keyboard.type("3,4")
        expect(page.locator("#preview")).to_have_text(
            "=BEREGNER_FREMGANG(Ark1!H2:H5;Ark1!I2:I5;Ark1!J2:J5;3,4)"
        )
        mark(page, "Ark1!L2")
        press(page, "#insert")
        expect(page.locator("#insert-status .good")).to_contain_text("L2:Q5")
        assert cell(page, "Ark1!L2")["formula"] == "=BEREGNER_FREMGANG(H2:H5,I2:I5,J2:J5,3.4)"
        assert cell(page, "Ark1!L2")["value"] == 15
        page.keyboard.press("Escape")
        expect(page.locator("[data-function=BEREGNER_FREMGANG]")).to_be_focused()
        assert complaints == []


def test_nothing_is_written_where_the_answer_would_meet_other_cells(pane: Opened) -> None:
    with pane() as (page, complaints):
        fill_in(page, "BEREGNER_FREMGANG", "H2:H5", "I2:I5", "J2:J5", "3,4")
        mark(page, "Ark1!G2")
        press(page, "#insert")
        expect(page.locator("#insert-status")).to_contain_text("G2:L5")
        assert cell(page, "Ark1!G2")["formula"] == ""
        assert cell(page, "Ark1!H2")["value"] == 32.5
        press(page, "#insert-status button")
        assert page.evaluate("officeStub.selection()") == "Ark1!H2"
        assert complaints == []


def test_a_cell_inside_an_argument_is_refused(pane: Opened) -> None:
    with pane() as (page, _):
        fill_in(page, "BEREGNER_LUSFREMGANG", "H:H", "I:I")
        mark(page, "Ark1!I40")
        press(page, "#insert")
        expect(page.locator("#insert-status")).to_contain_text("I40")
        assert cell(page, "Ark1!I40")["formula"] == ""


def test_a_locked_sheet_is_told(pane: Opened) -> None:
    with pane() as (page, _):
        page.evaluate("officeStub.lock('Ark1')")
        fill_in(page, "BEREGNER_SKJUL", "7,4", "12")
        mark(page, "Ark1!N2")
        press(page, "#insert")
        expect(page.locator("#insert-status")).to_contain_text("Arket er låst")


def test_what_the_function_cannot_calculate_is_told_before_it_is_written(pane: Opened) -> None:
    with pane() as (page, complaints):
        fill_in(page, "BEREGNER_FREMGANG", "H2:H5", "I2:I3", "J2:J5", "3,4")
        mark(page, "Ark1!N2")
        press(page, "#insert")
        expect(page.locator("#insert-status")).to_contain_text("ikke lige lange")
        assert cell(page, "Ark1!N2")["formula"] == ""
        press(page, "#insert-status button")
        expect(page.locator("#insert-status .good")).to_be_visible()
        assert cell(page, "Ark1!N2")["value"] == "#VALUE!"
        assert_only_refused_calls(complaints)


def test_several_areas_marked_are_told_beside_the_field(pane: Opened) -> None:
    with pane() as (page, _):
        fill_in(page, "BEREGNER_SKJUL")
        mark(page, "Ark1!H2:H5,J2:J5")
        press(page, ".field:has(#argument-0) .take")
        expect(page.locator(".field-problem").first).to_have_text("Markér ét sammenhængende område.")


@pytest.mark.parametrize(
    ("typed", "function"), [("mål", "MAAL"), ("maal", "MAAL"), ("fremgang", "FREMGANG"), ("enige", "ENIGHED")]
)
def test_the_search_finds_by_plain_words(pane: Opened, typed: str, function: str) -> None:
    with pane() as (page, _):
        page.fill("#search", typed)
        expect(page.locator(f"[data-function=BEREGNER_{function}]")).to_be_visible()
        assert 0 < page.locator(".choice").count() < 30
        expect(page.locator("#find-count")).to_contain_text("funktion")
        page.keyboard.press("Escape")
        expect(page.locator(".choice")).to_have_count(30)


def fill_in(page: Page, function: str, *typed: str) -> None:
    page.click(f"[data-function={function}]")
    for place, text in enumerate(typed):
        page.fill(f"#argument-{place}", text)


FORMULAS = [
    ("0,95", "da", "0.95"), ("0.95", "da", "0.95"), ("1.234,5", "da", "1234.5"), ("1,234.5", "en", "1234.5"),
    ("−3", "da", "-3"), ("35 %", "da", "35%"), ("7,5%", "sv", "7.5%"), ("1 234,5", "sv", "1234.5"),
    (",5", "da", "0.5"), ("4.a", "da", '"4.a"'), ("Nørre \"B\"", "da", '"Nørre ""B"""'),
    ("c2:c31", "da", "C2:C31"), ("$C$2", "da", "$C$2"), ("A:A", "da", "A:A"), ("Ark2!B2", "da", "Ark2!B2"),
    ("'4. a'!B2:B9", "da", "'4. a'!B2:B9"), ("F2#", "da", "F2#"), ("Elever[Score]", "da", "Elever[Score]"),
    ("forælder", "da", '"forælder"'), ('"A1"', "da", '"A1"'), ("mitnavn", "da", "mitnavn"),
    ("XFE1", "da", '"XFE1"'), ("A1048577", "da", '"A1048577"'), ("", "da", ""),
]  # fmt: skip


def test_what_is_typed_becomes_what_a_formula_holds(pane: Opened) -> None:
    with pane() as (page, _):
        written = page.evaluate(
            """async (cases) => { const { typed } = await import("/static/pane/formula.js");
            const isName = async (name) => name === "mitnavn";
            const formula = async ([text, language]) => (await typed(text, language, isName)).formula;
            return Promise.all(cases.map(formula)); }""",
            [case[:2] for case in FORMULAS],
        )
    assert written == [formula for *_, formula in FORMULAS]


def test_a_formula_is_read_as_one_call_or_as_a_part(pane: Opened) -> None:
    cases = {
        "=BEREGNER_X(A1,\"a,b\",'4,a'!B2)": ["BEREGNER_X", ["A1", '"a,b"', "'4,a'!B2"], True],
        "=_xldudf_BEREGNER_X(A1:A9,,0.5)": ["BEREGNER_X", ["A1:A9", "", "0.5"], True],
        "=@BEREGNER_X(SUM(A1,B1),C1)": ["BEREGNER_X", ["SUM(A1,B1)", "C1"], True],
        "=IFERROR(BEREGNER_X(A1),0)": ["BEREGNER_X", [], False],
        "=BEREGNER_X(A1)*2": ["BEREGNER_X", [], False],
        "=SUM(A1:A9)": None,
        "BEREGNER_X": None,
    }
    with pane() as (page, _):
        found = page.evaluate(
            """async (cases) => { const { callIn } = await import("/static/pane/formula.js");
            return cases.map(callIn).map((call) => call && [call.name, call.parts, call.whole]); }""",
            list(cases),
        )
    assert found == list(cases.values())


# --- Check my data -------------------------------------------------------------------------------
def test_faults_are_listed_each_with_a_button_that_selects_its_cell(pane: Opened) -> None:
    with pane(LOWER, selection="Ark1!B4:G8") as (page, complaints):
        press(page, "[data-view=tjek]")
        press(page, "#tjek-start")
        expect(page.locator("#tjek-status")).to_contain_text("Ark1!B4:G8")
        listed = dict(
            zip(page.locator(".faults li > p:first-child").all_inner_texts(), places(page), strict=True)
        )
        assert listed["Percentilen ligger ikke fra 1 til 100."] == "F6"
        assert listed["Samme elev, fag, profil, prøve og dato står flere gange."] == "B6"
        assert listed["Celler viser en fejl, fx #I/T."] == "E8"
        assert listed["Rækker uden score: eleven har intet resultat, ikke 0."] == "F8"
        assert not [sentence for sentence in listed if "række " in sentence]
        press(page, ".faults li:nth-child(2) button")
        assert page.evaluate("officeStub.selection()") == f"Ark1!{places(page)[1]}"
        assert complaints == []


def places(page: Page) -> list[str]:
    return [text.split()[-1] for text in page.locator(".faults button").all_inner_texts()]


@pytest.mark.parametrize("language", ["da", "sv"])
def test_a_table_without_faults_is_told_so_and_found_from_one_cell(pane: Opened, language: str) -> None:
    with pane(CLEAN, language=language, selection="Ark1!C2") as (page, complaints):
        press(page, "[data-view=tjek]")
        press(page, "#tjek-start")
        expect(page.locator("#tjek-status")).to_contain_text(SAID[language]["none"])
        expect(page.locator("#tjek-status")).to_contain_text("Ark1!A1:F3")
        assert complaints == []


def test_whole_columns_are_cut_before_they_are_sent(pane: Opened) -> None:
    with pane(CLEAN, selection="Ark1!A:F") as (page, _):
        page.click("[data-view=tjek]")
        with page.expect_request("**/functions/call") as sent:
            page.click("#tjek-start")
        body = json.loads(sent.value.post_data or "{}")
        assert [len(body["arguments"][0]["rows"]), body["arguments"][0]["height"]] == [3, 1048576]
        expect(page.locator("#tjek-status .good")).to_be_visible()


def test_a_blank_selection_asks_for_another_and_sends_nothing(pane: Opened) -> None:
    with pane(CLEAN, selection="Ark1!M5:N9") as (page, _):
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url))
        page.click("[data-view=tjek]")
        page.click("#tjek-start")
        expect(page.locator("#tjek-status")).to_contain_text("Markeringen er tom")
        assert [url for url in sent if "call" in url] == []


# --- Explain the cell ------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["da", "sv"])
def test_a_cell_of_the_answer_is_explained_for_the_reader_chosen(pane: Opened, language: str) -> None:
    with pane(language=language) as (page, complaints):
        answered(page, "=BEREGNER_FREMGANG(H2:H5,I2:I5,J2:J5,3.4)")
        mark(page, "Ark1!O5")  # a number in the third column of the last row
        press(page, "[data-view=forklar]")
        tab_to(page, "input[name=role]")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert page.inner_text("label:has(input:checked)").strip() == SAID[language]["parent"]
        with page.expect_request("**/functions/call") as sent:
            press(page, "#forklar-start")
        expect(page.locator("blockquote")).to_contain_text(SAID[language]["child"])
        body = json.loads(sent.value.post_data or "{}")
        assert len(body["arguments"][1]["rows"]) == 1  # no other pupil's row leaves the sheet
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        press(page, "#copy")
        expect(page.locator(".sentence [role=status]")).not_to_be_empty()
        assert page.evaluate("navigator.clipboard.readText()") == page.inner_text("blockquote")
        assert complaints == []


@pytest.mark.parametrize(
    ("formula", "active", "told"),
    [
        ("=BEREGNER_FREMGANG(H2:H5,I2:I3,J2:J5,3.4)", "L2", "ikke lige lange"),
        ("=IFERROR(BEREGNER_SKJUL(H2,12),0)", "L2", "Excel kender ikke funktionen"),
        ("=BEREGNER_FREMGANG(H2:H5,I2:I5,J2:J5,3.4)", "A2", "A2 er ikke et svar"),
        ('=BEREGNER_FORKLAR("SKJUL",H2)', "L2", "allerede en forklaring"),
        ("=BEREGNER_FREMGANG(H2:H5,I2:I5,J2:J5,3.4)", "L4", "Rækken er tom"),
    ],
)
def test_a_cell_that_shows_no_answer_tells_why(pane: Opened, formula: str, active: str, told: str) -> None:
    with pane() as (page, complaints):
        answered(page, formula)
        mark(page, f"Ark1!{active}")
        press(page, "[data-view=forklar]")
        press(page, "#forklar-start")
        expect(page.locator("#forklar-status")).to_contain_text(told)
        assert_only_refused_calls(complaints)


def test_an_answer_without_room_says_which_cells_to_clear(pane: Opened) -> None:
    with pane() as (page, _):
        page.evaluate("officeStub.write('Ark1!M3', [['i vejen']])")
        answered(page, "=BEREGNER_FREMGANG(H2:H5,I2:I5,J2:J5,3.4)")
        mark(page, "Ark1!L2")
        page.click("[data-view=forklar]")
        page.click("#forklar-start")
        expect(page.locator("#forklar-status")).to_contain_text("#OVERLØB!")


@pytest.mark.parametrize(("role", "drawn"), [("teacher", 1), ("leader", 1), ("parent", 0), ("politician", 0)])
def test_the_strip_is_drawn_for_those_who_read_figures_alone(pane: Opened, role: str, drawn: int) -> None:
    with pane() as (page, complaints):
        answered(page, "=BEREGNER_FREMGANG(H2:H5,I2:I5,J2:J5,3.4)")
        mark(page, "Ark1!L2")
        page.click("[data-view=forklar]")
        page.check(f"input[value={role}]")
        page.click("#forklar-start")
        page.wait_for_selector("blockquote")
        expect(page.locator(".strip")).to_have_count(drawn)
        if drawn:
            assert page.locator(".strip text").all_text_contents() == ["5,6", "15,0", "24,4", "0"]
        assert complaints == []


def answered(page: Page, formula: str) -> None:
    page.evaluate("formula => officeStub.write('Ark1!L2', [[formula]])", formula)
    page.evaluate("officeStub.settled()")


# --- When something is wrong -------------------------------------------------------------------------
def test_a_silent_server_is_told_with_what_to_do(pane: Opened) -> None:
    with pane(selection="Ark1!A1:F5") as (page, _):
        page.route("**/functions/call", lambda route: route.abort())
        page.click("[data-view=tjek]")
        page.click("#tjek-start")
        expect(page.locator("#tjek-status .problem")).to_contain_text("Serveren svarer ikke")


def test_a_slow_call_shows_that_it_works_and_can_be_cancelled(pane: Opened) -> None:
    with pane(selection="Ark1!A1:F5") as (page, _):
        page.route("**/functions/call", lambda route: None)
        page.click("[data-view=tjek]")
        press(page, "#tjek-start")
        expect(page.locator("#tjek-status")).to_contain_text("Arbejder")
        press(page, "#tjek-status button")
        expect(page.locator("#tjek-status")).to_contain_text("Afbrudt")
        expect(page.locator("#tjek-start")).to_be_focused()


def test_a_server_that_is_silent_from_the_start_is_told_in_three_languages(
    browser: Browser, server: Server
) -> None:
    with office_page(browser, server.base, {}, viewport={"width": 320, "height": 720}) as (page, _):
        page.route("**/pane/words.json*", lambda route: route.abort())
        page.goto(f"{server.base}/pane.html")
        expect(page.locator("#silent p[lang=da]")).to_contain_text("Serveren svarer ikke")
        assert violations(page) == []
        page.unroute("**/pane/words.json*")
        press(page, "#retry")
        expect(page.locator(".choice")).to_have_count(30)
        expect(page.locator("#silent")).to_be_hidden()


def test_outside_excel_the_functions_can_be_read_and_no_more(browser: Browser, server: Server) -> None:
    with office_page(browser, server.base, {}, viewport={"width": 320, "height": 720}) as (page, _):
        page.route(
            "**/vendor/office-js/**", lambda route: route.fulfill(body="", content_type="text/javascript")
        )
        page.goto(f"{server.base}/pane.html")
        expect(page.locator("#no-excel")).to_be_visible()
        expect(page.locator("#tjek-start")).to_be_disabled()


# --- Privacy, language, looks ------------------------------------------------------------------------
def test_only_the_language_is_kept_in_the_browser(pane: Opened) -> None:
    with pane(selection="Ark1!A1:F5") as (page, complaints):
        page.click("[data-view=tjek]")
        page.click("#tjek-start")
        expect(page.locator(".faults")).to_be_visible()
        page.select_option("#language", "sv")
        expect(page.locator("#tjek-title")).to_have_text("Granska mina data")
        assert page.get_attribute("html", "lang") == "sv"
        assert page.evaluate("({...localStorage})") == {"xl-beregner-language": "sv"}
        assert page.evaluate("Object.keys(sessionStorage).length + document.cookie.length") == 0
        page.reload()
        expect(page.locator("#find-title")).to_have_text("Hitta en funktion")
        assert complaints == []


VIEWS = ("list", "search", "card", "inserted", "refused", "check", "clean", "explain", "error")


def show(page: Page, view: str) -> None:
    """Bring a view up as a user would meet it."""
    if view in ("card", "inserted", "refused"):
        fill_in(page, "BEREGNER_FREMGANG", "H2:H5", "I2:I5", "J2:J5", "3,4")
        mark(page, "Ark1!L2" if view == "inserted" else "Ark1!G2")
    if view in ("inserted", "refused"):
        page.click("#insert")
        page.wait_for_selector("#insert-status .notice")
    if view == "search":
        page.fill("#search", "mål")
    if view in ("check", "clean"):
        mark(page, "Ark1!A1:F5" if view == "check" else "Ark1!A1:F2")
        page.click("[data-view=tjek]")
        page.click("#tjek-start")
        page.wait_for_selector(".faults" if view == "check" else ".good")
    if view in ("explain", "error"):
        answered(page, f"=BEREGNER_FREMGANG(H2:H5,I2:I{5 if view == 'explain' else 3},J2:J5,3.4)")
        mark(page, "Ark1!L2")
        page.click("[data-view=forklar]")
        page.click("#forklar-start")
        page.wait_for_selector("#forklar-status > *")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(("language", "width"), [("da", 320), ("da", 400), ("sv", 320)])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    pane: Opened, tmp_path: Path, view: str, language: str, width: int
) -> None:
    with pane(language=language, width=width) as (page, complaints):
        show(page, view)
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=tmp_path / f"pane_{view}_{language}_{width}.png", full_page=True)
        assert violations(page) == []
        assert overflow(page) == 0
        assert_only_refused_calls(complaints)


@pytest.mark.parametrize("view", ["list", "card", "check", "explain"])
def test_at_twice_the_size_nothing_is_cut_off(pane: Opened, view: str) -> None:
    with pane(width=160) as (page, _):  # 320 pixels at 200 %
        show(page, view)
        assert overflow(page) == 0
    with pane(width=320) as (page, _):  # letters alone at 200 %
        show(page, view)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert overflow(page) == 0


def test_with_the_readers_own_colours_the_chosen_view_is_marked_by_a_line(pane: Opened) -> None:
    how = {"forced_colors": "active", "reduced_motion": "reduce"}
    with pane(how=how) as (page, _):
        lines = page.locator("nav button").evaluate_all(
            "all => all.map((one) => getComputedStyle(one).textDecorationLine)"
        )
        assert lines == ["underline", "none", "none"]
        assert violations(page) == []


def test_with_reduced_motion_nothing_moves(pane: Opened) -> None:
    with pane(selection="Ark1!A1:F5", how={"reduced_motion": "reduce"}) as (page, _):
        page.route("**/functions/call", lambda route: None)
        page.click("[data-view=tjek]")
        page.click("#tjek-start")
        page.wait_for_selector(".bar")
        assert page.evaluate("document.getAnimations().length") == 0


def overflow(page: Page) -> int:
    """How far something sticks out of the pane, in pixels."""
    found: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found


def violations(page: Page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    told = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in told for node in one["nodes"]]


def assert_only_refused_calls(complaints: list[str]) -> None:
    """Chromium itself notes each call a function has refused; anything else is ours."""
    assert [said for said in complaints if not re.search(r"status of 400", said)] == []
