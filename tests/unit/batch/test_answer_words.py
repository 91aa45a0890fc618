"""An answer's name in words: its own, or those of its kind with the numbers that tell it from the others."""

from __future__ import annotations

import openpyxl
import pytest
from support.values import quiet

from workbooks.build import TEMPLATES
from xl_beregner.batch.answer_words import answer_word
from xl_beregner.texts import LANGUAGES, speaking


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("aftale_dato", "Aftalen indgået"),
        ("indsats_2_maal", "Indsats 2: Mål"),
        ("smtte_1_tegn_3", "SMTTE 1: Tegn 3"),
        ("smtte_1_tegn_3_iagttagelse_2_dato", "SMTTE 1: Tegn 3: Iagttagelse 2: Dato"),
        ("noget_helt_andet", None),
        ("indsats_2_noget_andet", None),
        ("noget_2_maal", None),
    ],
)
def test_an_answer_is_named_by_its_parts(name: str, said: str | None) -> None:
    assert answer_word(name) == said


@pytest.mark.parametrize("name", ["skoleudviklingssamtale", "smtte"])
def test_every_answer_of_a_template_has_words_in_every_language(name: str) -> None:
    with quiet():
        book = openpyxl.load_workbook(TEMPLATES / "da" / f"{name}.xlsx")
    answers = [one.removeprefix("svar_") for one in book.defined_names if one.startswith("svar_")]
    assert answers
    for lang in LANGUAGES:
        with speaking(lang):
            assert [one for one in answers if answer_word(one.rpartition("__")[2]) is None] == []
