"""The template `lus` says of a class what the functions say, and nothing where nothing is known."""

from __future__ import annotations

import random
from typing import Any

import pytest
from unit.workbooks.class_template import Calculated, template

from workbooks.build.kit.look import Book
from workbooks.build.lus import agreement as lus_agreement
from workbooks.build.lus import counts as lus_counts
from workbooks.build.lus import template as lus
from xl_beregner import evaluate
from xl_beregner.fields.known.lus import DATES, PAIRS
from xl_beregner.measures.measurement.lus import POINTS

LUS = template("sv/lus.xlsx")
ALWAYS = {"felt_lus_atgard__nr": list(range(1, lus.ROWS + 1))}  # a fill never leaves it blank
WORDS = Book("lus.sv.toml").words
HEADINGS = WORDS["lus"]["kolonner"]
ROWS = lus.ROWS
GRADES = list(range(10))


def calculated(**typed: Any) -> Calculated:
    """Type under ``felt_lus__`` and ``svar_lus__`` names: ``p1`` reported, ``n1`` the teacher's."""
    rows = max(len(value) for value in typed.values() if isinstance(value, list))
    given: dict[str, Any] = {
        **ALWAYS,
        "felt_lus_forvantan__klassetrin": GRADES,
        "felt_lus__noegle": [f"E{row}" for row in range(rows)],
        "felt_lus__elev_navn": [f"Elev {row}" for row in range(rows)],
        "felt_lus__klassetrin": [3] * rows,
    }
    for key, values in typed.items():
        name = next(
            (f"{kind}_lus__{key}" for kind in ("felt", "svar") if f"{kind}_lus__{key}" in LUS.names(kind)),
            key,
        )
        given[name] = values
    return LUS.calculated(given)


def expected(**by_date: str) -> dict[str, list[str | None]]:
    """What the municipality expects of grade 3: ``v1="9"``."""
    return {f"felt_lus_forvantan__{key}": [None] * 3 + [point] for key, point in by_date.items()}


def shown(found: Calculated, key: str, rows: int = ROWS) -> list[Any]:
    return found.column(WORDS["lus"]["ark"], HEADINGS[key], lus.TOP, rows)


def some_points(seed: int, blanks: float = 0.15) -> list[str | None]:
    chosen = random.Random(seed)
    return [None if chosen.random() < blanks else POINTS[chosen.randint(6, 20)] for _ in range(ROWS)]


# --- Steps -------------------------------------------------------------------------------------
def in_words(steps: float | None) -> str:
    words = WORDS["lus"]
    if steps is None:
        return ""
    if not steps:
        return str(words["samma"])
    key = "framat" if steps > 0 else "bakat"
    return f"{words[key]}{abs(steps):g}{words[f'{key}_ord']}"


@pytest.mark.parametrize("seed", range(3))
def test_steps_since_the_nearest_point_before_are_those_of_lusfremgang(seed: int) -> None:
    columns = [some_points(10 * seed + place, 0.3) for place in range(5)]
    found = calculated(foer=columns[0], p1=columns[1], p2=columns[2], n3=columns[3], n4=columns[4])
    since, from_first = [], []
    for points in zip(*columns, strict=True):
        known = [place for place in range(1, 5) if points[place]]
        latest = known[-1] if known else 0
        earlier = [points[place] for place in range(latest) if points[place]]
        since.append((earlier[-1] if earlier and latest else None, points[latest] if latest else None))
        from_first.append((points[1] if latest > 1 else None, points[latest] if latest > 1 else None))
    for key, pairs in (("sedan_sist", since), ("sedan_start", from_first)):
        answer = evaluate("BEREGNER_LUSFREMGANG", *(list(column) for column in zip(*pairs, strict=True)))
        assert shown(found, key) == [in_words(row[0]) for row in answer]
    assert any("bakåt" in said for said in shown(found, "sedan_sist"))


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ("17", "18a", "▲ 1 steg framåt"),
        ("17", "18b", "▲ 2 steg framåt"),
        ("18c", "19", "▲ 1 steg framåt"),
        ("19", "18a", "▼ 3 steg bakåt"),
        ("9", "10", "▲ 1 steg framåt"),
        (9, "18A", "▲ 9 steg framåt"),
    ],
)
def test_points_go_in_their_order_not_as_numbers_or_texts(before: Any, now: Any, said: str) -> None:
    assert shown(calculated(p1=[before], n2=[now]), "sedan_sist", 1) == [said]


def test_the_reported_point_goes_before_the_teachers_and_a_difference_is_told() -> None:
    found = calculated(p1=["10", "10", None, None], n1=["12", "10", "11", "20"])
    assert shown(found, "senaste", 4) == ["10", "10", "11", ""]
    doubtful = WORDS["lus"]["kontrollera"]
    assert [said == doubtful for said in shown(found, "status", 4)] == [True, False, False, True]


def test_where_a_date_is_reported_its_drop_down_offers_that_point_alone() -> None:
    sheet = LUS.book[WORDS["lus"]["ark"]]
    for number in DATES:
        reported, typed = (LUS.places(name)[0] for name in (f"felt_lus__p{number}", f"svar_lus__n{number}"))
        cell = sheet.cell(*reported[1:])
        rule = next(
            rule for rule in sheet.data_validations.dataValidation
            if sheet.cell(*typed[1:]).coordinate in rule.sqref
        )  # fmt: skip
        assert rule.formula1 == f'IF(${cell.coordinate}<>"",${cell.coordinate},lus_punkter)'
        assert rule.type == "list"
        assert cell.protection.locked
    assert [LUS.book[place[0]].cell(*place[1:]).value for place in LUS.places("lus_punkter")] == list(POINTS)


# --- What is expected --------------------------------------------------------------------------
def test_without_an_expectation_nobody_is_below_it() -> None:
    found = calculated(p1=["1", "9", "19"])
    assert shown(found, "status", 3) == [WORDS["lus"]["ingen"]] * 3
    assert shown(found, "forvantad", 3) == [""] * 3


def test_the_point_is_held_against_the_date_it_was_given_at() -> None:
    found = calculated(p1=["10", "10", "8"], n2=[None, "10", "11"], **expected(v1="9", v2="11", v4="13"))
    assert shown(found, "forvantad", 3) == ["9", "11", "11"]
    assert shown(found, "forvantad_slut", 3) == ["13"] * 3
    met, left = WORDS["lus"]["uppfyllt"], f"{WORDS['lus']['kvar']}1{WORDS['lus']['kvar_ord']}"
    assert shown(found, "status", 3) == [met, left, met]


def test_an_expectation_of_the_years_end_alone_waits_for_it() -> None:
    found = calculated(p1=["1"], **expected(v4="13"))
    assert shown(found, "status", 1) == [WORDS["lus"]["senare"]]
    assert shown(found, "forvantad", 1) == [""]


def test_the_schools_own_goal_goes_before_the_municipalitys() -> None:
    own = {"svar_lus_forvantan__a1": [None] * 3 + ["18a"]}
    found = calculated(p1=["17"], **expected(v1="9"), **own)
    assert shown(found, "forvantad", 1) == ["18a"]
    assert shown(found, "status", 1) == [f"{WORDS['lus']['kvar']}1{WORDS['lus']['kvar_ord']}"]


def test_pupils_of_another_grade_are_held_against_theirs() -> None:
    found = calculated(p1=["9", "9"], klassetrin=[2, 3], **expected(v1="9"))
    assert shown(found, "status", 2) == [WORDS["lus"]["ingen"], WORDS["lus"]["uppfyllt"]]


def test_a_newcomer_is_one_of_the_class_once_named() -> None:
    names = ["Elev 0", None, None]
    found = calculated(
        elev_navn=names, ny_elev=[None, "Ny Elev", None], n1=["9", "9", None], **expected(v1="9")
    )
    assert shown(found, "navn", 3) == ["Elev 0", "Ny Elev", ""]
    assert found.at("Klassen", lus.TOP - 2, 0) == "Bedömda i år: 2 av 2"


def test_each_pupil_keeps_the_row_where_measures_are_written() -> None:
    found = calculated(p1=["9", "8", "10"], **expected(v1="9"))
    words = WORDS["lus_atgard"]

    def column(key: str) -> list[Any]:
        return found.column(words["ark"], words["kolonner"][key], lus.TOP, 3)

    assert column("navn") == ["Elev 0", "Elev 1", "Elev 2"]
    assert column("missar") == [0, 1, 0]
    assert found.at(words["ark"], lus.TOP - 2, 0).startswith("Når inte åtagandet: 1 av 3 ")


# --- The distribution --------------------------------------------------------------------------
def figure(found: Calculated, key: str, date: int) -> Any:
    return found.at("Fördelning", lus_counts.TOP + 1 + lus_counts.FIGURES.index(key), 1 + date)


@pytest.mark.parametrize("seed", range(3))
def test_the_distribution_of_each_date_is_that_of_lusfordeling(seed: int) -> None:
    columns = {date: some_points(100 * seed + date, 0.2 * date) for date in DATES}
    goals = {date: POINTS[8 + date + seed] for date in DATES}
    typed = {("p" if date < 3 else "n") + str(date): column for date, column in columns.items()}
    found = calculated(**typed, **expected(**{f"v{date}": goal for date, goal in goals.items()}))
    for date, points in columns.items():
        answer = evaluate("BEREGNER_LUSFORDELING", points, [goals[date]] * ROWS)
        for row, key in enumerate(("median", "lower_quartile", "upper_quartile")):
            assert figure(found, key, date) == answer[row][1]
        assert figure(found, "bedomda", date) == answer[0][2]
        assert figure(found, "nar", date) == answer[3][2]
        for key, column in (("andel", 3), ("nedre", 4), ("oevre", 5)):
            assert figure(found, key, date) == pytest.approx(answer[3][column], rel=1e-9, abs=1e-12)
        for place, row in enumerate(answer[4:]):
            assert found.at("Fördelning", lus_counts.POINTS_TOP + 1 + place, 1 + date) == row[2]


@pytest.mark.parametrize("reaching", [0, 5])
def test_none_and_all_reach_what_is_expected(reaching: int) -> None:
    points = ["12"] * reaching + ["8"] * (5 - reaching)
    found = calculated(p1=points, **expected(v1="10"))
    share = evaluate("BEREGNER_LUSFORDELING", points, ["10"] * 5)[3]
    assert [figure(found, key, 1) for key in ("andel", "nedre", "oevre")] == pytest.approx(
        share[3:6], abs=1e-12
    )


def test_fewer_than_five_are_told_by_nothing_but_that() -> None:
    found = calculated(p1=["9"] * 4, **expected(v1="9"))
    few = WORDS["fordelning"]["for_fa"]
    assert [figure(found, key, 1) for key in lus_counts.FIGURES] == [4, few, few, few, few, "", "", "", ""]
    assert {found.at("Fördelning", lus_counts.POINTS_TOP + 1 + place, 2) for place in range(21)} == {""}


def test_the_share_is_left_out_where_fewer_than_five_have_an_expectation() -> None:
    grades = [3] * 4 + [2] * 4
    found = calculated(p1=["9"] * 8, klassetrin=grades, **expected(v1="9"))
    assert figure(found, "median", 1) == "9"
    assert [figure(found, key, 1) for key in ("med", "nar", "andel")] == [
        4,
        WORDS["fordelning"]["for_fa"],
        "",
    ]


def test_the_chart_shows_the_latest_date_and_the_one_before_it() -> None:
    found = calculated(foer=["8"] * 5, p1=["9"] * 5, n2=["10"] * 6, n3=["11"] * 4)
    shown_counts = [
        {point: found.at("Fördelning", lus_counts.POINTS_TOP + 1 + place, lus_counts._HELPERS + series)
         for place, point in enumerate(POINTS)}
        for series in (0, 1)
    ]  # fmt: skip
    assert [{point: n for point, n in counts.items() if n} for counts in shown_counts] == [
        {"10": 6},
        {"9": 5},
    ]


# --- The report --------------------------------------------------------------------------------
def test_the_report_has_a_row_a_date_with_the_same_figures() -> None:
    columns = {"foer": some_points(1), "p1": some_points(2), "n2": some_points(3)}
    scalars = {"felt_skole_navn": "Ängsskolan", "felt_klasse": "3A", "felt_skoleaar": "2026/2027"}
    found = calculated(**columns, **expected(v1="12", v2="13"), **scalars)

    def row(date: int) -> dict[str, Any]:
        return {
            key: found.at("Rapport", lus_counts.TOP + date, at) for at, key in enumerate(lus_counts.REPORT)
        }

    for date in (1, 2):
        told = row(date)
        assert (told["skola"], told["klass"], told["lasar"]) == ("Ängsskolan", "3A", "2026/2027")
        assert [told[key] for key in lus_counts.FIGURES] == [
            figure(found, key, date) for key in lus_counts.FIGURES
        ]
        assert told["elever"] == ROWS
        assert told["framat"] + told["samma"] + told["bakat"] <= told["bedomda"]
    pairs = list(zip(columns["foer"], columns["p1"], strict=True))
    steps = [line[0] for line in evaluate("BEREGNER_LUSFREMGANG", *map(list, zip(*pairs, strict=True)))]
    assert row(1)["framat"] == sum(step is not None and step > 0 for step in steps)
    assert [row(3)[key] for key in ("bedomda", "median", "andel", "framat")] == [0, "", "", ""]


# --- Two teachers ------------------------------------------------------------------------------
RESULT_KEYS = ("kappa", "nedre", "oevre", "exakt", "inom_ett", "riktning", "antal")


def agreement(one: list[Any], other: list[Any]) -> tuple[dict[str, Any], str]:
    typed = {"svar_lus_par__bedomare_1": one, "svar_lus_par__bedomare_2": other}
    found = LUS.calculated({**ALWAYS, **typed})
    rows = {
        key: found.at("Bedömaröverensstämmelse", lus_agreement.TOP + 1 + row, lus_agreement.RESULT + 1)
        for row, key in enumerate(lus_agreement.RESULTS)
    }
    verdict = found.at(
        "Bedömaröverensstämmelse", lus_agreement.TOP + 1 + len(lus_agreement.RESULTS), lus_agreement.RESULT
    )
    return rows, verdict


def judged(seed: int, pairs: int, spread: int, blanks: float) -> tuple[list[Any], list[Any]]:
    chosen = random.Random(seed)
    one, other = [], []
    for _ in range(pairs):
        place = chosen.randint(10 - spread, 10 + spread)
        near = min(20, max(0, place + chosen.choice([-2, -1, 0, 0, 0, 1, 1])))
        one.append(None if chosen.random() < blanks else POINTS[place])
        other.append(None if chosen.random() < blanks else POINTS[near])
    return one, other


RANDOM = ((40, 10, 0), (40, 2, 0.2), (30, 5, 0), (12, 1, 0.1), (5, 3, 0))
CASES = {
    **{f"random {seed}": judged(seed, *shape) for seed, shape in enumerate(RANDOM)},
    "all agree": (["9", "10", "18a", "18b", "19"], ["9", "10", "18a", "18b", "19"]),
    "always opposite": (["9", "9", "9", "10", "10", "10"], ["10", "10", "10", "9", "9", "9"]),
    "one step apart throughout": ([*POINTS[5:15]], [*POINTS[6:16]]),
    "by chance": (["9", "9", "10", "10"] * 5, ["9", "10", "9", "10"] * 5),
    "worst": (["1", "19"] * 4, ["19", "1"] * 4),
    "as numbers": ([9, 10, 11, 12, 12.0], [9, 11, 11, 12, 13]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_agreement_is_that_of_enighed(case: str) -> None:
    one, other = CASES[case]
    found, verdict = agreement(one, other)
    answer = evaluate("BEREGNER_ENIGHED", one, other, "kvadratisk", list(POINTS))[0]
    wanted = dict(zip(RESULT_KEYS, answer, strict=False))
    for key in ("exakt", "inom_ett"):
        wanted[key] /= 100
    for key, value in wanted.items():
        assert found[key] == pytest.approx(value, rel=1e-9, abs=1e-9), key
    assert verdict == WORDS["lus_par"]["klart" if wanted["antal"] >= 30 else "fa"]


def test_higher_and_lower_pairs_are_counted_apart() -> None:
    found, _ = agreement(["9", "9", "9", "10", "12"], ["10", "11", "9", "9", "18a"])
    assert (found["hogre"], found["lagre"]) == (3, 1)


def test_one_point_for_all_has_no_kappa_and_says_so() -> None:
    found, verdict = agreement(["9"] * 6, ["9", "10", "11", "9", "9", "9"])
    assert [found[key] for key in ("kappa", "nedre", "oevre")] == ["", "", ""]
    assert found["exakt"] == pytest.approx(4 / 6)
    assert verdict == WORDS["lus_par"]["en_niva"]


@pytest.mark.parametrize(("pairs", "key"), [(0, "inga"), (4, "for_fa")])
def test_too_few_pairs_are_told_without_figures(pairs: int, key: str) -> None:
    found, verdict = agreement([*POINTS[5 : 5 + pairs]], [*POINTS[6 : 6 + pairs]])
    assert [value for name, value in found.items() if name != "antal"] == [""] * (len(found) - 1)
    assert found["antal"] == pairs
    assert verdict == WORDS["lus_par"][key]


def test_an_unknown_point_is_told_and_left_out() -> None:
    typed = {"svar_lus_par__bedomare_1": ["18", "9"], "svar_lus_par__bedomare_2": ["9", "10"]}
    found = LUS.calculated({**ALWAYS, **typed})
    column = [found.at("Bedömaröverensstämmelse", lus_agreement.TOP + row, 4) for row in (1, 2)]
    assert column == [WORDS["lus_par"]["okand"], "1 steg högre"]


def test_there_is_room_for_as_many_pairs_as_kappa_asks_for() -> None:
    assert len(LUS.places("svar_lus_par__bedomare_1")) == PAIRS >= 30
