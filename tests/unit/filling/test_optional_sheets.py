"""A sheet marked ``udelad_...`` goes when its lists have no row, and breaks nothing that stays."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from support.answer_templates import history_template

from xl_beregner.errors import Fault
from xl_beregner.filling.check import check_template
from xl_beregner.filling.fill import Template

FIELDS: dict[str, Any] = {
    "skole_navn": "Sydskolen", "skoleaar": "2026/2027", "kommune_navn": "Prøvekommunen",
    "forrige_linje": None, "forrige_skoleaar": None, "forrige_indsats": "=1+1", "forrige_samtale_dato": None,
    "aftale": [{"noegle": "fravaer", "navn": "Fravær"}],
    "forrige_aftale": [{"noegle": "fravaer", "navn": "Fravær", "tiltag": "Ringe hjem"}],
}  # fmt: skip
NOTHING: dict[str, Any] = {**FIELDS, "aftale": [], "forrige_aftale": []}


@pytest.fixture(scope="module")
def template() -> Template:
    return Template(history_template(), name="samtale.xlsx")


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_a_sheet_goes_when_none_of_its_lists_has_a_row(template: Template) -> None:
    assert template.fill(FIELDS).left_out == ()
    assert opened(template.fill(FIELDS).data).sheetnames == ["Samtale", "Plan", "Sidste år"]
    filled = template.fill({**FIELDS, "forrige_aftale": []})
    assert filled.left_out == ("Sidste år",)
    assert opened(filled.data).sheetnames == ["Samtale", "Plan"]
    assert opened(template.fill(NOTHING).data).sheetnames == ["Samtale"]


def test_what_went_was_not_written_and_no_name_is_left_of_it(template: Template) -> None:
    filled = template.fill({**FIELDS, "forrige_aftale": []})
    assert {name for name in filled.written if "__" in name} == {"felt_aftale__noegle", "felt_aftale__navn"}
    names = set(opened(filled.data).defined_names)
    assert "udelad_aftale" in names
    assert not [name for name in names if "forrige_aftale" in name]


def test_a_link_to_it_goes_and_its_text_stays(template: Template) -> None:
    def links(data: bytes) -> dict[str, str]:
        return {cell.coordinate: cell.hyperlink.location for (cell,) in opened(data)["Samtale"]["A10:A12"]
                if cell.hyperlink}  # fmt: skip

    assert set(links(template.fill(FIELDS).data)) == {"A10", "A11", "A12"}
    left = template.fill({**FIELDS, "forrige_aftale": []}).data
    assert set(links(left)) == {"A10", "A12"}
    assert opened(left)["Samtale"]["A11"].value == "Se Sidste år"


def test_a_sheet_without_any_link_left_is_no_damaged_one() -> None:
    data = made(lambda book: book.get_worksheet_by_name("Forside").write_url("A5", "internal:'Tom'!A1"))
    filled = Template(data, name="x.xlsx").fill({"skole_navn": "S", "tom": []})
    assert b"<hyperlinks" not in sheet_part(filled.data)


def test_an_answer_whose_list_has_no_row_is_kept_though_the_sheet_goes(template: Template) -> None:
    answers = {"aftale": [{"noegle": "fravaer", "tiltag": "Ringe hjem"}], "indsats": "Ro"}
    filled = template.fill(NOTHING, answers=answers)
    assert filled.left_out == ("Plan", "Sidste år")
    assert [(one.table, one.key, one.field, one.value) for one in filled.homeless] == [
        ("aftale", "fravaer", "tiltag", "Ringe hjem")
    ]
    book = opened(filled.data)
    assert book.sheetnames == ["Samtale", "Tidligere svar"]
    assert "Ringe hjem" in [cell.value for row in book["Tidligere svar"] for cell in row]


def test_a_row_of_the_school_s_own_keeps_the_sheet(template: Template) -> None:
    filled = template.fill(NOTHING, answers={"aftale": [{"noegle": None, "tiltag": "Vores eget"}]})
    assert filled.left_out == ("Sidste år",)
    assert filled.homeless == ()
    assert opened(filled.data)["Plan"]["C4"].value == "Vores eget"


def test_bound_workbooks_keep_every_sheet(template: Template) -> None:
    assert template.fill(NOTHING, every_sheet=True).left_out == ()


def test_text_that_looks_like_a_formula_is_the_text_somebody_typed(template: Template) -> None:
    cell = opened(template.fill(FIELDS).data)["Samtale"]["C5"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


# --- What keeps a sheet, and is told by check ------------------------------------------------
Spoil = Callable[[Any], Any]


def made(spoil: Spoil = lambda book: None, mark: str = "='Tom'!$A$1", **names: str) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    for key, value in {"xb_skabelon": "p", "xb_version": "1", "xb_enhed": "skole"}.items():
        book.set_custom_property(key, value)
    sheets = {title: book.add_worksheet(title) for title in ("Forside", "Tom", "Om")}
    for sheet in sheets.values():
        sheet.write_blank("C1", None, book.add_format({"locked": False}))
        sheet.protect()
    sheets["Tom"].write_formula("E1", "=SUM(B3:B4)")
    named = {
        "felt_skole_navn": "='Forside'!$A$1", "udelad_tom": mark, "felt_tom__noegle": "='Tom'!$A$3:$A$4",
        "felt_tom__v1": "='Tom'!$B$3:$B$4", **names,
    }  # fmt: skip
    for name, text in named.items():
        book.define_name(name, text)
    spoil(book)
    book.close()
    return stream.getvalue()


def sheet_part(data: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def check(data: bytes, tmp_path: Path) -> list[Fault]:
    file = tmp_path / "skabelon.xlsx"
    file.write_bytes(data)
    return [fault for fault in check_template(file) if fault.key.startswith("check_udelad")]


def on(title: str, do: Callable[[Any], Any]) -> Spoil:
    return lambda book: do(book.get_worksheet_by_name(title))


def chart(book: Any) -> None:
    drawn = book.add_chart({"type": "line"})
    drawn.add_series({"values": "='Tom'!$B$3:$B$4"})
    book.get_worksheet_by_name("Om").insert_chart("C5", drawn, {"description": "d"})


def chart_alone(book: Any) -> None:
    drawn = book.add_chart({"type": "line"})
    drawn.add_series({"values": "='Tom'!$B$3:$B$4"})
    book.add_chartsheet("Kurve").set_chart(drawn)


RULE = {"type": "formula", "criteria": "=Tom!$B$3>1", "format": None}
KEPT: list[tuple[str, dict[str, Any], tuple[str, str]]] = [
    ("check_udelad_forrest", {"mark": "='Forside'!$A$2"}, ("Forside", "A2")),
    ("check_udelad_uden_liste", {"mark": "='Om'!$B$2"}, ("Om", "B2")),
    ("check_udelad_svar", {"svar_ord": "='Tom'!$C$1"}, ("Tom", "C1")),
    (
        "check_udelad_peger",
        {"spoil": on("Om", lambda sheet: sheet.write_formula("B7", "=Tom!B3"))},
        ("Om", "B7"),
    ),
    (
        "check_udelad_peger",
        {"spoil": on("Om", lambda sheet: sheet.write_formula("B7", "=SUM(felt_tom__v1)"))},
        ("Om", "B7"),
    ),
    (
        "check_udelad_peger",
        {"spoil": on("Om", lambda sheet: sheet.write_formula("B7", '=HYPERLINK("#Tom!A1","Se")'))},
        ("Om", "B7"),
    ),
    (
        "check_udelad_peger",
        {"spoil": on("Om", lambda sheet: sheet.conditional_format("D4:D9", RULE))},
        ("Om", "D4"),
    ),
    ("check_udelad_peger", {"spoil": chart}, ("Om", "A1")),
    ("check_udelad_peger", {"spoil": chart_alone}, ("Kurve", "A1")),
    (
        "check_udelad_peger",
        {"spoil": on("Om", lambda sheet: sheet.write_formula("B7", "=SUM(Forside:Om!B3)"))},
        ("Om", "B7"),
    ),
    (
        "check_udelad_peger",
        {"spoil": on("Om", lambda sheet: sheet.insert_textbox("E3", "Se", {"url": "internal:'Tom'!A1"}))},
        ("Om", "A1"),
    ),
    (
        "check_udelad_peger",
        {"spoil": on("Om", lambda sheet: sheet.insert_textbox("E3", "", {"textlink": "=Tom!$B$3"}))},
        ("Om", "A1"),
    ),
    ("check_udelad_peger", {"Om!valg": "='Tom'!$A$3"}, ("Om", "A1")),
]


@pytest.mark.parametrize(("key", "how", "place"), KEPT)
def test_what_keeps_a_sheet_is_an_error_at_its_place(
    key: str, how: dict[str, Any], place: tuple[str, str], tmp_path: Path
) -> None:
    found = [fault for fault in check(made(**how), tmp_path) if fault.key == key]
    assert [(fault.facts["ark"], fault.facts["celle"]) for fault in found] == [place]
    assert found[0].severity == "error"
    # And a fill of a template nobody checked leaves it where it is.
    fields = {"skole_navn": "S", "tom": []}
    assert Template(made(**how), name="x.xlsx").fill(fields, recalculate=False).left_out == ()


def test_answers_of_a_list_without_rows_of_its_own_keep_the_sheet() -> None:
    data = made(svar_andet__ord="='Tom'!$C$1:$C$2")  # check tells that its key is missing
    filled = Template(data, name="x.xlsx").fill({"skole_navn": "S", "tom": []}, recalculate=False)
    assert filled.left_out == ()


def test_its_own_formulas_and_a_link_keep_nothing(tmp_path: Path) -> None:
    data = made(on("Forside", lambda sheet: sheet.write_url("A5", "internal:'Tom'!A1")))
    assert check(data, tmp_path) == []
    assert Template(data, name="x.xlsx").fill({"skole_navn": "S", "tom": []}).left_out == ("Tom",)


def test_a_template_without_such_a_name_is_told_nothing(tmp_path: Path) -> None:
    data = made(on("Om", lambda sheet: sheet.write_formula("B7", "=Tom!B3")), mark="='Om'!$A$1")
    assert {fault.key for fault in check(data, tmp_path)} == {"check_udelad_uden_liste"}
