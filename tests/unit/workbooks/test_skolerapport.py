"""The school's report: a sheet a pejlemærke, its words above its figures, and none for no pejlemærke."""

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

FILE, VOLUME = "da/skolerapport.xlsx", "da/skolerapport_kommune.xlsx"


def filled(themes: list[str], **row: Any) -> Any:
    template = Template(builders()[FILE](), name=FILE)
    fields: dict[str, Any] = {slot.field: None for slot in template.slots.scalars}
    for listed in template.slots.lists:
        fields[listed.table] = []
        blank = dict.fromkeys(slot.field for slot in listed.columns)
        for place, theme in enumerate(themes, 1):
            if listed.table == f"pejlemaerke_{place}":
                fields[listed.table] = [{**blank, "noegle": theme, "navn": theme, **row}]
            if listed.table == f"pejlemaerke_{place}_tal":
                fields[listed.table] = [{**blank, "navn": f"Tal om {theme}"}] * 3
    with quiet():
        return openpyxl.load_workbook(io.BytesIO(template.fill(fields).data), data_only=True)


def test_there_is_a_sheet_for_each_pejlemaerke_and_no_more() -> None:
    book = filled(["Faglighed", "Trivsel"])
    assert book.sheetnames == ["Forside", "Nøgletal", "Pejlemærke 1", "Pejlemærke 2", "Om tallene"]
    assert [book[f"Pejlemærke {at}"]["A1"].value for at in (1, 2)] == ["Faglighed", "Trivsel"]


def test_eight_have_a_sheet_each() -> None:
    book = filled([f"P{at}" for at in range(1, 9)])
    assert [name for name in book.sheetnames if name.startswith("Pejle")] == [
        f"Pejlemærke {at}" for at in range(1, 9)
    ]


def test_the_words_stand_above_the_figures_and_nothing_below_them() -> None:
    book = filled(["Trivsel"], viser_tallene="Linje 1\nLinje 2", forrige_indsatser="Læsebånd")
    sheet = book["Pejlemærke 1"]
    assert (sheet["A8"].value, sheet["B8"].value) == ("Læsebånd", "Linje 1\nLinje 2")
    assert [sheet.cell(row, 1).value for row in (12, 13, 14)] == ["Tal om Trivsel"] * 3
    assert sheet.max_row == 14


@pytest.mark.parametrize("field", ["vurdering", "indsatser"])
def test_a_pejlemaerke_that_is_begun_needs_both_its_words(field: str) -> None:
    other = {"vurdering": "indsatser", "indsatser": "vurdering"}[field]
    trivsel = ("pejlemaerke_2", "Trivsel", "Trivsel")
    given = Answer("E01", "E01", "", *trivsel, field, "Ord", "Pejlemærke 2", "J7")
    blank = Place("", *trivsel, other, "Pejlemærke 2", "K7")
    elsewhere = Place("", "pejlemaerke_3", "Andet", "Andet", other, "Pejlemærke 3", "K7")
    told = find_missing([given], [blank, elsewhere], "skolerapport", 2026)
    assert [fault.facts["ark"] for fault in told] == ["Pejlemærke 2"]


def test_the_volume_binds_figures_and_words_of_each_pejlemaerke_and_shares_the_rest() -> None:
    slots = Template(builders()[VOLUME](), name=VOLUME).slots
    sheets = {listed.table: listed.sheet for listed in slots.lists}
    assert sheets["pejlemaerke_samlet"] != sheets["pejlemaerke_ord"] != sheets["samlet"]
    own = {slot.field for slot in slots.answers if slot.sheet == sheets["pejlemaerke_samlet"]}
    assert own == {"forvaltningens_vurdering", "forvaltningens_indsatser"}
