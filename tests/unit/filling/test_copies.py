"""One-pupil workbooks bound into a class's: each sheet is its pupil's, all else stands once."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from support.pupil_templates import class_template, pupil_template

from xl_beregner.errors import PackageError
from xl_beregner.filling import Template
from xl_beregner.filling.copies import bind, binding_faults, sheet_titles
from xl_beregner.filling.copy_parts import Renaming

SHARED = ("klasse", "kilde_linje", "enhed_nr", "skoleaar")
NAMES = ("Anna Ø.", "Bo & <Co>", "Anna Ø.", "", "Li O'Brien")


@pytest.fixture(scope="module")
def template() -> Template:
    return Template(pupil_template(), name="elev.xlsx")


def fields_of(number: int, name: str) -> dict[str, Any]:
    """Give a pupil so many results as tell it apart."""
    results = [{"test": f"T{at}", "score": 100 * number + at} for at in range(number + 1)]
    about = {"klasse": "4A", "kilde_linje": "Kilde", "enhed_nr": "101/4A", "skoleaar": "2026/2027"}
    return {**about, "elev_navn": name, "elev_id": f"E{number:04}", "resultater": results}


@pytest.fixture(scope="module")
def filled(template: Template) -> list[bytes]:
    return [template.fill(fields_of(number, name), None).data for number, name in enumerate(NAMES, 1)]


@pytest.fixture(scope="module")
def bound(filled: list[bytes]) -> bytes:
    return bind(filled, sheet_titles(NAMES, "Elev"), SHARED)


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def family(contents: dict[str, str], part: str) -> dict[str, str]:
    """Collect a part and all it points at, but for pictures and addresses."""
    folder, _, name = part.rpartition("/")
    found = {part: contents[part]}
    links = contents.get(f"{folder}/_rels/{name}.rels", "")
    for piece in links.split('Target="')[1:]:
        target = piece.partition('"')[0]
        if not target.startswith("#"):
            steps = folder.split("/")
            while target.startswith("../"):
                steps, target = steps[:-1], target[3:]
            found |= family(contents, "/".join([*steps, target]))
    return found


def test_each_pupil_has_a_sheet_of_that_name_and_the_page_about_it_all_stands_once(bound: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(bound))
    assert book.sheetnames == ["Anna Ø.", "Bo & <Co>", "Anna Ø. (2)", "Elev 4", "Li O'Brien", "Om tallene"]


def test_each_sheet_shows_what_its_own_workbook_showed(bound: bytes, filled: list[bytes]) -> None:
    together = openpyxl.load_workbook(io.BytesIO(bound), data_only=True)
    for data, title in zip(filled, together.sheetnames, strict=False):
        alone = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["Skole og hjem"]
        shown = [[cell.value for cell in row] for row in together[title].iter_rows()]
        assert shown == [[cell.value for cell in row] for row in alone.iter_rows()]
        assert together[title].print_title_rows == "$1:$1"
        assert together[title].print_area.endswith("!$A$1:$L$30")


def test_no_pupil_stands_on_anothers_sheet_nor_in_what_hangs_on_it(bound: bytes) -> None:
    contents = parts(bound)
    ids = [f"E{number:04}" for number in range(1, len(NAMES) + 1)]
    for number, own in enumerate(ids, 1):
        text = "".join(
            family(contents, f"xl/worksheets/sheet{number if number == 1 else number + 1}.xml").values()
        )
        assert [one for one in ids if one in text] == [own]
        assert "chart" in text
        scores = [str(100 * number + at) for at in range(number + 1)]
        assert all(f"<c:v>{score}</c:v>" in text for score in scores)


def test_formulas_charts_and_names_of_a_copy_point_at_its_own_sheet(bound: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(bound))
    sheet = book["Anna Ø. (2)"]
    assert sheet["E10"].value == "='Anna Ø. (2)'!B2"
    assert sheet["E8"].value == '=IF(COUNT(elevens_scorer)=0,"",AVERAGE(elevens_scorer))'
    assert sheet["E9"].value == "=SUM(Prøver_3[dobbelt])"
    assert sheet.defined_names["elevens_scorer"].attr_text == "'Anna Ø. (2)'!$B$8:$B$11"
    assert sheet.defined_names["felt_elev_id"].attr_text == "'Anna Ø. (2)'!$B$4"
    assert sheet.tables["Prøver_3"].ref == "A7:C11"
    assert sheet._charts[0].series[0].val.numRef.f == "'Anna Ø. (2)'!$B$8:$B$11"
    assert sheet["E12"].hyperlink.location == "'Anna Ø. (2)'!A1"
    assert "Skole og hjem" not in "".join(parts(bound).values())
    assert set(book.defined_names) == {"felt_kilde_linje", "felt_enhed_nr", "felt_skoleaar"}


def test_one_sheet_alone_is_in_front(bound: bytes) -> None:
    selected = [name for name, text in parts(bound).items() if 'tabSelected="1"' in text]
    assert selected == ["xl/worksheets/sheet1.xml"]


def test_the_workbook_says_which_sheets_it_has(bound: bytes) -> None:
    text = parts(bound)["docProps/app.xml"]
    assert "<vt:i4>6</vt:i4>" in text
    assert "<vt:lpstr>Bo &amp; &lt;Co&gt;</vt:lpstr>" in text


def test_the_same_workbooks_give_the_same_bytes(bound: bytes, filled: list[bytes]) -> None:
    assert bind(filled, sheet_titles(NAMES, "Elev"), SHARED) == bound


def test_a_page_that_differs_stands_once_a_pupil(template: Template) -> None:
    differing = [fields_of(1, "A"), {**fields_of(2, "B"), "kilde_linje": "En anden kilde"}]
    book = openpyxl.load_workbook(
        io.BytesIO(bind([template.fill(fields, None).data for fields in differing], ["A", "B"], SHARED))
    )
    assert book.sheetnames == ["A", "A Om tallene", "B", "B Om tallene"]
    assert book["B Om tallene"]["B1"].value == "En anden kilde"


def test_a_pupil_called_as_a_page_gets_another_title(template: Template) -> None:
    filled = [template.fill(fields_of(1, "A"), None).data]
    assert openpyxl.load_workbook(io.BytesIO(bind(filled, ["om tallene"], SHARED))).sheetnames == [
        "om tallene (2)",
        "Om tallene",
    ]


def test_workbooks_of_two_templates_are_not_bound(filled: list[bytes]) -> None:
    contents = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(filled[1])) as read, zipfile.ZipFile(contents, "w") as write:
        for member in read.infolist():
            data = read.read(member)
            write.writestr(member, data + b" " if member.filename == "xl/styles.xml" else data)
    with pytest.raises(PackageError) as caught:
        bind([filled[0], contents.getvalue()], ["A", "B"], SHARED)
    assert caught.value.key == "copies_anden_skabelon"


def test_a_template_that_can_be_bound_has_no_fault() -> None:
    assert binding_faults(pupil_template(), "elev.xlsx", SHARED) == []


def with_link(data: bytes, kind: str, part: str) -> bytes:
    made = io.BytesIO()
    link = (
        f'<Relationship Id="rIdX" Type="http://x/relationships/{kind}" Target="/xl/x.xml"/></Relationships>'
    )
    with zipfile.ZipFile(io.BytesIO(data)) as read, zipfile.ZipFile(made, "w") as write:
        for member in read.infolist():
            text = read.read(member)
            if member.filename == part:
                text = text.replace(b"</Relationships>", link.encode())
            write.writestr(member, text)
    return made.getvalue()


@pytest.mark.parametrize(
    ("kind", "part", "key"),
    [
        ("pivotTable", "xl/worksheets/_rels/sheet1.xml.rels", "copies_kan_ikke_kopieres"),
        ("vbaProject", "xl/_rels/workbook.xml.rels", "copies_makroer"),
    ],
)
def test_what_cannot_stand_twice_is_a_fault(kind: str, part: str, key: str) -> None:
    faults = binding_faults(with_link(pupil_template(), kind, part), "elev.xlsx", SHARED)
    assert [fault.key for fault in faults] == [key]


def test_a_template_without_a_pupils_field_has_its_first_sheet_once_a_pupil() -> None:
    template = Template(class_template(), name="k.xlsx")
    fields = {"skole_navn": "S", "klasse": "4A", "resultater": []}
    data = [template.fill(fields, None).data] * 2
    shared = (
        "skole_navn",
        "klasse",
        *(f"resultater__{name}" for name in ("elev_id", "elev_navn", "test", "score")),
    )
    assert openpyxl.load_workbook(io.BytesIO(bind(data, ["A", "B"], shared))).sheetnames == ["A", "B"]


@pytest.mark.parametrize(
    ("names", "titles"),
    [
        (["Bo/Å [2]?"], ["Bo Å 2"]),
        (["'Bo'"], ["Bo"]),
        (["anna", "Anna"], ["anna", "Anna (2)"]),
        (["", "\x00"], ["Elev 1", "Elev 2"]),
        (["History"], ["Elev 1"]),
        (["x" * 40, "x" * 40], ["x" * 31, "x" * 27 + " (2)"]),
        (["🎈" * 20], ["🎈" * 15]),
    ],
)
def test_titles_are_what_excel_takes(names: list[str], titles: list[str]) -> None:
    assert sheet_titles(names, "Elev") == titles


@pytest.mark.parametrize(
    ("formula", "of_drawing", "expected"),
    [
        ("Ark!A1+'ark'!$B$2:C3", False, "'Ny 1'!A1+'Ny 1'!$B$2:C3"),
        ("Andet!A1+A1", False, "Andet!A1+A1"),
        ("SUM(Tabel[x])+ROWS(tabel)", False, "SUM(Tabel_2[x])+ROWS(Tabel_2)"),
        ("navn*2", False, "navn*2"),
        ("navn", True, "'Ny 1'!navn"),
        ("[0]!navn", True, "'Ny 1'!navn"),
        ("Ark!navn", False, "'Ny 1'!navn"),
        ('"Ark!A1"', False, '"Ark!A1"'),
        ("[1]Ark!A1", False, "[1]Ark!A1"),
        ("Ark:Andet!A1", False, "Ark:Andet!A1"),
    ],
)
def test_a_formula_is_rewritten_where_it_means_the_copied_sheet(
    formula: str, of_drawing: bool, expected: str
) -> None:
    renaming = Renaming({"ark": "Ny 1"}, {"tabel": "Tabel_2"}, {"navn": "Ny 1"})
    assert renaming.formula(formula, of_drawing=of_drawing) == expected
