"""What one cell of a pupil's result means: a score on its scale, a day, a grade; never a guess."""

from __future__ import annotations

import math
from datetime import date, datetime

import pytest
from support.datasets import write_csv, write_workbook
from support.pupil_rows import HEADINGS, results, row

from xl_beregner.dataset import check_dataset, load_dataset, scores
from xl_beregner.dataset.dates import parse_day, parse_grade
from xl_beregner.dataset.scores import read_score
from xl_beregner.errors import CellTypeError
from xl_beregner.measures.measurement import control_checks, lus

# scale, cell, number, word
UNDERSTOOD = [
    ("percentil", "47", 47.0, ""),
    ("percentil", 47, 47.0, ""),
    ("percentil", "47,5", 47.5, ""),
    ("percentil", "1", 1.0, ""),
    ("percentil", "100", 100.0, ""),
    ("percentil", "47 %", 47.0, ""),
    ("percentil", "47\u00a0pct.", 47.0, ""),
    ("percentil", "47. percentil", 47.0, ""),
    ("point", "0", 0.0, ""),
    ("point", "12 point", 12.0, ""),
    ("point", "12 p.", 12.0, ""),
    ("point", "12 poäng", 12.0, ""),
    ("point", "12 rätt", 12.0, ""),
    ("skalascore", "1.512,5", 1512.5, ""),
    ("skalascore", "-1,25", -1.25, ""),
    ("karakter", "02", 2.0, ""),
    ("karakter", "-3", -3.0, ""),
    ("karakter", "12", 12.0, ""),
    ("betyg", "c", math.nan, "C"),
    ("kriterie", "Rigtigt god", math.nan, "Rigtig god"),
    ("kriterie", "ikke tilstrækkelig præstation", math.nan, "Ikke tilstrækkelig"),
    ("lus", "18 a", math.nan, "18a"),
    ("lus", 15.0, math.nan, "15"),
    ("lus", "LUS 9", math.nan, "9"),
]
REFUSED = [
    ("percentil", "0", "percentil_udenfor"),
    ("percentil", "101", "percentil_udenfor"),
    ("percentil", "God", "score_kriterie"),
    ("percentil", "Klart under middel", "score_normtrin"),
    ("percentil", "47 point", "score_enhed"),
    ("percentil", "12/20", "score_ud_af"),
    ("percentil", "LUS 15", "score_lus"),
    ("percentil", "4 7", "score_ikke_tal"),
    ("percentil", True, "score_ikke_tal"),
    ("point", "60 %", "score_procent"),
    ("point", "-1", "point_negativ"),
    ("point", datetime(2026, 10, 3), "score_dato"),
    ("point", "12 af mange", "score_ikke_tal"),
    ("skalascore", "#VALUE!", "celle_fejlvaerdi"),
    ("skalascore", "1e300", "for_stort"),
    ("skalascore", "12/20", "score_ud_af"),
    ("karakter", "3", "karakter_udenfor"),
    ("karakter", "02 af 12", "score_ud_af"),
    ("betyg", "G", "betyg_udenfor"),
    ("kriterie", "3", "kriterie_udenfor"),
    ("kriterie", "Middel", "score_normtrin"),
    ("kriterie", "Super", "kriterie_udenfor"),
    ("lus", "18", "lus_uden_bogstav"),
    ("lus", "18.0", "lus_uden_bogstav"),
    ("lus", "20", "lus_udenfor"),
    ("lus", "15b", "lus_udenfor"),
    ("lus", "14,5", "lus_udenfor"),
]


@pytest.mark.parametrize(("scale", "cell", "number", "word"), UNDERSTOOD)
def test_a_score_is_read_as_its_scale_tells_it(scale, cell, number, word):
    found = read_score(cell, scale, "DNT", ",")
    assert (found.fault, found.word) == ("", word)
    assert found.number == number or (math.isnan(number) and math.isnan(found.number))


@pytest.mark.parametrize(("scale", "cell", "fault"), REFUSED)
def test_a_score_that_could_mean_something_else_is_refused(scale, cell, fault):
    found = read_score(cell, scale, "DNT", ",")
    assert (found.fault, found.word) == (fault, "")
    assert math.isnan(found.number)


@pytest.mark.parametrize("cell", ["12 af 20", "12/20", "12 / 20", "12 ud af 20", "12 av 20", "12 of 20"])
def test_right_answers_out_of_a_number_tell_both(cell):
    found = read_score(cell, "point", "FNO", ",")
    assert (found.number, found.most, found.fault) == (12.0, 20.0, "")


@pytest.mark.parametrize(
    "scale", ["percentil", "point", "skalascore", "kriterie", "karakter", "betyg", "lus"]
)
@pytest.mark.parametrize("cell", ["", None, "-", "..", "\u00a0", "Fritaget", "frånvarande", "Ikke taget"])
def test_a_test_not_taken_has_no_score_on_any_scale(scale, cell):
    found = read_score(cell, scale, "DNT", ",")
    assert (found.fault, found.word) == ("", "")
    assert math.isnan(found.number)


def test_other_tests_have_levels_of_their_own():
    assert read_score("Niveau B", "kriterie", "SL60", ",").word == "Niveau B"


def test_points_and_level_words_are_those_the_measures_know():
    assert scores.LUS_POINTS == lus.POINTS
    known = {word.casefold() for word in scores.CRITERION.values()}
    steps = {step.replace("_", " ") for step in scores.NORM_STEPS}
    assert {*known, *steps, "rigtigt god", "utilstrækkelig"} == control_checks.LEVEL_WORDS
    assert scores.KARAKTERER == control_checks.KARAKTERER
    assert {mark.lower() for mark in scores.BETYG} == control_checks.BETYG


@pytest.mark.parametrize(
    "cell", ["15", "18A", "18 b", "15.0", "LUS 9", "018c", "17", "19", "20", "", "18", "x"]
)
def test_a_lus_point_is_the_one_the_measures_find(cell):
    place = lus.place_of(cell or None)
    assert scores.lus_point(cell) == (None if place is None else lus.POINTS[place])


@pytest.mark.parametrize(
    "cell",
    ["03-09-2026", "3-9-2026", "3/9/2026", "3/9/26", "3.9.26", "03. 09. 2026", "2026-09-03", "2026/9/3",
     "3. september 2026", "3 sept. 2026", "d. 3. september 2026", "den 3 september 2026", "03-sep-26",
     "03-09-2026 08:15", "2026-09-03T08:15:00", "2026-09-03 08:15:00Z",
     46268, 46268.0, 46268.34, "46268", date(2026, 9, 3), datetime(2026, 9, 3, 8, 15)],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(cell):
    assert parse_day(cell) == date(2026, 9, 3)


@pytest.mark.parametrize("cell", ["", None, "-", " "])
def test_no_day_is_no_day(cell):
    assert parse_day(cell) is None


@pytest.mark.parametrize(
    "cell",
    ["9/14/2026", "31-02-2026", "2026", "september 2026", "i går", "03-09/2026", 47, 2026, 0, -3, "47",
     "3. hestemåned 2026", True, "14-09-1978", date(1901, 1, 1)],
)  # fmt: skip
def test_what_is_no_day_of_a_test_is_refused(cell):
    with pytest.raises(CellTypeError):
        parse_day(cell)


@pytest.mark.parametrize(
    ("cell", "grade"),
    [("4", 4), (4, 4), (4.0, 4), ("4.", 4), ("4. klasse", 4), ("4. kl.", 4), ("4.0", 4), ("åk 4", 4),
     ("Årskurs 4", 4), ("Klasse 4", 4), ("4. årgang", 4), ("10", 10), ("0", 0), ("0. klasse", 0),
     ("Børnehaveklasse", 0), ("Förskoleklass", 0), ("bh.kl.", 0)],
)  # fmt: skip
def test_a_grade_is_read_however_it_is_written(cell, grade):
    assert parse_grade(cell) == grade


@pytest.mark.parametrize("cell", ["4.A", "4a", "11", "-1", 4.5, "fire", True, "2-4"])
def test_what_is_no_grade_is_refused(cell):
    with pytest.raises(CellTypeError):
        parse_grade(cell)


# column, cell, fault
CELLS = [
    ("skole_nr", "", "dataset_tom_celle"),
    ("klasse", " ", "dataset_tom_celle"),
    ("elev_id", "", "dataset_tom_celle"),
    ("fag", "", "dataset_tom_celle"),
    ("test", "", "dataset_tom_celle"),
    ("klassetrin", "", "dataset_tom_celle"),
    ("klassetrin", "4.A", "dataset_celle_ikke_klassetrin"),
    ("dato", "", "dataset_tom_celle"),
    ("dato", "14/13/2026", "dataset_celle_ikke_dato"),
    ("dato", "14-09-2190", "dataset_dato_fremtid"),
    ("score", "mange", "dataset_score_ikke_tal"),
    ("score", "#N/A", "dataset_celle_fejlvaerdi"),
    ("maks", "0", "dataset_ikke_over_nul"),
    ("maks", "tyve", "dataset_celle_ikke_tal"),
    ("maalefejl", "-1", "dataset_ikke_over_nul"),
    ("skala", "", "dataset_tom_celle"),
    ("skala", "stanine", "dataset_ukendt_ord"),
    ("skala", "percentl", "dataset_ukendt_ord_mente_du"),
    ("frivillig", "måske", "dataset_ukendt_ord"),
]


@pytest.mark.parametrize(("column", "cell", "key"), CELLS)
def test_a_cell_that_will_not_do_refuses_its_row_with_file_row_and_column(tmp_path, column, cell, key):
    folder = write_csv(tmp_path / "d", {"elever": results(row("u1"), row("u2", **{column: cell}), row("u3"))})
    (fault,) = check_dataset(folder)
    assert (fault.key, fault.severity, fault.facts["raekke"]) == (key, "error", 3)
    assert fault.facts["fil"] == "elever.csv"
    assert fault.facts["kolonne"].startswith(f"{column} (")
    assert "…" not in str(fault)


def test_lus_on_another_scale_is_refused(tmp_path):
    told = check_dataset(
        write_csv(tmp_path / "d", {"elever": results(row(test="LUS", skala="point", maks="50"))})
    )
    assert [fault.key for fault in told] == ["dataset_lus_skala"]


def test_points_without_a_maximum_are_read_and_told_once(tmp_path):
    rows = [row(f"u{n}", skala="point") for n in range(3)]
    dataset = load_dataset(write_csv(tmp_path / "d", {"elever": results(*rows)}))
    assert len(dataset.pupils) == 3
    (fault,) = dataset.faults
    assert (fault.key, fault.facts["raekke"]) == ("dataset_point_uden_maks", [2, 3, 4])


def test_a_day_to_come_may_stand_where_the_test_is_not_taken(tmp_path):
    folder = write_csv(tmp_path / "d", {"elever": results(row(dato="01-05-2190", score=""))})
    assert load_dataset(folder).pupils["score"].isna().all()


@pytest.mark.parametrize("civil", ["010190-1234", "0101901234", "19121212-1212"])
@pytest.mark.parametrize("column", ["elev_id", "elev_navn", "klasse"])
def test_a_civil_number_stops_the_import_and_is_shown_nowhere(tmp_path, column, civil):
    told = check_dataset(write_csv(tmp_path / "d", {"elever": results(row(**{column: civil}))}))
    assert [fault.key for fault in told] == ["dataset_civilnummer"]
    assert civil not in "".join(map(str, told))


def test_the_columns_have_their_kinds(tmp_path):
    dataset = load_dataset(
        write_workbook(tmp_path / "d.xlsx", {"elever": results(row(dato=datetime(2026, 9, 14)))})
    )
    kinds = {key: str(kind) for key, kind in dataset.pupils.dtypes.items()}
    assert kinds == {
        "raekke": "int64", "skole_nr": "object", "klasse": "object", "elev_id": "object",
        "elev_navn": "object", "fag": "object", "profil": "object", "test": "object", "frivillig": "bool",
        "klassetrin": "float64", "dato": "datetime64[ns]", "skoleaar": "int64", "score": "float64",
        "ord": "object", "maks": "float64", "skala": "object", "maalefejl": "float64",
    }  # fmt: skip
    assert set(HEADINGS) | {"raekke", "skoleaar", "ord"} == set(kinds)


@pytest.mark.parametrize(
    ("day", "year"),
    [("31-07-2026", 2025), ("01-08-2026", 2026), ("01-01-2026", 2025), ("31-12-2025", 2025)],
)
def test_the_school_year_runs_from_august_to_july(tmp_path, day, year):
    dataset = load_dataset(write_csv(tmp_path / "d", {"elever": results(row(dato=day))}))
    assert dataset.pupils["skoleaar"].tolist() == [year]


@pytest.mark.parametrize(
    ("name", "series"),
    [("dnt", "DNT"), ("Nationale test", "DNT"), ("Folkeskolens Nationale Overgangstest", "FNO"),
     ("fnf", "FNF"), ("Lus", "LUS"), ("sl 60", "SL 60")],
)  # fmt: skip
def test_a_test_series_has_one_name(tmp_path, name, series):
    rows = results(row(test=name, skala="lus" if series == "LUS" else "skalascore", score="9"))
    assert load_dataset(write_csv(tmp_path / "d", {"elever": rows})).pupils["test"].tolist() == [series]
