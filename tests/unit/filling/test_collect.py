"""Answers come home from a workbook, wherever the school and its programs moved them."""

from __future__ import annotations

import pickle
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.parts import read_parts, write_parts
from support.returned_book import Book, Layout, write_book
from support.returned_files import type_answers, without_properties

import xl_beregner
from xl_beregner.batch.shelf import find_template
from xl_beregner.errors import OutputError
from xl_beregner.filling import Template
from xl_beregner.filling.collect import collect_answers, read_returned
from xl_beregner.filling.earlier import Earlier
from xl_beregner.filling.returned import Returned

PROPERTIES = {
    "xb_skabelon": "resultataftale",
    "xb_version": "1.0",
    "xb_enhed": "skole",
    "xb_enhed_nr": "101001",
    "xb_skoleaar": "2026/2027",
}
AGREEMENT = [
    {"noegle": "fravaer", "maal": 7.4, "tiltag": "Læsebånd & ro"},
    {"noegle": None, "maal": 3.0, "tiltag": "Eget mål"},
]
# 5 October 2026, the day the small workbook holds as Excel counts: 46300.
ANSWERS = {"vision": "Alle læser <hver> dag", "dato": date(2026, 10, 5), "aftale": AGREEMENT}

# What Excel takes as a sheet's name; an apostrophe may stand inside.
TITLES = st.text("abÆøå Ω'.-&<1", min_size=1, max_size=12).filter(
    lambda title: title.strip() and title[0] != "'" and title[-1] != "'"
)
LAYOUTS = st.builds(
    Layout,
    sheet=TITLES,
    top=st.integers(8, 400),
    gaps=st.lists(st.integers(0, 3), max_size=4).map(tuple),
    texts=st.sampled_from(["shared", "inline", "rich", "formula"]),
    prefix=st.sampled_from(["", "x:"]),
    is_pretty=st.booleans(),
    has_references=st.booleans(),
    is_other_order=st.booleans(),
    is_strict=st.booleans(),
    is_upper=st.booleans(),
    has_comment=st.booleans(),
    encoding=st.sampled_from(["UTF-8", "UTF-16"]),
    properties=st.booleans(),
)


EARLIER = (
    Earlier("2025/2026", "resultataftale", "aftale", "fravaer", "Fravær", "maal", 7.25),
    Earlier("2025/2026", "resultataftale", "aftale", "", "", "tiltag", "Læsebånd & ro"),
    Earlier("2024/2025", "resultataftale", "", "", "", "aftale_dato", date(2024, 10, 5)),
)


@pytest.fixture(scope="module")
def filled() -> bytes:
    return fill()


@pytest.fixture(scope="module")
def filled_with_earlier() -> bytes:
    return fill(earlier=EARLIER)


def fill(**how: Any) -> bytes:
    """Fill the standard agreement with three rows a list; nothing in it is a real figure."""
    template = Template(find_template("resultataftale").path)
    fields: dict[str, Any] = {slot.field: f"tekst {slot.field}" for slot in template.slots.scalars}
    for listed in template.slots.lists:
        fields[listed.table] = [
            {slot.field: f"{slot.field} {n}" for slot in listed.columns} for n in range(3)
        ]
    fields["enhed_nr"], fields["skoleaar"] = PROPERTIES["xb_enhed_nr"], PROPERTIES["xb_skoleaar"]
    added = {name: PROPERTIES[name] for name in ("xb_enhed_nr", "xb_skoleaar")}
    return template.fill(fields, recalculate=False, properties=added, **how).data


def read(book: Book | None = None, layout: Layout | None = None) -> Returned:
    return read_returned(write_book(book or Book(), layout or Layout()), "svar.xlsx")


def keys(returned: Returned) -> list[str]:
    return [fault.key for fault in returned.faults]


@settings(max_examples=60)
@given(LAYOUTS)
def test_the_same_answers_come_home_however_the_workbook_was_left(layout: Layout) -> None:
    found = collect_answers(write_book(layout=layout))
    assert found == ANSWERS
    assert found.properties == PROPERTIES
    expected = {"returned_formel"} if layout.texts == "formula" else set()
    assert {fault.key for fault in found.faults} == expected


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.none() | st.text("abc_1", min_size=1, max_size=6),
            st.none() | st.floats(-1e6, 1e6),
            st.none()
            | st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable() and text.strip()),
        ),
        max_size=8,
        unique_by=lambda row: row[0] or object(),
    ),
    LAYOUTS,
)
def test_every_row_with_an_answer_comes_home_with_its_key(rows: list, layout: Layout) -> None:
    rows = rows or [("a", None, None)]
    expected = [
        {
            "noegle": key,
            **{name: value for name, value in (("maal", target), ("tiltag", action)) if value is not None},
        }
        for key, target, action in rows
        if target is not None or action is not None
    ]
    assert collect_answers(write_book(Book(rows=rows), layout)).get("aftale", []) == expected


def test_where_an_answer_stands_now_is_told() -> None:
    held = {
        (each.name, each.key): each for each in read(layout=Layout(sheet="Vores aftale", gaps=(1,))).asked
    }
    found = held["svar_aftale__maal", "fravaer"]
    assert (found.sheet, found.cell, found.row, found.value) == ("Vores aftale", "F9", 0, 7.4)
    assert (held["svar_aftale__maal", ""].cell, held["svar_aftale__maal", ""].is_own_row) == ("F12", True)
    # A row with a key waits for an answer, a blank one that was put in does not.
    assert held["svar_aftale__maal", "trivsel"].value is None
    assert len([each for each in held.values() if each.table]) == 6


def test_figures_are_read_with_their_keys() -> None:
    figures = {(each.name, each.key): each.value for each in read().figures}
    assert figures["felt_enhed_nr", ""] == "101001"
    assert figures["felt_aftale__noegle", "trivsel"] == "trivsel"


def test_white_space_is_no_answer() -> None:
    found = read(Book(vision=" \n\t "))
    assert next(each for each in found.asked if each.name == "svar_vision").value is None
    assert "svar_vision" not in {each.name for each in found.answers}


def test_32767_characters_come_home_whole() -> None:
    long = "Æ" * 32_767
    assert collect_answers(write_book(Book(vision=long)))["vision"] == long


def test_a_cells_own_codes_are_decoded() -> None:
    # Excel writes a carriage return as _x000D_, and such a text itself as _x005F_x000D_.
    assert collect_answers(write_book(Book(vision="a_x000D_b _x005F_x000D_")))["vision"] == "a\rb _x000D_"


def test_a_returned_workbook_comes_home_through_a_process() -> None:
    found = read()
    assert pickle.loads(pickle.dumps(found)) == found


def test_the_public_name_reads_files_too(tmp_path: Path) -> None:
    path = tmp_path / "svar.xlsm"
    path.write_bytes(write_book())
    assert xl_beregner.collect_answers(path) == ANSWERS
    with pytest.raises(OutputError):
        xl_beregner.collect_answers(tmp_path / "intet.xlsx")


# --- Names -------------------------------------------------------------------------------------------
def test_names_whose_cells_are_gone_are_told_and_the_rest_is_read() -> None:
    lost = [
        ("svar_hilsen", "#REF!"),
        ("svar_plan__x", "Aftale!#REF!"),
        ("felt_y", "#REF!$A$1"),
        ("min", "#REF!"),
    ]
    found = read(Book(more_names=lost))
    assert keys(found) == ["returned_svar_mistet", "returned_tal_mistet"]
    assert found.faults[0].facts == {"antal": 2, "navne": "svar_hilsen, svar_plan__x"}
    assert found.faults[1].facts["antal"] == 1
    assert len(found.answers) == 6


@pytest.mark.parametrize(
    "text",
    [
        "[1]Aftale!$B$2",
        "'[bog.xlsx]Aftale'!$B$2",
        "OFFSET(Aftale!$B$2,1,1)",
        "Aftale!$A$1,Aftale!$B$2",
        "42",
        "",
        "Jan:Dec!$A$1",
        "'uafsluttet!$A$1",
        "Aftale!$1:$2",
        "Aftale!$A$9999999",
        "Tabel[",
    ],
)
def test_a_name_that_is_no_cell_here_is_told(text: str) -> None:
    found = read(Book(more_names=[("svar_andet", text)]))
    assert keys(found) == ["returned_navn_ikke_celle"]
    assert len(found.answers) == 6


def test_a_sheet_that_is_not_there_loses_its_names() -> None:
    assert keys(read(Book(more_names=[("svar_andet", "Slettet!$B$2")]))) == ["returned_svar_mistet"]


def test_two_names_that_differ_in_case_are_told_if_they_differ() -> None:
    assert keys(read(Book(more_names=[("SVAR_vision", "Aftale!$B$6")]))) == []
    found = read(Book(more_names=[("SVAR_vision", "Aftale!$B$5")]))
    assert keys(found) == ["returned_navn_dublet"]
    assert next(each for each in found.asked if each.name == "svar_vision").cell == "B6"


def test_whole_columns_and_huge_rows_end_at_the_last_row_with_a_cell() -> None:
    names = [("svar_alt__a", "Aftale!$F:$F"), ("felt_alt__noegle", "Aftale!$L$1:$L$1048576")]
    found = read(Book(more_names=names))
    rows = {each.cell: each.value for each in found.asked if each.table == "alt" and each.value is not None}
    assert rows == {"F9": 7.4, "F11": 3.0}


def test_an_answer_over_several_cells_is_the_first_that_holds_something() -> None:
    found = read(Book(more_names=[("svar_flettet", "Aftale!$A$1:$B$2")]))
    held = next(each for each in found.asked if each.name == "svar_flettet")
    assert (held.cell, held.value) == ("B1", "101001")
    assert keys(found) == ["returned_flere_celler"]


def test_a_column_moved_as_a_whole_keeps_its_keys() -> None:
    # Cut and pasted beside the small list: the same height on other rows.
    names = [("svar_aftale__flyttet", "Aftale!$B$1:$B$3")]
    found = read(Book(more_names=names))
    moved = {each.key: each.value for each in found.asked if each.field == "flyttet"}
    assert moved == {"fravaer": "101001", "trivsel": "resultataftale", "": "skole"}
    assert keys(found) == []


def test_a_column_whose_rows_no_longer_fit_is_told() -> None:
    found = read(Book(more_names=[("svar_aftale__skubbet", "Aftale!$K$9:$K$12")]))
    assert keys(found) == ["returned_kolonne_forskudt"]
    found = read(Book(more_names=[("svar_aftale__vaek", "Aftale!$B$1:$B$2")]))
    assert keys(found) == ["returned_kolonne_uden_noegler"]
    assert [each.key for each in found.asked if each.field == "vaek"] == ["", ""]


SPACE = "http://schemas.openxmlformats.org"
TABLE = (
    f'<table xmlns="{SPACE}/spreadsheetml/2006/main" id="1" displayName="tblAftale" ref="{{ref}}"{{more}}>'
    '<tableColumns count="2"><tableColumn id="1" name="Aftalt mål"/><tableColumn id="2" name="tiltag"/>'
    "</tableColumns></table>"
)
LINKS = (
    f'<Relationships xmlns="{SPACE}/package/2006/relationships"><Relationship Id="rId1"'
    f' Target="../tables/table1.xml" Type="{SPACE}/officeDocument/2006/relationships/table"/></Relationships>'
)


def with_table(ref: str, more: str = "", **what: object) -> Book:
    parts = {"xl/tables/table1.xml": TABLE.format(ref=ref, more=more)}
    return Book(more_parts={**parts, "xl/worksheets/_rels/sheet1.xml.rels": LINKS}, **what)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["tblAftale[Aftalt mål]", "TBLAFTALE[[#Data],[aftalt MÅL]]"])
def test_a_name_may_stand_for_a_tables_column(text: str) -> None:
    found = read(with_table("F8:G12", ' totalsRowCount="1"', more_names=[("svar_t__x", text)]))
    assert [each.cell for each in found.asked if each.table == "t" and each.value is not None] == [
        "F9",
        "F11",
    ]
    assert keys(found) == []


def test_a_row_typed_below_the_list_is_read_where_its_table_grew() -> None:
    rows = [("fravaer", 7.4, None), (None, 3.0, "Under listen")]
    data = write_book(with_table("F8:L10", rows=rows))
    parts = read_parts(data)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"$10", b"$9")
    expected = [{"noegle": "fravaer", "maal": 7.4}, {"noegle": None, "maal": 3.0, "tiltag": "Under listen"}]
    assert collect_answers(write_parts(parts))["aftale"] == expected
    # Without the table the row is no part of the list.
    del parts["xl/worksheets/_rels/sheet1.xml.rels"]
    assert collect_answers(write_parts(parts))["aftale"] == expected[:1]


# --- Sheets that were copied ------------------------------------------------------------------------
COPY = '<row r="6"><c r="B6" t="inlineStr"><is><t>{}</t></is></c></row>'


def copied(text: str) -> Book:
    return Book(
        more_sheets=[("Aftale (2)", COPY.format(text))],
        local_names=[("svar_vision", "'Aftale (2)'!$B$6", 1)],
    )


def test_a_copied_sheet_with_other_answers_is_told_and_the_original_counts() -> None:
    found = read(copied("Kopiens vision"))
    assert next(each.value for each in found.answers if each.name == "svar_vision") == "Alle læser <hver> dag"
    assert keys(found) == ["returned_ark_kopi"]
    assert found.faults[0].facts == {"ark": "Aftale (2)", "antal": 1, "original": "Aftale", "celle": "B6"}
    assert keys(read(copied("Alle læser &lt;hver&gt; dag"))) == []


def test_a_copy_whose_original_was_deleted_takes_its_place() -> None:
    book = Book(
        more_sheets=[("Ny", COPY.format("Kopiens"))],
        more_names=[("svar_plan", "#REF!")],
        local_names=[("svar_plan", "Ny!$B$6", 1)],
    )
    found = read(book)
    held = next(each for each in found.answers if each.name == "svar_plan")
    assert (held.value, held.scope) == ("Kopiens", "")
    assert keys(found) == []


def test_a_workbook_with_a_sheet_a_pupil_gives_a_row_a_pupil() -> None:
    cell = '<c r="{}1" t="inlineStr"><is><t>{{}}</t></is></c>'
    rows = f'<row r="1">{cell.format("A")}{cell.format("B")}</row>'
    pupils = [("Anna", "E17", "Læser selv"), ("Bo", "E18", "")]
    book = Book(
        more_sheets=[(name, rows.format(key, text)) for name, key, text in pupils],
        local_names=[
            (what, f"{name}!{cell}", at)
            for at, (name, _, _) in enumerate(pupils, 1)
            for what, cell in (("felt_elev_id", "$A$1"), ("svar_hjem", "$B$1"))
        ],
    )
    found = read(book)
    assert found.pupils == {"Anna": "E17", "Bo": "E18"}
    assert {each.scope for each in found.asked if each.name == "svar_hjem"} == {"Anna", "Bo"}
    answers = collect_answers(write_book(book))
    assert answers["elever"] == [{"noegle": "E17", "ark": "Anna", "hjem": "Læser selv"}]


# --- What cells hold -----------------------------------------------------------------------------------
def cells(content: str, book: Book | None = None, **names: str) -> Returned:
    """Read a workbook with another sheet of these cells in row 1, its single answers there."""
    sheets = [("Ark", f'<row r="1">{content}</row>')]
    standing = [(f"svar_{name}", f"Ark!{cell}") for name, cell in (names or {"x": "$A$1"}).items()]
    return read(Book(more_sheets=sheets, more_names=standing))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><v>1e3</v></c>', 1000.0),
        ('<c r="A1" t="n"><v>-0.5</v></c>', -0.5),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="str"><v>7,4</v></c>', "7,4"),
        ('<c r="A1" s="1"><v>45658</v></c>', date(2025, 1, 1)),
        ('<c r="A1" s="1"><v>45658.75</v></c>', datetime(2025, 1, 1, 18)),
        ('<c r="A1" s="1"><v>1</v></c>', date(1900, 1, 1)),
        ('<c r="A1" s="1"><v>61</v></c>', date(1900, 3, 1)),
        ('<c r="A1" s="1"><v>0.5</v></c>', 0.5),
        ('<c r="A1" s="1"><v>9999999999</v></c>', 9999999999.0),
        ('<c r="A1" t="d"><v>2025-01-01</v></c>', date(2025, 1, 1)),
        ('<c r="A1" t="d"><v>2025-01-01T18:00:00</v></c>', datetime(2025, 1, 1, 18)),
        ('<c r="A1" t="s"><v>0</v></c>', "101001"),
        ('<c r="A1"><v></v></c>', None),
        ('<c r="A1" t="inlineStr"/>', None),
        ('<c r="A1"><v>NaN</v></c>', "NaN"),
        ('<c r="A1"><v>tekst</v></c>', "tekst"),
    ],
)  # fmt: skip
def test_a_cell_holds_what_its_kind_and_format_say(cell: str, value: object) -> None:
    found = next(each for each in cells(cell).asked if each.name == "svar_x")
    assert (found.value, type(found.value)) == (value, type(value))


def test_days_are_counted_from_1904_where_the_workbook_does() -> None:
    parts = read_parts(write_book())
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"<sheets>", b'<workbookPr date1904="1"/><sheets>'
    )
    # 1,462 days lie between the two.
    assert collect_answers(write_parts(parts))["dato"] == date(2030, 10, 6)


def test_formulas_and_errors_in_answers_are_told_with_their_cells() -> None:
    content = (
        '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c><c r="C1" t="e"><v>#N/A</v></c>'
        '<c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    )
    found = cells(content, a="$A$1", b="$B$1", c="$C$1", d="$D$1")
    told = [(fault.key, fault.facts["celle"]) for fault in found.faults]
    assert told == [
        ("returned_formel", "A1"),
        ("returned_formel_uden_vaerdi", "B1"),
        ("returned_fejlvaerdi", "C1"),
        ("returned_formel", "D1"),
        ("returned_fejlvaerdi", "D1"),
    ]
    held = {each.name: (each.value, each.has_formula) for each in found.asked if each.sheet == "Ark"}
    assert held["svar_a"] == (2.0, True)
    assert held["svar_b"] == (None, True)


def test_macros_and_links_to_other_files_are_told() -> None:
    links = [("vbaProject", "vbaProject.bin"), ("externalLink", "externalLinks/externalLink1.xml")]
    found = read(Book(more_links=links))
    assert keys(found) == ["returned_makroer", "returned_eksterne_links"]


# --- Whole workbooks --------------------------------------------------------------------------------
def test_a_workbook_without_properties_is_known_by_its_cells(filled: bytes) -> None:
    typed = type_answers(filled, {("Aftale", "F9"): 8.25, ("Forside", "B15"): date(2026, 10, 5)})
    whole, dropped = collect_answers(typed), collect_answers(without_properties(typed))
    assert whole == {
        "aftale_dato": date(2026, 10, 5),
        "aftale": [{"noegle": "noegle 0", "maal": 8.25}],
    }
    assert dropped == whole
    assert dropped.properties == whole.properties
    assert whole.properties["xb_enhed_nr"] == "101001"


def test_every_answer_the_template_asks_for_can_come_home(filled: bytes) -> None:
    asked = [held for held in read_returned(filled, "x").asked if held.value is None]
    assert len(asked) > 80
    typed = {(held.sheet, held.cell): f"svar {at}" for at, held in enumerate(asked)}
    found = read_returned(type_answers(filled, typed), "x")
    assert [(held.name, held.key, held.value) for held in found.answers] == [
        (held.name, held.key, f"svar {at}") for at, held in enumerate(asked)
    ]


def test_earlier_answers_are_read_back_from_their_sheet(filled_with_earlier: bytes) -> None:
    assert set(read_returned(filled_with_earlier, "x").earlier) == set(EARLIER)
    # However the sheet is called.
    parts = read_parts(filled_with_earlier)
    workbook = parts["xl/workbook.xml"].decode()
    assert "Tidligere svar" in workbook
    parts["xl/workbook.xml"] = workbook.replace("Tidligere svar", "Arkiv").encode()
    assert set(read_returned(write_parts(parts), "x").earlier) == set(EARLIER)
