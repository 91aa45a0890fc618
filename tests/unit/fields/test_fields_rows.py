"""A school's rows hold its own figures unchanged, beside what they are compared with, and the reasons."""

from __future__ import annotations

import csv
import dataclasses
import itertools
from pathlib import Path

import pytest
from support.datasets import CATALOGUE, tables, write_csv

from workbooks.build.examples import eksempelby as eksempel_eksempelby
from workbooks.build.examples import koebenhavn as eksempel_koebenhavn
from xl_beregner import texts
from xl_beregner.dataset import Dataset, load_dataset
from xl_beregner.errors import BeregnerError, DatasetError
from xl_beregner.fields import FieldSource, school_fields
from xl_beregner.measures.targets.prediction import chance_of_target

YEAR = "2026/2027"


@pytest.fixture(scope="module")
def koebenhavn() -> Dataset:
    return load_dataset(eksempel_koebenhavn.TARGET)


@pytest.fixture(scope="module")
def source(koebenhavn) -> FieldSource:
    return school_fields(koebenhavn, YEAR, "intern")


def rows(fields, table: str) -> dict:
    return {row["noegle"]: row for row in fields[table]}


def raw_figures() -> dict[tuple[str, str, int], str]:
    with (Path(eksempel_koebenhavn.SOURCE) / "kbh_indikatorer.csv").open(encoding="utf-8") as file:
        lines = csv.DictReader(file)
        return {
            (row["institutionsnummer"], row["indikator"], int(row["skoleaar"][:4])): row["vaerdi"]
            for row in lines
        }


# --- tal -------------------------------------------------------------------------------------
def test_every_figure_of_every_school_equals_the_source_exactly(source, koebenhavn):
    about = koebenhavn.catalogue
    shown = set(about.loc[about["vises"], "indikator"])
    expected = {
        place: text for place, text in raw_figures().items() if place[1] in shown and place[2] >= 2018
    }
    compared = 0
    for unit in source.units:
        for key, row in rows(source.fields(unit.number), "tal").items():
            for name, year in [*zip(("v1", "v2", "v3"), (2023, 2024, 2025), strict=True),
                               *((f"t{n}", 2017 + n) for n in range(1, 9))]:  # fmt: skip
                text = expected.get((unit.number, key, year))
                assert row[name] == (None if text is None else float(text)), (unit, key, year)
                compared += text is not None
    assert compared == len(expected) + sum(year >= 2023 for _, _, year in expected)
    assert len(expected) > 2000


def test_there_is_a_row_for_every_shown_indicator_in_display_order(source, koebenhavn):
    shown = koebenhavn.catalogue[koebenhavn.catalogue["vises"]]
    assert [row["noegle"] for row in source.fields("101001")["tal"]] == list(shown["indikator"])


def test_a_pejlemaerke_is_shown_once(source):
    vist = [row["pejlemaerke_vist"] for row in source.fields("101001")["tal"]]
    assert [word for word in vist if word] == [
        "Faglighed", "Ungdomsuddannelse", "Chancelighed", "Trivsel", "Tillid og attraktivitet"
    ]  # fmt: skip


def test_what_stands_beside_a_figure_is_of_the_same_year(source):
    row = rows(source.fields("101001"), "tal")
    assert (row["fravaer_pct"]["aar_seneste"], row["fravaer_pct"]["v3"]) == ("2024/2025", None)
    assert (row["fravaer_pct"]["kommune"], row["fravaer_pct"]["land"]) == (8.1, 7.5)
    assert (row["trivsel_andel_hoej"]["kommune"], row["trivsel_andel_hoej"]["land"]) == (89.9, 88.1)


def test_a_row_with_nothing_alike_to_compare_with_is_blank_there(source):
    for key in ("karaktergennemsnit", "dansk", "trivsel_social", "elevtal"):
        row = rows(source.fields("101001"), "tal")[key]
        assert (row["kommune"], row["land"]) == (None, None)


def test_the_municipality_has_a_figure_in_every_year_that_measures_the_same(source):
    row = rows(source.fields("101001"), "tal")
    trend = [row["trivsel_andel_hoej"][f"k{number}"] for number in range(1, 9)]
    assert trend == [91.0, 91.9, 90.6, 89.6, 87.5, 87.0, 88.8, 89.9]
    assert row["fravaer_pct"]["k7"] == row["fravaer_pct"]["kommune"] == 8.1
    assert row["fravaer_pct"]["k8"] is None
    for key in ("karaktergennemsnit", "dansk", "trivsel_social", "elevtal"):  # nothing alike
        assert all(row[key][f"k{number}"] is None for number in range(1, 9))


def test_the_reference_comes_with_its_own_difference_and_verdict(source):
    row = rows(source.fields("101001"), "tal")["karaktergennemsnit"]
    assert (row["v3"], row["reference"], row["forskel"]) == (9.0, 7.9, 0.9)  # not 9.0 − 7.9
    assert row["reference_dom"] == "Over niveau"


def test_a_reference_of_another_year_than_the_figure_is_not_shown(koebenhavn):
    row = rows(school_fields(koebenhavn, "2025/2026", "intern").fields("101001"), "tal")["karaktergennemsnit"]
    assert row["aar_seneste"] == "2024/2025"
    assert row["reference_dom"] is None  # the verdict is published for 2025/2026 only


def test_a_figure_without_school_year_is_told_in_words_and_never_in_the_row(source):
    row = rows(source.fields("101001"), "tal")["overgang_ungdomsuddannelse_pct"]
    assert all(row[key] is None for key in ("v1", "v2", "v3", "t8", "seneste", "kommune", "land"))
    assert "90,7 %" in row["bemaerkning"]
    assert "overgang_ungdomsuddannelse_pct" not in rows(source.fields("101001"), "forslag")


def test_computed_series_say_so_where_they_are_shown(source):
    for table in ("tal", "forslag"):
        for key, row in rows(source.fields("101001"), table).items():
            computed = key in ("trivsel_social", "trivsel_ro", "sp_mobbet_4_9_pct")
            assert (texts.say("fields.beregnet") in (row["bemaerkning"] or "")) == computed


def test_every_blank_of_the_shown_years_has_its_reason(source):
    for unit in source.units:
        for row in source.fields(unit.number)["tal"]:
            if None in (row["v1"], row["v2"], row["v3"]):
                assert row["bemaerkning"], (unit, row["noegle"])


def test_what_a_school_lacks_is_told_apart_from_what_all_lack(source):
    lacking = rows(source.fields("101022"), "tal")
    said = [row["bemaerkning"] or "" for row in lacking.values()]
    assert any("Ingen skoler har tal for 2025/2026" in remark for remark in said)
    missing = [
        unit.number
        for unit in source.units
        if rows(source.fields(unit.number), "tal")["kompetencedaekning_pct"]["v3"] is None
    ]
    assert len(missing) == 2
    remark = rows(source.fields(missing[0]), "tal")["kompetencedaekning_pct"]["bemaerkning"]
    assert remark.startswith("Skolen har intet tal for 2023/2024, 2025/2026.")


# --- forslag, aftale, evaluering -------------------------------------------------------------
def test_every_indicator_that_may_be_agreed_has_a_proposal(source, koebenhavn):
    agreed = list(koebenhavn.catalogue.loc[koebenhavn.catalogue["kan_aftales"], "indikator"])
    for unit in source.units:
        fields = source.fields(unit.number)
        assert list(rows(fields, "forslag")) == agreed
        assert list(rows(fields, "aftale")) == agreed
        assert list(rows(fields, "evaluering")) == agreed


def test_targets_reach_their_chance_and_point_the_right_way(source):
    checked = 0
    for unit in source.units:
        fields = source.fields(unit.number)
        for row in fields["forslag"]:
            targets = [row["maal_1"], row["maal_2"], row["maal_3"]]
            if None in targets:
                continue
            assert all(
                (later - earlier) * row["fortegn"] >= 0 for earlier, later in itertools.pairwise(targets)
            )
            assert row["nedre"] <= row["baseline"] <= row["oevre"]
            if row["bemaerkning"] and "holdt inden for" in row["bemaerkning"]:
                continue
            direction = "up" if row["fortegn"] > 0 else "down"
            found = chance_of_target(row["forudsagt"], row["sd"], row["frihedsgrader"], targets, direction)
            chances = found.tolist()
            assert chances == pytest.approx(
                [fields["chance_1"], fields["chance_2"], fields["chance_3"]], abs=1e-9
            )
            checked += 1
    assert checked > 200


def test_a_target_is_kept_within_what_is_possible_and_says_so(tmp_path):
    catalogue = [CATALOGUE[0], ["andel", "Andel", "Trivsel", "pct", "op", "Prøven", "", "ja"]]
    schools = [["skole_nr", "skole"], *([str(n), f"Skole {n}"] for n in range(8))]
    lines = [["enhed", "skoleaar", "indikator", "vaerdi"]]
    lines += [
        [str(n), str(y), "andel", str(min(100, 93 + n + (n * y * 7) % 5))]
        for n in range(8)
        for y in range(2019, 2026)
    ]
    dataset = load_dataset(
        write_csv(tmp_path / "d", {"skoler": schools, "katalog": catalogue, "indikatorer": lines})
    )
    row = rows(school_fields(dataset, YEAR, "intern").fields("7"), "forslag")["andel"]
    assert row["maal_3"] == 100.0
    assert "Forslag er holdt inden for 0–100" in row["bemaerkning"]


@pytest.mark.parametrize("year", [YEAR, "2025/2026"])
def test_what_is_expected_on_the_worse_side_of_the_baseline_says_why(koebenhavn, year):
    """And only there, as the row shows both: 20 of 240 and 99 of 216 rows of the example."""
    found = school_fields(koebenhavn, year, "intern")
    told = 0
    for unit in found.units:
        for row in found.fields(unit.number)["forslag"]:
            if row["baseline"] is None:
                continue
            below, above = (texts.say(f"fields.forventes.{word}") for word in ("under", "over"))
            decimals = row["decimaler"]
            distance = round(row["forudsagt"], decimals) - round(row["baseline"], decimals)
            remark = row["bemaerkning"] or ""
            assert (below in remark) == (row["fortegn"] > 0 and distance < 0), (unit, row["noegle"])
            assert (above in remark) == (row["fortegn"] < 0 and distance > 0), (unit, row["noegle"])
            told += below in remark or above in remark
    assert told == {YEAR: 20, "2025/2026": 99}[year]


def test_fewer_than_three_school_years_give_no_proposal_and_say_why(koebenhavn):
    fields = school_fields(koebenhavn, "2025/2026", "intern").fields("101001")
    row = rows(fields, "forslag")["sp_mobbet_4_9_pct"]
    assert (row["baseline"], row["maal_1"], row["sd"]) == (None, None, None)
    assert row["seneste"] == 8.0
    assert "kun tal for 2 skoleår (2023/2024, 2024/2025)" in row["bemaerkning"]
    assert rows(fields, "aftale")["sp_mobbet_4_9_pct"]["forudsagt"] is None


def test_a_series_that_ended_long_ago_gives_no_proposal(koebenhavn):
    table = koebenhavn.indicators
    early = table[(table["indikator"] != "dansk") | (table["aar"] < 2022)].reset_index(drop=True)
    ended = dataclasses.replace(koebenhavn, indicators=early)
    row = rows(school_fields(ended, YEAR, "intern").fields("101001"), "forslag")["dansk"]
    assert row["maal_1"] is None
    assert "for gamle" in row["bemaerkning"]


def test_the_year_before_the_agreements_is_the_last_that_counts(koebenhavn):
    early = school_fields(koebenhavn, "2024/2025", "intern").fields("101001")
    row = rows(early, "tal")["dansk"]
    assert (row["v3"], row["aar_seneste"]) == (8.1, "2023/2024")
    assert rows(early, "forslag")["dansk"]["baseline_aar"] == "2019/2020–2023/2024"
    assert (early["aar_1"], early["aar_3"], early["seneste_skoleaar"]) == (
        "2021/2022",
        "2023/2024",
        "2023/2024",
    )


def test_the_agreements_own_year_is_a_result_to_evaluate(koebenhavn):
    row = rows(school_fields(koebenhavn, "2025/2026", "intern").fields("101001"), "evaluering")["dansk"]
    assert row["resultat"] == 8.4
    assert row["resultat_standardfejl"] > 0
    later = rows(school_fields(koebenhavn, YEAR, "intern").fields("101001"), "evaluering")["dansk"]
    assert (later["resultat"], later["resultat_standardfejl"]) == (None, None)


def test_a_standard_error_of_the_sources_own_is_used(tmp_path):
    lines = [["enhed", "skoleaar", "indikator", "vaerdi", "standardfejl"],
             ["0123", "2025", "karakter", "7", ""],
             ["101001", "2026", "karakter", "7,4", "0,21"]]  # fmt: skip
    dataset = load_dataset(write_csv(tmp_path / "d", tables(indikatorer=lines)))
    row = rows(school_fields(dataset, YEAR, "intern").fields("101001"), "evaluering")["karakter"]
    assert (row["resultat"], row["resultat_standardfejl"]) == (7.4, 0.21)


def test_the_agreement_repeats_the_proposals_numbers(source):
    fields = source.fields("101001")
    for key, row in rows(fields, "aftale").items():
        proposal = rows(fields, "forslag")[key]
        assert row == {**{name: proposal[name] for name in row if name != "fortrolig"}, "fortrolig": None}


# --- Units -----------------------------------------------------------------------------------
def test_a_school_without_figures_is_blank_and_says_so(tmp_path):
    lines = [["enhed", "skoleaar", "indikator", "vaerdi"], ["0123", "2025", "fravaer", "5"]]
    dataset = load_dataset(write_csv(tmp_path / "d", tables(indikatorer=lines)))
    source = school_fields(dataset, YEAR, "intern")
    fields = source.fields("101001")
    assert fields["ingen_tal"] == texts.say("fields.ingen_tal")
    assert source.fields("0123")["ingen_tal"] is None
    for table in ("tal", "forslag", "evaluering"):
        for row in fields[table]:
            numbers = {key: value for key, value in row.items() if isinstance(value, float)}
            assert set(numbers) <= {"mindste", "stoerste"}, (table, numbers)
    assert all(row["bemaerkning"] for row in fields["tal"])
    assert [fault.key for fault in source.warnings("101001")] == ["fields_ingen_tal"]
    assert "Søndre Skole" in str(source.warnings("101001")[0])


def test_an_indicator_a_school_lacks_is_a_warning(tmp_path):
    lines = [["enhed", "skoleaar", "indikator", "vaerdi"], ["101001", "2025", "fravaer", "5"]]
    dataset = load_dataset(write_csv(tmp_path / "d", tables(indikatorer=lines)))
    (fault,) = school_fields(dataset, YEAR, "intern").warnings("101001")
    assert (fault.key, fault.facts["indikatorer"]) == ("fields_mangler_indikatorer", ["Karakterer"])


def test_units_come_in_the_datasets_order_with_their_names(source, koebenhavn):
    assert [unit.number for unit in source.units] == list(koebenhavn.schools["skole_nr"])
    assert source.units[0].name == "Den Classenske Legatskole"


def test_an_unknown_unit_edition_or_year_is_refused(koebenhavn, source):
    for call in (
        lambda: source.fields("999999"),
        lambda: school_fields(koebenhavn, YEAR, "hemmelig"),
        lambda: school_fields(koebenhavn, "næste år", "intern"),
        lambda: school_fields(koebenhavn, "", "intern"),
    ):
        with pytest.raises(BeregnerError):
            call()


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("da", "Kilde: {}, hentet 28-09-2026."),
        ("sv", "Källa: {}, hämtat 2026-09-28."),
        ("en", "Source: {}, retrieved 28/09/2026."),
    ],
)
def test_source_and_date_stand_in_one_line(koebenhavn, lang, line):
    texts.use_language(lang)
    try:
        fields = school_fields(koebenhavn, YEAR, "intern").fields("101001")
    finally:
        texts.use_language("da")
    assert fields["kilde_linje"] == line.format(fields["kilde"])


def test_a_source_without_a_date_says_the_source_alone(tmp_path):
    fields = school_fields(load_dataset(write_csv(tmp_path / "d", tables())), YEAR, "intern").fields("101001")
    assert fields["hentet"] is None
    assert fields["kilde_linje"] == f"Kilde: {fields['kilde']}."


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_no_unit_is_a_unit_without_words(lang):
    units = {key: said for key, said in texts.words(lang).items() if key.startswith("fields.enhed.")}
    assert "fields.enhed.pct" in units
    assert all(units.values())


def test_words_follow_the_language_spoken(koebenhavn):
    texts.use_language("sv")
    try:
        fields = school_fields(koebenhavn, YEAR, "intern").fields("101001")
    finally:
        texts.use_language("da")
    assert fields["chance_1_navn"] == "förväntat"
    assert rows(fields, "tal")["fravaer_pct"]["retning"] == "lägre är bättre"


def test_a_difference_is_computed_only_where_the_source_has_none(tmp_path):
    catalogue = [[*CATALOGUE[0], "reference"], [*CATALOGUE[1], "ventet"], [*CATALOGUE[2], ""],
                 ["ventet", "Ventet", "", "karakter", "", "Prøven", "", "ja", ""]]  # fmt: skip
    lines = [["enhed", "skoleaar", "indikator", "vaerdi"], ["101001", "2025", "karakter", "7,5"],
             ["101001", "2025", "ventet", "7"], ["0123", "2025", "karakter", "7,5"]]  # fmt: skip
    dataset = load_dataset(write_csv(tmp_path / "d", tables(katalog=catalogue, indikatorer=lines)))
    source = school_fields(dataset, YEAR, "intern")
    assert rows(source.fields("101001"), "tal")["karakter"]["forskel"] == 0.5
    assert rows(source.fields("0123"), "tal")["karakter"]["forskel"] is None


def test_a_row_of_words_holds_words(tmp_path):
    catalogue = [*CATALOGUE, ["dom", "Vurdering", "", "tekst", "", "Prøven", "", "ja"]]
    lines = [["enhed", "skoleaar", "indikator", "vaerdi"], ["101001", "2025", "dom", "På niveau"]]
    dataset = load_dataset(write_csv(tmp_path / "d", tables(katalog=catalogue, indikatorer=lines)))
    row = rows(school_fields(dataset, YEAR, "intern").fields("101001"), "tal")["dom"]
    assert (row["v3"], row["seneste"], row["t8"], row["aar_seneste"]) == (
        "På niveau",
        "På niveau",
        None,
        "2025/2026",
    )


@pytest.mark.parametrize(("year", "refused"), [("1990/1991", True), ("2025/2026", True), ("2026/2027", False),
                                              ("2028/2029", False), ("2029/2030", True)])  # fmt: skip
def test_a_year_without_figures_in_the_three_before_is_refused(tmp_path, year, refused):
    lines = [["enhed", "skoleaar", "indikator", "vaerdi"], ["kommune", "2025", "fravaer", "5"]]
    dataset = load_dataset(write_csv(tmp_path / "d", tables(indikatorer=lines)))
    if not refused:
        assert all(
            row["maal_1"] is None
            for row in school_fields(dataset, year, "intern").fields("101001")["forslag"]
        )
        return
    with pytest.raises(DatasetError, match="2025/2026") as caught:
        school_fields(dataset, year, "intern")
    assert caught.value.key == "fields_ingen_aar"


def test_figures_of_later_years_than_the_agreements_are_told(tmp_path):
    lines = [["enhed", "skoleaar", "indikator", "vaerdi"], ["0123", "2025", "fravaer", "5"]]
    now = load_dataset(write_csv(tmp_path / "a", tables(indikatorer=lines)))
    assert school_fields(now, YEAR, "intern").notes() == []
    lines.append(["0123", "2027", "fravaer", "5"])
    later = load_dataset(write_csv(tmp_path / "b", tables(indikatorer=lines)))
    (note,) = school_fields(later, YEAR, "intern").notes()
    assert (note.key, note.facts["antal"], note.facts["seneste"]) == ("fields_senere_aar", 1, "2027/2028")


def test_a_school_without_the_years_result_is_told_once_others_have_theirs(tmp_path):
    lines = [["enhed", "skoleaar", "indikator", "vaerdi"], ["0123", "2025", "fravaer", "5"],
             ["0123", "2026", "fravaer", "5"]]  # fmt: skip
    source = school_fields(load_dataset(write_csv(tmp_path / "d", tables(indikatorer=lines))), YEAR, "intern")
    assert rows(source.fields("0123"), "evaluering")["fravaer"]["bemaerkning"] is None
    said = rows(source.fields("101001"), "evaluering")["fravaer"]["bemaerkning"]
    assert said == "Skolen har intet tal for 2026/2027."
    assert rows(source.fields("101001"), "evaluering")["karakter"]["bemaerkning"] is None


def test_no_level_lies_beyond_its_scale():
    """The very small school's share of talks held is near all of them: its interval ends at 100 %."""
    source = school_fields(load_dataset(eksempel_eksempelby.TARGET), YEAR, "intern")
    ends = 0
    for unit in source.units:
        for row in source.fields(unit.number)["forslag"]:
            low, high = row["mindste"], row["stoerste"]
            if row["nedre"] is not None:
                assert low is None or row["nedre"] >= low
                assert high is None or row["oevre"] <= high
                ends += row["oevre"] == high
    assert ends >= 1
