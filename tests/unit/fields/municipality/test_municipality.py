"""The municipality's fields: what is known is filled, in every edition, and nothing that may not be."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from support.datasets import write_csv
from support.municipality import municipality

from workbooks.build.examples import eksempelby as eksempel_eksempelby
from workbooks.build.examples import koebenhavn as eksempel_koebenhavn
from xl_beregner import texts
from xl_beregner.dataset import load_dataset
from xl_beregner.dataset.agreements import with_agreements
from xl_beregner.errors import BeregnerError, DatasetError
from xl_beregner.fields import known_fields, unit_fields
from xl_beregner.fields.known import fields_page, lists_of, scalars_of
from xl_beregner.fields.known.municipality import SHARED

YEAR = 2026


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory):
    return load_dataset(write_csv(tmp_path_factory.mktemp("kommune"), municipality(1)))


@pytest.fixture(scope="module")
def agreed(synthetic):
    """Four schools' agreements: goals, a theme all wrote about, a civil number in the words (invented)."""
    rows, basis = [], []
    for number, goal in (("900001", 7.0), ("900002", 9.9), ("900003", 5.0), ("900013", 5.0)):
        common = {"skole_nr": number, "klasse": "", "aar": 2025, "skabelon": "resultataftale"}
        for key, value in (("karakter", goal), ("trivsel", 80)):
            row = {**common, "tabel": "aftale", "noegle": key}
            rows += [
                {**row, "felt": "maaltype", "vaerdi": "Niveau"},
                {**row, "felt": "maal", "vaerdi": value},
                {**row, "felt": "senest", "vaerdi": "2025/2026"},
                {**row, "felt": "tiltag", "vaerdi": f"Læsebånd for {key}, aftalt med 010190-1234"},
            ]
            basis.append({
                "skole_nr": number, "aar": 2025, "skabelon": "resultataftale", "noegle": key, "baseline": 6.5,
                "forudsagt": 6.6, "sd": 0.4, "frihedsgrader": 12, "fortegn": 1, "synlig": 0.3, "mindste": -3,
                "stoerste": 100,
            })  # fmt: skip
        rows.append({**common, "tabel": "", "noegle": "", "felt": "egen_1_maal", "vaerdi": "Flere i klub"})
    return with_agreements(synthetic, pd.DataFrame(rows), pd.DataFrame(basis))


def sheets(dataset, edition="fortrolig", year=YEAR):
    source = unit_fields(dataset, year, edition, "kommune")
    return [source.fields(unit.number) for unit in source.units]


def row(fields, table, key):
    return next(one for one in fields[table] if one["noegle"] == key)


# --- What is known is what is filled -----------------------------------------------------------
@pytest.mark.parametrize("edition", ["fortrolig", "bestyrelse", "offentlig"])
def test_what_is_filled_is_what_is_known(agreed, edition):
    for fields in sheets(agreed, edition, 2025):
        assert {name for name, value in fields.items() if not isinstance(value, list)} == set(
            scalars_of("kommune")
        )
        assert {name for name, value in fields.items() if isinstance(value, list)} == set(lists_of("kommune"))
        for table, names in lists_of("kommune").items():
            assert all(set(one) == set(names) for one in fields[table]), table


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_every_field_has_one_line_about_it(lang):
    for name, said in known_fields(lang, "kommune").items():
        assert said, name
        assert "\n" not in said
        assert "…" not in said, name


def test_the_page_tells_of_numbered_fields_once():
    page = fields_page("da")
    assert "| `felt_pejlemaerke_skoler__i1_vaerdi` … `felt_pejlemaerke_skoler__i5_vaerdi` |" in page
    assert "| `felt_kr_1_navn` … `felt_kr_3_navn` |" in page


def test_the_real_example_is_filled(tmp_path):
    found = sheets(load_dataset(eksempel_koebenhavn.TARGET))
    assert [fields["pejlemaerke_navn"] for fields in found] == [
        "Faglighed", "Ungdomsuddannelse", "Chancelighed", "Trivsel", "Tillid og attraktivitet",
    ]  # fmt: skip
    # 24 schools' numbers of pupils add up to this in skoler.csv; no source gives the pupils behind a mean.
    assert found[0]["antal_elever"] == 15137
    assert (
        "antal elever bag skolernes tal er ukendt" in row(found[0], "samlet", "karaktergennemsnit")["tekst"]
    )
    assert row(found[0], "samlet", "fravaer_pct")["officiel"] == 8.1


def test_sheets_share_all_but_their_own_fields(synthetic):
    first, second = sheets(synthetic)[:2]
    for name in {field.partition("__")[0] for field in SHARED if not field.endswith("*")}:
        assert first[name] == second[name], name
    assert first["pejlemaerke_tal"] != second["pejlemaerke_tal"]


# --- Rows --------------------------------------------------------------------------------------
def test_schools_stand_in_alphabetical_order_below_the_municipality_and_its_districts(synthetic):
    table = sheets(synthetic)[0]["pejlemaerke_skoler"]
    assert [one["niveau"] for one in table][:5] == ["kommune", *["omraade"] * 4]
    schools = [one["enhed"] for one in table if one["niveau"] == "skole"]
    assert schools == sorted(schools)
    assert len(schools) == 14


def test_every_value_has_its_interval_or_a_word_for_it(synthetic):
    for fields in sheets(synthetic):
        for one in [*fields["pejlemaerke_tal"], *fields["omraader"]]:
            if one["vaerdi"] is not None and "midte" not in (one["bemaerkning"] or ""):
                is_told = one.get("interval") or "fficielt" in (one["bemaerkning"] or "")
                assert is_told, one["noegle"]
        assert all(one["kilde"] for one in fields["samlet"])


def test_a_goal_of_the_municipality_stands_beside_its_figure_with_how_sure_it_is(synthetic):
    fields = sheets(synthetic)[0]
    grade = row(fields, "samlet", "karakter")
    assert (grade["maal"], grade["maaltype"], grade["maal_kilde"]) == (7.2, "niveau", "Syntetisk udvalg")
    assert grade["maal_status"] == "○ ikke nået"
    # A change between different schools is none of theirs; a goal of a later year is only told.
    assert row(fields, "samlet", "trivsel")["maal_status"] == "? ikke de samme skoler som året før"
    assert row(fields, "samlet", "lus")["maal_status"] == "… mål for 2026/2027"


def test_coverage_and_what_is_hidden_are_said_in_words(synthetic):
    source = unit_fields(synthetic, YEAR, "fortrolig", "kommune")
    fields = source.fields("kommune")
    assert row(fields, "samlet", "karakter")["daekning"] == "13 af 14 skoler"
    hidden = source.suppressed("kommune")
    assert f"{len(hidden)} tal for enkelte skoler vises ikke" in fields["skjult_linje"]
    # Which were hidden for the others' sake is nowhere told.
    assert len({line.partition(": ")[2] for line in hidden}) == 1


def test_money_stands_beside_results_and_per_pupil_of_the_same_schools(synthetic):
    fields = sheets(synthetic)[0]
    assert fields["kr_1_navn"] == "Budget, 2025/2026"
    school = row(fields, "ressourcer", "900001")
    assert school["kr_1_pr_elev"] == pytest.approx(school["kr_1"] / school["elevtal"])
    assert school["res_1_interval"]
    # Another school is missing from the money than from the pupils: nothing is divided.
    assert row(fields, "ressourcer", "kommune")["kr_1_pr_elev"] is None
    # A small school's money is no figure on pupils, but money per pupil would tell how many they are.
    small = row(fields, "ressourcer", "900003")
    assert (small["kr_1"] is not None, small["elevtal"], small["kr_1_pr_elev"]) == (True, None, None)


# --- Goals and words ---------------------------------------------------------------------------
def test_agreed_goals_are_counted_and_a_hidden_result_is_no_result(agreed):
    fields = sheets(agreed, year=2025)[0]
    grade = row(fields, "maal_opgoerelse", "karakter")
    # 900003 is too small to be shown at all, 900013 is hidden for its sake: its goal stands without result.
    assert (grade["aftalt"], grade["opgjort"], grade["naaet"], grade["uden_resultat"]) == (3, 2, 1, 1)
    assert row(fields, "samlet", "karakter")["aftalt"] == 3
    one = row(fields, "aftalte_maal", "karakter|900013")
    assert one["maal"] == 5.0
    assert (one["baseline"], one["resultat"], one["nedre"], one["observeret"]) == (None,) * 4
    assert not any("900003" in goal["noegle"] for goal in fields["aftalte_maal"])
    assert fields["maal_linje"].startswith("6 mål er aftalt på 3 skoler.")
    assert fields["maal_linje"].endswith("2 mål vises ikke i denne udgave.")


def test_words_of_the_schools_stand_together_by_subject_as_written(agreed):
    fields = sheets(agreed, year=2025)[0]
    words = [one for one in fields["temaer"] if one["navn"] == "Karakterer"]
    assert [one["skole"][-2:] for one in words] == ["01", "02", "03", "13"]
    assert [one["skoler"] for one in words] == [4, None, None, None]
    assert words[0]["tekst"] == "Læsebånd for karakter, aftalt med xxxxxx-xxxx"
    assert fields["temaer"][-1]["tekst"] == "Flere i klub"
    assert fields["temaer_linje"] == "4 skoler har skrevet om 3 emner; flest om Karakterer (4 skoler)."


@pytest.mark.parametrize("edition", ["bestyrelse", "offentlig"])
def test_no_words_no_goals_of_a_school_and_no_test_results_leave_the_administration(agreed, edition):
    for fields in sheets(agreed, edition, 2025):
        written = json.dumps(fields, default=str, ensure_ascii=False)
        assert "Læsebånd" not in written
        assert "Flere i klub" not in written
        assert fields["temaer"] == fields["aftalte_maal"] == []
        tested = [one for one in fields["pejlemaerke_tal"] if one["noegle"].startswith("proeve|")]
        assert all(one["vaerdi"] is None for one in tested)
        assert row(fields, "samlet", "proeve")["vaerdi"] is None


# --- Refused -----------------------------------------------------------------------------------
def test_a_schools_own_edition_is_no_municipalitys(synthetic):
    with pytest.raises(BeregnerError, match="skoles egen"):
        unit_fields(synthetic, YEAR, "intern", "kommune")


def test_a_year_without_figures_is_refused(synthetic):
    with pytest.raises(DatasetError, match="2062/2063"):
        unit_fields(synthetic, 2062, "fortrolig", "kommune")


def test_an_unknown_sheet_is_told(synthetic):
    source = unit_fields(synthetic, YEAR, "fortrolig", "kommune")
    with pytest.raises(BeregnerError, match="kommune/99"):
        source.fields("kommune/99")


def test_a_municipality_without_districts_pupils_or_money_is_filled(tmp_path):
    tables = {
        "skoler": [["skole_nr", "skole"], *([f"90000{at}", f"Skole {at}"] for at in range(1, 4))],
        "katalog": [["indikator", "navn", "kilde"], ["andet", "Andet tal", "Syntetisk"]],
        "indikatorer": [["enhed", "skoleaar", "indikator", "vaerdi"], ["900001", "2025/2026", "andet", 4]],
    }
    (fields,) = sheets(load_dataset(write_csv(tmp_path, tables)))
    assert fields["pejlemaerke_navn"] == "Andet"
    assert fields["omraader"] == []
    assert fields["antal_elever"] is None
    assert fields["ressource_linje"].startswith("Der er ingen beløb")


# --- What must not mislead ----------------------------------------------------------------------
def half_of_ten_schools(tmp_path, this_year=range(5, 10)):
    """Ten schools at 4 and at 10, none of which changes; this year only some of them have a figure."""
    rows = [["enhed", "skoleaar", "indikator", "vaerdi", "antal", "standardfejl"]]
    for place in range(10):
        value = 4 if place < 5 else 10
        years = ("2024/2025", "2025/2026") if place in this_year else ("2024/2025",)
        for written in years:
            rows.append([str(900001 + place), written, "karakter", value, 100, "0,1"])
            rows.append([str(900001 + place), written, "elever", value, "", ""])
    rows += [["kommune", "2024/2025", "bundne", 7, "", ""]]
    rows += [
        ["land", year, "bundne", value, "", ""] for year, value in (("2024/2025", 7.5), ("2025/2026", 8))
    ]
    rows += [["900001", "2025/2026", "bundne", 7, "", ""]]
    columns = ["indikator", "navn", "maaleenhed", "retning", "sammenlaegning", "sammenlign", "kilde",
               "offentliggjort"]  # fmt: skip
    made = {
        "skoler": [["skole_nr", "skole"], *([str(900001 + at), f"Opdigtet {at}"] for at in range(10))],
        "katalog": [
            columns,
            ["karakter", "Karakterer", "karakter", "op", "vaegtet_middel", "", "Opdigtet", "ja"],
            ["elever", "Ladeplads", "kr", "op", "sum", "", "Opdigtet", "ja"],
            ["bundne", "Bundne", "karakter", "op", "ingen", "bundne", "Opdigtet", "ja"],
        ],
        "indikatorer": rows,
        "maal": [
            ["niveau", "enhed", "skoleaar", "indikator", "maaltype", "vaerdi", "kilde"],
            ["kommune", "kommune", "2025/2026", "karakter", "progression", "1", "Opdigtet"],
            ["kommune", "kommune", "2025/2026", "elever", "niveau", "60", "Opdigtet"],
        ],
    }
    return load_dataset(write_csv(tmp_path, made))


def test_that_weak_schools_lack_a_figure_is_no_progress(tmp_path):
    (page, *_) = sheets(half_of_ten_schools(tmp_path), "bestyrelse", 2025)
    grades = row(page, "samlet", "karakter")
    assert (grades["vist"], grades["vist_foer"]) == (10.0, 7.0)
    assert (grades["samme_skoler"], grades["udvikling"]) == (0, "ikke de samme skoler")
    assert grades["maal_status"] == "? ikke de samme skoler som året før"


def test_with_the_same_schools_a_change_is_judged(tmp_path):
    (page, *_) = sheets(half_of_ten_schools(tmp_path, range(10)), "bestyrelse", 2025)
    grades = row(page, "samlet", "karakter")
    assert (grades["samme_skoler"], grades["udvikling"]) == (1, "≈ inden for usikkerheden")
    # The goal is a change of 1: both years' errors are 0.1 / sqrt(10), together 0.045.
    assert grades["maal_status"] == "○ ikke nået"


def test_a_sum_that_lacks_schools_says_nothing_certain_of_its_goal(tmp_path):
    (page, *_) = sheets(half_of_ten_schools(tmp_path), "bestyrelse", 2025)
    assert row(page, "samlet", "elever")["maal_status"] == "? ikke alle skoler er med"


def test_the_countrys_figure_is_of_the_year_that_is_shown(tmp_path):
    (page, *_) = sheets(half_of_ten_schools(tmp_path), "bestyrelse", 2025)
    exams = row(page, "samlet", "bundne")
    assert (exams["vist"], exams["vist_aar"], exams["land"]) == (7.0, "2024/2025", 7.5)


def test_what_is_unpublished_of_every_school_does_not_tell_which_are_small(synthetic):
    """One reason for all of them: else the sheet would single out those with few pupils."""
    told = {
        one["bemaerkning"]
        for fields in sheets(synthetic, "bestyrelse")
        for one in fields["pejlemaerke_tal"]
        if one["noegle"].startswith("trivsel|9") and one["bemaerkning"] != "Ingen tal."
    }
    assert told == {"Vises ikke (kilden har ikke offentliggjort tallet for den enkelte skole)."}


def test_goals_reached_are_told_with_how_many_of_them_are_certain(agreed):
    (page, *_) = sheets(agreed, year=2025)
    assert page["maal_naaet"] > 0
    sure = sum(one["sikkert_naaet"] for one in page["maal_opgoerelse"])
    assert f"{page['maal_naaet']} af dem er nået ({sure} sikkert)" in page["maal_linje"]


def test_the_line_on_intervals_claims_no_more_than_they_hold(synthetic):
    (page, *_) = sheets(synthetic)
    assert page["interval_linje"] == (
        "Usikkerheden er et 95 %-interval: af standardfejl eller elevtal, ellers af skolers udsving fra år "
        "til år (se Kilder)."
    )


def test_a_school_without_a_figure_says_that_it_has_none(tmp_path):
    for fields in sheets(half_of_ten_schools(tmp_path), "bestyrelse", 2025):
        for one in fields["pejlemaerke_tal"]:
            assert one["vaerdi"] is not None or one["bemaerkning"]
        assert row(fields, "pejlemaerke_tal", "karakter|900001")["bemaerkning"] == "Ingen tal."


def test_what_a_board_sees_of_nobody_is_not_told_as_missing():
    source = unit_fields(load_dataset(eksempel_eksempelby.TARGET), YEAR, "bestyrelse", "kommune")
    [warning] = source.warnings("kommune")
    assert "nationale test" not in str(warning)
    assert "Forskel til socioøkonomisk reference" in str(warning)
