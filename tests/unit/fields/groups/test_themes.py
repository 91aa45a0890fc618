"""A theme's rows: the school first, then its groups, with early signs to trust and words beside."""

from __future__ import annotations

import pytest
from support.datasets import write_csv

from workbooks.build.examples import koebenhavn as eksempel_koebenhavn
from xl_beregner.batch.shelf import invented_dataset
from xl_beregner.dataset import load_dataset
from xl_beregner.fields import EDITIONS, school_fields
from xl_beregner.fields.known.groups import COLUMNS, TABLES, THEMES

YEAR = "2026/2027"
HEADING = ["enhed", "gruppe", "skoleaar", "indikator", "vaerdi", "antal", "standardfejl"]


def dataset(tmp_path, rows, *, settings=(), unit="pct", rule="andel", direction="op", **about):
    """One school, one indicator `prøve` with the rows given, and a school beside it unless they have it."""
    catalogue = [
        ["indikator", "navn", "maaleenhed", "retning", "kilde", "sammenlaegning", "sammenlign",
         "offentliggjort", "fortrolig", "bemaerkning"],
        ["proeve", "Prøve", unit, direction, "Os", rule, "proeve", about.get("published", "nej"),
         about.get("confidential", "nej"), "Husk det."],
    ]  # fmt: skip
    other = ["2", "alle", "2025", "proeve", "50", "100", ""]
    tables = {
        "skoler": [["skole_nr", "skole"], *([number, f"Skole {number}"] for number in "1234")],
        "katalog": catalogue,
        "indikatorer": [HEADING, *([] if about.get("own_rows") else [other]), *rows],
        "indstillinger": [["noegle", "vaerdi", "kilde"], *settings],
    }
    return load_dataset(write_csv(tmp_path, tables))


def fields(data, edition="fortrolig", school="1"):
    return school_fields(data, YEAR, edition).fields(school)


def grades(*values, year="2025", pupils="20", error=""):
    return [
        ["1", f"trin:{grade}", year, "proeve", value, pupils, error] for grade, value in enumerate(values)
    ]


def rows_of(found, table="tema_foraeldre"):
    return {row["noegle"]: row for row in found[table]}


def test_the_school_stands_first_and_its_name_once(tmp_path):
    rows = [*grades("50", "55"), ["1", "alle", "2025", "proeve", "52,5", "40", ""],
            ["1", "team:Indskoling", "2025", "proeve", "52,5", "40", ""]]  # fmt: skip
    found = fields(dataset(tmp_path, rows))["tema_foraeldre"]
    assert [(row["navn_vist"], row["gruppe"], row["gruppe_slags"]) for row in found] == [
        ("Prøve", "Skolen", "Skolen"),
        (None, "Team Indskoling", "Team"),
        (None, "0. klasse", "Klassetrin"),
        (None, "1. klasse", "Klassetrin"),
    ]
    assert [row["navn"] for row in found[1:]] == [
        "Prøve: Team Indskoling", "Prøve: 0. klasse", "Prøve: 1. klasse",
    ]  # fmt: skip
    assert {row["indikator"] for row in found} == {"Prøve"}
    assert [row["skolen"] for row in found] == [None, 52.5, 52.5, 52.5]
    assert [row["bemaerkning"] for row in found] == ["Husk det.", None, None, None]
    assert [bool(row["spoergsmaal"]) for row in found] == [True, False, False, False]


@pytest.mark.parametrize("error", ["", "4"], ids=["by its pupils", "by the source's error"])
@pytest.mark.parametrize(("swing", "is_sign"), [(0, True), (12, False)], ids=["calm", "swings"])
def test_a_group_is_held_against_the_swing_of_schools_at_least(tmp_path, swing, is_sign, error):
    """A grade's 50 and 75 of 60 pupils differ; not where whole schools with many pupils swing by 12."""
    turns = {"1": (1, -1, 1, -1), "2": (-1, 1, -1, 1), "3": (1, 1, -1, -1), "4": (-1, -1, 1, 1)}
    schools = [
        [number, "alle", str(2022 + year), "proeve", str(60 + swing * turn), "400", "2"]
        for number, of in turns.items()
        for year, turn in enumerate(of)
    ]
    rows = [*schools, *grades("75", pupils="60", error=error)]
    rows += grades("50", year="2024", pupils="60", error=error)
    found = rows_of(fields(dataset(tmp_path, rows, own_rows=True)))
    assert ("end året før" in found["proeve|trin:0"]["tegn"]) == is_sign


def test_a_grade_that_fell_is_a_sign_with_a_question(tmp_path):
    rows = [*grades("80", "80", "80", pupils="60"), *grades("82", "78", "30", year="2024", pupils="60")]
    rows = [*rows, ["1", "alle", "2025", "proeve", "80", "180", ""]]
    found = rows_of(fields(dataset(tmp_path, rows)))
    assert found["proeve|trin:2"]["tegn"] == "▲ bedre end året før"
    assert found["proeve|trin:0"]["tegn"] == "≈ inden for usikkerheden"
    assert found["proeve|trin:2"]["spoergsmaal"]
    assert found["proeve|trin:2"]["forrige"] == 30


@pytest.mark.parametrize(
    ("direction", "sign"),
    [("op", "▼ dårligere"), ("ned", "▲ bedre"), ("", "↓ lavere")],
)
def test_a_grade_apart_from_the_rest_is_a_sign_in_the_indicators_direction(tmp_path, direction, sign):
    rows = [*grades("80", "80", "20", pupils="50"), ["1", "alle", "2025", "proeve", "60", "150", ""]]
    found = rows_of(fields(dataset(tmp_path, rows, direction=direction)))
    assert found["proeve|trin:2"]["tegn"] == f"{sign} end resten af skolen"


def test_a_grade_is_held_against_the_municipalitys_same_grade(tmp_path):
    """All are far from the rest of their school, and where the municipality's pupils of that age are."""
    rows = [*grades("80", "50", "20", pupils="50"), ["1", "alle", "2025", "proeve", "50", "150", ""]]
    rows += [["kommune", f"trin:{grade}", "2025", "proeve", value, "5000", ""]
             for grade, value in enumerate(("80", "90", "20"))]  # fmt: skip
    rows += [[other, *row[1:]] for other in "234" for row in grades("70", "70", "70", pupils="50")]
    found = rows_of(fields(dataset(tmp_path, rows)))
    assert [found[f"proeve|trin:{grade}"]["tegn"] for grade in range(3)] == [
        "≈ inden for usikkerheden",
        "▼ dårligere end kommunens samme klassetrin",
        "≈ inden for usikkerheden",
    ]
    assert [found[f"proeve|trin:{grade}"]["kommune"] for grade in range(3)] == [80, 90, 20]


@pytest.mark.parametrize(("others", "is_shown"), [("", False), ("23", False), ("234", True)])
def test_the_municipalitys_grade_tells_of_no_single_other_school(tmp_path, others, is_shown):
    """A school that takes its own grade from the municipality's must be left with three schools at least."""
    rows = [*grades("80", "50", pupils="50"), ["kommune", "trin:0", "2025", "proeve", "75", "100", ""]]
    rows += [[other, "trin:0", "2025", "proeve", "70", "50", ""] for other in others]
    for edition in EDITIONS:
        found = rows_of(fields(dataset(tmp_path / edition, rows, published="ja"), edition))
        assert (found["proeve|trin:0"]["kommune"] == 75) == is_shown


def test_without_errors_a_mean_makes_no_sign(tmp_path):
    rows = [*grades("3", "3", "9"), *grades("3", "3", "3", year="2024"),
            ["1", "alle", "2025", "proeve", "5", "60", ""]]  # fmt: skip
    found = fields(dataset(tmp_path, rows, unit="point", rule="vaegtet_middel"))
    assert {row["tegn"] for row in found["tema_foraeldre"] if row["gruppe"] != "Skolen"} == {
        "? usikkerhed ukendt"
    }
    assert {row["usikkerhed"] for row in found["tema_foraeldre"]} == {None}
    assert "Intet kan sammenlignes" in found["tema_foraeldre_linje"]


def test_the_uncertainty_is_the_sources_else_wilsons_for_a_share(tmp_path):
    rows = [*grades("50", "0"), ["1", "trin:2", "2025", "proeve", "50", "20", "4"],
            ["1", "alle", "2025", "proeve", "33,3", "60", ""]]  # fmt: skip
    found = rows_of(fields(dataset(tmp_path, rows)))
    assert found["proeve|trin:2"]["usikkerhed"] == pytest.approx(1.96 * 4, abs=0.01)
    # Wilson, 10 of 20 and 0 of 20: 0.299-0.701 and 0-0.161 (tests/reference/wilson.R).
    assert found["proeve|trin:0"]["usikkerhed"] == pytest.approx(20.1, abs=0.05)
    assert found["proeve|trin:1"]["usikkerhed"] == pytest.approx(8.05, abs=0.05)


def test_a_class_beside_grades_stands_only_with_a_sign(tmp_path):
    classes = [["1", f"klasse:{name}", "2025", "proeve", value, "30", ""]
               for name, value in (("0A", "80"), ("0B", "80"), ("1A", "95"), ("1B", "5"))]  # fmt: skip
    rows = [*grades("80", "50", pupils="60"), *classes, ["1", "alle", "2025", "proeve", "65", "120", ""]]
    found = rows_of(fields(dataset(tmp_path / "a", rows)))
    assert "proeve|klasse:1B" in found
    assert "proeve|klasse:0A" not in found
    alone = [*classes, ["1", "alle", "2025", "proeve", "65", "120", ""]]
    assert "proeve|klasse:0A" in rows_of(fields(dataset(tmp_path / "b", alone)))


@pytest.mark.parametrize("edition", EDITIONS)
def test_few_pupils_and_what_would_tell_them_are_hidden_outside_the_school(tmp_path, edition):
    rows = [*grades("40", "60"), ["1", "trin:2", "2025", "proeve", "90", "3", ""],
            ["1", "alle", "2025", "proeve", "52,8", "43", ""]]  # fmt: skip
    source = school_fields(dataset(tmp_path, rows, published="ja"), YEAR, edition)
    found = rows_of(source.fields("1"))
    if edition == "intern":
        assert found["proeve|trin:2"]["seneste"] == 90
        assert source.suppressed("1") == []
        return
    few = found["proeve|trin:2"]
    assert (few["seneste"], few["antal"], few["usikkerhed"], few["tegn"]) == (None, None, None, None)
    assert few["bemaerkning"] == "2025/2026: vises ikke (færre end 5 elever)."
    assert found["proeve|alle"]["antal"] is None  # less another indicator's of fewer grades it tells of one
    hidden = [row for row in found.values() if row["seneste"] is None and row["gruppe"] != "Skolen"]
    assert len(hidden) == 3  # one of the others would not do: it and the few stand on 23, of whom 20 know
    told = [line for line in source.suppressed("1") if "trin:0" in line]
    assert told == ["proeve trin:0 2025/2026: ville afsløre et skjult tal"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_test_results_never_reach_board_or_public(tmp_path, edition):
    rows = [*grades("40", "60"), ["1", "alle", "2025", "proeve", "50", "40", ""]]
    found = fields(dataset(tmp_path, rows, confidential="ja"), edition)
    outside = edition in ("bestyrelse", "offentlig")
    assert bool(found["testresultater"]) != outside
    assert ("fortrolige" in found["testresultater_linje"]) == outside
    values = [
        row[key] for row in found["tema_foraeldre"] for key in ("seneste", "antal", "skolen", "kommune")
    ]
    assert any(value is not None for value in values) != outside


def test_a_chosen_theme_shows_what_was_chosen_and_says_who_chose(tmp_path):
    rows = [["1", "alle", "2025", "proeve", "50", "40", ""]]
    data = dataset(tmp_path, rows, settings=[["tema_foraeldre", "proeve", "Et eksempel"]])
    found = fields(data)
    assert [row["noegle"] for row in found["tema_foraeldre"]] == ["proeve|alle"]
    assert "kilde: Et eksempel" in found["tema_foraeldre_linje"]
    assert "ingen tal for klassetrin" in found["tema_foraeldre_linje"]
    assert found["tema_synlig_laering"] == []
    assert "ingen tal for skolens klassetrin" in found["tema_synlig_laering_linje"]


def test_the_years_own_figures_are_the_newest(tmp_path):
    rows = [
        *grades("40", "60", year="2026"),
        *grades("50", "50", year="2025"),
        *grades("1", "1", year="2027"),
    ]
    found = rows_of(fields(dataset(tmp_path, rows)))
    assert [found[f"proeve|trin:{grade}"]["seneste"] for grade in (0, 1)] == [40, 60]
    assert found["proeve|trin:0"]["aar_seneste"] == "2026/2027"


def test_a_school_without_figures_has_a_line_and_no_group(tmp_path):
    rows = [["1", "alle", "2025", "proeve", "50", "40", ""]]
    data = dataset(tmp_path, rows, settings=[["tema_foraeldre", "proeve", "Os"]])
    object.__setattr__(data, "indicators", data.indicators[data.indicators["enhed"] != "2"])
    (row,) = fields(data, school="2")["tema_foraeldre"]
    assert (row["gruppe"], row["seneste"], row["bemaerkning"]) == ("Skolen", None, "Ingen tal for skolen.")


def test_real_figures_without_groups_are_told_in_words():
    found = fields(load_dataset(eksempel_koebenhavn.TARGET), school="101001")
    for table in TABLES:
        assert found[table] == []
        assert "ingen" in found[f"{table}_linje"]


@pytest.mark.prove
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_invented_example_has_all_columns_and_a_key_for_each_row(edition):
    source = school_fields(load_dataset(invented_dataset()), YEAR, edition)
    for unit in source.units:
        found = source.fields(unit.number)
        for table in TABLES:
            assert all(set(row) == set(COLUMNS) for row in found[table])
            keys = [row["noegle"] for row in found[table]]
            assert len(keys) == len(set(keys))
    groups = {row["gruppe_slags"] for table in THEMES for row in source.fields("E01")[table]}
    assert {"Skolen", "Team", "Klassetrin", "Klasse"} <= groups


@pytest.mark.prove
def test_the_schools_own_figure_has_the_verdicts_of_its_other_sheets():
    """One figure is not better on one sheet and within its uncertainty on another."""
    source = school_fields(load_dataset(invented_dataset()), YEAR, "fortrolig")
    told = set()
    for unit in source.units:
        found = source.fields(unit.number)
        figures = {row["noegle"]: row for row in found["tal"]}
        for row in (row for table in TABLES for row in found[table] if row["noegle"].endswith("|alle")):
            figure = figures[row["noegle"].removesuffix("|alle")]
            if row["seneste"] is None or figure["aar_seneste"] != row["aar_seneste"]:
                continue
            assert row["usikkerhed"] == figure["usikkerhed"]
            for verdict, against in (("udvikling", "end året før"), ("mod_kommunen", "end kommunen")):
                word = (figure[verdict] or "").partition(" ")[2]
                stands_out = word in ("bedre", "dårligere")
                assert (f"{word} {against}" in row["tegn"]) == stands_out
                told.add(stands_out)
    assert told == {True, False}


def test_a_groups_sign_is_the_same_in_every_list_and_with_tests_or_without():
    data = load_dataset(invented_dataset())
    sources = [school_fields(data, YEAR, edition) for edition in ("fortrolig", "bestyrelse")]
    for unit in sources[0].units:
        signs = {}
        for source in sources:
            found = source.fields(unit.number)
            for row in (row for table in TABLES for row in found[table] if row["seneste"] is not None):
                assert signs.setdefault(row["noegle"], row["tegn"]) == row["tegn"]


def test_a_count_of_a_group_is_no_sign(tmp_path):
    rows = [*grades("20", "30"), *grades("90", "30", year="2024")]
    rows += [["1", "alle", "2025", "proeve", "50", "", ""]]
    found = rows_of(fields(dataset(tmp_path, rows, unit="antal", rule="sum", direction="")))
    assert {row["tegn"] for row in found.values()} == {None}
