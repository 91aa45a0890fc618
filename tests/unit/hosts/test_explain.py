"""Plain words: the right sentence for the right reader, and what no sentence may do."""

from __future__ import annotations

import re

import pytest
from support.good_cells import good

from xl_beregner import texts
from xl_beregner.catalog import Kind, specs
from xl_beregner.errors import CellTypeError, MissingValueError, ShapeError, UnknownFunctionError
from xl_beregner.hosts import explain
from xl_beregner.hosts.engine import evaluate

ROLES = tuple(explain.READERS)
# Answers that are no estimates: one general sentence.
GENERAL = {"MODEL", "FORKLAR"}
ESTIMATES = sorted(set(specs()) - GENERAL)
SENTENCES = [key for key in texts.words("da") if key.startswith("forklar.")]

# Blanks that are no estimates: counts, names, words.
NO_ESTIMATE = {"school", "years_used", "told", "function", "observed", "part", "index_100"}
UNCERTAIN = re.compile(r"usik|osäk|uncertain|chanc|chans|sandsynlig|sannolik|probab", re.I)
JARGON = re.compile(
    r"standardfejl|reliabilitet|konfidens|percentil|standardavvikelse|standardfel|signifikan|varians"
    r"|standard error|reliability|confidence|percentile|significan|målefejl|mätfel|residual",
    re.I,
)
IF_AS_BEFORE = {
    "da": "hvis udviklingen fortsætter som hidtil (uden ny indsats)",
    "sv": "om utvecklingen fortsätter som hittills (utan ny insats)",
    "en": "if things go on as before (no new effort)",
}
FORECASTS = {"MAAL", "MAALEKSPERT", "MAALCHANCE", "ELEVCHANCE", "ANDELCHANCE"}


@pytest.fixture(autouse=True)
def danish():
    yield
    texts.use_language("da")


def keys_of(name, column):
    start = f"funktion.{name}.{column}."
    return [key.removeprefix(start) for key in texts.words("da") if key.startswith(start)]


def verdicts(name):
    """Every verdict of a function that a sentence explains; ``ok`` where there are only figures."""
    spec = specs()[name]
    columns = explain.verdict_columns(spec)
    found = [key for column in columns for key in keys_of(name, column)]
    return list(dict.fromkeys(found)) + ["ok"] * (spec.value_or_words or not columns)


def answered(name, verdict, language, *, figures=True):
    """Make a row as the function would spill it, in a language."""
    spec = specs()[name]
    numbers = {column: 10.0 + place for place, (column, _) in enumerate(spec.returns)}
    numbers |= {parameter.name: 5.0 for parameter in spec.parameters}
    numbers |= dict.fromkeys(("chance", "share", "proportion"), 0.5)
    if verdict.startswith("back"):
        numbers |= {"gain": -10.0, "reliable_change_index": -10.0}
    told = next((c for c in explain.verdict_columns(spec) if verdict in keys_of(name, c)), None)
    row = []
    for column, kind in spec.returns:
        if kind is Kind.KEYS:
            key = verdict if column == told else next(iter(keys_of(name, column)))
            blank = column in explain.verdict_columns(spec) and column != told
            said = texts.say(f"funktion.{name}.{column}.{key}", language, **numbers)
            row.append(None if blank else said)
        elif kind is Kind.LABELS:
            row.append("Skolen ved Søen")
        else:
            row.append(numbers[column] if figures else None)
    if spec.value_or_words:
        return [row[0] if verdict == "ok" else row[-1]]
    return row


@pytest.mark.prove
@pytest.mark.parametrize("name", ESTIMATES)
@pytest.mark.parametrize("role", ROLES)
def test_every_verdict_has_its_own_sentence_for_every_reader(name, role):
    strangers = {f"forklar.any.any.{reader}" for reader in ("staff", "home", "all")}
    strangers.add("forklar.any.unrecognised.all")
    for verdict in verdicts(name):
        for spoken in texts.LANGUAGES:
            texts.use_language(spoken)
            general = {texts.say(key, function=specs()[name].excel_name) for key in strangers}
            for language in texts.LANGUAGES:
                row = answered(name, verdict, language)
                (sentence,) = explain.explained_rows(name, [row], role).text
                assert sentence
                assert not re.search(r"[{}…]", sentence), sentence
                assert sentence not in general, (verdict, sentence)
                assert sentence != row[-1], (verdict, sentence)


@pytest.mark.parametrize("name", sorted(specs()))
def test_what_a_function_really_spills_is_recognised_row_by_row(name):
    spec = specs()[name]
    rows = evaluate(spec.excel_name, *(good(spec, parameter) for parameter in spec.parameters))
    stranger = texts.say("forklar.any.unrecognised.all", function=spec.excel_name)
    for role in ROLES:
        told = evaluate("BEREGNER_FORKLAR", name, rows, texts.say(f"valg.{role}"))
        filled = [any(cell is not None for cell in row) for row in rows]
        while filled and not filled[-1]:  # blank rows at the end are no rows
            filled.pop()
        assert [sentence is not None for (sentence,) in told] == (filled if name != "MODEL" else [True])
        assert [stranger] not in told


@pytest.mark.parametrize("name", sorted(specs()))
@pytest.mark.parametrize("role", ROLES)
def test_a_row_without_figures_is_explained_too(name, role):
    for verdict in verdicts(name) if name in ESTIMATES else ["ok"]:
        row = answered(name, verdict, "da", figures=False) if name in ESTIMATES else ["noget", 1.0]
        (sentence,) = explain.explained_rows(name, [row[:1] if name == "FORKLAR" else row], role).text
        assert sentence is None if not any(row) else sentence
        assert not re.search(r"[{}…]", sentence or "")


@pytest.mark.parametrize("name", ESTIMATES)
def test_a_verdict_is_recognised_by_its_words_in_any_language(name):
    spec = specs()[name]
    for column in (column for column, kind in spec.returns if kind is Kind.KEYS):
        start = f"funktion.{name}.{column}."
        for language in texts.LANGUAGES:
            for key in [key for key in texts.words("da") if key.startswith(start)]:
                blanks = dict.fromkeys((blank for blank, _ in texts.blanks(key, language)), 5.0)
                words = texts.say(key, language, **blanks)
                found = explain._recognised(name, column, words)
                assert words == texts.say(f"{start}{found}", language, **blanks)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_no_figure_is_said_without_its_uncertainty(language):
    for key in SENTENCES:
        said = {blank for blank, _ in texts.blanks(key, language)} - NO_ESTIMATE
        assert not said or UNCERTAIN.search(texts.words(language)[key]), key


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_those_at_home_are_spoken_to_without_jargon(language):
    for key in SENTENCES:
        if key.rpartition(".")[2] in ("parent", "pupil", "home", "all", "politician"):
            assert not JARGON.search(texts.words(language)[key]), key


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_pupil_is_addressed(language):
    you = re.compile(r"\b(du|dig|din|dit|dine|ditt|dina|you|your)\b", re.I)
    for key in SENTENCES:
        if key.endswith(".pupil"):
            assert you.search(texts.words(language)[key]), key


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_chance_says_what_it_takes_for_granted(language):
    for key in SENTENCES:
        sentence = texts.words(language)[key]
        chances = re.search(r"chanc|chans", sentence, re.I)
        if key.split(".")[1] in FORECASTS and chances:
            assert IF_AS_BEFORE[language] in sentence, key


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_nothing_is_judged_inside_the_uncertainty(language):
    judging = re.compile(
        r"\b(desværre|flot|godt|dårlig\w*|heldigvis|tyvärr|fint|bra|dålig\w*|unfortunately|good|poor)\b"
    )
    for key in SENTENCES:
        if ".within" in key or ".no_difference" in key or ".undecided" in key:
            assert not judging.search(texts.words(language)[key]), key


def test_no_sentence_is_there_that_no_row_can_get():
    known = {name: {"any", *verdicts(name)} for name in ESTIMATES}
    for key in SENTENCES:
        _, name, verdict, reader = key.split(".")
        assert reader in {reader for chain in explain.READERS.values() for reader in chain}
        if name in known:
            assert any(v == verdict or v.startswith(f"{verdict}_") for v in known[name]), key
        else:
            assert name in GENERAL | {"any"}, key


def test_one_pupils_result_is_no_politicians_business():
    for name in ("FREMGANG", "PROGRESSION", "SANDSCORE", "ELEVCHANCE", "LUSFREMGANG", "OMSAET", "KONTROL"):
        assert name not in explain.FOR_POLITICIANS
    row = evaluate("BEREGNER_FREMGANG", 32.5, 47.5, 3.354, 3.354)
    assert evaluate("BEREGNER_FORKLAR", "FREMGANG", row, "politiker") == [
        ["Enkelte elevers resultater vises ikke her."]
    ]


def test_a_politician_is_told_nothing_of_fewer_than_5_pupils():
    row = evaluate("BEREGNER_LUSFORDELING", [9.0, 10.0, 11.0, 15.0, 15.0, 16.0], "15")
    told = dict(
        zip((r[0] for r in row), evaluate("BEREGNER_FORKLAR", "LUSFORDELING", row, "politiker"), strict=True)
    )
    assert told["på eller over det forventede"] == [texts.say("forklar.any.too_few.all")]
    assert told["midten"][0].startswith("Mindst halvdelen af eleverne er vurderet til punkt 11")


def test_a_gain_is_said_with_as_many_digits_as_its_uncertainty_allows():
    row = evaluate("BEREGNER_FREMGANG", [32.5, 0.1], [47.5, 0.95], [3.354, 0.03], [3.354, 0.03])
    first, second = (row[0] for row in evaluate("BEREGNER_FORKLAR", "beregner_fremgang", row))
    assert "frem med 15,0 (usikkerhed: fra 5,7 til 24,3)" in first
    assert "frem med 0,850 (usikkerhed: fra 0,767 til 0,933)" in second


@pytest.mark.parametrize(("target", "told"), [(20, "ca. 99 %"), (90, "ca. 1 %"), (52, "ca. 50 %")])
def test_a_forecast_is_never_told_as_certain(target, told):
    row = evaluate("BEREGNER_MAALCHANCE", 52, 0.8, target, 1.2)
    assert told in evaluate("BEREGNER_FORKLAR", "MAALCHANCE", row)[0][0]


def test_an_answer_in_another_language_is_explained_in_the_readers_own():
    texts.use_language("en")
    row = evaluate("BEREGNER_STATUS", 7.4, 0.2, 7.5)
    texts.use_language("da")
    assert evaluate("BEREGNER_FORKLAR", "STATUS", row, "teacher")[0][0] == (
        "Resultatet ligger under målet, men usikkerheden er for stor til at afgøre, om målet er nået "
        "(sandsynlighed: 31 %)."
    )


def test_a_blank_row_stays_blank_and_an_odd_row_says_so():
    row = evaluate("BEREGNER_FREMGANG", 32.5, 47.5, 3.354, 3.354)[0]
    odd = [1.0, 1.0, 1.0, 1.0, 1.0, "Et helt andet svar"]
    for strange in (odd, ["#I/T"] * 6, ["fremgang", "standardfejl"], row[:5]):
        answer = evaluate("BEREGNER_FORKLAR", "FREMGANG", [[None] * 6, strange, row])
        assert answer[0] == [None]
        assert "kan ikke genkendes" in answer[1][0]
        assert answer[2][0].startswith("Eleven er gået frem")


def test_a_figure_that_does_not_read_is_not_said():
    row = evaluate("BEREGNER_FREMGANG", 32.5, 47.5, 3.354, 3.354)[0]
    assert evaluate("BEREGNER_FORKLAR", "FREMGANG", [["#I/T", *row[1:]]])[0][0] == row[5]


def test_a_norm_model_is_one_answer_and_gets_one_sentence():
    rows = [["metode", "kvantil"], ["dato", "2026-01-01"], ["antal", 1000.0]]
    if "MODEL" in specs():
        assert len(evaluate("BEREGNER_FORKLAR", "MODEL", rows)) == 1


def test_what_cannot_be_explained_is_refused_in_words():
    row = evaluate("BEREGNER_FREMGANG", 32.5, 47.5, 3.354, 3.354)
    with pytest.raises(UnknownFunctionError, match="FINDESIKKE"):
        evaluate("BEREGNER_FORKLAR", "FINDESIKKE", row)
    with pytest.raises(ShapeError, match="højst 6 kolonner"):
        evaluate("BEREGNER_FORKLAR", "FREMGANG", [[*row[0], 1.0]])
    with pytest.raises(CellTypeError, match="lærer, leder, forælder, elev, politiker"):
        evaluate("BEREGNER_FORKLAR", "FREMGANG", row, "konge")
    with pytest.raises(MissingValueError):
        evaluate("BEREGNER_FORKLAR", "FREMGANG", [[None, None]])


def test_every_row_of_a_link_is_told_its_first_rows_verdict():
    x = [float(n) for n in range(60)]
    rows = evaluate("BEREGNER_KOBLING", x, [2 * n + n % 7 for n in x])
    told = evaluate("BEREGNER_FORKLAR", "KOBLING", [*rows[:3], [None] * 9, [*["x"] * 9], *rows[3:]])
    assert [row[-1] is None for row in rows] == [False] + [True] * 4
    assert told[0] == told[1] == told[2] == told[5]
    assert told[0][0].startswith("Koblingen mellem de to prøver er usikker")
    assert told[3] == [None]
    assert "kan ikke genkendes" in told[4][0]
    alone = evaluate("BEREGNER_FORKLAR", "KOBLING", [rows[1][:8]])
    assert "kan ikke genkendes" in alone[0][0]


FORWARD = "Frem: mere end måleusikkerheden kan forklare."


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("MAALCHANCE", [5.0, 1.0]), ("MAALCHANCE", [-1.0, 1.0]), ("MAALCHANCE", [0.5, -1.0]),
        ("FREMGANG", [15.0, 4.7, 24.3, 5.7, 3.2, FORWARD]),
        ("FREMGANG", [-15.0, 4.7, -24.3, -5.7, -3.2, FORWARD]),
        ("FREMGANG", [15.0, -4.7, 5.7, 24.3, 3.2, FORWARD]),
        ("FREMGANG", [15.0, 4.7, 5.7, 24.3, -3.2, FORWARD]),
    ],
)  # fmt: skip
def test_figures_no_function_gives_are_not_recognised(name, row):
    assert "kan ikke genkendes" in evaluate("BEREGNER_FORKLAR", name, [row])[0][0]


def test_a_gain_below_the_expected_may_still_be_a_gain():
    rows = evaluate("BEREGNER_FREMGANG", [10, 50, 20], [30, 20, 21], 1, 1, [50, None, None])
    told = evaluate("BEREGNER_FORKLAR", "FREMGANG", rows)
    assert not any("kan ikke genkendes" in sentence for (sentence,) in told)
