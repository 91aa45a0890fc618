"""What the schools of Exempelstad wrote: in words that say what they are, under names the templates have."""

from __future__ import annotations

from datetime import date

import openpyxl
import pandas as pd
import pytest
from support.values import quiet

from workbooks.build.examples import exempelstad
from workbooks.build.examples.exempelstad_schools import SCHOOLS
from xl_beregner.batch.shelf import find_template
from xl_beregner.dataset import Dataset, load_dataset
from xl_beregner.filling import Template

SILENT, NEW = "X08", "X12"
_LONG = 60  # characters: shorter ones are names, roles, months, choices
PLAN, REPORT = "atagande_kvalitetsplan", "atagande_kvalitetsrapport"


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(exempelstad.TARGET)


@pytest.fixture(scope="module")
def answers(dataset: Dataset) -> pd.DataFrame:
    return dataset.agreements


def test_every_answer_has_a_name_in_the_template_it_was_written_in(answers):
    for template, rows in answers.groupby("skabelon"):
        slots = Template(find_template(str(template), "sv").path).slots
        asked = {slot.name.casefold() for slot in slots.answers}
        asked |= {slot.name.casefold() for listed in slots.lists for slot in listed.answers}
        given = {
            f"svar_{table}__{field}" if table else f"svar_{field}"
            for table, field in zip(rows["tabel"], rows["felt"], strict=True)
        }
        assert given - asked == set(), template


def test_every_sentence_says_that_it_is_an_example(dataset, answers):
    catalogued = dataset.catalogue["navn"]
    words = answers["vaerdi"].map(str)
    sentences = words[(words.str.len() > _LONG) & ~words.isin(catalogued) & (answers["felt"] != "rektor")]
    assert len(sentences) > 700
    assert sentences[~sentences.str.startswith("Exempel: ")].tolist() == []
    people = words[words.str.contains("Exempel-")]
    assert people.str.fullmatch(r"\w+ Exempel-\w+").all()


def test_most_schools_wrote_in_all_years_and_one_fell_silent(answers):
    plans = answers[answers["skabelon"] == PLAN]
    wrote = plans.groupby("aar")["skole_nr"].agg(set)
    numbers = {school.number for school in SCHOOLS}
    assert wrote[2024] == numbers - {NEW}
    assert wrote[2025] == numbers - {NEW, SILENT}
    assert wrote[2026] == numbers - {SILENT}


def test_a_report_tells_of_the_rows_of_the_plan_before_it(answers):
    own = answers[answers["noegle"].str.startswith("egen_")]
    planned = own[own["skabelon"] == PLAN].groupby(["skole_nr", "aar"])["noegle"].agg(set)
    told = own[own["skabelon"] == REPORT].groupby(["skole_nr", "aar"])["noegle"].agg(set)
    checked = 0
    for (school, year), keys in told.items():
        if (school, year - 1) in planned:
            checked += 1
            assert keys == planned[school, year - 1]
    assert checked >= 18


def test_a_figure_written_of_is_one_the_school_has(dataset, answers):
    catalogue = dataset.catalogue
    keys = set(catalogue["indikator"])
    has = dataset.indicators.groupby("enhed")["indikator"].agg(set)
    of_figures = answers[answers["noegle"].isin(keys)]
    assert len(of_figures) > 200
    for school, rows in of_figures.groupby("skole_nr"):
        assert set(rows["noegle"]) <= has[school]
    chosen = answers.loc[answers["felt"] == "matetal", "vaerdi"]
    assert set(chosen) <= set(catalogue.loc[catalogue["vises"], "navn"])


def test_nobody_answered_more_than_were_asked_and_options_add_up(answers):
    rows = answers[answers["skabelon"] == "brukarundersokning"]
    single = rows[rows["tabel"] == ""].pivot(index=["skole_nr", "aar"], columns="felt", values="vaerdi")
    counts = rows[rows["tabel"] == "enkaet"].assign(vaerdi=lambda table: table["vaerdi"].astype(int))
    sums = counts.groupby(["skole_nr", "aar", "noegle"])["vaerdi"].sum()
    for (school, year, key), total in sums.items():
        group = str(key).partition("|")[0]
        asked, answered = (int(single.loc[(school, year), f"enkaet_{group}_{what}"])
                           for what in ("spurgt", "besvaret"))  # fmt: skip
        assert total == answered <= asked


def test_days_are_of_the_school_year_or_the_report_on_it(answers):
    days = answers["vaerdi"].map(str).str.extract(r"^(\d{4}-\d\d-\d\d)$")[0]
    told = answers.assign(dag=days).dropna(subset="dag")
    assert len(told) > 300
    for year, day in zip(told["aar"], told["dag"], strict=True):
        assert date(int(year), 8, 1) <= date.fromisoformat(day) <= date(int(year) + 1, 10, 31)
    assert (told["dag"] <= "2026-12-31").all()


@pytest.mark.prove
def test_a_choice_is_one_of_those_the_cell_offers(answers):
    checked = 0
    for template, rows in answers.groupby("skabelon"):
        with quiet():
            book = openpyxl.load_workbook(find_template(str(template), "sv").path)
        for name, defined in book.defined_names.items():
            sheet, box = next(iter(defined.destinations))
            offered = _offered(book[sheet], box.replace("$", "").partition(":")[0])
            table, parted, field = name.removeprefix("svar_").rpartition("__")
            here = rows[(rows["tabel"] == (table if parted else "")) & (rows["felt"] == field)]
            if name.startswith("svar_") and offered and len(here):
                checked += 1
                assert set(here["vaerdi"]) <= offered, name
    assert checked >= 5


def _offered(sheet: openpyxl.worksheet.worksheet.Worksheet, cell: str) -> set[str]:
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list" and cell in rule.sqref and str(rule.formula1).startswith('"'):
            return set(rule.formula1.strip('"').split(","))
    return set()
