"""The fields of classes and pupils: who gets one, what stands in it, and what never does."""

from __future__ import annotations

import datetime
import json

import pandas as pd
import pytest
from support.growth_cases import norm
from support.pupils import dataset, norm_tables, result

from xl_beregner import texts
from xl_beregner.errors import BeregnerError
from xl_beregner.fields import Roster, known_fields, unit_fields
from xl_beregner.fields.known import lists_of, scalars_of
from xl_beregner.fields.known.class_group import MOST_CONVERSIONS, MOST_RESULTS
from xl_beregner.fields.parts import Parts

YEAR = "2026/2027"
CONVERSIONS = (
    "tabel", "test", "fag", "profil", "klassetrin", "score", "vaerdi", "maalefejl", "niveau", "kilde",
    "version",
)  # fmt: skip
OWN = {"resultater", "modeltal", "omsaetning", "normer", "normtabel"}


def rows_of_two_classes():
    rows = []
    for pupil, class_group in (("Qaa", "4A"), ("Qbb", "4A"), ("Qcc", "4B"), ("Qdd", "4B")):
        for year, grade, score in ((2025, 3.0, 48.0), (2026, 4.0, 61.0)):
            more = {"klasse": class_group, "klassetrin": grade, "maalefejl": 3.0}
            rows.append(result(pupil, f"{year}-09-01", score, elev_navn=f"Navn{pupil}", **more))
    return rows


def two_classes():
    return dataset(
        rows_of_two_classes(), **norm_tables([("laesning", "EKS 3 > EKS 4", norm("normal_growth", 400, 1))])
    )


def conversions(*rows):
    return pd.DataFrame([dict(zip(CONVERSIONS, row, strict=True)) for row in rows], columns=list(CONVERSIONS))


def source(rows, kind="klasse", **more):
    return unit_fields(dataset(rows, **more), YEAR, "intern", kind, OWN)


def keys(faults):
    return [fault.key for fault in faults]


def test_every_class_of_the_year_is_a_unit_with_its_school():
    found = unit_fields(two_classes(), YEAR, "intern", "klasse").units
    assert [tuple(unit) for unit in found] == [
        ("101005/4A", "Søndre Skole", "101005", "4A", ""),
        ("101005/4B", "Søndre Skole", "101005", "4B", ""),
    ]


def test_every_pupil_of_the_year_is_a_unit_of_a_class():
    found = unit_fields(two_classes(), YEAR, "intern", "elev").units
    assert [unit.number for unit in found] == [
        "101005/4A/Qaa", "101005/4A/Qbb", "101005/4B/Qcc", "101005/4B/Qdd"
    ]  # fmt: skip
    assert (found[0].class_group, found[0].pupil) == ("4A", "Qaa")


@pytest.mark.parametrize("kind", ["klasse", "elev"])
def test_what_is_filled_is_what_is_known(kind):
    made = unit_fields(two_classes(), YEAR, "intern", kind)
    fields = made.fields(made.units[0].number)
    assert {name for name, value in fields.items() if not isinstance(value, list)} == set(scalars_of(kind))
    lists = lists_of(kind)
    assert {name for name, value in fields.items() if isinstance(value, list)} == set(lists)
    for name in OWN:
        assert all(set(row) == set(lists[name]) for row in fields[name]), name
    assert all(fields[name] for name in OWN - {"omsaetning"})


@pytest.mark.parametrize("lang", texts.LANGUAGES)
@pytest.mark.parametrize("kind", ["skole", "klasse", "elev"])
def test_every_field_of_every_kind_has_a_line(kind, lang):
    said = known_fields(lang, kind)
    assert said
    assert all(line and "\n" not in line for line in said.values())


@pytest.mark.parametrize("kind", ["klasse", "elev"])
def test_nobody_from_another_class_is_anywhere_in_a_units_fields(kind):
    made = unit_fields(two_classes(), YEAR, "intern", kind)
    for unit in made.units:
        own = {"Qaa", "Qbb"} if unit.class_group == "4A" else {"Qcc", "Qdd"}
        own = {unit.pupil} if kind == "elev" else own
        everything = json.dumps(made.fields(unit.number), default=str)
        everything += " ".join(map(str, made.warnings(unit.number)))
        for pupil in ("Qaa", "Qbb", "Qcc", "Qdd"):
            assert (pupil in everything) == (pupil in own)
            assert (f"Navn{pupil}" in everything) == (pupil in own)


@pytest.mark.parametrize("edition", ["fortrolig", "bestyrelse", "offentlig"])
@pytest.mark.parametrize("kind", ["klasse", "elev"])
def test_class_and_pupil_workbooks_are_the_teachers_own(kind, edition):
    with pytest.raises(BeregnerError) as told:
        unit_fields(two_classes(), YEAR, edition, kind)
    assert told.value.key == "fields_kun_intern"
    assert edition in str(told.value)


@pytest.mark.parametrize(
    ("year", "edition", "kind", "key"),
    [
        (YEAR, "hemmelig", "klasse", "fields_udgave"),
        ("næste år", "intern", "klasse", "fields_skoleaar"),
        (YEAR, "intern", "landsdel", "fields_enhed_ukendt"),
        ("2030/2031", "intern", "klasse", "fields_ingen_elever_i_aaret"),
    ],
)
def test_what_is_asked_wrongly_is_refused(year, edition, kind, key):
    with pytest.raises(BeregnerError) as told:
        unit_fields(two_classes(), year, edition, kind)
    assert key in {told.value.key, *(fault.key for fault in getattr(told.value, "faults", ()))}


def test_a_dataset_without_pupils_says_so():
    with pytest.raises(BeregnerError) as told:
        source([])
    assert keys(told.value.faults) == ["fields_ingen_elever"]


@pytest.mark.parametrize(("kind", "number"), [("klasse", "101005/4A/Qaa"), ("elev", "101005/4A")])
def test_a_unit_of_another_kind_is_unknown(kind, number):
    with pytest.raises(BeregnerError):
        unit_fields(two_classes(), YEAR, "intern", kind).fields(number)


def test_a_pupils_own_workbook_names_the_pupil_and_a_classs_does_not():
    data = two_classes()
    pupil = unit_fields(data, YEAR, "intern", "elev").fields("101005/4A/Qbb")
    assert (pupil["elev_id"], pupil["elev_navn"], pupil["enhed_nr"]) == ("Qbb", "NavnQbb", "101005/4A/Qbb")
    group = unit_fields(data, YEAR, "intern", "klasse").fields("101005/4A")
    assert (group["elev_id"], group["elev_navn"], group["antal_elever"]) == (None, None, 2)


def test_only_the_parts_a_template_asks_for_are_made(monkeypatch):
    data = two_classes()

    def never(*_):
        raise AssertionError("made, though nobody asked")

    monkeypatch.setattr("xl_beregner.fields.model_figures.ModelFigures.__init__", never)
    fields = unit_fields(data, YEAR, "intern", "klasse", {"skole_navn", "Resultater"}).fields("101005/4A")
    assert "resultater" in fields
    assert not {"modeltal", "omsaetning"} & set(fields)
    with pytest.raises(AssertionError, match="nobody asked"):
        Parts(Roster(data, 2026), data, {"valgt_fag"})


def test_a_result_stands_as_it_was_given():
    rows = [
        result("1", "2026-09-01", 35, test="DNT", skala="percentil", frivillig=True, maks=100.0),
        result("1", "2026-10-01", "18a", test="LUS", skala="lus"),
        result("1", "2026-11-01", None, profil="Afkodning"),
    ]
    first, second, third = source(rows).fields("101005/4A")["resultater"]
    assert first == {
        "elev_id": "1", "elev_navn": "Elev 1", "fag": "laesning", "profil": None, "test": "DNT",
        "klassetrin": 4, "dato": datetime.date(2026, 9, 1), "score": 35.0, "maks": 100.0,
        "skala": "percentil", "maalefejl": None, "frivillig": "ja",
    }  # fmt: skip
    assert (second["score"], second["frivillig"]) == ("18a", "nej")
    assert (third["score"], third["profil"]) == (None, "Afkodning")


def test_a_pupil_who_came_from_another_school_brings_the_history():
    rows = [result("1", "2024-09-01", 40, skole_nr="101001", klasse="2X"), result("1", "2026-09-01", 60)]
    assert [row["score"] for row in source(rows).fields("101005/4A")["resultater"]] == [40, 60]


def test_what_the_sheet_has_no_room_for_goes_by_whole_occasions_the_oldest_first():
    pupils = [str(number) for number in range(30)]
    rows = [
        result(pupil, f"{year}-09-{1 + int(pupil) % 20:02}", 1, klassetrin=year - 2012.0)
        for pupil in pupils
        for year in range(2013, 2027)
    ]
    made = source(rows)
    kept = made.fields("101005/4A")["resultater"]
    assert len(kept) == 390 <= MOST_RESULTS
    assert min(row["dato"] for row in kept).year == 2014
    assert {row["elev_id"] for row in kept} == set(pupils)
    (told,) = [fault for fault in made.warnings("101005/4A") if fault.key == "fields_resultater_udeladt"]
    assert told.facts["antal"] == 30


def test_one_occasion_larger_than_the_sheet_is_cut_and_told():
    rows = [result(str(number), "2026-09-01", 1) for number in range(MOST_RESULTS + 5)]
    made = source(rows)
    assert len(made.fields("101005/4A")["resultater"]) == MOST_RESULTS
    assert "fields_resultater_udeladt" in keys(made.warnings("101005/4A"))


def test_few_pupils_and_pupils_without_results_are_told_of():
    rows = [result(str(number), "2026-09-01", None if number else 5) for number in range(4)]
    told = {fault.key: fault.facts["antal"] for fault in source(rows).warnings("101005/4A")}
    assert told == {"fields_elever_uden_resultat": 3, "fields_faa_elever": 4}
    assert keys(source(rows, "elev").warnings("101005/4A/0")) == []
    enough = [result(str(number), "2026-09-01", 5) for number in range(5)]
    assert source(enough).warnings("101005/4A") == []


def test_a_class_gets_the_rows_of_the_conversion_tables_it_needs():
    table = conversions(
        ("T", "EKS", "laesning", "", 4.0, 12.0, 340.0, 20.0, "God", "Kilden", "1"),
        ("T", "EKS", "laesning", "", 4.0, 13.0, 350.0, 20.0, "God", "Kilden", "1"),
        ("T", "EKS", "laesning", "", 3.0, 12.0, 300.0, 20.0, "God", "Kilden", "1"),
        ("T", "EKS", "matematik", "", 4.0, 12.0, 1.0, 20.0, "", "Kilden", "1"),
        ("T", "FNO", "laesning", "", 4.0, 12.0, 2.0, 20.0, "", "Kilden", "1"),
        ("Alle", "EKS", "", "", float("nan"), 12.0, 3.0, float("nan"), "", "Kilden", "2"),
    )
    fields = source([result("1", "2026-09-01", 12), result("2", "2026-09-01", 99)], conversions=table).fields(
        "101005/4A"
    )
    assert [(row["tabel"], row["klassetrin"], row["vaerdi"]) for row in fields["omsaetning"]] == [
        ("T", 4, 340.0), ("Alle", None, 3.0)
    ]  # fmt: skip
    assert fields["omsaetning"][1]["maalefejl"] is None
    assert fields["omsaetning_linje"] == (
        "Omsætningstabeller: T, version 1 (Kilden); Alle, version 2 (Kilden)."
    )


def test_where_the_conversions_have_no_room_the_oldest_results_go_without():
    scores = range(MOST_CONVERSIONS + 10)
    table = conversions(
        *(("T", "EKS", "laesning", "", 4.0, float(n), 1.0, 1.0, "", "Kilden", "1") for n in scores)
    )
    rows = [result(str(n), f"2026-0{9 if n >= 10 else 8}-01", n) for n in scores]
    made = source(rows, conversions=table)
    assert [row["score"] for row in made.fields("101005/4A")["omsaetning"]] == list(scores[10:])
    (told,) = made.warnings("101005/4A")
    assert (told.key, told.facts["antal"]) == ("fields_omsaetning_udeladt", 10)


def test_a_made_up_conversion_table_is_told_once_for_the_run():
    table = conversions(("T", "EKS", "", "", 4.0, 12.0, 1.0, 1.0, "", "EKSEMPEL: opdigtet", "1"))
    rows = [result("1", "2026-09-01", 12), result("2", "2026-09-01", 12, klasse="4B")]
    assert "fields_eksempeltabel" in keys(source(rows, conversions=table).notes())
    real = table.assign(kilde="Kilden")
    assert "fields_eksempeltabel" not in keys(source(rows, conversions=real).notes())


def test_without_a_conversion_table_the_line_says_so():
    fields = source([result("1", "2026-09-01", 12)]).fields("101005/4A")
    assert fields["omsaetning"] == []
    assert fields["omsaetning_linje"].startswith("Ingen omsætningstabel")


def test_nothing_is_hidden_from_the_teachers():
    assert unit_fields(two_classes(), YEAR, "intern", "klasse").suppressed("101005/4A") == []


@pytest.mark.parametrize(("other", "number"), [("A/q", "101005/4/A/q"), ("A", "101005/4/A")])
def test_pupils_whom_a_slash_gives_one_number_are_refused(other, number):
    rows = (result("q", "2026-09-01", 50, klasse="4/A"), result(other, "2026-09-01", 60, klasse="4"))
    with pytest.raises(BeregnerError) as told:
        source(rows, "elev")
    assert told.value.facts["fundet"] == number
    assert len(source(rows).units) == 2


def test_a_slash_alone_is_no_harm():
    found = source([result("q/1", "2026-09-01", 50, klasse="4/A")], "elev")
    assert [row["elev_id"] for row in found.fields(found.units[0].number)["resultater"]] == ["q/1"]


def test_more_pupils_than_the_sheet_has_room_for_are_told_of():
    rows = [result(f"{number:02}", "2026-09-01", 50) for number in range(41)]
    full, over = (
        unit_fields(dataset(some), YEAR, "intern", "klasse", {"klasseliste"}) for some in (rows[:40], rows)
    )
    (told,) = over.warnings("101005/4A")
    assert (told.key, told.facts["antal"], told.facts["plads"]) == ("fields_elever_plads", 41, 40)
    assert full.warnings("101005/4A") == []


def test_an_error_of_percentiles_told_in_standard_deviations_is_told_and_not_used():
    dnt = {"test": "DNT", "skala": "percentil"}
    rows = [result("1", "2025-09-01", 40, klassetrin=3.0, **dnt), result("1", "2026-09-01", 60, **dnt)]
    tables = norm_tables(
        [("laesning", "DNT 3 > DNT 4", norm("normal_growth", 400, 1))],
        foer_skala="percentil",
        efter_skala="percentil",
    )
    plain, odd, told = (
        source([{**row, "maalefejl": error} for row in rows], **tables) for error in (float("nan"), 0.5, 12.0)
    )
    number = "101005/4A"
    assert odd.fields(number)["modeltal"] == plain.fields(number)["modeltal"]
    assert [row["efter_fejl"] for row in told.fields(number)["modeltal"]] == [12.0]
    assert [keys(found.warnings(number)).count("fields_maalefejl_enhed") for found in (plain, odd, told)] == [
        0,
        1,
        0,
    ]


@pytest.mark.parametrize("kind", ["klasse", "elev"])
def test_ids_of_a_class_that_excel_takes_for_one_are_refused(kind):
    one, other = result("u1", "2026-09-01", 50), result("U1", "2026-09-01", 60)
    with pytest.raises(BeregnerError) as told:
        source([one, other], kind)
    assert told.value.key == "fields_id_ens"
    assert len(source([one, {**other, "klasse": "4B"}], kind).units) == 2
