"""Lists that differ by their number alone are one list over several sheets: an answer follows its key."""

from __future__ import annotations

from typing import Any

import pytest

from workbooks.build import TEMPLATES
from xl_beregner.filling import Template
from xl_beregner.filling.carry import Carried
from xl_beregner.filling.returned import Answers


@pytest.fixture(scope="module")
def template() -> Template:
    return Template(TEMPLATES / "da/skolerapport.xlsx")


def carried(template: Template, themes: list[str], **answers: Any) -> Carried:
    blank = {slot.field: None for slot in template.slots.scalars}
    lists = {
        listed.table: [dict.fromkeys((slot.field for slot in listed.columns), None)]
        for listed in template.slots.lists
    }
    for place, theme in enumerate(themes, 1):
        lists[f"pejlemaerke_{place}"][0]["noegle"] = theme
    return template.carried({**blank, **lists}, Answers(answers))


def test_an_answer_goes_to_the_sheet_where_its_pejlemaerke_stands_now(template: Template) -> None:
    said = [{"noegle": "Trivsel", "vurdering": "Ord om trivsel"}]
    found = carried(template, ["Trivsel", "Faglighed"], pejlemaerke_3=said)
    assert found.values == {("svar_pejlemaerke_1__vurdering", 0): "Ord om trivsel"}
    assert not found.homeless


def test_one_that_stands_in_its_place_is_not_looked_for_elsewhere(template: Template) -> None:
    said = [{"noegle": "Trivsel", "vurdering": "Første"}]
    found = carried(template, ["Trivsel", "Trivsel"], pejlemaerke_2=said)
    assert found.values == {("svar_pejlemaerke_2__vurdering", 0): "Første"}


def test_words_on_a_pejlemaerke_that_is_gone_are_kept(template: Template) -> None:
    said = [{"noegle": "Nedlagt", "vurdering": "Ord"}]
    found = carried(template, ["Trivsel"], pejlemaerke_1=said)
    assert not found.values
    assert [(one.table, one.key, one.value) for one in found.homeless] == [
        ("pejlemaerke_1", "Nedlagt", "Ord")
    ]
