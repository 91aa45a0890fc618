"""What rows and tables of pupils say of each other, and how a paste's shape is mended."""

from __future__ import annotations

import random

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.datasets import SCHOOLS, tables, write_csv, write_parquet, write_workbook
from support.pupil_rows import HEADINGS, results, row

from xl_beregner import texts
from xl_beregner.dataset import check_dataset, load_dataset, new_dataset, schema
from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.pupils import read_pupils, series_name
from xl_beregner.dataset.raw import from_rows


def read(tmp_path, rows, **more):
    return load_dataset(write_csv(tmp_path / "d", {"elever": rows, **more}))


def told(tmp_path, rows, **more):
    return [
        (fault.key, fault.severity)
        for fault in check_dataset(write_csv(tmp_path / "d", {"elever": rows, **more}))
    ]


# --- The dataset -----------------------------------------------------------------------------
def test_results_alone_are_a_dataset_with_schools_by_number(tmp_path):
    dataset = read(tmp_path, results(row("u1", skole_nr="0123"), row("u2")))
    assert dataset.faults == ()
    assert dataset.schools.to_dict("list")["skole_nr"] == ["0123", "101001"]
    assert dataset.schools.to_dict("list")["skole"] == ["Skole 0123", "Skole 101001"]
    assert dataset.catalogue.empty
    assert dataset.indicators.empty
    assert dataset.indicators["aar"].dtype == "int64"


def test_results_may_come_with_a_table_of_schools(tmp_path):
    dataset = read(tmp_path, results(row("u1", skole_nr="0123")), skoler=SCHOOLS)
    assert dataset.schools["skole"].tolist() == ["Søndre Skole", "Æblehaven"]


def test_results_may_come_with_figures(tmp_path):
    dataset = read(tmp_path, results(), **tables())
    assert len(dataset.pupils) == 1
    assert len(dataset.indicators) == 4


@pytest.mark.parametrize("left_out", ["skoler", "katalog", "indikatorer"])
def test_figures_are_whole_or_not_there(tmp_path, left_out):
    assert ("dataset_tabel_mangler", "error") in told(tmp_path, results(), **tables(**{left_out: None}))


def test_a_dataset_without_results_has_empty_tables_of_the_same_columns(tmp_path):
    without = load_dataset(write_csv(tmp_path / "a", tables()))
    with_results = read(tmp_path, results())
    for name in ("pupils", "conversions", "forecasts", "norms", "norm_rows"):
        assert getattr(without, name).empty
    assert without.pupils.dtypes.to_dict() == with_results.pupils.dtypes.to_dict()


def test_a_school_nobody_knows_is_refused(tmp_path):
    found = check_dataset(
        write_csv(tmp_path / "d", {"elever": results(row(skole_nr="123")), "skoler": SCHOOLS})
    )
    assert [fault.key for fault in found] == ["dataset_ukendt_skole_mente_du"]
    assert found[0].facts["forslag"] == "0123"


def test_the_sum_follows_the_contents_and_not_the_order_of_rows_or_the_file(tmp_path):
    rows = [row(f"u{n}", score=str(n)) for n in range(9)]
    whole = load_dataset(write_csv(tmp_path / "a", {"elever": results(*rows)})).hash
    random.Random(1).shuffle(rows)
    assert load_dataset(write_workbook(tmp_path / "b.xlsx", {"elever": results(*rows)})).hash == whole
    assert load_dataset(write_parquet(tmp_path / "c", {"elever": results(*rows)})).hash == whole
    rows[0] = row("u9")
    assert load_dataset(write_csv(tmp_path / "d", {"elever": results(*rows)})).hash != whole


def test_the_sum_does_not_depend_on_the_language_spoken(tmp_path):
    folder = write_csv(tmp_path / "a", {"elever": results()})
    spoken = set()
    for lang in texts.LANGUAGES:
        with texts.speaking(lang):
            spoken.add(load_dataset(folder).hash)
    assert len(spoken) == 1


@pytest.mark.parametrize(
    "table",
    [
        {"omsaetning": [["tabel", "score", "vaerdi", "kilde", "version"], ["T", "47", "740", "Os", "1"]]},
        {"prognoser": [["skole_nr", "elev_id", "fag", "prognose", "dato"],
                       ["101001", "u1", "Dansk", "ja", "1-10-2026"]]},
    ],
)  # fmt: skip
def test_the_sum_counts_every_table(tmp_path, table):
    alone = load_dataset(write_csv(tmp_path / "a", {"elever": results()})).hash
    assert load_dataset(write_csv(tmp_path / "b", {"elever": results(), **table})).hash != alone


def test_the_workbook_of_a_new_dataset_may_hold_results_alone(tmp_path):
    path = new_dataset(tmp_path / "d.xlsx")
    book = openpyxl.load_workbook(path)
    for place, cell in enumerate(row(), 1):
        book["Elever"].cell(3, place, cell)
    book.save(path)
    assert load_dataset(path).pupils["elev_id"].tolist() == ["u1"]


def test_an_empty_sheet_gives_way_to_a_file_beside_it(tmp_path):
    new_dataset(tmp_path)
    assert len(load_dataset(write_csv(tmp_path, {"elever": results()})).pupils) == 1
    write_workbook(tmp_path / "mere.xlsx", {"Elever": results(row("u2"))})
    found = [fault.key for fault in check_dataset(tmp_path) if fault.severity == "error"]
    assert found == ["dataset_tabel_dobbelt"]


@pytest.mark.parametrize(
    ("table", "heading", "key"),
    [("elever", "Institutionsnummer", "skole_nr"), ("elever", "Klassebetegnelse", "klasse"),
     ("elever", "UNI-login", "elev_id"), ("elever", "Årskurs", "klassetrin"), ("elever", "Ämne", "fag"),
     ("elever", "Afviklingsdato", "dato"), ("elever", "Provdatum", "dato"), ("elever", "Percentil", "score"),
     ("elever", "Antal rigtige", "score"), ("elever", "Voluntary", "frivillig"),
     ("elever", "Klass", "klasse"), ("prognoser", "Åtgärd", "tiltag"), ("omsaetning", "Niveau", "niveau"),
     ("normer", "Before, test", "foer_test")],
)  # fmt: skip
def test_official_and_foreign_headings_are_known(table, heading, key):
    assert schema.column_names(table)[schema.plain(heading)] == key


# --- The shape of a paste --------------------------------------------------------------------
def test_marks_without_width_and_odd_blanks_are_taken_out(tmp_path):
    dirty = row(
        "u\u200b1", klasse="\u00a04.A\u00a0", fag="Dansk,\u00a0\u00a0læsning", elev_navn="Asta\u2007 Et\ufeff"
    )
    found = read(tmp_path, results(dirty)).pupils.iloc[0]
    assert found[["elev_id", "klasse", "fag", "elev_navn"]].tolist() == [
        "u1",
        "4.A",
        "Dansk, læsning",
        "Asta Et",
    ]


UPPER = ["skole_nr", "klasse", "Elev", "", "fag", "", "", "", "klassetrin", "dato", "Resultat", "", "", ""]
LOWER = [
    "",
    "",
    "elev_id",
    "elev_navn",
    "",
    "profil",
    "test",
    "frivillig",
    "",
    "",
    "score",
    "maks",
    "skala",
    "maalefejl",
]


@pytest.mark.parametrize(
    "above",
    [
        [HEADINGS],
        [["Klasse 4.A, opdigtet"], [], HEADINGS],
        [UPPER, LOWER],
        [["Resultater"], UPPER, LOWER],
        [HEADINGS, HEADINGS],
    ],
    ids=["plain", "title", "merged", "title and merged", "twice"],
)  # fmt: skip
def test_headings_may_stand_below_titles_and_in_two_rows(tmp_path, above):
    dataset = load_dataset(write_csv(tmp_path / "d", {"elever": [*above, row("u1"), row("u2")]}))
    assert dataset.pupils["elev_id"].tolist() == ["u1", "u2"]
    assert dataset.pupils["score"].tolist() == [47, 47]
    assert dataset.pupils["raekke"].tolist() == [len(above) + 1, len(above) + 2]


def test_headings_again_and_blank_lines_between_classes_are_no_results(tmp_path):
    dataset = read(tmp_path, [*results(row("u1")), [], HEADINGS, row("u2"), ["", " "], row("u3")])
    assert dataset.pupils["raekke"].tolist() == [2, 5, 7]
    (fault,) = dataset.faults
    assert (fault.key, fault.severity, fault.facts["raekke"]) == ("dataset_overskrift_igen", "warning", 4)


def test_a_line_with_one_cell_is_refused_once_and_not_cell_by_cell(tmp_path):
    assert told(tmp_path, [*results(), ["4.B"]]) == [("dataset_raekke_en_celle", "error")]


def test_a_civil_number_in_a_line_that_is_no_result_is_found(tmp_path):
    assert told(tmp_path, [*results(), ["010190-1234"]]) == [("dataset_civilnummer", "error")]


@pytest.mark.parametrize(
    ("heading", "score", "scale", "number", "word"),
    [("Percentil", "47", "percentil", 47, ""), ("LUS", "18 a", "lus", None, "18a"),
     ("Betyg", "C", "betyg", None, "C"), ("Karakter", "10", "karakter", 10, "")],
)  # fmt: skip
def test_the_heading_of_the_scores_may_tell_their_scale(tmp_path, heading, score, scale, number, word):
    keep = [at for at, key in enumerate(HEADINGS) if key != "skala"]
    rows = [[line[at] for at in keep] for line in results(row(score=score))]
    rows[0][rows[0].index("score")] = heading
    found = read(tmp_path, rows).pupils.iloc[0]
    assert (found["skala"], found["ord"]) == (scale, word)
    assert found["score"] == number or number is None


def test_a_score_without_any_scale_is_refused(tmp_path):
    keep = [at for at, key in enumerate(HEADINGS) if key != "skala"]
    rows = [[line[at] for at in keep] for line in results()]
    assert told(tmp_path, rows) == [("dataset_kolonne_mangler", "error")]


# --- A column a profile area -----------------------------------------------------------------
WIDE = [
    ["skole_nr", "klasse", "elev_id", "test", "klassetrin", "dato", "skala", "Sprogforståelse", "Afkodning",
     "Tekstforståelse", "Samlet"],
    ["101001", "4.A", "u1", "DNT", "4", "14-09-2021", "percentil", "11", "22", "33", "20"],
    ["101001", "4.A", "u2", "DNT", "4", "14-09-2021", "percentil", "44", "", "55", "50"],
]  # fmt: skip


def test_a_column_a_profile_area_is_read_as_a_row_a_result(tmp_path):
    dataset = read(tmp_path, WIDE)
    assert dataset.faults == ()
    found = dataset.pupils.set_index(["elev_id", "profil"])["score"]
    assert found["u1"].to_dict() == {"Sprogforståelse": 11, "Afkodning": 22, "Tekstforståelse": 33, "": 20}
    assert set(dataset.pupils["fag"]) == {"Dansk, læsning"}
    assert found["u2"].isna().to_dict() == {
        "Sprogforståelse": False, "Afkodning": True, "Tekstforståelse": False, "": False
    }  # fmt: skip
    assert dataset.pupils["raekke"].tolist() == [2, 3] * 4


def test_a_fault_in_a_profile_area_tells_its_own_column(tmp_path):
    wrong = [list(line) for line in WIDE]
    wrong[2][9] = "101"
    wrong[1][5] = "i går"
    found = check_dataset(write_csv(tmp_path / "d", {"elever": wrong}))
    assert [(fault.key, fault.facts["raekke"], fault.facts["kolonne"]) for fault in found] == [
        ("dataset_celle_ikke_dato", 2, "dato (F)"),
        ("dataset_percentil_udenfor", 3, "Tekstforståelse (J)"),
    ]


def test_a_column_a_subject_is_read_as_a_row_a_result(tmp_path):
    rows = [
        ["Skolekode", "Klasse", "UNI-login", "Elevens navn", "Prøve", "Testdato", "Klassetrin", "Skala",
         "Dansk læsning", "Matematik"],
        ["101001", "4A", "u1", "Alma Opdigtet", "FNF 2026/27", "05-10-2026", "4", "skalascore", "21,5", "20"],
    ]  # fmt: skip
    dataset = read(tmp_path, rows)
    assert dataset.faults == ()
    found = dataset.pupils[["skole_nr", "fag", "profil", "test", "score"]].values.tolist()
    assert found == [
        ["101001", "Dansk, læsning", "", "FNF", 21.5], ["101001", "Matematik", "", "FNF", 20.0],
    ]  # fmt: skip


def test_a_maximum_beside_columns_of_two_subjects_is_not_used_and_a_column_twice_is_told(tmp_path):
    wide = [["skole_nr", "klasse", "elev_id", "test", "klassetrin", "dato", "skala", "maks",
             "Matematik", "Dansk"],
            ["101001", "4A", "u1", "FNF", "4", "05-10-2026", "point", "40", "12", "8"]]  # fmt: skip
    assert read(tmp_path, wide).pupils["maks"].tolist() == [40.0]  # "Dansk" is no test of its own
    wide[0][-1] = "Dansk, læsning"
    assert load_dataset(write_csv(tmp_path / "e", {"elever": wide})).pupils["maks"].isna().all()
    wide[0][-1] = "matematik"
    found = check_dataset(write_csv(tmp_path / "f", {"elever": wide}))
    assert "dataset_profil_dobbelt" in [f.key for f in found]


def test_a_column_of_lus_points_tells_the_test_and_the_scale(tmp_path):
    rows = [["Skolenhetskod", "Klass", "Elevkod", "Ämne", "Årskurs", "Datum", "LUS-punkt"],
            ["1234", "3B", "u1", "svenska", "3", "2026-10-14", "18 a"]]  # fmt: skip
    dataset = read(tmp_path, rows)
    assert dataset.faults == ()
    assert dataset.pupils[["test", "skala", "ord"]].values.tolist() == [["LUS", "lus", "18a"]]


@pytest.mark.parametrize(
    ("written", "series"),
    [("FNO 2025/26", "FNO"), ("fnf 2026/2027", "FNF"),
     ("Folkeskolens Nationale Overgangstest (2025–26)", "FNO"),
     ("DNT 2021", "DNT"), ("Vores prøve 2026", "VORES PRØVE 2026"), ("FNO 2", "FNO 2"),
     ("DNT dansk læsning", "DNT DANSK LÆSNING"), ("EKS", "EKS")],
)  # fmt: skip
def test_the_school_year_is_no_part_of_the_name_of_a_known_series(written, series):
    assert series_name(written) == series


def test_a_name_that_says_more_than_a_known_series_is_told(tmp_path):
    contents = {"elever": results(row(test="FNF dansk læsning"), row("u2", test="FNFX"), row("u3"))}
    found = check_dataset(write_csv(tmp_path / "d", contents))
    assert [(f.key, f.severity, f.facts["raekke"], f.facts["serie"]) for f in found] == [
        ("dataset_test_serie", "warning", 2, "FNF")
    ]


@pytest.mark.parametrize(
    ("heading", "guess"), [("Skole", "Skole"), ("Skola", "Skola"), ("Sko", None), ("Bygning", None)]
)
def test_a_missing_column_tells_what_it_holds_and_which_may_be_meant(tmp_path, heading, guess):
    rows = results()
    rows[0] = [heading if key == "skole_nr" else key for key in rows[0]]
    missing = next(
        f for f in check_dataset(write_csv(tmp_path / "d", {"elever": rows})) if "mangler" in f.key
    )
    assert missing.facts.get("forslag") == guess
    assert "institutionsnummeret" in str(missing)


def test_the_words_to_choose_from_are_told_as_people_write_them(tmp_path):
    contents = {"elever": results()}
    contents["prognoser"] = [
        ["skole_nr", "elev_id", "fag", "prognose", "dato"],
        ["101001", "u1", "Dansk, læsning", "på vej", "01-10-2026"],
    ]
    (fault,) = check_dataset(write_csv(tmp_path / "d", contents))
    assert fault.facts["forventet"] == ["når", "usikkert", "når ikke"]


def test_profile_areas_of_two_subjects_do_not_tell_the_subject(tmp_path):
    rows = [["Ordforråd" if cell == "Sprogforståelse" else cell for cell in WIDE[0][:8]], WIDE[1][:8]]
    assert told(tmp_path, rows) == [("dataset_kolonne_mangler", "error")]
    named = [[*rows[0], "fag"], [*rows[1], "Engelsk"]]
    assert load_dataset(write_csv(tmp_path / "e", {"elever": named})).pupils["fag"].tolist() == ["Engelsk"]


def test_one_maximum_beside_several_profile_areas_is_not_used_and_told(tmp_path):
    maxima = [[*WIDE[0], "maks"], [*WIDE[1], "60"]]
    several = read(tmp_path, maxima)
    assert [(fault.key, fault.facts["kolonne"]) for fault in several.faults] == [
        ("dataset_kolonne_ukendt", "maks (L)")
    ]
    assert several.pupils["maks"].isna().all()
    one = [[*line[:8], line[11]] for line in maxima]
    alone = load_dataset(
        write_csv(tmp_path / "e", {"elever": [[*one[0], "fag"], [*one[1], "Dansk, læsning"]]})
    )
    assert alone.faults == ()
    assert alone.pupils[["profil", "score", "maks"]].to_numpy().tolist() == [["Sprogforståelse", 11, 60]]


def test_the_same_profile_area_in_two_columns_is_refused(tmp_path):
    rows = [[*line, line[8]] for line in WIDE]
    assert ("dataset_profil_dobbelt", "error") in told(tmp_path, rows)


# --- Rows against each other -----------------------------------------------------------------
def test_the_same_row_twice_is_read_once_and_told(tmp_path):
    dataset = read(tmp_path, results(row("u1"), row("u1"), row("u2")))
    assert dataset.pupils["elev_id"].tolist() == ["u1", "u2"]
    assert [(fault.key, fault.facts["raekke"]) for fault in dataset.faults] == [("dataset_elev_gentaget", 3)]


@pytest.mark.parametrize(
    "changed", [{"score": "48"}, {"score": ""}, {"klasse": "4.B"}, {"skole_nr": "101002"}, {"maks": "60"}]
)
def test_one_test_with_two_answers_is_refused_in_both_rows(tmp_path, changed):
    found = check_dataset(
        write_csv(tmp_path / "d", {"elever": results(row("u1"), row("u2"), row("u1", **changed))})
    )
    refused = [fault for fault in found if fault.key == "dataset_elev_dobbelt"]
    assert [(fault.facts["raekke"], fault.facts["foerste"]) for fault in refused] == [(2, 4), (4, 2)]
    heading = texts.say(f"dataset.kolonne.elever.{next(iter(changed))}").lower()
    assert {fault.facts["forskel"] for fault in refused} == {heading}


@pytest.mark.parametrize(
    "changed", [{"dato": "15-09-2026"}, {"profil": "Tekstforståelse"}, {"fag": "Matematik"}, {"test": "EKS2"}]
)
def test_another_test_is_no_repetition(tmp_path, changed):
    assert len(read(tmp_path, results(row("u1"), row("u1", **changed))).pupils) == 2


def test_two_names_on_one_id_are_refused_without_showing_them(tmp_path):
    rows = results(row("u1", elev_navn="Asta Et"), row("u1", elev_navn="Bo To", dato="01-09-2025"))
    (fault,) = check_dataset(write_csv(tmp_path / "d", {"elever": rows}))
    assert (fault.key, fault.facts["raekke"], fault.facts["foerste"]) == ("dataset_elev_navne", 3, 2)
    assert "Asta" not in str(fault)
    assert "Bo" not in str(fault)


@pytest.mark.parametrize("same", ["asta ET", "Et, Asta", "", "Asta  Et"])
def test_one_name_written_otherwise_is_one_name(tmp_path, same):
    rows = results(row("u1", elev_navn="Asta Et"), row("u1", elev_navn=same, dato="01-09-2025"))
    assert told(tmp_path, rows) == []


def test_a_pupil_who_moved_keeps_the_history_untold(tmp_path):
    rows = results(
        row("u1", skole_nr="101001", klasse="3.A", dato="01-09-2025"),
        row("u1", skole_nr="101001", klasse="4.A", dato="01-09-2026"),
        row("u1", skole_nr="101002", klasse="4.C", dato="01-11-2026"),
    )
    assert told(tmp_path, rows) == []
    assert read(tmp_path, rows).pupils["skole_nr"].tolist() == ["101001", "101001", "101002"]


@pytest.mark.parametrize(
    "places",
    [[("101001", "4.A", "01-09-2026"), ("101002", "4.B", "01-09-2026")],
     [("101001", "4.A", "01-09-2026"), ("101002", "4.B", "01-10-2026"), ("101001", "4.A", "01-11-2026")],
     [("101001", "4.A", "01-09-2026"), ("101001", "4.B", "01-09-2026")]],
    ids=["one day", "there and back", "two classes"],
)  # fmt: skip
def test_one_id_in_two_places_at_once_is_told(tmp_path, places):
    profiles = ["A", "B", "C"]
    rows = [
        row("u1", skole_nr=school, klasse=group, dato=day, profil=profile)
        for (school, group, day), profile in zip(places, profiles, strict=False)
    ]
    assert told(tmp_path, results(*rows)) == [("dataset_elev_to_skoler", "warning")]


def test_classes_that_differ_by_signs_are_kept_and_told(tmp_path):
    dataset = read(
        tmp_path, results(row("u1", klasse="4.A"), row("u2", klasse="4 a"), row("u3", klasse="4.B"))
    )
    assert dataset.pupils["klasse"].tolist() == ["4.A", "4 a", "4.B"]
    (fault,) = dataset.faults
    assert (fault.key, fault.severity) == ("dataset_klasse_stavet", "warning")
    assert "”4 a”, ”4.A”" in str(fault)


def test_subjects_that_differ_by_capitals_are_read_as_one_and_told(tmp_path):
    for usual, odd in (("dansk", "Dansk"), ("Dansk", "dansk")):
        rows = results(row("u1", fag=odd), row("u2", fag=usual), row("u3", fag=usual))
        dataset = read(tmp_path, rows)
        assert dataset.pupils["fag"].tolist() == [usual] * 3
        assert [fault.key for fault in dataset.faults] == ["dataset_stavet"]


@pytest.mark.parametrize("table", [schema.PUPILS, schema.FORECASTS, schema.CONVERSIONS, schema.NORMS])
def test_a_missing_column_is_told_by_its_key_and_nothing_else_breaks(tmp_path, table):
    forecast = ["101001", "4.A", "u1", "Dansk", "", "naar", "", "", "1-10-2026"]
    contents = {
        "elever": results(),
        "prognoser": [FORECAST, forecast],
        "omsaetning": CONVERSION,
        "normer": NORM,
        "normraekker": NORM_ROWS,
    }
    for number, key in enumerate(column.key for column in table.columns if column.required):
        rows = contents[table.name]
        keep = [at for at, heading in enumerate(rows[0]) if heading != key]
        without = {**contents, table.name: [[line[at] for at in keep] for line in rows]}
        found = check_dataset(write_csv(tmp_path / str(number), without))
        missing = [fault.facts["kolonne"] for fault in found if fault.key == "dataset_kolonne_mangler"]
        assert missing == [key]


@pytest.mark.parametrize(
    ("test", "day", "is_told"),
    [("DNT", "01-10-2009", False), ("DNT", "31-07-2022", False), ("DNT", "01-08-2022", True),
     ("FNO", "31-07-2022", True), ("FNO", "15-11-2022", False), ("FNO", "01-09-2025", False),
     ("FNO", "01-09-2026", True), ("FNF", "01-06-2026", True), ("FNF", "01-09-2026", False),
     ("EKS", "01-09-2023", False)],
)  # fmt: skip
def test_a_national_test_outside_its_years_is_told(tmp_path, test, day, is_told):
    assert told(tmp_path, results(row(test=test, dato=day))) == [("dataset_test_aar", "warning")] * is_told


@pytest.mark.parametrize(
    ("scores", "is_told"), [("12345", True), ("1234", False), ("12347", False), ("22222", True)]
)
def test_percentiles_that_look_like_levels_are_told(tmp_path, scores, is_told):
    rows = [row(f"u{n}", score=score, skala="percentil") for n, score in enumerate(scores)]
    assert told(tmp_path, results(*rows)) == [("dataset_percentil_trin", "warning")] * is_told


def test_many_refused_rows_are_summed_up_by_reason(tmp_path):
    rows = [row(f"u{n}", score="God", skala="percentil") for n in range(8)]
    rows += [row(f"v{n}", dato="i går") for n in range(5)] + [row(f"w{n}") for n in range(7)]
    found = check_dataset(write_csv(tmp_path / "d", {"elever": results(*rows)}))
    (sum_up,) = [fault for fault in found if fault.key == "dataset_elever_opgjort"]
    assert (sum_up.facts["forstaaet"], sum_up.facts["alle"], sum_up.facts["afvist"]) == (7, 20, 13)
    assert sum_up.facts["grunde"] == ["forkert visning: 8", "dato: 5"]


# --- Conversion tables, forecasts and norms --------------------------------------------------
CONVERSION = [
    ["tabel", "test", "fag", "profil", "klassetrin", "score", "vaerdi", "maalefejl", "niveau", "kilde",
     "version"],
    ["Eksempel på tabel", "dnt", "dansk, læsning", "afkodning", "4", "47", "740,5", "60", "God",
     "Kommunen, 2026", "1"],
]  # fmt: skip


def test_a_conversion_table_is_read_and_named_as_the_results_are(tmp_path):
    found = read(tmp_path, results(), omsaetning=CONVERSION).conversions
    assert found.iloc[0].to_dict() == {
        "tabel": "Eksempel på tabel", "test": "DNT", "fag": "Dansk, læsning", "profil": "Afkodning",
        "klassetrin": 4.0, "score": 47.0, "vaerdi": 740.5, "maalefejl": 60.0, "niveau": "God",
        "kilde": "Kommunen, 2026", "version": "1",
    }  # fmt: skip


@pytest.mark.parametrize("word", ["EKSEMPEL: opdigtet", "Exempel, påhittat", "example"])
def test_an_examples_conversion_table_is_refused_outside_an_example(tmp_path, word):
    made_up = [CONVERSION[0], [*CONVERSION[1][:9], word, "1"]]
    assert told(tmp_path, results(), omsaetning=made_up) == [("dataset_omsaetning_eksempel", "error")]
    example = [["noegle", "vaerdi", "kilde"], ["eksempel", "Opdigtede elever", "Os"]]
    assert told(tmp_path, results(), omsaetning=made_up, indstillinger=example) == []


def test_a_score_twice_in_one_conversion_table_is_refused(tmp_path):
    twice = [*CONVERSION, [*CONVERSION[1][:6], "741", *CONVERSION[1][7:]]]
    assert told(tmp_path, results(), omsaetning=twice) == [("dataset_dobbelt_noegle", "error")]


FORECAST = ["skole_nr", "klasse", "elev_id", "fag", "maal", "prognose", "sandsynlighed", "tiltag", "dato"]


@pytest.mark.parametrize(
    ("word", "chance", "found_word", "found_chance"),
    [("når målet", "", "naar", None), ("Usikkert", "0,6", "usikkert", 0.6), ("", "80 %", "", 0.8),
     ("når ikke", "20", "naar_ikke", 0.2), ("Osäkert", "1", "usikkert", 1.0),
     ("når inte", "1 %", "naar_ikke", 0.01)],
)  # fmt: skip
def test_a_forecast_is_a_word_or_a_chance(tmp_path, word, chance, found_word, found_chance):
    line = ["101001", "4.A", "u1", "dansk, LÆSNING", "Middel", word, chance, "Makker", "01-10-2026"]
    found = read(tmp_path, results(), prognoser=[FORECAST, line]).forecasts.iloc[0]
    assert (found["prognose"], found["fag"], found["skoleaar"]) == (found_word, "Dansk, læsning", 2026)
    assert found["sandsynlighed"] == found_chance or found_chance is None


@pytest.mark.parametrize(
    ("changed", "key"),
    [({5: "måske nok"}, "dataset_ukendt_ord"), ({5: ""}, "dataset_prognose_tom"),
     ({6: "150 %"}, "dataset_sandsynlighed"), ({6: "stor"}, "dataset_sandsynlighed"),
     ({8: "snart"}, "dataset_celle_ikke_dato"), ({2: ""}, "dataset_tom_celle")],
)  # fmt: skip
def test_a_forecast_that_cannot_be_read_is_refused(tmp_path, changed, key):
    line = ["101001", "4.A", "u1", "Dansk, læsning", "Middel", "naar", "", "", "01-10-2026"]
    line = [changed.get(at, cell) for at, cell in enumerate(line)]
    assert told(tmp_path, results(), prognoser=[FORECAST, line]) == [(key, "error")]


def as_per_cent(path, *cells):
    book = openpyxl.load_workbook(path)
    for sheet, cell in cells:
        book[sheet][cell].number_format = "0%"
    book.save(path)
    return path


def test_a_cell_shown_in_per_cent_is_per_cent_and_never_points(tmp_path):
    lines = [["101001", "4.A", "u1", "Dansk", goal, "", chance, "", "01-10-2026"]
             for goal, chance in (("a", 0.8), ("b", 0.005))]  # fmt: skip
    path = write_workbook(tmp_path / "d.xlsx", {"elever": results(), "prognoser": [FORECAST, *lines]})
    found = load_dataset(as_per_cent(path, ("prognoser", "G2"), ("prognoser", "G3"))).forecasts
    assert found["sandsynlighed"].tolist() == [0.8, 0.005]
    rows = results(row("u1", score=0.47, skala="percentil"), row("u2", score=0.6, skala="point"))
    path = write_workbook(tmp_path / "e.xlsx", {"elever": rows})
    faults = check_dataset(as_per_cent(path, ("elever", "K2"), ("elever", "K3")))
    assert [(fault.key, fault.facts["raekke"]) for fault in faults] == [("dataset_score_procent", 3)]


# What may stand in a cell of a paste; the law below holds for any of it.
ODD = st.sampled_from(
    ["", " ", "-", "47", "101", "God", "12 af 20", "18 a", "percentil", "point", "lus", "kriterie", "DNT",
     "LUS", "4.A", "9", "14-09-2026", "2026-09-31", "#REF!", "\u200b", "\u00a0x", "score", "skala", "u1",
     "u2", "1e400", "nej", None, True, 0.5, 46279, -3]
)  # fmt: skip


@settings(max_examples=60)
@given(changes=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 13), ODD), max_size=14))
def test_every_row_is_understood_refused_or_told(changes):
    lines = [row(f"u{n % 5}", score=str(40 + n), dato=f"{14 + n}-09-2026") for n in range(8)]
    for at, column, cell in changes:
        lines[at][column] = cell
    faults = Faults()
    raw = from_rows(schema.PUPILS, "elever.csv", results(*lines), faults)
    understood = read_pupils(raw, faults)["raekke"].tolist()
    told = [number for fault in faults.all() for number in [fault.facts.get("raekke", [])]]
    spoken_of = {row for rows in told for row in (rows if isinstance(rows, list) else [rows])}
    refused = set(faults.refused("elever.csv"))
    filled = {at for at, line in enumerate(lines, 2) if any(cell not in ("", " ", None) for cell in line)}
    assert len(understood) == len(set(understood))
    assert not set(understood) & refused
    assert filled <= set(understood) | spoken_of
    for number in understood:
        line = lines[number - 2]
        assert str(line[2]).strip("\u200b\u00a0 ")  # a pupil is named


def test_one_among_per_cents_is_no_certainty(tmp_path):
    lines = [
        ["101001", "4.A", "u1", "Dansk", goal, "", chance, "", "01-10-2026"]
        for goal, chance in (("a", "80"), ("b", "1"))
    ]
    assert told(tmp_path, results(), prognoser=[FORECAST, *lines]) == [("dataset_sandsynlighed", "error")]


def test_a_forecast_twice_is_refused_and_one_without_results_told(tmp_path):
    line = ["101001", "4.A", "u1", "Dansk, læsning", "Middel", "naar", "", "", "01-10-2026"]
    assert told(tmp_path, results(), prognoser=[FORECAST, line, line]) == [
        ("dataset_prognose_dobbelt", "error")
    ]
    other = [*line[:2], "u9", *line[3:]]
    assert told(tmp_path, results(), prognoser=[FORECAST, other]) == [
        ("dataset_prognose_uden_elev", "warning")
    ]


NORM = [
    ["norm", "fag", "profil", "foer_test", "foer_trin", "efter_test", "efter_trin", "foer_skala",
     "efter_skala", "metode", "elever", "skoler", "brud", "kilde", "dato"],
    ["n1", "Dansk, læsning", "Afkodning", "DNT", 4, "FNO", 6, "percentil", "point", "quantile", 1510, 24,
     "ja", "Kommunens elever 2021-2023", "01-10-2026"],
]  # fmt: skip
NORM_ROWS = [
    ["norm", "noegle", "v1", "v2"],
    ["n1", "norm", "quantile", ""],
    ["n1", "pupils", 1510.0, 0.123456789012345],
]


@pytest.mark.parametrize(
    "write", [write_csv, lambda folder, contents: write_workbook(folder / "n.xlsx", contents)]
)
def test_norms_come_back_as_they_were_written(tmp_path, write):
    folder = tmp_path / "d"
    write(folder, {"elever": results(), "normer": NORM, "normraekker": NORM_ROWS})
    dataset = load_dataset(folder if write is write_csv else folder / "n.xlsx")
    assert dataset.faults == ()
    norm = dataset.norms.iloc[0]
    assert norm[["norm", "foer_trin", "efter_trin", "elever", "brud"]].tolist() == ["n1", 4, 6, 1510, "ja"]
    rows = dataset.norm_rows
    assert rows[["norm", "noegle", "v1", "v2", "v110"]].to_numpy().tolist() == [
        ["n1", "norm", "quantile", "", ""], ["n1", "pupils", 1510.0, 0.123456789012345, ""]
    ]  # fmt: skip


def test_norms_and_their_rows_belong_together(tmp_path):
    assert told(tmp_path, results(), normer=NORM) == [("dataset_norm_uden_raekker", "error")]
    assert told(tmp_path / "b", results(), normraekker=NORM_ROWS) == [("dataset_norm_ukendt", "error")]


# --- Settings --------------------------------------------------------------------------------
def test_the_settings_of_measurement_and_lus_have_their_limits(tmp_path):
    own = [
        ["noegle", "vaerdi", "kilde"],
        ["lus_forventning_3", "15", "Nämnden"],
        ["lus_forventning_6", "18 A", "Nämnden"],
        ["maalefejl_dnt_sd", "0,458", "Kommunen"],
    ]
    found = read(tmp_path, results(), indstillinger=own).settings
    assert [found[f"lus_forventning_{grade}"].value for grade in (3, 6, 9)] == ["15", "18a", ""]
    assert found["maalefejl_dnt_sd"].value == 0.458
    assert load_dataset(write_csv(tmp_path / "b", tables())).settings["maalefejl_dnt_sd"].value == 0.5
    wrong = [own[0], ["lus_forventning_3", "18", "x"], ["maalefejl_dnt_sd", "2", "x"]]
    found = told(tmp_path, results(), indstillinger=wrong)
    assert found == [("dataset_indstilling_ugyldig", "error")] * 2
