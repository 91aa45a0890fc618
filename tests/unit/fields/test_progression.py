"""A school's progression: from norms or gains, corrected, with its interval, and never shown to boards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from support.norm_pupils import CONVERSION_COLUMNS, NORM_COLUMNS, NORM_ROW_COLUMNS, municipality, results

from workbooks.build.examples import koebenhavn as eksempel_koebenhavn
from xl_beregner.batch.books.norms_words import norm_key
from xl_beregner.dataset import Dataset, load_dataset
from xl_beregner.fields import school_fields
from xl_beregner.fields.known.progression import LISTS
from xl_beregner.fields.norm_run import norm_run
from xl_beregner.fields.progression import Progression
from xl_beregner.measures.growth.growth_percentile import growth_percentile_rows
from xl_beregner.measures.schools.school_growth import school_growth_rows

SCHOOLS = [f"10100{place}" for place in range(1, 5)]
ACROSS = {"before": ("FNO", 4.0, "point", "2025-03-10"), "after": ("FNF", 5.0, "point", "2025-09-10")}
POINTS = {"before": ("FNO", 4.0, "point", "2024-03-10"), "after": ("FNO", 5.0, "point", "2025-03-10")}
PERCENTILES = {
    "before": ("DNT", 2.0, "percentil", "2023-10-10"),
    "after": ("DNT", 4.0, "percentil", "2025-10-10"),
}


def with_norms(made: Dataset) -> Dataset:
    """Fit norms on a dataset's pupils and put them into it."""
    norms, rows = [], []
    for fit in norm_run(made, None, date(2026, 11, 30)).fitted:
        pair, norm = fit.pair, fit.norm
        assert norm is not None
        told = (
            norm_key(fit),
            pair.subject,
            pair.profile,
            pair.before.test,
            pair.before.grade,
            pair.after.test,
        )
        scales = (pair.after.grade, pair.before.scale, pair.after.scale)
        about = (
            norm.method,
            float(fit.pupils),
            float(fit.schools),
            "ja" if pair.is_break else "nej",
            "Prøven",
        )
        norms.append((*told, *scales, *about, pd.Timestamp("2026-11-30")))
        blanks = len(NORM_ROW_COLUMNS) - 2
        rows += [(told[0], key, *values, *[None] * (blanks - len(values))) for key, values in norm.rows()]
    return replace(
        made,
        norms=pd.DataFrame(norms, columns=list(NORM_COLUMNS)),
        norm_rows=pd.DataFrame(rows, columns=list(NORM_ROW_COLUMNS)),
    )


def rows_of(
    made: Dataset, school: str = "101001", edition: str = "fortrolig", year: int = 2026
) -> list[dict[str, Any]]:
    rows = Progression(made, year, edition).fields(school)["progression"]
    assert all(set(row) == set(LISTS["progression"]) for row in rows)
    return rows


def split(table: pd.DataFrame) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Give the pupils' schools, and their results before and after."""
    half = len(table) // 2
    return table["skole_nr"].iloc[half:].tolist(), *table["score"].to_numpy().reshape(2, -1)


# --- through a norm ------------------------------------------------------------------------------
def test_a_row_is_what_the_functions_give_corrected_for_the_error_of_the_earlier_test() -> None:
    table = results(1040)
    made = with_norms(municipality(table))
    school, before, after = split(table)
    norm = norm_run(municipality(table), None, date(2026, 11, 30)).fitted[0].norm
    assert norm is not None
    growth = growth_percentile_rows(after, before[:, None], norm.rows())
    reliability = 1 - 12.0**2 / np.var(before, ddof=1)
    expected = school_growth_rows(school, growth.percentile, before, after, reliability)
    for place, number in enumerate(SCHOOLS):
        [row] = rows_of(made, number)
        assert expected.school[place] == number
        assert row["elever"] == 260
        assert row["vaerdi"] == pytest.approx(expected.mean_growth_percentile[place], abs=1e-9)
        assert row["nedre"] == pytest.approx(expected.lower[place], abs=1e-9)
        assert row["oevre"] == pytest.approx(expected.upper[place], abs=1e-9)
        assert row["udjaevnet"] == pytest.approx(expected.smoothed[place], abs=1e-9)
        assert (row["sammenlign"], row["decimaler"], row["maaleenhed"]) == (50, 0, "percentil")
        assert row["tekst"].endswith("Rettet for målefejl i de tidligere prøver.")
        assert row["fortrolig"] == "ja"
        assert row["navn"] == "EKS 3. → EKS 4. klasse"


def test_without_a_known_error_it_says_that_nothing_is_corrected() -> None:
    [row] = rows_of(with_norms(municipality(results(400, maalefejl=np.nan))))
    assert "Ikke rettet for målefejl" in row["tekst"]


def test_scores_a_conversion_table_lacks_are_not_averaged_with_those_it_has() -> None:
    """Then no reliability is known: nothing is corrected by a mixture of two scales."""
    table = results(400, **POINTS)
    scores = sorted(set(table.loc[table["klassetrin"] == 4.0, "score"]))
    lines = [
        ["FNO", "FNO", "dansk læsning", "", 4.0, score, 0.1 * score, 1.2, "", "Prøven", "1"]
        for score in scores
    ]
    for known, said in ((lines, "Rettet for målefejl"), (lines[5:], "Ikke rettet for målefejl")):
        conversions = pd.DataFrame(known, columns=list(CONVERSION_COLUMNS))
        [row] = rows_of(with_norms(replace(municipality(table), conversions=conversions)))
        assert said in row["tekst"]


def test_across_a_break_a_norm_of_that_pair_is_the_only_way() -> None:
    bare = municipality(results(400, **ACROSS))
    [row] = rows_of(bare)
    assert row["dom"] == "✕ brud i serien"
    assert row["tekst"].startswith("Progression kan endnu ikke opgøres: brud i serien")
    assert [row[key] for key in ("vaerdi", "nedre", "oevre", "udjaevnet", "sammenlign")] == [None] * 5
    [row] = rows_of(with_norms(bare))
    assert (row["brud"], row["maaleenhed"]) == ("ja", "percentil")
    assert 40 < row["vaerdi"] < 60
    assert "aldrig en forskel" in row["bemaerkning"]


def test_schools_do_not_slope_on_their_intake() -> None:
    """True growth is alike everywhere; intakes differ. The plain mean leans, the corrected one does not."""
    corrected, plain = np.array([slopes(seed) for seed in range(10)]).T
    noise = np.std(corrected, ddof=1) / np.sqrt(corrected.size)
    assert abs(corrected.mean()) < 3 * noise
    assert plain.mean() > 5 * noise
    assert plain.mean() > 4 * abs(corrected.mean())


def slopes(seed: int) -> tuple[float, float]:
    """Give how many percentiles a school gains an intake, corrected and plain."""
    table, intake = leaning(seed)
    made = with_norms(municipality(table))
    found = []
    for error in (18.0, np.nan):
        told = Progression(replace(made, pupils=table.assign(maalefejl=error)), 2026, "fortrolig")
        means = [told.fields(number)["progression"][0]["vaerdi"] for number in intake]
        found.append(float(np.polyfit(list(intake.values()), means, 1)[0]))
    return found[0], found[1]


def leaning(seed: int, schools: int = 9, each: int = 100) -> tuple[pd.DataFrame, dict[str, float]]:
    """Draw a municipality with weak and strong intakes and equal true growth; errors of 18 points."""
    rng = np.random.default_rng(seed)
    table = results(schools * each, schools=schools)
    half = len(table) // 2
    intake = dict(
        zip([f"10100{place}" for place in range(1, schools + 1)], np.linspace(-1, 1, schools), strict=True)
    )
    start = 300 + 30 * table["skole_nr"].iloc[:half].map(intake).to_numpy() + 30 * rng.normal(size=half)
    reached = 40 + start + 15 * rng.normal(size=half)
    errors = 18 * rng.normal(size=(2, half))
    return table.assign(score=np.concatenate([start + errors[0], reached + errors[1]])), intake


# --- gains where there is no norm ----------------------------------------------------------------
def test_a_scale_score_without_a_norm_shows_the_gain_with_its_interval() -> None:
    table = results(120)
    school, before, after = split(table)
    gain = pd.DataFrame({"school": school, "gain": after - before})
    mean = gain.groupby("school")["gain"].transform("mean")
    spread = np.sqrt(((gain["gain"] - mean) ** 2).sum() / (120 - 4))
    reach = stats.t.ppf(0.975, 116) * spread / np.sqrt(30)
    own = gain.loc[gain["school"] == "101001", "gain"].mean()
    [row] = rows_of(municipality(table))
    assert (row["elever"], row["maaleenhed"], row["decimaler"]) == (30, "skalapoint", 1)
    assert (row["vaerdi"], row["sammenlign"]) == pytest.approx((own, gain["gain"].mean()))
    assert (row["nedre"], row["oevre"]) == pytest.approx((own - reach, own + reach))
    assert "kommunens" in row["tekst"]


def test_percentiles_without_a_norm_move_in_standard_deviations() -> None:
    table = results(80, **PERCENTILES)
    table["score"] = [16.0] * 80 + [50.0] * 79 + [84.0]
    [row] = rows_of(municipality(table))
    assert row["maaleenhed"] == "spredninger"
    assert row["decimaler"] == 2
    assert row["vaerdi"] == pytest.approx(-stats.norm.ppf(0.155) + stats.norm.ppf(0.495), abs=1e-6)


def test_points_of_two_tests_are_no_gain_unless_one_table_converts_both() -> None:
    table = results(80, **POINTS)
    table["score"] = [10.0, 12.0] * 40 + [13.0, 13.0] * 40
    [row] = rows_of(municipality(table))
    assert (row["dom"], row["vaerdi"]) == ("✕ ingen norm", None)
    lines = [
        ["FNO", "FNO", "dansk læsning", "", grade, score, value, 9.0, "", "Prøven", "1"]
        for grade, pairs in ((4.0, ((10, 300), (12, 320))), (5.0, ((13, 350),)))
        for score, value in pairs
    ]
    made = replace(municipality(table), conversions=pd.DataFrame(lines, columns=list(CONVERSION_COLUMNS)))
    [row] = rows_of(made)
    assert row["maaleenhed"] == "omsat point"
    assert row["sammenlign"] == pytest.approx(40)
    other = made.conversions.assign(tabel=["A", "A", "B"])
    assert rows_of(replace(made, conversions=other))[0]["dom"] == "✕ ingen norm"
    twice = pd.concat([made.conversions, made.conversions.assign(tabel="B")])
    assert rows_of(replace(made, conversions=twice))[0]["dom"] == "✕ ingen norm"


@pytest.mark.parametrize(
    ("lift", "dom"),
    [(60, "▲ over det typiske"), (-60, "▼ under det typiske"), (0, "≈")],
)
def test_a_school_is_judged_against_all_pupils(lift: float, dom: str) -> None:
    table = results(160)
    table.loc[(table["skole_nr"] == "101001") & (table["klassetrin"] == 4), "score"] += lift
    [row] = rows_of(municipality(table))
    assert row["dom"].startswith(dom)


def test_a_sure_difference_may_be_small() -> None:
    table = results(4000)
    table.loc[(table["skole_nr"] == "101001") & (table["klassetrin"] == 4), "score"] += 4
    assert rows_of(municipality(table))[0]["dom"] == "● sikker, men lille forskel"


def test_equal_gains_have_no_interval() -> None:
    table = results(80)
    table["score"] = [300.0] * 80 + [310.0] * 80
    [row] = rows_of(municipality(table))
    assert (row["dom"], row["nedre"], row["vaerdi"]) == ("? usikkerhed ukendt", None, 10)


@pytest.mark.parametrize(("schools", "told"), [(1, False), (2, False), (3, True)])
def test_the_only_other_school_cannot_be_had_from_the_municipalitys_mean(schools: int, told: bool) -> None:
    [row] = rows_of(municipality(results(90, schools=schools)))
    assert (row["vaerdi"] is not None, row["nedre"] is not None) == (True, True)
    assert (row["sammenlign"] is not None, row["udjaevnet"] is not None) == (told, told)
    assert ("kommunens" in row["tekst"]) == told
    assert (row["dom"] == "≈ for få skoler at sammenligne med") == (not told)
    [row] = rows_of(municipality(results(56, schools=2)), edition="intern")
    [few] = rows_of(uneven_pair(), edition="intern")
    assert (row["dom"], few["dom"]) == ("≈ for få skoler at sammenligne med", "? meget usikkert")
    assert "kommunens" not in few["tekst"]


def test_a_school_of_few_pupils_cannot_be_taken_out_of_the_municipalitys_mean() -> None:
    table = results(160)
    place = table["elev_id"].str.split("-").str[1].astype(int)
    table = table[(table["skole_nr"] != "101001") | (place < 16)].reset_index(drop=True)
    lifted = (table["skole_nr"] == "101001") & (table["klassetrin"] == 4)
    far = table.assign(score=table["score"] + 50 * lifted)
    [row], [other] = rows_of(municipality(table), "101002"), rows_of(municipality(far), "101002")
    assert row["sammenlign"] is not None
    assert row["sammenlign"] == other["sammenlign"]
    [alone] = rows_of(municipality(table[table["skole_nr"] != "101004"]), "101002")
    assert alone["vaerdi"] is not None
    assert (alone["sammenlign"], alone["udjaevnet"]) == (None, None)  # else the third school's mean is told


def uneven_pair() -> Dataset:
    """Make a municipality of two schools, the first with ten pupils."""
    table = results(120, schools=2)
    place = table["elev_id"].str.split("-").str[1].astype(int)
    return municipality(table[(place % 2 == 1) | (place < 20)].reset_index(drop=True))


# --- few pupils, editions ------------------------------------------------------------------------
def uneven(few: int) -> Dataset:
    """Make a municipality whose first school has so few pupils, the others twenty each."""
    table = results(80)
    keep = (table["skole_nr"] != "101001") | (table["elev_id"].str.split("-").str[1].astype(int) < 4 * few)
    return municipality(table[keep].reset_index(drop=True))


def test_few_pupils_are_shown_to_nobody_outside_the_school() -> None:
    made = uneven(4)
    [row] = rows_of(made)
    assert (row["dom"], row["tekst"]) == ("– vises ikke", "Færre end 5 elever.")
    assert {row[key] for key in ("elever", "vaerdi", "nedre", "oevre", "udjaevnet", "sammenlign")} == {None}
    assert Progression(made, 2026, "fortrolig").suppressed("101001") == [
        "dansk læsning||EKS-3|EKS-4 2025/2026: færre end 5 elever"
    ]
    [row] = rows_of(made, edition="intern")
    assert (row["elever"], row["vaerdi"], row["dom"]) == (4, None, "– for få elever")
    assert Progression(made, 2026, "intern").suppressed("101001") == []


def test_the_datasets_own_limit_holds() -> None:
    table = municipality(results(80), mindst_antal=25)
    assert rows_of(table)[0]["tekst"] == "Færre end 25 elever."
    assert rows_of(table, edition="intern")[0]["elever"] == 20


def test_below_twenty_it_is_very_uncertain() -> None:
    assert rows_of(uneven(12))[0]["dom"] == "? meget usikkert"


def test_the_list_of_results_alone_has_no_row_that_says_why_there_is_none() -> None:
    found = Progression(with_norms(municipality(results(400))), 2026, "fortrolig")
    there, nowhere = found.fields("101001"), found.fields("ingen skole")
    assert there["progression_resultater"] == there["progression"] != []
    assert (nowhere["progression_resultater"], len(nowhere["progression"])) == ([], 1)


@pytest.mark.parametrize("edition", ["bestyrelse", "offentlig"])
def test_boards_and_the_public_never_see_results_of_tests(edition: str) -> None:
    made = with_norms(municipality(results(400)))
    found = Progression(made, 2026, edition).fields("101001")
    [row] = found["progression"]
    assert row["navn"] == "Elevers prøveresultater vises ikke i denne udgave."
    assert {value for key, value in row.items() if key not in ("navn", "noegle", "fortrolig")} == {None}
    assert found["progression_linje"] is None
    assert found["progression_resultater"] == []
    assert Progression(made, 2026, edition).suppressed("101001") == [
        "dansk læsning||EKS-3|EKS-4 2025/2026: fortroligt"
    ]


# --- which results -------------------------------------------------------------------------------
def test_only_the_latest_school_year_with_results_is_shown() -> None:
    older = {
        "before": ("EKS", 1.0, "skalascore", "2022-09-10"),
        "after": ("EKS", 2.0, "skalascore", "2023-09-10"),
    }
    made = municipality(results(80, seed=2, **older), results(80))
    assert [row["navn"] for row in rows_of(made)] == ["EKS 3. → EKS 4. klasse"]
    assert [row["navn"] for row in rows_of(made, year=2023)] == ["EKS 1. → EKS 2. klasse"]


def test_a_pupil_counts_where_the_later_test_was_taken() -> None:
    table = results(80)
    moved = (table["skole_nr"] == "101001") & (table["klassetrin"] == 4)
    made = municipality(table.assign(skole_nr=table["skole_nr"].mask(moved, "101009")))
    assert rows_of(made, "101009")[0]["elever"] == 20
    assert (
        rows_of(made, "101001")[0]["navn"]
        == "Ingen elever på skolen har to resultater, der kan sammenlignes."
    )


def test_a_voluntary_test_counts_for_no_school() -> None:
    voluntary = {
        "before": ("EKS", 4.0, "skalascore", "2025-09-10"),
        "after": ("EKS", 4.0, "skalascore", "2026-03-10"),
    }
    obliged = results(80)
    again = results(80, **voluntary)
    again = again[again["dato"] > "2026-01-01"].assign(frivillig=True)
    [row] = rows_of(municipality(obliged, again))
    assert (row["navn"], row["elever"]) == ("EKS 3. → EKS 4. klasse", 20)
    assert rows_of(municipality(again))[0]["navn"].startswith("Ingen elever")


def test_pupils_who_missed_a_test_make_no_row_of_their_own() -> None:
    skipped = {
        "before": ("EKS", 2.0, "skalascore", "2023-09-10"),
        "after": ("EKS", 4.0, "skalascore", "2025-09-10"),
    }
    rows = rows_of(municipality(results(800), results(60, seed=2, **skipped)))
    assert [row["navn"] for row in rows] == ["EKS 3. → EKS 4. klasse"]


def test_rows_stand_by_subject_whose_name_is_shown_once() -> None:
    upper = {
        "before": ("EKS", 4.0, "skalascore", "2024-09-10"),
        "after": ("EKS", 5.0, "skalascore", "2025-09-10"),
    }
    tenth = {
        "before": ("EKS", 9.0, "skalascore", "2024-09-10"),
        "after": ("EKS", 10.0, "skalascore", "2025-09-10"),
    }
    made = municipality(
        results(80, fag="matematik"),
        results(80, seed=4, **tenth),
        results(80, seed=2),
        results(80, seed=3, **upper),
    )
    rows = rows_of(made)
    assert [row["pejlemaerke_vist"] for row in rows] == ["dansk læsning", None, None, "matematik"]
    assert [row["navn"][:5] for row in rows] == ["EKS 3", "EKS 4", "EKS 9", "EKS 3"]


def test_the_line_tells_year_and_norms() -> None:
    bare = municipality(results(400))
    assert Progression(bare, 2026, "intern").fields("101001")["progression_linje"] == (
        "Prøver taget i 2025/2026. Datasættet har ingen normer."
    )
    assert Progression(with_norms(bare), 2026, "intern").fields("101001")["progression_linje"] == (
        "Prøver taget i 2025/2026. Normer: Prøven."
    )


def test_a_dataset_without_pupils_has_one_row_that_says_so() -> None:
    fields = school_fields(load_dataset(eksempel_koebenhavn.TARGET), "2026/2027", "intern").fields("101001")
    [row] = fields["progression"]
    assert row["navn"] == "Der er ingen elevresultater i datasættet."
    assert fields["progression_linje"] is None


def test_pupils_without_a_single_number_have_one_row_too() -> None:
    [row] = rows_of(municipality(results(10).assign(score=np.nan)))
    assert row["navn"].startswith("Ingen elever")
