"""What a template asks for, and what is wrong with it: every fault with its place."""

from __future__ import annotations

import pytest
from unit.filling.excel_shaped import sheet, table, workbook, zipped

import xl_beregner.texts  # noqa: F401  (errors are told in words)
from xl_beregner.errors import PackageError, TemplateError
from xl_beregner.filling import Template

ROWS = (
    '<row r="1" spans="1:4"><c r="A1" t="str"><v>navn</v></c><c r="B1" t="str"><v>v1</v></c>'
    '<c r="C1" t="str"><v>sum</v></c></row>'
    '<row r="2" spans="1:4"><c r="A2"/><c r="B2"/><c r="C2"><f>B2*2</f><v>0</v></c></row>'
    '<row r="3" spans="1:4"><c r="A3"/><c r="B3"/><c r="C3"><f>B3*2</f><v>0</v></c></row>'
    '<row r="6" spans="1:4"><c r="A6"><f t="array" ref="A6:B6">ROW(A1:A2)</f><v>1</v></c><c r="B6">'
    "<v>2</v></c></row>"
)
MERGED = '<mergeCells count="1"><mergeCell ref="A8:C9"/></mergeCells>'
TABLE = table(1, "tblTal", "A1:C3", {"navn": None, "v1": None, "sum": "B2*2"})


def book(names: dict[str, str], **more: object) -> bytes:
    own = sheet(ROWS, after=MERGED)
    return workbook({"Ark 1": own, "Ark2": sheet("")}, names, tables={"Ark 1": [TABLE]}, **more)  # type: ignore[arg-type]


def faults(names: dict[str, str], **more: object) -> list[tuple[str, object]]:
    with pytest.raises(TemplateError) as caught:
        Template(book(names, **more))
    told = str(caught.value)
    assert not any(fault.key in told for fault in caught.value.faults)
    assert "…" not in told, "a blank of the sentence was not filled"
    return [(fault.key, fault.facts.get("celle")) for fault in caught.value.faults]


def test_names_are_read_without_regard_to_case() -> None:
    slots = Template(
        book(
            {
                "FELT_Skole_Navn": "'ark 1'!$E$1",
                "felt_Tal__V1": "'Ark 1'!$B$2:$B$3",
                "svar_tal__maal": "'Ark 1'!$E$2:$E$3",
                "svar_ord": "Ark2!$A$1:$B$2",
                "andet": "Ark2!$A$1",
                "_xlnm.Print_Area": "Ark2!$A$1",
            }
        )
    ).slots
    assert [(slot.name, slot.field, slot.sheet, slot.cell) for slot in slots.scalars] == [
        ("FELT_Skole_Navn", "skole_navn", "Ark 1", "E1")
    ]
    (listed,) = slots.lists
    assert (listed.table, listed.top, listed.bottom, listed.room) == ("tal", 2, 3, 2)
    assert listed.area == (1, 2, 3, 5)
    assert [slot.name for slot in listed.answers] == ["svar_tal__maal"]
    assert [slot.field for slot in slots.answers] == ["maal", "ord"]


def test_a_name_may_stand_for_a_table_column() -> None:
    (listed,) = Template(book({"felt_tal__v1": "tblTal[v1]"})).slots.lists
    assert (listed.columns[0].sheet, listed.columns[0].box) == ("Ark 1", (2, 2, 3, 2))


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        ({"felt_a": "'Ark 1'!$C$2"}, ("filling_formel", "C2")),
        ({"felt_a": "'Ark 1'!$B$6"}, ("filling_formel", "B6")),
        ({"felt_a": "'Ark 1'!$B$9"}, ("filling_flettet", "B9")),
        ({"felt_a": "'Ark 1'!$A$8:$C$9"}, ("filling_flere_celler", "A8:C9")),
        ({"felt_a": "'Ark 1'!$A$1"}, ("filling_tabeloverskrift", "A1")),
        ({"felt_a": "Ark2!$A$1:$A$2"}, ("filling_flere_celler", "A1:A2")),
        ({"felt_a": "Ark2!$A$1", "felt_b": "Ark2!$A$1"}, ("filling_dobbelt", "A1")),
        ({"felt_a": "#REF!"}, ("filling_navn_ref", None)),
        ({"felt_a": "'Ark 1'!#REF!"}, ("filling_navn_ref", None)),
        ({"felt_a": "Ark2!A1"}, ("filling_navn_ikke_celle", None)),
        ({"felt_a": "Ark9!$A$1"}, ("filling_navn_ikke_celle", None)),
        ({"felt_a": "[1]Ark2!$A$1"}, ("filling_navn_ikke_celle", None)),
        ({"felt_a": "Ark2!$A$1,Ark2!$B$1"}, ("filling_navn_ikke_celle", None)),
        ({"felt_a": "Ark2!$A:$A"}, ("filling_navn_ikke_celle", None)),
        ({"felt_a": "5"}, ("filling_navn_ikke_celle", None)),
        ({"felt_a": "OFFSET(Ark2!$A$1,1,1)"}, ("filling_navn_ikke_celle", None)),
        ({"felt_": "Ark2!$A$1"}, ("filling_navn_tomt", None)),
        ({"felt___a": "Ark2!$A$1"}, ("filling_navn_tomt", None)),
        ({"felt_l__a": "Ark2!$A$1:$B$4"}, ("filling_liste_bred", "A1:B4")),
        ({"felt_l__a": "Ark2!$A$1:$A$4", "felt_l__b": "Ark2!$B$1:$B$5"}, ("filling_liste_raekker", "B1:B5")),
        ({"felt_l__a": "Ark2!$A$1:$A$4", "svar_l__b": "Ark2!$B$2:$B$5"}, ("filling_liste_raekker", "B2:B5")),
        ({"felt_l__a": "'Ark 1'!$A$2:$A$2"}, ("filling_tabel_raekker", "A2")),
        (
            {"felt_l__a": "'Ark 1'!$A$2:$A$3", "felt_k__b": "'Ark 1'!$B$2:$B$3"},
            ("filling_to_lister", "B2"),
        ),
    ],
)
def test_a_fault_is_told_with_its_place(names: dict[str, str], fault: tuple[str, object]) -> None:
    assert fault in faults(names)


def test_all_faults_are_told_at_once() -> None:
    told = faults({"felt_a": "#REF!", "felt_b": "'Ark 1'!$C$2", "felt_c": "'Ark 1'!$B$9"})
    assert [key for key, _ in told] == ["filling_navn_ref", "filling_formel", "filling_flettet"]


def test_many_names_of_a_deleted_sheet_are_told_once() -> None:
    lost = {f"felt_{letter}": "#REF!" for letter in "abcd"}
    told = faults({**lost, "felt_e": "'Ark 1'!$C$2"})
    assert [key for key, _ in told] == ["filling_navne_ref", "filling_formel"]


def test_many_names_of_a_copied_sheet_are_told_once() -> None:
    copies = "".join(
        f'<definedName name="felt_{letter}" localSheetId="1">Ark2!$B$1</definedName>' for letter in "abcd"
    )
    assert faults({"felt_a": "Ark2!$A$1"}, names_xml=copies) == [("filling_navne_lokalt", None)]


def test_a_copy_for_one_sheet_is_a_fault() -> None:
    copy = '<definedName name="felt_a" localSheetId="1">Ark2!$B$1</definedName>'
    assert faults({"felt_a": "Ark2!$A$1"}, names_xml=copy) == [("filling_navn_lokalt", None)]


def test_a_field_in_a_totals_row_is_a_fault() -> None:
    own = table(1, "tblTal", "A1:C3", {"navn": None, "v1": None, "sum": None}, totals=1)
    data = workbook({"Ark1": sheet("")}, {"felt_a": "Ark1!$A$3"}, tables={"Ark1": [own]})
    with pytest.raises(TemplateError) as caught:
        Template(data)
    assert caught.value.key == "filling_totalraekke_felt"


def test_what_is_no_workbook_is_refused_with_the_name_of_the_file() -> None:
    with pytest.raises(PackageError) as caught:
        Template(zipped({"ord.txt": "hej"}), name="skole.xlsx")
    assert (caught.value.key, caught.value.facts["fil"]) == ("filling_pakke_ikke_regneark", "skole.xlsx")


def test_a_binary_workbook_is_refused() -> None:
    types = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    override = f'<Override PartName="/xl/workbook.bin" ContentType="{types}"/>'
    data = zipped(
        {
            "[Content_Types].xml": f"<Types>{override}</Types>",
            "_rels/.rels": f'<R><Relationship Id="r" Type="{link}" Target="xl/workbook.bin"/></R>',
            "xl/workbook.bin": b"\x00",
        }
    )
    with pytest.raises(PackageError) as caught:
        Template(data)
    assert caught.value.key == "filling_pakke_xlsb"


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="2"><c r="E2"/><c r="A2"/></row>',
        '<row r="2"><c r="A2"/><c r="A2"/></row>',
        '<row r="2"/><row r="1"/>',
        '<row r="2"><c r="A3"/></row>',
    ],
)
def test_a_template_whose_cells_are_out_of_order_is_refused(cells: str) -> None:
    with pytest.raises(PackageError) as caught:
        Template(workbook({"Ark1": sheet(cells)}, {"felt_a": "Ark1!$B$2"}))
    assert caught.value.key == "filling_pakke_uorden"
    assert "fil" in caught.value.facts


@pytest.mark.parametrize("names", [{}, {"andet": "Ark2!$A$1"}, {"svar_ord": "Ark2!$A$1"}])
def test_a_workbook_that_asks_for_nothing_is_no_template(names: dict[str, str]) -> None:
    assert faults(names) == [("filling_ingen_felter", None)]


def test_names_that_differ_in_case_alone_are_one_name_twice() -> None:
    with pytest.raises(TemplateError) as caught:
        Template(book({"felt_a": "Ark2!$A$1", "FELT_A": "Ark2!$A$2"}))
    (fault,) = caught.value.faults
    assert (fault.key, fault.facts["navn"], fault.facts["anden"]) == (
        "filling_navn_dublet",
        "FELT_A",
        "felt_a",
    )
