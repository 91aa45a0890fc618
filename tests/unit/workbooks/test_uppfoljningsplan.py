"""The follow-up plan: a sheet for each school form there is, goals first, one page of all that stands out."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from support.values import quiet

from workbooks.build import builders
from xl_beregner.batch.collect.collected import Answer
from xl_beregner.batch.collect.missing import find_missing
from xl_beregner.batch.collect.typed import Place
from xl_beregner.filling import Template

FILE = "sv/uppfoljningsplan.xlsx"
ROW: dict[str, Any] = {
    "navn": "Trygghet", "maaleenhed": "%", "pejlemaerke_vist": "Trygghet och studiero", "rolle": "Medel",
    "decimaler": 1, "v3": 80.5, "seneste": 80.5,
}  # fmt: skip


@pytest.fixture(scope="module")
def template() -> Template:
    return Template(builders()[FILE](), name=FILE)


def filled(template: Template, forms: list[str], rows: list[dict[str, Any]], **single: Any) -> Any:
    fields: dict[str, Any] = {slot.field: single.get(slot.field) for slot in template.slots.scalars}
    for listed in template.slots.lists:
        blank = dict.fromkeys(slot.field for slot in listed.columns)
        fields[listed.table] = []
        for place, form in enumerate(forms, 1):
            if listed.table == f"skoleform_{place}" and form:
                fields[listed.table] = [{**blank, "noegle": form, "navn": form}]
            if listed.table == f"skoleform_{place}_tal" and form:
                fields[listed.table] = [{**blank, **row} for row in rows]
        if listed.table == "skoleformer_tal":
            fields[listed.table] = [{**blank, **row} for row in rows]
    known = {listed.table: {slot.field for slot in listed.columns} for listed in template.slots.lists}
    fields = {
        name: [{key: row[key] for key in row if key in known[name]} for row in value]
        if name in known
        else value
        for name, value in fields.items()
    }
    with quiet():
        return openpyxl.load_workbook(io.BytesIO(template.fill(fields).data), data_only=True)


def test_a_form_the_unit_lacks_has_no_sheet_and_the_others_keep_theirs(template: Template) -> None:
    book = filled(template, ["Grundskola", "", "Fritidshem"], [ROW])
    assert [name for name in book.sheetnames if name.startswith("Skolform")] == ["Skolform 1", "Skolform 3"]
    assert [book[f"Skolform {at}"]["A1"].value for at in (1, 3)] == ["Grundskola", "Fritidshem"]


def test_an_area_says_whether_it_is_a_goal_and_a_measure_its_unit(template: Template) -> None:
    goal = {**ROW, "rolle": "Mål", "pejlemaerke_vist": "Kunskaper", "navn": "Meritvärde", "maaleenhed": None}
    neither = {**ROW, "rolle": None, "pejlemaerke_vist": "Ekonomi"}
    again = {**ROW, "pejlemaerke_vist": None}
    sheet = filled(template, ["Grundskola"], [goal, ROW, again, neither])["Skolform 1"]
    assert [sheet.cell(row, 1).value or "" for row in range(10, 14)] == [
        "Mål\nKunskaper", "Medel\nTrygghet och studiero", "", "Ekonomi",
    ]  # fmt: skip
    assert [sheet.cell(row, 2).value for row in (10, 11)] == ["Meritvärde", "Trygghet (%)"]


def test_the_summary_says_in_words_what_moved_and_where_it_stands_why_a_figure_is_blank(
    template: Template,
) -> None:
    hidden = {**ROW, "seneste": None, "bemaerkning": "Färre än 5 elever."}
    remarked = {**ROW, "bemaerkning": "Ny mätning."}
    said = {
        "udvikling_i_ord": "▲ bättre: Trygghet.",
        "lignende_i_ord": "Ingen.",
        "lignende_linje": "5 skolor",
    }
    book = filled(template, ["Grundskola"], [hidden, remarked], **said)
    sheet = book["Sammanfattning"]
    words = {str(cell.value) for row in sheet.iter_rows(max_row=12, max_col=11) for cell in row if cell.value}
    assert set(said.values()) <= words
    assert [sheet.cell(row, 3).value for row in (14, 15)] == [
        "Trygghet (%): ingen siffra, se skolformens blad", "Trygghet (%)",
    ]  # fmt: skip
    form = book["Skolform 1"]
    assert [form.cell(row, 2).value for row in (10, 11)] == [
        "Trygghet (%)\nFärre än 5 elever.", "Trygghet (%)\nNy mätning.",
    ]  # fmt: skip
    assert "5 skolor" in {str(form.cell(6, 1).value)}


def test_the_front_says_which_sheet_is_about_which_form(template: Template) -> None:
    rows = [
        {**ROW, "skoleform_vist": "Grundskola", "skoleform_nr": 1},
        {**ROW, "skoleform_vist": None, "skoleform_nr": None},  # a form's number stands once
        {**ROW, "skoleform_vist": "Fritidshem", "skoleform_nr": 3},
    ]
    front = filled(template, ["Grundskola", "", "Fritidshem"], rows).worksheets[0]
    told = [tuple(cell.value or "" for cell in row[3:5]) for row in front.iter_rows(18, 23)]
    assert told == [("Skolform 1", "Grundskola"), ("Skolform 3", "Fritidshem"), *[("", "")] * 4]


def test_every_figure_has_a_question_a_cell_for_judgement_and_last_year_s_beside_it(
    template: Template,
) -> None:
    columns = {listed.table: {slot.field for slot in listed.columns} for listed in template.slots.lists}
    judged = {slot.table for slot in template.slots.answers if slot.field == "rektors_bedomning"}
    for place in range(1, 7):
        table = f"skoleform_{place}_tal"
        assert {"spoergsmaal", "forrige_rektors_bedomning", "lignende", "bemaerkning"} <= columns[table]
        assert table in judged


@pytest.mark.parametrize(
    ("begun", "lacks", "told"),
    [
        ("utvecklingsomrade_1_vad", "utvecklingsomrade_1_uppfoljning", 1),
        ("utvecklingsomrade_1_blev", "utvecklingsomrade_1_uppfoljning", 0),
        ("eget_matetal_2_vad", "eget_matetal_2_hur", 1),
        ("eget_matetal_2_vad", "eget_matetal_3_hur", 0),
    ],
)
def test_what_is_begun_is_to_be_whole(begun: str, lacks: str, told: int) -> None:
    given = Answer("X01", "X01", "", "", "", "", begun, "Ord", "Blad", "A1")
    blank = Place("", "", "", "", lacks, "Blad", "B1")
    assert len(find_missing([given], [blank], "uppfoljningsplan", 2026)) == told
