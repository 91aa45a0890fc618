"""No edition shows more than it may, and no school's workbook holds another school's figures."""

from __future__ import annotations

import itertools
import math

import pytest
from support.datasets import write_csv

from workbooks.build.examples import koebenhavn as eksempel_koebenhavn
from xl_beregner.dataset import load_dataset
from xl_beregner.fields import EDITIONS, school_fields

YEAR = "2026/2027"
OUTSIDE = [edition for edition in EDITIONS if edition != "intern"]


def dataset(tmp_path, *, count: str = "", published: str = "ja", confidential: str = "nej", least: str = "",
            unit: str = "pct", schools: int = 8):  # fmt: skip
    """One indicator, eight schools, five years; school 0's latest figure stands on ``count`` pupils."""
    catalogue = [
        ["indikator", "navn", "maaleenhed", "retning", "kilde", "offentliggjort", "fortrolig", "mindst_antal",
         "sammenlign"],
        ["test", "Test", unit, "op", "Prøven", published, confidential, least, "test"],
    ]  # fmt: skip
    lines = [["enhed", "skoleaar", "indikator", "vaerdi", "antal"]]
    for school, year in itertools.product(range(schools), range(2021, 2026)):
        own = school == 0 and year == 2025
        lines.append(
            [str(school), str(year), "test", value(school, year), count if own else "50" if count else ""]
        )
    lines.append(["kommune", "2025", "test", "55,55", "5000" if count else ""])
    names = [["skole_nr", "skole"], *([str(n), f"Skole {n}"] for n in range(schools))]
    return load_dataset(
        write_csv(tmp_path / "d", {"skoler": names, "katalog": catalogue, "indikatorer": lines})
    )


def value(school: int, year: int) -> str:
    return f"{40 + 4 * school + (school * year * 7919) % 13 + 0.1 * (year % 7):.4f}".replace(".", ",")


def row(source, table: str = "tal", unit: str = "0") -> dict:
    return source.fields(unit)[table][0]


def test_the_schools_own_edition_shows_few_pupils(tmp_path):
    assert row(school_fields(dataset(tmp_path, count="3"), YEAR, "intern"))["v3"] is not None


@pytest.mark.parametrize("edition", OUTSIDE)
def test_few_pupils_are_never_shown_outside_nor_their_count(tmp_path, edition):
    source = school_fields(dataset(tmp_path, count="3"), YEAR, edition)
    shown = row(source)
    assert shown["v3"] is None
    assert shown["t8"] is None
    assert shown["seneste"] is not None  # the year before may be shown
    assert shown["aar_seneste"] == "2024/2025"
    assert "2025/2026: vises ikke (færre end 5 elever)." in shown["bemaerkning"]
    assert "3" not in shown["bemaerkning"].replace("2023/2024", "")
    assert source.suppressed("0") == ["test 2025/2026: færre end 5 elever"]
    assert source.suppressed("1") == []


@pytest.mark.parametrize(("count", "is_shown"), [("4", False), ("5", True), ("0", False)])
def test_the_limit_itself_is_shown(tmp_path, count, is_shown):
    assert (
        row(school_fields(dataset(tmp_path, count=count), YEAR, "offentlig"))["v3"] is not None
    ) == is_shown


def test_an_indicators_own_limit_goes_before_the_setting(tmp_path):
    shown = row(school_fields(dataset(tmp_path, count="8", least="10"), YEAR, "bestyrelse"))
    assert shown["v3"] is None
    assert "færre end 10 elever" in shown["bemaerkning"]


@pytest.mark.parametrize("edition", OUTSIDE)
def test_a_hidden_figure_takes_part_in_nothing_shown(tmp_path, edition):
    few = dataset(tmp_path / "a", count="3")
    without = dataset(tmp_path / "b", count="3")
    keep = ~((without.indicators["enhed"] == "0") & (without.indicators["aar"] == 2025))
    object.__setattr__(without, "indicators", without.indicators[keep].reset_index(drop=True))
    shown, blank = (school_fields(data, YEAR, edition) for data in (few, without))
    for unit in ("0", "1"):
        assert shown.fields(unit)["forslag"][0] == blank.fields(unit)["forslag"][0]


@pytest.mark.parametrize(
    ("edition", "is_shown"),
    [("intern", True), ("fortrolig", True), ("bestyrelse", False), ("offentlig", False)],
)
def test_test_results_never_reach_board_or_public(tmp_path, edition, is_shown):
    fields = school_fields(dataset(tmp_path, count="50", confidential="ja"), YEAR, edition).fields("0")
    assert (fields["tal"][0]["v3"] is not None) == is_shown
    assert (fields["tal"][0]["kommune"] is not None) == is_shown
    assert (fields["forslag"][0]["baseline"] is not None) == is_shown
    assert (fields["forslag"][0]["strip_midte"] is not None) == is_shown
    if not is_shown:
        assert "fortroligt" in fields["tal"][0]["bemaerkning"]
        assert fields["ingen_tal"] is None  # the school has figures; they are not for these readers


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_workbook_marks_what_its_board_may_not_see(tmp_path, edition):
    """The leader's edition shows it, so the sheet for the board must know to leave it out."""
    source = school_fields(dataset(tmp_path, count="50", confidential="ja"), YEAR, edition)
    assert {row(source, "aftale", str(n))["fortrolig"] for n in range(8)} == {"ja"}


@pytest.mark.parametrize(("edition", "mark"), [("intern", "ja"), ("fortrolig", None), ("bestyrelse", None)])
def test_few_pupils_that_are_shown_to_the_leader_are_marked_too(tmp_path, edition, mark):
    source = school_fields(dataset(tmp_path, count="3"), YEAR, edition)
    assert row(source, "aftale")["fortrolig"] == mark  # hidden already where it is None
    assert row(source, "aftale", "1")["fortrolig"] is None


@pytest.mark.parametrize("edition", OUTSIDE)
def test_a_mean_on_an_unknown_count_is_shown_only_if_published(tmp_path, edition):
    assert row(school_fields(dataset(tmp_path / "a"), YEAR, edition))["v3"] is not None
    hidden = row(school_fields(dataset(tmp_path / "b", published="nej"), YEAR, edition))
    assert hidden["v3"] is None
    assert "antal elever ukendt" in hidden["bemaerkning"]


def test_a_count_of_few_hides_itself(tmp_path):
    data = dataset(tmp_path, unit="antal", published="nej")
    data.indicators.loc[(data.indicators["enhed"] == "0") & (data.indicators["aar"] == 2025), "vaerdi"] = 3.0
    assert row(school_fields(data, YEAR, "offentlig"))["v3"] is None
    assert row(school_fields(data, YEAR, "intern"))["v3"] == 3.0


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_field_holds_another_schools_figure(tmp_path, edition):
    data = dataset(tmp_path, count="50")
    source = school_fields(data, YEAR, edition)
    for unit in source.units:
        own = set(data.indicators.loc[data.indicators["enhed"].isin([unit.number, "kommune"]), "vaerdi"])
        others = set(data.indicators["vaerdi"]) - own
        fields = source.fields(unit.number)
        found = {cell for table in ("tal", "forslag", "aftale", "evaluering") for line in fields[table]
                 for cell in line.values() if isinstance(cell, float)}  # fmt: skip
        assert not found & others
        names = {other.name for other in source.units} - {unit.name}
        assert not {str(cell) for line in fields["tal"] for cell in line.values()} & names


def test_the_middle_of_schools_needs_at_least_five_others(tmp_path):
    enough = school_fields(dataset(tmp_path / "a", schools=6), YEAR, "intern").fields("0")["forslag"][0]
    few = school_fields(dataset(tmp_path / "b", schools=5), YEAR, "intern").fields("0")["forslag"][0]

    def middle(line: dict) -> float:
        slope = (line["oevre"] - line["nedre"]) / (line["strip_oevre"] - line["strip_nedre"])
        return line["nedre"] + (line["strip_midte"] - line["strip_nedre"]) * slope

    values = sorted(float(value(school, 2025).replace(",", ".")) for school in range(6))
    assert middle(enough) == pytest.approx((values[2] + values[3]) / 2)
    assert middle(few) == pytest.approx(55.55)  # the municipality instead


def test_one_school_never_changes_what_another_sees_but_through_the_middle_and_the_model():
    data = load_dataset(eksempel_koebenhavn.TARGET)
    source = school_fields(data, YEAR, "offentlig")
    shown = [
        key
        for line in source.fields("101003")["tal"]
        for key, cell in line.items()
        if isinstance(cell, float)
    ]
    assert shown
    assert not any(math.isnan(cell) for line in source.fields("101003")["forslag"]
                   for cell in line.values() if isinstance(cell, float))  # fmt: skip


# --- The number of pupils, reasons and totals ------------------------------------------------
def with_pupils(tmp_path, pupils: float, **changed):
    data = dataset(tmp_path, count="50", **changed)
    data.schools["elevtal"] = data.schools["elevtal"].astype(float)
    data.schools.loc[0, "elevtal"] = pupils
    data.schools.loc[1, "elevtal"] = 400.0
    return data


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("pupils", [0, 3, 4, 5])
def test_a_schools_few_pupils_are_hidden_as_any_count_is(tmp_path, edition, pupils):
    source = school_fields(with_pupils(tmp_path, pupils), YEAR, edition)
    shown = edition == "intern" or pupils >= 5
    assert source.fields("0")["elevtal"] == (pupils if shown else None)
    assert ("elevtal: færre end 5 elever" in source.suppressed("0")) == (not shown)
    assert source.fields("1")["elevtal"] == 400


def test_what_the_catalogue_says_of_the_number_of_pupils_holds_for_the_front_page_too(tmp_path):
    data = with_pupils(tmp_path, 8)
    for frame in (data.catalogue, data.indicators):
        frame["indikator"] = "elevtal"
    assert school_fields(data, YEAR, "offentlig").fields("0")["elevtal"] == 8
    data.catalogue["mindst_antal"] = 10.0
    assert school_fields(data, YEAR, "offentlig").fields("0")["elevtal"] is None
    data.catalogue["mindst_antal"] = 1.0
    data.catalogue["fortrolig"] = True
    assert school_fields(data, YEAR, "fortrolig").fields("0")["elevtal"] == 8
    assert school_fields(data, YEAR, "bestyrelse").fields("0")["elevtal"] is None


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_hidden_result_of_the_agreements_year_says_why(tmp_path, edition):
    evaluated = row(school_fields(dataset(tmp_path, count="3"), "2025/2026", edition), "evaluering")
    if edition == "intern":
        assert (evaluated["resultat"] is not None, evaluated["bemaerkning"]) == (True, None)
    else:
        assert evaluated["resultat"] is None
        assert evaluated["bemaerkning"] == "2025/2026: vises ikke (færre end 5 elever)."


def test_how_much_is_hidden_is_told_for_the_run_with_the_commonest_reason(tmp_path):
    unknown = dataset(tmp_path / "a", published="nej")
    assert school_fields(unknown, YEAR, "intern").notes() == []
    (note,) = school_fields(unknown, YEAR, "offentlig").notes()
    assert (note.key, note.facts["antal"], note.facts["heraf"]) == ("fields_skjulte_tal", 40, 40)
    assert "antal elever ukendt" in str(note)
    mixed = dataset(tmp_path / "b", count="3")
    mixed.indicators.loc[mixed.indicators.index[:2], "antal"] = [2.0, 1.0]
    (note,) = school_fields(mixed, YEAR, "offentlig").notes()
    assert (note.facts["antal"], note.facts["grund"]) == (3, "færre end 5 elever")


@pytest.mark.parametrize(("published", "schools", "is_shown"), [
    ("nej", 2, False), ("nej", 3, False), ("nej", 4, True), ("ja", 2, True), ("nej", 1, True),
])  # fmt: skip
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_municipalitys_figure_tells_of_no_single_other_school(
    tmp_path, edition, published, schools, is_shown
):
    """Own and municipality's: with two schools the rest is the other's, which nobody has published."""
    data = dataset(tmp_path, count="50", published=published, schools=schools)
    assert (row(school_fields(data, YEAR, edition))["kommune"] == 55.55) == is_shown
