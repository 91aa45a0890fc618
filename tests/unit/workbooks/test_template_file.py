"""The committed template is the built one, and keeps the contract of fields, answers and properties."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from pathlib import Path

import pytest
from unit.workbooks import built_template as built

from workbooks.build import SUMS, TEMPLATES, builders, sums
from xl_beregner.batch.card import template_faults
from xl_beregner.batch.shelf import is_checked
from xl_beregner.dataset import load_dataset
from xl_beregner.errors import Fault
from xl_beregner.fields import known_fields, school_fields
from xl_beregner.fields.known import LISTS as FIELD_LISTS
from xl_beregner.filling import Template
from xl_beregner.filling.check import check_template
from xl_beregner.filling.functions_known import KNOWN
from xl_beregner.ooxml.formulas import function_names

EXAMPLE = Path(__file__).resolve().parents[3] / "workbooks" / "eksempel" / "koebenhavn"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.mark.parametrize("name", builders())
def test_a_committed_template_is_what_its_builder_builds(name: str) -> None:
    """Every part byte for byte; how a part is packed may differ with the machine's zlib."""
    with zipfile.ZipFile(TEMPLATES / name) as committed:
        found = {part: committed.read(part) for part in committed.namelist()}
    with zipfile.ZipFile(io.BytesIO(builders()[name]())) as built_now:
        assert list(found) == built_now.namelist()
        assert [part for part in found if found[part] != built_now.read(part)] == []


def test_building_twice_gives_the_same_bytes() -> None:
    assert builders()[built.NAME]() == built.data()


# The class workbook's 19,000 formulas take their time; whoever changes its builder runs `make prove`.
_LARGE = {"da/beregneren.xlsx", "da/beregneren_funktioner.xlsx"}
_CHECKED = [pytest.param(name, marks=pytest.mark.prove) if name in _LARGE else name for name in builders()]


@pytest.mark.parametrize("name", _CHECKED)
def test_our_own_check_remarks_nothing_on_a_committed_template(name: str) -> None:
    found = [fault for fault in template_faults(TEMPLATES / name) if not _is_pasted_into(fault)]
    assert found == []


def _is_pasted_into(fault: Fault) -> bool:
    """Tell the remark on the rows that a teacher pastes results into: they are filled and unlocked."""
    return fault.key == "check_tal_ulaast" and str(fault.facts["navn"]).startswith("felt_resultater__")


def test_the_sums_are_those_of_the_committed_templates() -> None:
    """A template known by its sum is filled without being checked first."""
    assert (TEMPLATES / SUMS).read_text("ascii") == sums()


def test_a_template_that_was_changed_is_checked_again() -> None:
    assert all(is_checked(hashlib.sha256((TEMPLATES / name).read_bytes()).hexdigest()) for name in builders())
    assert not is_checked(hashlib.sha256(b"changed").hexdigest())


def test_a_filled_workbook_is_refused_as_a_template(fields: dict[str, object], tmp_path: Path) -> None:
    """What its school was told and wrote would go to all the others."""
    path = tmp_path / "svar.xlsx"
    Template(built.data()).fill(fields, path, properties={"xb_enhed_nr": "101005"})  # type: ignore[arg-type]
    errors = [fault for fault in check_template(path, known_fields()) if fault.severity == "error"]
    assert [(fault.key, fault.facts["enhed"]) for fault in errors] == [("check_udfyldt", "101005")]


@pytest.fixture(scope="module")
def fields() -> dict[str, object]:
    source = school_fields(load_dataset(EXAMPLE), "2026/2027", "fortrolig")
    return dict(source.fields("101005"))


def test_every_field_it_asks_for_is_one_that_schools_have(fields: dict[str, object]) -> None:
    unknown = []
    for name in built.names("felt_"):
        table, _, key = name.removeprefix("felt_").rpartition("__")
        known = fields if not table else FIELD_LISTS[table]
        if key not in known:
            unknown.append(name)
    assert unknown == []


def test_the_example_fills_it_without_a_warning(fields: dict[str, object]) -> None:
    filled = Template(built.data()).fill(fields)  # type: ignore[arg-type]
    assert filled.warnings == ()


@pytest.mark.parametrize("rows", [1, 5, 40])
def test_its_lists_take_as_many_rows_as_a_dataset_has(fields: dict[str, object], rows: int) -> None:
    lists = {key: rows_of for key, rows_of in fields.items() if isinstance(rows_of, list) and rows_of}
    longer = {
        key: [{**had[at % len(had)], "noegle": f"{had[at % len(had)]['noegle']}_{at}"} for at in range(rows)]
        for key, had in lists.items()
    }
    filled = Template(built.data()).fill({**fields, **longer})  # type: ignore[dict-item]
    assert filled.warnings == ()
    assert len(filled.written["felt_forslag__navn"]) == rows  # type: ignore[arg-type]


def test_every_answer_cell_is_unlocked_and_nothing_else_is() -> None:
    answers = {place for name in built.names("svar_") for place in built.places(name)}
    unlocked = {
        (sheet.title, cell.row, cell.column)
        for sheet in built.book()
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    assert unlocked == answers


def test_every_answer_cell_is_yellow_and_helps_whoever_chooses_it() -> None:
    for name in built.names("svar_"):
        for place in built.places(name):
            cell = built.cell(place)
            assert cell.fill.fgColor.rgb == "FFFFF6D6", (name, place)
            rules = built.book()[place[0]].data_validations.dataValidation
            helped = [rule for rule in rules if cell.coordinate in rule.sqref and rule.prompt]
            assert len(helped) == 1, (name, place)


def test_every_list_of_answers_shares_its_rows_with_a_locked_key() -> None:
    for name in built.names("svar_"):
        table, parted, _ = name.removeprefix("svar_").partition("__")
        if parted:
            keys = built.places(f"felt_{table}__noegle")
            assert [place[:2] for place in built.places(name)] == [place[:2] for place in keys]
            assert all(built.cell(place).protection.locked for place in keys)


def test_all_sheets_are_locked_without_a_password_and_let_widths_change() -> None:
    for sheet in built.book():
        assert sheet.protection.sheet, sheet.title
        assert sheet.protection.password is None
        assert not sheet.protection.formatColumns  # what is false is allowed
        assert not sheet.protection.formatRows
        assert not sheet.protection.autoFilter
        assert sheet.sheet_state == "visible"


def test_the_properties_stand_in_the_document_and_in_named_cells() -> None:
    properties = {found.name: found.value for found in built.book().custom_doc_props.props}
    assert properties == {"xb_skabelon": "resultataftale", "xb_version": "1.1", "xb_enhed": "skole"}
    for name, value in properties.items():
        assert built.cell(built.places(name)[0]).value == value
    assert built.places("felt_enhed_nr")[0][0] == built.places("xb_skoleaar")[0][0] == "Om tallene"


def test_its_language_and_title_are_set() -> None:
    core = built.parts()["docProps/core.xml"].decode()
    assert "<dc:language>da-DK</dc:language>" in core
    assert "<dc:title>Resultataftale</dc:title>" in core
    charts = [part for name, part in built.parts().items() if name.startswith("xl/charts/")]
    assert charts
    assert not any(b"en-US" in part for part in charts)


def test_nothing_stands_below_a_list() -> None:
    for table, sheet in built.LISTS.items():
        below = built.places(f"felt_{table}__noegle")[-1][1]
        rows = built.book()[sheet].iter_rows(min_row=below + 1)
        assert [cell.coordinate for row in rows for cell in row if cell.value is not None] == []
        assert not built.book()[sheet].merged_cells.ranges


def test_the_heading_of_every_table_column_is_the_columns_name() -> None:
    for sheet in built.book():
        for table in sheet.tables.values():
            cells = sheet[table.ref][0]
            names = [column.name for column in table.tableColumns]
            assert [cell.value for cell in cells] == names
            assert len({name.casefold() for name in names}) == len(names)


def test_formulas_use_only_functions_whose_values_we_vouch_for() -> None:
    unknown = {
        name
        for root in built.roots(r"xl/worksheets/sheet\d+\.xml").values()
        for formula in root.iter(f"{MAIN}f")
        for name in function_names(formula.text)
        if name not in KNOWN
    }
    assert unknown == set()


def test_a_reference_to_this_row_names_its_table() -> None:
    """LibreOffice answers #N/A to ``[[#This Row],[x]]`` alone."""
    bare = re.compile(rb"(?<![\w\]])\[\[#This Row\]|(?<!\w)\[@")
    assert [name for name, part in built.parts().items() if bare.search(part)] == []


def test_there_are_no_macros_and_no_links_to_other_files() -> None:
    assert not [name for name in built.parts() if "vba" in name.lower() or "externalLink" in name]


def test_charts_refer_to_whole_columns_of_their_lists() -> None:
    strip = built.roots(r"xl/charts/chart1\.xml").popitem()[1]
    places = built.places("felt_aftale__noegle")
    rows = f"${places[0][1]}:", f"${places[-1][1]}"
    references = {formula.text for formula in strip.iter("{*}f") if ":" in formula.text}
    assert len(references) == 9  # two heights, the band's width, six positions
    for reference in references:
        assert reference.startswith("'Aftale'!$" if "'" in reference else "Aftale!$")
        assert rows[0] in reference
        assert reference.endswith(rows[1])
