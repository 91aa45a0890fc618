"""The school's LUS workbook: its åtagande, its verdicts, and the sentences made of its figures."""

from __future__ import annotations

from typing import Any

import pytest
from unit.workbooks.class_template import Calculated, template

from workbooks.build.kit.look import Book
from workbooks.build.lus_resultat.parts import TOP
from xl_beregner.fields.known.lus_school import COUNTS
from xl_beregner.measures.measurement.lus import POINTS
from xl_beregner.measures.rules import wilson_interval

NAME = "sv/lus_resultat.xlsx"
WORDS = Book("faelles.sv.toml", "lus_resultat.sv.toml").words


def calculated(**typed: Any) -> Calculated:
    """Type under names as after ``felt_`` or ``svar_``, a list from the top down."""
    of = template(NAME)
    names = {name.removeprefix("felt_").removeprefix("svar_"): name for name in of.book.defined_names}
    return of.calculated({names[key]: value for key, value in typed.items()})


def trin(reached: int, judged: int, duty: float | None, own: float | None = None, **more: Any) -> Calculated:
    """Fill grade 3's row: so many reached of so many judged, against these shares."""
    low, high = wilson_interval(reached, judged)
    return calculated(
        lus_trin__navn=["Årskurs 3"], lus_trin__klassetrin=[3], lus_trin__bedoemte=[judged],
        lus_trin__andel=[reached / judged], lus_trin__nedre=[low], lus_trin__oevre=[high],
        lus_forpligtelser__klassetrin=[2, 3], lus_forpligtelser__andel=[0.5, duty],
        lus_forpligtelser__egen_andel=[None, own], **more,
    )  # fmt: skip


def cell(found: Calculated, table: str, key: str, row: int = 0) -> Any:
    words = WORDS[table]
    return found.column(words["ark"], words["kolonner"][key], TOP, row + 1)[row]


@pytest.mark.parametrize(
    ("reached", "judged", "duty", "key"),
    [
        (58, 60, 0.85, "saker"),
        (18, 20, 0.9, "nadd"),
        (17, 20, 0.9, "ej"),
        (10, 40, 0.9, "ej_saker"),
        (20, 20, None, "inget"),
    ],
)
def test_the_verdict_says_whether_the_share_is_reached_and_how_sure_that_is(
    reached: int, judged: int, duty: float | None, key: str
) -> None:
    assert cell(trin(reached, judged, duty), "lus_trin", "dom") == WORDS["lus_trin"][key]


def test_the_schools_own_share_goes_before_the_municipalitys() -> None:
    found = trin(17, 20, 0.9, own=0.6)
    assert cell(found, "lus_trin", "atagande") == 0.6
    assert cell(found, "lus_trin", "dom") == WORDS["lus_trin"]["saker"]
    assert cell(trin(17, 20, 0.9), "lus_trin", "atagande") == 0.9


@pytest.mark.parametrize(
    ("figures", "key"),
    [
        ({"bedoemte": 20, "andel": 0.8, "frem": 9, "uaendret": 9, "tilbage": 2}, "under"),
        ({"bedoemte": 20, "andel": 1.0, "frem": 18, "uaendret": 2, "tilbage": 0}, "over"),
        ({"bedoemte": 20, "andel": 0.8, "frem": 9, "uaendret": 6, "tilbage": 5}, "bakat"),
        ({"bedoemte": 20}, "utan"),
        ({"bedoemte": 20, "frem": 9, "uaendret": 6, "tilbage": 1}, "steg"),
        ({"elever": 24, "bedoemte": 20, "andel": 0.8}, "obedomda"),
        ({"elever": 22, "bedoemte": 20, "andel": 0.8}, "under"),
        ({"bedoemte": 0}, "ingen"),
        ({}, "dold"),
    ],
)
def test_beside_each_row_stands_the_question_it_gives_cause_to(figures: dict[str, Any], key: str) -> None:
    found = calculated(**{f"lus_skole__{name}": [value] for name, value in figures.items()})
    assert cell(found, "lus_skole", "fraga") == WORDS["fraga"][key]


def test_the_committee_gets_a_sentence_with_its_uncertainty() -> None:
    figures = {
        "tidspunkt": ["15/9", "5/12"], "bedoemte": [200, 190], "elever": [210, 210], "andel": [0.7, 0.745],
        "nedre": [0.6, 0.679], "oevre": [0.75, 0.802], "frem": [1, 120], "uaendret": [1, 60],
        "tilbage": [1, 10],
    }  # fmt: skip
    found = calculated(lus_seneste=2, **{f"lus_skole__{name}": value for name, value in figures.items()})
    assert found.at("Nämnden", 6, 1) == (
        "Vid tidpunkten 5/12 var 190 av 210 elever bedömda i läsutveckling (LUS). 75 procent av de elever "
        "som det finns en väntad punkt för låg på eller över den (osäkerhet 68–80 procent). Sedan sin punkt "
        "före har 120 elever gått framåt, 60 är på samma punkt och 10 har gått bakåt."
    )


def test_the_committee_gets_no_sentence_on_few_pupils_from_the_schools_own_edition() -> None:
    found = calculated(
        lus_linje="För få.", lus_seneste=1, mindst_antal=5, lus_skole__tidspunkt=["15/9"],
        lus_skole__elever=[4], lus_skole__bedoemte=[4], lus_skole__andel=[0.25], lus_skole__nedre=[0.05],
        lus_skole__oevre=[0.7],
    )  # fmt: skip
    assert found.at("Nämnden", 6, 1) == "För få."


def test_an_edition_without_results_gives_the_committee_the_reason_alone() -> None:
    assert calculated(lus_linje="Visas inte.").at("Nämnden", 6, 1) == "Visas inte."


def test_how_many_grades_reach_their_commitment_is_told() -> None:
    found = trin(58, 60, 0.85)
    said = "1 av 1 årskurser med ett åtagande, och siffror som får visas, når det vid sin senaste tidpunkt."
    assert found.at("Nämnden", 7, 1) == said


def test_parents_read_what_is_promised_in_plain_words_and_nothing_of_what_came_of_it() -> None:
    found = calculated(
        lus_forpligtelser__klassetrin=[1, 2, 3], lus_forpligtelser__punkt=["9", "11", None],
        lus_forpligtelser__andel=[0.85, None, 0.9], lus_forpligtelser__egen_andel=[0.95, None, None],
        lus_forpligtelser__punkt_ord=["Läser ut ord.", None, None],
    )  # fmt: skip
    sheet = WORDS["foraldrar"]["ark"]
    told = [value for (name, _, column), value in found.values.items() if name == sheet and column == 1]
    promises = [str(said) for said in told if str(said).startswith("I årskurs")]
    assert promises == [
        "I årskurs 1 ska minst 95 procent av eleverna ha nått punkt 9 i läsutvecklingsschemat när läsåret är "
        "slut. Det betyder: Läser ut ord.",
        "I årskurs 3 ska minst 90 procent av eleverna ha nått den punkt vi väntar oss i "
        "läsutvecklingsschemat när läsåret är slut.",
    ]


def test_the_parents_page_looks_at_no_result() -> None:
    sheet = template(NAME).book[WORDS["foraldrar"]["ark"]]
    formulas = [str(one.value) for row in sheet.iter_rows() for one in row if str(one.value).startswith("=")]
    results = ("lus_skole", "lus_trin", "lus_klasser", "lus_rapport", "lus_fordeling", "lus_elever")
    assert [text for text in formulas if any(name in text for name in results)] == []


@pytest.mark.parametrize(
    ("left", "said"), [(2, "✕ 2 steg kvar"), (0, "✓ når den nu"), (None, "… ingen väntad nu")]
)
def test_a_pupil_s_row_says_what_is_left(left: int | None, said: str) -> None:
    found = calculated(lus_elever__noegle=["L1"], lus_elever__kvar=[left], lus_elever__steg=[-1])
    assert cell(found, "lus_elever", "status") == said
    assert cell(found, "lus_elever", "sedan") == "▼ 1 steg bakåt"


def test_there_is_a_column_for_every_point() -> None:
    assert len(COUNTS) == len(POINTS)
