"""The seminar's workbook says of every pair of assessors what ``ENIGHED`` says, and where all part."""

from __future__ import annotations

import random
from typing import Any

import pytest
from unit.workbooks.class_template import Calculated, template

from workbooks.build.bedoemmerenighed import apart
from workbooks.build.bedoemmerenighed.results import PAIRS, RESULT_TOP, at
from workbooks.build.bedoemmerenighed.scale import SCALES, STEPS
from workbooks.build.bedoemmerenighed.seminar import NOW
from workbooks.build.kit.look import Book
from xl_beregner.errors import ValueRangeError
from xl_beregner.measures.measurement.agreement import agreement_rows
from xl_beregner.measures.measurement.lus import POINTS
from xl_beregner.measures.rules import wilson_interval

NAMES = {"da": "da/bedoemmerenighed.xlsx", "sv": "sv/bedomaroverensstammelse.xlsx"}
WORDS = {"da": Book("bedoemmerenighed.da.toml").words, "sv": Book("bedomaroverensstammelse.sv.toml").words}
Judged = list[list[Any]]


def calculated(judged: Judged, language: str = "sv", **more: Any) -> Calculated:
    """Type the judgements of each assessor, a list each, and calculate."""
    typed = {f"svar_bedoemmelser__bedoemmer_{one}": given for one, given in enumerate(judged, start=1)}
    codes = [f"T{number}" for number in range(1, 61)]
    return template(NAMES[language]).calculated({"svar_bedoemmelser__kode": codes, **typed, **more})


def row(found: Calculated, pair: tuple[int, int], language: str = "sv") -> dict[str, Any]:
    """Give the measures of a pair."""
    place, sheet = RESULT_TOP + 1 + PAIRS.index(pair), WORDS[language]["resultat"]["ark"]
    keys = ("antal", "ens", "ens_fra", "ens_til", "et", "et_fra", "et_til", "kappa", "nedre", "oevre")
    keys += ("hoejere", "riktning", "at_vide")
    return {key: found.at(sheet, place, at(key)) for key in keys}


def some(seed: int, texts: int, assessors: int, scale: tuple[str, ...], spread: int, blanks: float) -> Judged:
    """Judge texts at random: near each other, some not at all."""
    chosen = random.Random(seed)
    centre = len(scale) // 2
    found: Judged = [[] for _ in range(assessors)]
    for _ in range(texts):
        place = chosen.randint(centre - spread, centre + spread)
        for column in found:
            near = min(len(scale) - 1, max(0, place + chosen.choice([-2, -1, 0, 0, 0, 1])))
            column.append(None if chosen.random() < blanks else scale[near])
    return found


def check(found: Calculated, judged: Judged, scale: tuple[str, ...], language: str = "sv") -> None:
    """Hold every pair against the measure."""
    words = WORDS[language]["resultat"]
    for one, other in PAIRS:
        got = row(found, (one, other), language)
        if other > len(judged):
            assert got["antal"] == ""
            assert got["at_vide"] == words["inga"]
            continue
        want = agreement_rows(judged[one - 1], judged[other - 1], "quadratic", list(scale))
        n = int(want.n[0])
        assert got["antal"] == (n or "")
        if want.text[0] in ("too_few", "no_values"):
            blank = {got[key] for key in got if key not in ("antal", "at_vide")}
            assert blank == {""}
            continue
        shares = {"ens": want.exact_percent[0] / 100, "et": want.within_one_percent[0] / 100}
        for key, share in shares.items():
            low, high = wilson_interval(round(share * n), n)
            near = [got[key], got[f"{key}_fra"], got[f"{key}_til"]]
            assert near == pytest.approx([share, low, high], abs=1e-9), key
        assert got["riktning"] == pytest.approx(want.bias[0], abs=1e-9)
        if want.text[0] == "one_level":
            assert [got[key] for key in ("kappa", "nedre", "oevre")] == [""] * 3
            assert got["at_vide"] == words["et_niveau"]
            continue
        kappa = [want.kappa[0], want.lower[0], want.upper[0]]
        assert [got[key] for key in ("kappa", "nedre", "oevre")] == pytest.approx(kappa, abs=1e-9)
        assert got["at_vide"] == words["klart" if n >= 30 else "faa"]


SHAPES = ((60, 4, 8, 0.0), (45, 3, 2, 0.25), (12, 4, 1, 0.4), (30, 2, 5, 0.0), (7, 3, 3, 0.3))


@pytest.mark.parametrize("seed", range(len(SHAPES)))
def test_every_pair_is_that_of_enighed(seed: int) -> None:
    texts, assessors, spread, blanks = SHAPES[seed]
    judged = some(seed, texts, assessors, POINTS, spread, blanks)
    check(calculated(judged), judged, POINTS)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(100, 160))
def test_many_random_seminars_are_those_of_enighed(seed: int) -> None:
    chosen = random.Random(seed)
    language = chosen.choice(["da", "sv"])
    key = chosen.choice(["lus", "betyg", "karakter"])
    scale = SCALES[key]
    most = (len(scale) - 1) // 2
    shape = (chosen.randint(2, 60), chosen.randint(2, 4), chosen.randint(0, most), chosen.random() / 2)
    judged = some(seed, shape[0], shape[1], scale, shape[2], shape[3])
    check(calculated(judged, language, svar_skala=named(language, key)), judged, scale, language)


CORNERS = {
    "all agree": [["9", "10", "18a", "18b", "19"]] * 3,
    "one step apart throughout": [[*POINTS[5:15]], [*POINTS[6:16]]],
    "always opposite": [["1", "19"] * 4, ["19", "1"] * 4],
    "by chance": [["9", "9", "10", "10"] * 5, ["9", "10", "9", "10"] * 5],
    "one step for all": [["9"] * 6, ["9", "10", "11", "9", "9", "9"]],
    "both one step": [["9"] * 6, ["9"] * 6],
    "four texts": [[*POINTS[5:9]], [*POINTS[6:10]]],
    "never the same text": [["9"] * 5 + [None] * 5, [None] * 5 + ["9"] * 5],
    "as numbers": [[9, 10, 11, 12, 12.0], [9, 11, 11, 12, 13]],
}


@pytest.mark.parametrize("corner", CORNERS)
def test_the_corners_are_those_of_enighed(corner: str) -> None:
    judged = CORNERS[corner]
    asked = [[None if one is None else f"{one:g}" if isinstance(one, (int, float)) else one for one in column]
             for column in judged]  # fmt: skip
    check(calculated(judged), asked, POINTS)


def named(language: str, key: str) -> str:
    """Name a scale as the drop-down does."""
    words = WORDS[language]["skala"]
    return str(words["skalaer"][words["orden"].index(key)])


# --- The scale -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "key"), [("sv", "lus"), pytest.param("da", "karakter", marks=pytest.mark.prove)]
)
def test_a_scale_is_chosen_from_the_start(language: str, key: str) -> None:
    found = calculated([["10"]], language)
    sheet = WORDS[language]["skala"]["ark"]
    shown = [found.at(sheet, 10 + step, 2) for step in range(STEPS)]
    assert [word for word in shown if word] == list(SCALES[key])


def test_a_scale_of_ones_own_is_read_in_its_order_and_blank_lines_are_no_steps() -> None:
    own = {"svar_skala": WORDS["sv"]["skala"]["skalaer"][3]}
    own |= {f"svar_egen_skala_{line}": word for line, word in ((1, "Låg"), (2, "Mellan"), (5, "Hög"))}
    judged = [["Låg", "mellan", "HÖG", "Hög", "Låg", "Mellan"], ["Låg", "Hög", "Hög", "Mellan", "Låg", "Låg"]]
    scale = ("låg", "mellan", "hög")
    check(calculated(judged, **own), [[word.casefold() for word in one] for one in judged], scale)


def test_a_word_named_twice_and_a_scale_of_one_step_are_told() -> None:
    words = WORDS["sv"]["skala"]
    twice = {"svar_skala": words["skalaer"][3], "svar_egen_skala_1": "A", "svar_egen_skala_2": "a"}
    assert calculated([["A"]], **twice).at(words["ark"], 7, 1) == words["dobbelt"]
    one = {"svar_skala": words["skalaer"][3], "svar_egen_skala_1": "A"}
    assert calculated([["A"]], **one).at(words["ark"], 7, 1) == words["for_faa"]


@pytest.mark.parametrize("typed", [[0, 2, 4, 7, 10, 12, -3], ["00", "02", "4", "7", "10", "12", "-3"]])
def test_a_danish_grade_is_known_with_and_without_its_nought(typed: list[Any]) -> None:
    other = ["00", "4", "4", "7", "12", "12", "-3"]
    written = ["00", "02", "4", "7", "10", "12", "-3"]
    chosen = {"svar_skala": named("sv", "karakter")}
    check(calculated([typed, other], **chosen), [written, other], SCALES["karakter"])


@pytest.mark.parametrize("unknown", ["18", "?", "*", "vet ej", "0?"])
def test_an_unknown_word_is_told_and_left_out(unknown: str) -> None:
    judged = [["9", "10", "11", "12", "13", unknown], ["9", "10", "12", "12", "13", "9"]]
    found = calculated(judged)
    words = WORDS["sv"]["bedoemmelser"]
    said = found.column(words["ark"], words["kolonner"]["forskel"], 8, 6)
    assert said[-1] == words["ukendt"]
    assert said[:3] == [words["ens"], words["ens"], words["et"]]
    with pytest.raises(ValueRangeError):
        agreement_rows(*judged, "quadratic", list(POINTS))
    check(found, [column[:5] for column in judged], POINTS)


# --- Where they part -----------------------------------------------------------------------------
def test_each_step_tells_how_far_apart_those_were_who_gave_it() -> None:
    judged = [["9", "9", "10", "12", "9"], ["9", "10", "10", "15", None], ["9", "9", "9", "12", None]]
    found = calculated(judged)
    sheet = WORDS["sv"]["trin"]["ark"]

    def step(point: str) -> list[Any]:
        line = apart.STEP_TOP + 1 + POINTS.index(point)
        return [found.at(sheet, line, column) for column in range(7)]

    assert step("9") == ["9", 3, 1, 2, 0, 0, pytest.approx(1 / 3)]
    assert step("12") == ["12", 1, 0, 0, 0, 1, 0]
    assert step("15") == ["15", 1, 0, 0, 0, 1, 0]
    assert step("1") == ["1", 0, 0, 0, 0, 0, ""]


def test_the_texts_to_talk_about_are_those_furthest_apart_with_what_was_said() -> None:
    judged = [["9", "9", "10", "12"], ["9", "10", "14", "16"]]
    notes = {"svar_bedoemmelser__note": ["", "", "Vi läste texten igen.", ""]}
    found = calculated(judged, **notes)
    sheet = WORDS["sv"]["tale"]["ark"]
    lines = [[found.at(sheet, apart.TALK_TOP + 1 + line, column) for column in (0, 1, 2, 5, 7)]
             for line in range(4)]  # fmt: skip
    assert lines[0] == ["T3", "10", "14", 4, "Vi läste texten igen."]
    assert lines[1] == ["T4", "12", "16", 4, ""]
    assert lines[2] == ["T2", "9", "10", 1, ""]
    assert lines[3] == ["", "", "", "", ""]


def test_all_assessors_together_are_counted_where_there_are_enough_texts() -> None:
    judged = [["9", "9", "10", "12", "13"], ["9", "10", "12", "12", "13"], ["9", "9", "10", "12", None]]
    found, sheet = calculated(judged), WORDS["sv"]["resultat"]["ark"]
    first = RESULT_TOP + len(PAIRS) + 3
    told = [found.at(sheet, first + line, at("et")) for line in range(3)]
    assert told == [5, pytest.approx(0.6), pytest.approx(0.8)]


# --- Words -----------------------------------------------------------------------------------------
def test_both_languages_have_the_same_words() -> None:
    def keys(words: Any, above: str = "") -> set[str]:
        found = set()
        for key, value in words.items():
            name = f"{above}{key}" if above else key
            found |= keys(value, f"{name}.") if isinstance(value, dict) else {name}
        return found

    free = ("metode.", "forside.saadan.", "resultat.laesning.", "om.faelles_metode.")
    of = [{key for key in keys(WORDS[one]) if not key.startswith(free)} for one in ("da", "sv")]
    assert of[0] ^ of[1] == set()
    assert len(WORDS["da"]["metode"]) == len(WORDS["sv"]["metode"])


def test_the_measures_to_copy_say_whose_they_are() -> None:
    """Of three assessors' pairs one stands beside the log, so it is named."""
    judged = some(5, 12, 3, POINTS, 6, 0.0)
    found = calculated(judged, svar_bedoemmer_1="Anna", svar_bedoemmer_2="Bo")
    sheet = WORDS["sv"]["seminar"]["ark"]
    assert found.at(sheet, NOW, 2) == "Anna – Bo"
    unmet = calculated([judged[0], [None] * 12, judged[2]])
    assert unmet.at(sheet, NOW, 2) == ""
