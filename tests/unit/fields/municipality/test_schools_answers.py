"""All schools' answers gathered by the municipality: whose rows, in what order, and who may read them."""

from __future__ import annotations

from typing import Any

import pytest
from support.agreed import APPLE, SOUTH, agreed, said, small_dataset

from xl_beregner.fields import known_fields, unit_fields
from xl_beregner.fields.known.schools_answers import LINE, AskedOfSchools, asked_of_schools, is_at
from xl_beregner.fields.municipality.schools_answers import SchoolsAnswers

YEAR = 2025
Row = dict[str, Any]


def rows(school: str, template: str, lists: dict[str, Any], year: int = YEAR, **single: Any) -> list[Row]:
    return [{**row, "skabelon": template} for row in said(school, year, lists, **single)]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Any:
    settings = [
        ["noegle", "vaerdi", "kilde"],
        ["faelles_forpligtelse_1", "Alla elever läser", "Exempel"],
    ]
    return small_dataset(tmp_path_factory.mktemp("gathered"), indstillinger=settings)


def fields(dataset: Any, answers: list[Row], *wanted: str, edition: str = "fortrolig") -> Row:
    return SchoolsAnswers(agreed(dataset, answers), YEAR, edition, wanted).fields()


# --- What a name asks for ------------------------------------------------------------------------
def test_a_name_tells_list_key_and_answers() -> None:
    wanted = ["skolernes_plan__Utfall", "skolernes_plan__noegle", "skolernes_plan_ved_egen__vad",
              "skolernes_svar__ord", "skolernes_linje", "samlet__navn", "skolernes_plan"]  # fmt: skip
    assert asked_of_schools(wanted) == (
        AskedOfSchools("skolernes_plan", "plan", "", ("utfall",)),
        AskedOfSchools("skolernes_plan_ved_egen", "plan", "egen", ("vad",)),
        AskedOfSchools("skolernes_svar", "", "", ("ord",)),
    )


def test_a_key_is_met_whole_or_by_its_beginning() -> None:
    assert is_at("egen_2", "egen")
    assert is_at("Faelles_1", "faelles_1")
    assert is_at("faelles_1|lus", "faelles_1")
    assert not is_at("faelles_10", "faelles_1")
    assert not is_at("egentlig", "egen")


# --- Rows ----------------------------------------------------------------------------------------
def test_a_row_a_school_and_key_schools_in_alphabetical_order(plain: Any) -> None:
    own = {"plan": {"egen_10": {"utfall": "tio"}, "egen_2": {"utfall": "två"}, "fravaer": {"utfall": 7.5}}}
    common = {"plan": {"faelles_1": {"utfall": "nått"}, "trin_2": {"utfall": "i dag", "andet": "x"}}}
    answers = rows(SOUTH, "b_plan", own) + rows(APPLE, "a_plan", common)
    found = fields(plain, answers, "skolernes_plan__utfall", "skolernes_plan__noegle")["skolernes_plan"]
    named = [("fravaer", "Fravær", 7.5), ("egen_2", None, "två"), ("egen_10", None, "tio")]
    south = [
        {
            "noegle": f"{SOUTH}|{key}",
            "skole": "Søndre Skole",
            "skole_vist": None,
            "navn": name,
            "utfall": value,
        }
        for key, name, value in named
    ]
    apple = [
        {"noegle": f"{APPLE}|{key}", "skole": "Æblehaven", "skole_vist": None, "navn": name, "utfall": value}
        for key, name, value in [("faelles_1", "Alla elever läser", "nått"), ("trin_2", None, "i dag")]
    ]
    south[0]["skole_vist"], apple[0]["skole_vist"] = "Søndre Skole", "Æblehaven"
    assert found == [*south, *apple]


def test_a_school_s_own_name_of_a_row_goes_first(plain: Any) -> None:
    answers = rows(SOUTH, "plan", {"plan": {"fravaer": {"navn": "Närvaro", "utfall": "ja"}}})
    found = fields(plain, answers, "skolernes_plan__utfall")["skolernes_plan"]
    assert [row["navn"] for row in found] == ["Närvaro"]


def test_a_report_s_commitments_have_the_names_of_the_plan_before(plain: Any) -> None:
    plan, report = "atagande_kvalitetsplan", "atagande_kvalitetsrapport"
    answers = rows(SOUTH, plan, {"forpligtelser": {"egen_1": {"vad": "Lässtund, 010190-1234"}}}, YEAR - 1)
    answers += rows(SOUTH, plan, {"forpligtelser": {"egen_1": {"vad": "Något annat i år"}}})
    reported = {"egen_1": {"utfall": "Bra"}, "faelles_1": {"utfall": "Också"}}
    answers += rows(SOUTH, report, {"sidste_forpligtelser": reported})
    found = fields(plain, answers, "skolernes_sidste_forpligtelser__utfall")["skolernes_sidste_forpligtelser"]
    assert [row["navn"] for row in found] == ["Alla elever läser", "Lässtund, xxxxxx-xxxx"]


def test_a_key_after_ved_takes_its_rows_alone(plain: Any) -> None:
    lists = {
        "plan": {"egen_1": {"vad": "eget"}, "faelles_1": {"vad": "gemensamt"}, "faelles_10": {"vad": "x"}}
    }
    asked = ("skolernes_plan_ved_egen__vad", "skolernes_plan_ved_faelles_1__vad", "skolernes_plan__vad")
    found = fields(plain, rows(SOUTH, "plan", lists), *asked)
    assert [row["vad"] for row in found["skolernes_plan_ved_egen"]] == ["eget"]
    assert [row["vad"] for row in found["skolernes_plan_ved_faelles_1"]] == ["gemensamt"]
    assert [row["vad"] for row in found["skolernes_plan"]] == ["gemensamt", "x", "eget"]


def test_single_answers_are_a_row_a_school_that_answered_one_of_them(plain: Any) -> None:
    answers = rows(APPLE, "rapport", {}, ord="Vi läser", andet="inte efterfrågat")
    answers += rows(SOUTH, "rapport", {}, andet="inte efterfrågat")
    found = fields(plain, answers, "skolernes_svar__ord", "skolernes_svar__mere")["skolernes_svar"]
    assert found == [
        {
            "noegle": APPLE,
            "skole": "Æblehaven",
            "skole_vist": "Æblehaven",
            "navn": None,
            "ord": "Vi läser",
            "mere": None,
        }
    ]


def test_a_column_is_whole_from_the_first_template_by_name(plain: Any) -> None:
    answers = rows(SOUTH, "b", {"plan": {"k1": {"vad": "b"}, "k2": {"vad": "b", "hur": "b"}}})
    answers += rows(SOUTH, "a", {"plan": {"k1": {"vad": "a"}}})
    found = fields(plain, answers, "skolernes_plan__vad", "skolernes_plan__hur")["skolernes_plan"]
    assert [(row["noegle"][-2:], row["vad"], row["hur"]) for row in found] == [
        ("k1", "a", None),
        ("k2", None, "b"),
    ]


def test_other_years_and_classes_are_not_gathered(plain: Any) -> None:
    answers = rows(SOUTH, "plan", {"plan": {"k": {"vad": "förra året"}}}, YEAR - 1)
    answers += [{**row, "klasse": "4A"} for row in rows(SOUTH, "plan", {"plan": {"k": {"vad": "en klass"}}})]
    assert fields(plain, answers, "skolernes_plan__vad")["skolernes_plan"] == []


def test_a_civil_number_is_masked(plain: Any) -> None:
    answers = rows(SOUTH, "plan", {"plan": {"k": {"vad": "om 010190-1234"}}}, ord="och 010190-1234")
    found = fields(plain, answers, "skolernes_plan__vad", "skolernes_svar__ord")
    assert "0101" not in str(found)


# --- Who has answered ----------------------------------------------------------------------------
def test_the_line_counts_schools_and_names_those_missing(plain: Any) -> None:
    answers = rows(SOUTH, "plan", {"plan": {"k": {"vad": "x"}}}) + rows(APPLE, "plan", {}, andet="y")
    assert fields(plain, answers, "skolernes_plan__vad", LINE)["skolernes_linje"] == (
        "1 af 2 skoler har svaret i 2025/2026. Det mangler: Æblehaven."
    )
    assert fields(plain, [], "skolernes_plan__vad", LINE)["skolernes_linje"] == (
        "Ingen af de 2 skoler har svaret i 2025/2026 endnu."
    )


def test_each_template_with_answers_has_a_row_also_when_they_are_of_another_year(plain: Any) -> None:
    lists = {"plan": {"k": {"vad": "x"}}}
    answers = rows(SOUTH, "a", lists) + rows(SOUTH, "b", lists, YEAR - 1) + rows(SOUTH, "c", {}, andet="y")
    found = fields(plain, answers, "skolernes_plan__vad", "indsendt")["indsendt"]
    assert [(row["noegle"], row["svaret"], row["af"], row["mangler"]) for row in found] == [
        ("a", 1, 2, "Æblehaven"),
        ("b", 0, 2, None),
    ]


@pytest.mark.parametrize("edition", ["bestyrelse", "offentlig"])
def test_no_word_and_no_missing_school_leaves_the_administration(plain: Any, edition: str) -> None:
    answers = agreed(plain, rows(SOUTH, "plan", {"plan": {"k": {"vad": "hemligt"}}}, ord="hemligt"))
    wanted = ["skolernes_plan__vad", "skolernes_svar__ord", "skolernes_plan_ved_k__vad", LINE, "indsendt"]
    source = unit_fields(answers, YEAR, edition, "kommune", wanted)
    found = source.fields("kommune")
    assert "hemligt" not in str(found)
    assert [found[name] for name in ("skolernes_plan", "skolernes_svar", "skolernes_plan_ved_k")] == [[]] * 3
    assert found["skolernes_linje"] == "1 af 2 skoler har svaret i 2025/2026."
    assert found["indsendt"][0]["mangler"] is None
    assert found["skjult_linje"].endswith("Skolernes egne ord vises kun i udgaven fortrolig.")


def test_nothing_is_told_to_be_hidden_where_nothing_was_asked_for(plain: Any) -> None:
    answers = agreed(plain, rows(SOUTH, "plan", {}, ord="hemligt"))
    found = unit_fields(answers, YEAR, "offentlig", "kommune", ["samlet"]).fields("kommune")
    assert "ord vises kun" not in found["skjult_linje"]


def test_the_family_is_known_for_a_municipality_alone() -> None:
    assert "skolernes_*" in known_fields("sv", "kommune")
    assert "skolernes_*" not in known_fields("sv", "skole")
