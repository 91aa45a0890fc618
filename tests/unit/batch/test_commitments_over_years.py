"""A school's commitments through three years: planned, reported on, planned again, reported on again."""

from __future__ import annotations

from pathlib import Path

from support.commitments import APPLE, PLAN_TEMPLATE, REPORT_TEMPLATE, Years, table
from support.school_pen import Places
from support.typing_in import type_in

FIRST, SECOND, THIRD = 2025, 2026, 2027
OWN = {"vad": "Alla får lugn", "hur": "Två vuxna", "nar": "okt.–mars", "vem": "Arbetslag 3",
       "uppfoljning": "Besök i november", "varfor": "Enkäten", "matetal": "Fravær"}  # fmt: skip
OTHER = {"vad": "Elever läser hemma", "hur": "Läspåse", "nar": "hela året", "vem": "Alla",
         "uppfoljning": "Läslogg", "varfor": "LUS", "matetal": "Karakterer"}  # fmt: skip


def swapped(file: Path) -> None:
    """Let two rows change places as when a list is sorted: key and answers together."""
    at = {key: row for row, key in enumerate(Places(file).keys("forpligtelser"))}
    first, second = at["egen_1"], at["egen_2"]
    moved = {
        ("felt_forpligtelser__noegle", first): "egen_2",
        ("felt_forpligtelser__noegle", second): "egen_1",
    }
    for name in OWN:
        moved |= {
            (f"forpligtelser__{name}", first): OTHER[name],
            (f"forpligtelser__{name}", second): OWN[name],
        }
    file.write_bytes(type_in(file, moved))


def test_a_plan_stands_in_next_year_s_report_and_only_there(tmp_path: Path) -> None:
    years = Years(tmp_path)
    common = {"faelles_1": {"vad": "Tio minuter", "hur": "Efter lunch"}}
    years.answer(PLAN_TEMPLATE, FIRST, {**common, "egen_1": OWN, "egen_2": OTHER}, swapped)

    # The second year: the report shows the plan, each row under its own key, and what the figure is now.
    report = years.fill(REPORT_TEMPLATE, SECOND)
    assert table(report, "sidste_forpligtelser", "noegle", "navn", "indikator", "forrige", "seneste") == [
        ("faelles_1", "Alla läser varje dag", None, None, None),
        ("egen_1", "Alla får lugn", "Fravær", 7.2, 5.4),
        ("egen_2", "Elever läser hemma", "Karakterer", 7.1, 7.6),
    ]
    plans = [row[0] for row in table(report, "sidste_forpligtelser", "plan")]
    assert plans[0] == "Hos oss: Tio minuter\nHur: Efter lunch"
    assert plans[1] == "Hur: Två vuxna\nNär: okt.–mars\nVem: Arbetslag 3\nUppföljning: Besök i november"

    said = {
        "gjort": "Två vuxna i åk 3",
        "utfall": "Lugnare",
        "nadd": "Delvis",
        "analys": "Tid",
        "vidare": "Ja",
    }
    years.answer(REPORT_TEMPLATE, SECOND, {"egen_1": said}, rapport_slutsats="Lugn hjälper läsningen")

    # The same autumn's plan: last year's beside, and what the report ended with; nothing is typed again.
    plan = years.fill(PLAN_TEMPLATE, SECOND)
    assert table(plan, "forrige_forpligtelser", "noegle", "navn", "vad") == [
        ("faelles_1", "Alla läser varje dag", "Tio minuter"),
        ("egen_1", "Eget 1", "Alla får lugn"),
        ("egen_2", "Eget 2", "Elever läser hemma"),
    ]
    assert Places(plan).column("felt_rapport_slutsats") == ["Lugn hjälper läsningen"]
    assert set(Places(plan).column("svar_forpligtelser__vad")) == {None}
    years.answer(PLAN_TEMPLATE, SECOND, {"egen_1": {**OTHER, "vad": "Ny start"}})

    # The third year: the new plan alone, and last year's conclusion.
    last = years.fill(REPORT_TEMPLATE, THIRD)
    assert table(last, "sidste_forpligtelser", "noegle", "navn") == [
        ("faelles_1", "Alla läser varje dag"), ("egen_1", "Ny start"),
    ]  # fmt: skip
    assert Places(last).column("felt_forrige_rapport_slutsats") == ["Lugn hjälper läsningen"]
    assert set(Places(last).column("svar_sidste_forpligtelser__gjort")) == {None}

    # A neighbour that planned nothing has rows to write in, and no word of anybody's.
    other = years.fill(REPORT_TEMPLATE, SECOND, APPLE)
    assert [row[0] for row in table(other, "sidste_forpligtelser", "navn")] == [
        "Alla läser varje dag", None, None, None,
    ]  # fmt: skip


def test_a_commitment_that_is_begun_must_be_whole(tmp_path: Path) -> None:
    begun = {"egen_1": {**OWN, "vem": None, "varfor": None}, "faelles_1": {**OWN, "varfor": None}}
    (home,) = Years(tmp_path).answer(PLAN_TEMPLATE, FIRST, begun).homes
    missing = [(fault.facts["felt"].name, fault.facts["navn"]) for fault in home.missing]
    assert sorted(missing) == [("varfor", "egen_1"), ("vem", "egen_1")]  # not why a common one is there
