"""The middle of similar schools: who is in it, when it is blank and why, and that it never tells of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.datasets import Rows, tables, write_csv

from xl_beregner.dataset import Dataset, load_dataset
from xl_beregner.fields import unit_fields
from xl_beregner.fields.known.similar import COLUMNS, LINE
from xl_beregner.fields.similar import _quantiles

YEAR = "2026/2027"
CATALOGUE: Rows = [
    ["indikator", "navn", "maaleenhed", "retning", "kilde", "offentliggjort", "mindste", "stoerste"],
    ["trivsel", "Trivsel", "pct", "op", "X", "nej", "0", "100"],
]
FEW = "3"


def school(place: int) -> str:
    return f"S{place:02}"


def dataset(
    folder: Path,
    background: list[Any],
    figures: list[Any],
    few: tuple[int, ...] = (),
    error: str = "1",
    **setting: Any,
) -> Dataset:
    """Schools in a row by background, each with a figure; ``few`` have it on three pupils."""
    rows: Rows = [["enhed", "skoleaar", "indikator", "vaerdi", "antal", "standardfejl"]]
    rows += [
        [school(place), "2025/2026", "trivsel", value, FEW if place in few else "50", error]
        for place, value in enumerate(figures)
        if value is not None
    ]
    schools: Rows = [["skole_nr", "skole", "soc_uddannelse"]]
    schools += [[school(place), f"Skole {place}", value] for place, value in enumerate(background)]
    contents = tables(skoler=schools, katalog=CATALOGUE, indikatorer=rows)
    if setting:
        contents["indstillinger"] = [
            ["noegle", "vaerdi", "kilde"],
            *([k, v, "X"] for k, v in setting.items()),
        ]
    return load_dataset(write_csv(folder, contents))


def source(data: Dataset, edition: str = "fortrolig", year: str = YEAR) -> Any:
    wanted = ["tal", *(f"tal__{name}" for name in COLUMNS), LINE]
    return unit_fields(data, year, edition, "skole", wanted, "x")


def beside(data: Dataset, number: str, edition: str = "fortrolig") -> dict[str, Any]:
    (row,) = source(data, edition).fields(number)["tal"]
    return {name: row[name] for name in COLUMNS}


EVEN = list(range(0, 24, 2))


@pytest.fixture(scope="module")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return dataset(tmp_path_factory.mktemp("twelve"), EVEN, [50 + place for place in range(12)])


def test_it_is_the_middle_of_the_five_nearest_without_the_school_itself(twelve: Dataset) -> None:
    # The fifth nearest of two as near is the first by name.
    nearest = [50 + place for place in (4, 5, 7, 8, 3)]
    found = beside(twelve, school(6))
    assert found["lignende_antal"] == 5
    expected = np.quantile(nearest, [0.5, 0.25, 0.75]).tolist()
    assert [found[name] for name in COLUMNS[:3]] == expected
    assert found["lignende_halvdel"] == "54,0–57,0"


@pytest.mark.parametrize(("value", "verdict"), [(60.0, "▲ bedre"), (50.0, "▼ dårligere"), (56.0, "≈")])
def test_a_figure_stands_out_beyond_its_uncertainty_and_outside_the_middle_half(
    tmp_path: Path, value: float, verdict: str
) -> None:
    figures: list[Any] = [50 + place for place in range(12)]
    figures[6] = value
    assert beside(dataset(tmp_path, EVEN, figures), school(6))["mod_lignende"].startswith(verdict)


def test_a_sure_difference_within_the_middle_half_is_no_standing_out(tmp_path: Path) -> None:
    # The five nearest have 40, 41, 55, 69, 70: the school's 65 differs from the median, but lies among them.
    figures: list[Any] = [50.0] * 12
    for place, value in zip((3, 4, 5, 7, 8), (40, 41, 55, 69, 70), strict=True):
        figures[place] = value
    figures[6] = 65.0
    assert beside(dataset(tmp_path, EVEN, figures), school(6))["mod_lignende"].startswith("≈")


def test_fewer_than_five_with_a_figure_are_blank(tmp_path: Path) -> None:
    figures: list[Any] = [50.0 if place in (3, 4, 5, 6, 7) else None for place in range(12)]
    assert set(beside(dataset(tmp_path, EVEN, figures), school(6)).values()) == {None}


@pytest.mark.parametrize(
    ("background", "told"),
    [
        ([*range(11), 500], "færre end 5 skoler ligner"),
        ([*range(11), ""], "baggrund mangler"),
        ([7] * 12, "samme tal"),
    ],
)
def test_the_line_says_why_there_are_none(tmp_path: Path, background: list[Any], told: str) -> None:
    data = dataset(tmp_path, background, [50.0] * 12)
    fields = source(data).fields(school(11))
    assert told in fields[LINE]
    assert {fields["tal"][0][name] for name in COLUMNS} == {None}


def test_without_background_there_are_none_and_the_line_says_so(tmp_path: Path) -> None:
    data = load_dataset(write_csv(tmp_path, tables()))
    assert "ingen kolonner" in source(data, year="2025/2026").fields("0123")[LINE]


def test_a_narrower_caliper_leaves_out_schools_further_away(tmp_path: Path) -> None:
    data = dataset(tmp_path, EVEN, [50.0] * 12, lignende_afstand="0,2")
    assert "færre end 5" in source(data).fields(school(6))[LINE]


# --- Disclosure --------------------------------------------------------------------------------
@pytest.mark.parametrize("edition", ["intern", "fortrolig", "bestyrelse", "offentlig"])
def test_another_school_s_hidden_figure_changes_nothing_in_any_edition(tmp_path: Path, edition: str) -> None:
    """Whatever the nearest school's three pupils said, nobody else can see it here."""
    seen = []
    for at, hidden in enumerate((0.0, 37.5, 100.0)):
        figures: list[Any] = [50.0 + place for place in range(12)]
        figures[5] = hidden
        data = dataset(tmp_path / str(at), EVEN, figures, few=(5,))
        fields = source(data, edition)
        rows = [fields.fields(school(place))["tal"][0] for place in range(12)]
        seen.append([[row[name] for name in COLUMNS[:-1]] for row in rows])
    assert seen[0] == seen[1] == seen[2]
    assert any(found[0] is not None for found in seen[0])


def test_a_hidden_figure_left_with_fewer_than_three_others_hides_the_middle_too(tmp_path: Path) -> None:
    """Of nine schools, the middle of five and one's own leave two others and the hidden one."""
    figures: list[Any] = [50.0 + place for place in range(9)]
    background = list(range(9))
    hidden = dataset(tmp_path / "a", background, figures, few=(0,), lignende_afstand="3")
    shown = dataset(tmp_path / "b", background, figures, lignende_afstand="3")
    assert beside(shown, school(4))["lignende"] is not None
    assert beside(hidden, school(4))["lignende"] is None


def test_no_school_is_named(twelve: Dataset) -> None:
    fields = source(twelve).fields(school(6))
    told = f"{fields[LINE]} {fields['tal']}"
    assert not any(f"Skole {place}" in told or school(place) in told for place in range(12) if place != 6)


# --- What it costs -----------------------------------------------------------------------------
def test_similar_schools_are_looked_for_only_where_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, twelve: Dataset
) -> None:
    def refuse(*args: Any, **named: Any) -> None:
        raise AssertionError

    monkeypatch.setattr("xl_beregner.fields.similar.nearest_schools", refuse)
    unit_fields(twelve, YEAR, "fortrolig", "skole", ["tal", "tal__v1", "tal__nedre"], "x").fields(school(6))
    for wanted in ("tal__lignende", "skoleform_1_tal__mod_lignende", LINE, "lignende_i_ord"):
        asked = unit_fields(twelve, YEAR, "fortrolig", "skole", [wanted.partition("__")[0], wanted], "x")
        with pytest.raises(AssertionError):
            asked.fields(school(6))


def test_quantiles_are_numpy_s_of_what_there_is() -> None:
    values = np.array([[3.0, np.nan, 1.0, 2.0, 9.0], [np.nan] * 5])
    found = _quantiles(values, np.array([4, 0]))
    np.testing.assert_allclose(found[:, 0], np.nanquantile(values[0], [0.5, 0.25, 0.75]))
    assert np.isnan(found[:, 1]).all()


@pytest.mark.prove
def test_schools_that_are_alike_stand_out_at_most_as_often_as_the_interval_says(tmp_path: Path) -> None:
    """All schools are 50 with an error of 4: at 95 % about one in twenty may stand out by chance."""
    random = np.random.default_rng(7)
    figures = np.round(random.normal(50, 4, 600), 2).tolist()
    background = np.round(random.normal(0, 1, 600), 3).tolist()
    data = dataset(tmp_path, background, figures, error="4")
    fields = source(data)
    verdicts = [fields.fields(school(place))["tal"][0]["mod_lignende"] for place in range(600)]
    judged = [verdict for verdict in verdicts if verdict]
    share = sum(verdict[0] in "▲▼" for verdict in judged) / len(judged)
    assert len(judged) > 500
    assert 0.02 < share < 0.065
