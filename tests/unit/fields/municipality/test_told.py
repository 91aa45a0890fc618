"""The municipality's figures in plain words: how sure, moved or not, and a question that fits."""

from __future__ import annotations

from typing import Any

import pytest

from xl_beregner import texts
from xl_beregner.fields.municipality.told import in_words, paragraph, question, with_told


def row(**changed: Any) -> dict[str, Any]:
    whole = {
        "navn": "Fravær", "maaleenhed": "%", "decimaler": 1, "vist": 6.0, "vist_aar": "2025/2026",
        "vist_slags": "sammenlagt", "nedre": 5.6, "oevre": 6.4, "grundlag": "8 af 8 skoler",
        "udvikling": None,
    }  # fmt: skip
    return {**whole, **changed}


def moved(key: str) -> str:
    return texts.say(f"aggregate.udvikling.{key}")


@pytest.mark.parametrize(("changed", "ends"), [
    ({}, "mellem 5,6 og 6,4."),
    ({"udvikling": moved("bedre")}, "Det er bedre end året før, også når usikkerheden regnes med."),
    ({"udvikling": moved("daarligere")}, "Det er dårligere end året før, også når usikkerheden regnes med."),
    ({"udvikling": moved("inden_for")}, "Det kan ikke skelnes fra året før."),
    ({"udvikling": moved("uvis")}, "mellem 5,6 og 6,4."),
    ({"nedre": None, "oevre": None}, "Usikkerheden er ikke kendt."),
    ({"nedre": None, "vist_interval": "optælling"}, "Det er en optælling."),
    ({"vist_slags": "officiel"}, "Usikkerheden er ikke oplyst."),
    ({"vist_slags": "midte"}, "ikke kommunens eget tal."),
    ({"vist": None, "grundlag": "Vises ikke."}, "Vises ikke."),
])  # fmt: skip
def test_how_sure_a_figure_is_is_said_in_words(changed: dict[str, Any], ends: str) -> None:
    assert str(in_words(row(**changed))).endswith(ends)


def test_rows_beside_each_other_do_not_ask_the_same() -> None:
    state = moved("inden_for")
    asked = [question(row(udvikling=state), place) for place in range(4)]
    assert len(set(asked)) == 4
    assert question(row(udvikling=state), 4) == asked[0]
    assert question(row(vist=None), 0) == "Hvad ved vi om det her uden et tal?"


def test_a_pejlemaerkes_figures_take_a_line_each() -> None:
    changed: dict[str, Any] = {"nedre": None, "decimaler": 0}
    rows = with_told([
        row(), row(navn="Elever", maaleenhed="antal", vist=2887.0, **changed),
        row(navn="Trivsel", maaleenhed="skala 1–5", vist=4.0, **changed),
    ])  # fmt: skip
    assert str(paragraph(rows)).split("\n") == [
        "• Fravær: 6,0 % i 2025/2026. Det rigtige tal ligger næsten sikkert mellem 5,6 og 6,4.",
        "• Elever: 2887 i 2025/2026. Usikkerheden er ikke kendt.",
        "• Trivsel: 4 i 2025/2026. Usikkerheden er ikke kendt.",
    ]
