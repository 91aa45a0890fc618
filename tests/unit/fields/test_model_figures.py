"""What norms say of a class: the numbers a cell gives, the norms beside them, the subject first."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm as normal
from support.growth_cases import norm
from support.pupils import dataset, norm_tables, result

from xl_beregner import evaluate
from xl_beregner.fields import unit_fields
from xl_beregner.fields.known.class_group import DECILES
from xl_beregner.fields.score_errors import percentile_errors

SMALL, LARGE = norm("normal_growth", 400, 1), norm("growth_percentiles", 1200, 1)
EXACT = 1e-12


def two(pupil, before, after, grade=4.0, **more):
    return [
        result(pupil, "2025-09-01", before, **{"klassetrin": grade - 1, **more}),
        result(pupil, "2026-09-01", after, **{"klassetrin": grade, **more}),
    ]


def fields_of(rows, norms=(), number="101005/4A", **more):
    data = dataset(rows, **(norm_tables(norms) if norms else {}), **more)
    return unit_fields(data, "2026/2027", "intern", "klasse").fields(number)


def cells_of(fields, number):
    """Give a norm of the workbook as the cells a function is given."""
    told = next(row for row in fields["normer"] if row["nr"] == number)
    first = told["foerste_raekke"] - 1
    rows = fields["normtabel"][first : first + told["raekker"]]
    assert {row["nr"] for row in rows} == {number}
    return [[row["noegle"], *(row[f"v{place}"] for place in range(1, 111))] for row in rows]


@pytest.mark.parametrize("fitted", [SMALL, LARGE], ids=["normal", "percentiles"])
def test_a_row_holds_what_the_functions_give_from_the_workbooks_own_norm(fitted):
    rows = [
        *two("1", 48.0, 61.0, maalefejl=3.0),
        *two("2", 55.5, 40.0, maalefejl=2.5),
        *two("3", 60.0, 70.0),
        *two("4", 900.0, 70.0, maalefejl=2.0),
    ]
    norms = [("laesning", "EKS 3 > EKS 4", fitted), ("laesning", "EKS 4 > EKS 5", SMALL)]
    fields = fields_of(rows, norms)
    assert len(fields["modeltal"]) == 4
    for row in fields["modeltal"]:
        model, ahead = cells_of(fields, row["norm_nr"]), cells_of(fields, row["naeste_nr"])
        growth = evaluate(
            "BEREGNER_PROGRESSION", row["efter"], row["foer"], model, row["efter_fejl"], row["foer_fejl"]
        )[0]
        assert [row[key] for key in ("percentil", "nedre", "oevre")] == growth[:3]
        assert row["tekst"] == growth[4]
        expected = evaluate("BEREGNER_FREMSKRIVNING", row["foer"], model, 50)[0][0]
        assert row["forventet"] == pytest.approx(expected, abs=EXACT)
        projected = evaluate("BEREGNER_FREMSKRIVNING", row["efter"], ahead, list(DECILES))[0][:9]
        assert [row[f"q{decile}"] for decile in DECILES] == pytest.approx(projected, abs=EXACT)
        assert row["naeste"] == "EKS 5"


def test_without_a_measurement_error_there_is_no_interval_and_the_sentence_says_so():
    (row,) = fields_of(two("1", 48.0, 61.0), [("laesning", "EKS 3 > EKS 4", SMALL)])["modeltal"]
    assert (row["nedre"], row["oevre"], row["foer_fejl"]) == (None, None, None)
    assert row["percentil"] is not None
    assert "fordi målefejlen mangler" in row["tekst"]


def test_a_pupil_without_a_norm_has_no_row():
    fields = fields_of(two("1", 48.0, 61.0), [("laesning", "EKS 5 > EKS 6", SMALL)])
    assert (fields["modeltal"], fields["normer"], fields["normtabel"]) == ([], [], [])
    assert fields["norm_linje"].startswith("Ingen norm")


def test_a_percentile_of_dnt_has_the_error_of_its_test_and_a_told_one_goes_before_it():
    more = {"test": "DNT", "skala": "percentil"}
    tables = norm_tables([("laesning", "DNT 3 > DNT 4", SMALL)], foer_skala="percentil",
                         efter_skala="percentil")  # fmt: skip
    rows = [*two("1", 50.0, 95.0, **more), *two("2", 50.0, 95.0, maalefejl=4.0, **more)]
    source = unit_fields(dataset(rows, **tables), 2026, "intern", "klasse")
    first, second = source.fields("101005/4A")["modeltal"]
    assert first["foer_fejl"] == pytest.approx(17.26, abs=0.01)
    assert first["efter_fejl"] == pytest.approx(10.88, abs=0.01)
    assert (second["foer_fejl"], second["efter_fejl"]) == (4.0, 4.0)


def test_the_error_of_a_percentile_reaches_towards_the_middle_as_far_as_the_error_of_its_ability():
    z, error = normal.ppf(0.975), 0.5
    for percentile in (2.0, 20.0, 50.0, 80.0, 97.0):
        ability = normal.ppf((percentile - 0.5) / 100)
        inner = ability - np.copysign(z * error, ability)
        reach = abs(normal.cdf(ability) - normal.cdf(inner)) * 100
        assert z * percentile_errors(np.array([percentile]), error)[0] == pytest.approx(reach)


def test_the_next_test_is_the_nearest_ahead_that_is_still_taken():
    rows = [*two("1", 48.0, 61.0), result("2", "2026-09-01", 9, test="FNF", fag="matematik")]
    norms = [
        ("laesning", "EKS 3 > EKS 4", SMALL),
        ("laesning", "EKS 4 > EKS 6", SMALL),
        ("laesning", "EKS 4 > FNF 6", SMALL),
        ("laesning", "EKS 4 > DNT 5", SMALL),
    ]
    row = fields_of(rows, norms)["modeltal"][0]
    assert row["naeste"] == "EKS 6"


def test_a_test_of_a_grade_behind_the_pupil_is_no_next_test():
    rows = [
        result("1", "2024-09-01", 48.0, klassetrin=2.0),
        result("1", "2025-09-01", 55.0, klassetrin=3.0),
        result("1", "2026-09-01", 1.0, klassetrin=5.0, fag="matematik"),
    ]
    norms = [("laesning", "EKS 2 > EKS 3", SMALL), ("laesning", "EKS 3 > EKS 4", SMALL)]
    assert fields_of(rows, norms)["modeltal"][0]["naeste"] is None


def test_five_norms_leave_the_least_used_out_and_the_chosen_subject_in():
    names = ("a", "b", "c", "d")
    rows = [row for pupil in "123" for name in names for row in two(pupil, 48.0, 61.0, fag=name)]
    rows += [row for pupil in "1234" for row in two(pupil, 50.0, 60.0, fag="valgt")]
    norms = [(name, "EKS 3 > EKS 4", SMALL) for name in (*names, "valgt")]
    fields = fields_of(rows, norms)
    assert fields["valgt_fag"] == "valgt|"
    assert [row["fag"] for row in fields["normer"]] == ["valgt", "a", "b", "c"]
    assert {row["norm_nr"] for row in fields["modeltal"] if row["fag"] == "d"} == {None}
    assert len(fields["modeltal"]) == 16


def test_the_subject_shown_first_is_the_one_something_can_be_said_of():
    many = [result(pupil, "2026-09-01", 5, fag="matematik") for pupil in "123"]
    assert fields_of([*two("1", 48.0, 61.0), *many])["valgt_fag"] == "laesning|"
    # Raw points of two tests say nothing without a norm.
    points = [row for pupil in "123" for row in two(pupil, 5, 6, fag="matematik", skala="point")]
    assert fields_of([*two("1", 48.0, 61.0), *points])["valgt_fag"] == "laesning|"
    normed = norm_tables([("matematik", "EKS 3 > EKS 4", SMALL)], foer_skala="point", efter_skala="point")
    source = unit_fields(dataset([*two("1", 48.0, 61.0), *points], **normed), 2026, "intern", "klasse")
    assert source.fields("101005/4A")["valgt_fag"] == "matematik|"


def test_where_nothing_can_be_compared_most_results_are_shown():
    rows = [
        result("1", "2026-09-01", 5),
        *(result(p, "2026-09-01", "13", skala="lus", fag="lus") for p in "12"),
    ]
    assert fields_of(rows)["valgt_fag"] == "lus|"
    assert fields_of([result("1", "2026-09-01", None)])["valgt_fag"] is None


def test_the_line_about_norms_names_tests_pupils_source_and_date():
    line = fields_of(two("1", 48.0, 61.0), [("laesning|Afkodning", "EKS 3 > EKS 4", SMALL)])["norm_linje"]
    assert line.startswith("Ingen norm")  # the profile is another
    line = fields_of(two("1", 48.0, 61.0), [("laesning", "EKS 3 > EKS 4", SMALL)])["norm_linje"]
    assert line == "Normer: laesning, EKS 3 → EKS 4: 400 elever (Prøven, lavet 01-10-2026)."


def test_a_break_is_told_with_the_number_of_pupils_and_no_name():
    rows = [
        row
        for pupil in "12"
        for row in (
            result(pupil, "2026-03-01", 30, test="FNO"),
            result(pupil, "2026-09-01", 20, test="FNF"),
        )
    ]
    source = unit_fields(dataset(rows), 2026, "intern", "klasse")
    broken = [fault for fault in source.warnings("101005/4A") if fault.key == "fields_brud"]
    assert [fault.facts["antal"] for fault in broken] == [2]
    assert "brud i serien" in str(broken[0])
    assert not any(f"Elev {pupil}" in str(broken[0]) for pupil in "12")
    assert [fault.key for fault in source.notes()] == ["fields_ingen_normer"]
