"""What is said beside a figure: its sentence, and one open question that fits what it can say."""

from __future__ import annotations

import pytest

from workbooks.build.examples import koebenhavn as eksempel_koebenhavn
from xl_beregner import texts
from xl_beregner.dataset import load_dataset
from xl_beregner.fields import school_fields
from xl_beregner.fields.judged import Judgement
from xl_beregner.fields.said_of_figures import Questions, count_wordings, line, sentence, state

ABOUT = {"maaleenhed": "pct", "retning": "ned", "decimaler": 1}
STATES = (
    "bedre", "daarligere", "hoejere", "lavere", "inden_for", "uvis", "over_kommunen", "under_kommunen",
    "faa_aar", "intet_tal", "skjult", "optalt",
)  # fmt: skip


def judged(
    change: str = "", apart: str = "", before: float | None = 7.4, reach: float | None = 0.8
) -> Judgement:
    return Judgement(reach, None, None, before, change, apart, is_counted=False)


@pytest.mark.parametrize(
    ("change", "apart", "says"),
    [
        ("bedre", "inden_for", "Det er bedre end året før (7,4 %) og kan ikke skelnes fra kommunen (6,5 %)."),
        ("inden_for", "inden_for", "Det kan ikke skelnes fra året før (7,4 %) og kommunen (6,5 %)."),
        ("daarligere", "", "Det er dårligere end året før (7,4 %)."),
        ("", "bedre", "Det er bedre end kommunen (6,5 %)."),
        ("lavere", "", "Det er lavere end året før (7,4 %)."),
        ("", "", "Der er intet tal fra året før eller fra kommunen at sammenligne med."),
    ],
)
def test_the_sentence_says_figure_uncertainty_and_both_comparisons(change, apart, says):
    said = sentence(ABOUT, judged(change, apart), 6.9, "2025/2026", 6.5)
    assert said == f"6,9 % i 2025/2026, usikkerhed ± 0,8. {says}"


def test_a_mark_has_no_unit_in_a_sentence_and_a_small_uncertainty_is_not_nothing():
    about = {**ABOUT, "maaleenhed": "karakter"}
    said = sentence(about, judged(reach=0.03), 6.9, "2025/2026", None)
    assert said is not None
    assert said.startswith("6,9 i 2025/2026, usikkerhed ± 0,03.")
    assert sentence(about, judged(), None, None, None) is None


@pytest.mark.parametrize(
    ("change", "apart", "before", "wanted"),
    [
        ("bedre", "daarligere", 7.0, "bedre"),
        ("inden_for", "daarligere", 7.0, "under_kommunen"),
        ("inden_for", "bedre", 7.0, "over_kommunen"),
        ("inden_for", "hoejere", 7.0, "hoejere"),
        ("inden_for", "", 7.0, "inden_for"),
        ("uvis", "uvis", 7.0, "uvis"),
        ("", "", None, "faa_aar"),
        ("", "inden_for", None, "inden_for"),
    ],
)
def test_the_question_fits_the_surest_thing_to_be_said(change, apart, before, wanted):
    assert state(judged(change, apart, before), has_figure=True, is_hidden=False) == wanted


def test_what_is_missing_and_what_is_hidden_are_asked_about_in_their_own_way():
    nothing = judged(before=None, reach=None)
    assert state(nothing, has_figure=False, is_hidden=False) == "intet_tal"
    assert state(nothing, has_figure=False, is_hidden=True) == "skjult"
    count = Judgement(None, None, None, 500, "", "", is_counted=True)
    assert state(count, has_figure=True, is_hidden=False) == "optalt"


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_every_state_has_wordings_and_all_are_questions(lang):
    with texts.speaking(lang):
        for name in STATES:
            assert count_wordings(name) >= 2
            asked = [texts.say(f"fields.spoerg.{name}.{n}") for n in range(1, count_wordings(name) + 1)]
            assert all(one.endswith("?") for one in asked)
            assert len(set(asked)) == len(asked)


def test_a_page_repeats_a_question_only_when_there_is_no_other():
    questions = Questions(first=3)
    asked = [questions.ask("inden_for") for _ in range(count_wordings("inden_for"))]
    assert len(set(asked)) == len(asked)
    assert questions.ask("inden_for") == asked[0]


def test_no_page_of_the_example_asks_the_same_twice():
    dataset = load_dataset(eksempel_koebenhavn.TARGET)
    source = school_fields(dataset, "2026/2027", "fortrolig")
    for school in dataset.schools["skole_nr"]:
        asked = [row["spoergsmaal"] for row in source.fields(school)["tal"]]
        assert all(asked)
        assert len(set(asked)) == len(asked), school


def test_a_line_without_comparisons_says_so():
    assert line([judged(), judged("uvis")], 0.95) == texts.say("fields.tal_linje.ingen")
    said = line([judged("bedre", "inden_for"), judged("uvis", "inden_for")], 0.9)
    assert said.startswith("Ved 1 af 3 sammenligninger")
    assert said.endswith("omkring 0,3.")
