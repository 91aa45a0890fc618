"""The fields of all classes of the synthetic municipality: whose they are, whether a cell agrees, whether
the intervals cover what is true.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from xl_beregner import evaluate
from xl_beregner.batch.books.norms_book import norms_book
from xl_beregner.dataset import Dataset, load_dataset
from xl_beregner.dataset.example import Example, example
from xl_beregner.fields import Roster, UnitSource, unit_fields
from xl_beregner.fields.growth_pairs import newest_pairs
from xl_beregner.fields.known.class_group import DECILES
from xl_beregner.fields.norm_run import norm_run
from xl_beregner.fields.norms import Norms
from xl_beregner.fields.score_errors import percentile_errors, standard_errors
from xl_beregner.measures.growth.growth_model import fit_growth_norm
from xl_beregner.measures.growth.growth_percentile import growth_percentile_rows

pytestmark = pytest.mark.prove

WANTED = {"resultater", "modeltal", "normer", "normtabel", "omsaetning", "valgt_fag"}


@dataclass(frozen=True)
class Municipality:
    made: Example
    dataset: Dataset
    source: UnitSource
    fields: dict[str, Any]


@pytest.fixture(scope="module")
def municipality(tmp_path_factory) -> Municipality:
    folder = tmp_path_factory.mktemp("municipality")
    made = example()
    made.write(folder)
    (folder / "normer.xlsx").write_bytes(norms_book(norm_run(load_dataset(folder))))
    dataset = load_dataset(folder)
    source = unit_fields(dataset, "2026/2027", "intern", "klasse", WANTED)
    fields = {unit.number: source.fields(unit.number) for unit in source.units}
    return Municipality(made, dataset, source, fields)


def test_every_class_holds_its_own_pupils_and_no_others(municipality):
    roster = Roster(municipality.dataset, 2026)
    assert len(roster.classes) > 500
    for group in roster.classes:
        fields = municipality.fields[group.number]
        fields = {name: value for name, value in fields.items() if name != "normtabel"}
        found = set(re.findall(r"E\d{6}", json.dumps(fields, default=str)))
        assert found <= set(group.pupils)
        assert found >= {row["elev_id"] for row in fields["resultater"]}


def test_a_cell_gives_every_figure_again(municipality):
    rng = np.random.default_rng(5)
    rows = [
        (row, fields)
        for fields in municipality.fields.values()
        for row in fields["modeltal"]
        if row["norm_nr"] and row["naeste_nr"]
    ]
    assert len(rows) > 5000
    for number in rng.choice(len(rows), 150, replace=False):
        row, fields = rows[number]
        model, ahead = (cells_of(fields, row[key]) for key in ("norm_nr", "naeste_nr"))
        errors = (row["efter_fejl"], row["foer_fejl"])
        growth = evaluate("BEREGNER_PROGRESSION", row["efter"], row["foer"], model, *errors)[0]
        assert [row["percentil"], row["nedre"], row["oevre"], row["tekst"]] == [*growth[:3], growth[4]]
        assert row["forventet"] == evaluate("BEREGNER_FREMSKRIVNING", row["foer"], model, 50)[0][0]
        projected = evaluate("BEREGNER_FREMSKRIVNING", row["efter"], ahead, list(DECILES))[0][:9]
        assert [row[f"q{decile}"] for decile in DECILES] == projected


def cells_of(fields, number):
    told = next(row for row in fields["normer"] if row["nr"] == number)
    first = told["foerste_raekke"] - 1
    rows = fields["normtabel"][first : first + told["raekker"]]
    return [[row["noegle"], *(row[f"v{place}"] for place in range(1, 111))] for row in rows]


def test_a_break_is_crossed_by_a_norm_of_exactly_that_pair_alone(municipality):
    keys = ("fag", "profil", "foer_test", "foer_trin", "efter_test", "efter_trin")
    norms = municipality.dataset.norms
    known = {tuple(row) for row in norms[list(keys)].itertuples(index=False)}
    crossed = 0
    for fields in municipality.fields.values():
        for row in fields["modeltal"]:
            assert tuple(row[key] or "" for key in keys) in known
            crossed += row["foer_test"] != row["efter_test"]
    assert crossed > 1000
    told = [fault for number in municipality.fields for fault in municipality.source.warnings(number)]
    assert any(fault.key == "fields_brud" for fault in told)


def test_the_intervals_cover_what_is_true_also_those_of_percentiles(municipality):
    results = Roster(municipality.dataset, 2026).results
    true = municipality.made.truth["results"]["true"].to_numpy(float)[results["raekke"].to_numpy() - 2]
    score, errors = results["score"].to_numpy(float), standard_errors(results, 0.5)
    pairs = newest_pairs(results, Norms(municipality.dataset))
    seen = set()
    for number, found in enumerate(pairs.norms):
        after, before = (side[pairs.norm == number] for side in (pairs.after, pairs.before))
        if len(after) < 1000 or np.isnan(errors[after]).any():
            continue
        model = found.norm.rows()
        told = growth_percentile_rows(
            score[after], score[before][:, None], model, errors[after], errors[before][:, None]
        )
        without_error = growth_percentile_rows(true[after], true[before][:, None], model).percentile
        covered = ((told.lower <= without_error) & (without_error <= told.upper)).mean()
        row = found.row
        print(f"\n{row.profile} {row.after_test} {row.after_grade:g}: {len(after)} pupils, {covered:.3f}")
        assert 0.93 <= covered <= 0.975
        seen.add(row.after_test)
    assert seen == {"DNT", "EKS"}


def test_the_error_of_a_percentile_at_the_percentile_itself_would_be_too_small():
    """Hold both errors against abilities whose error is half a standard deviation."""
    rng, error, reliability = np.random.default_rng(3), 0.5, 0.75

    def abilities(pupils):
        before = rng.normal(0, 1, pupils)
        after = 0.85 * before + np.sqrt(1 - 0.85**2) * rng.normal(0, 1, pupils)
        return [np.sqrt(reliability) * true for true in (before, after)]

    def percentiles(true):
        return np.clip(np.ceil(100 * ndtr(true + error * rng.normal(0, 1, len(true)))), 1, 100)

    before, after = (percentiles(true) for true in abilities(6000))
    model = fit_growth_norm(after, before[:, None]).rows()
    true_before, true_after = abilities(20000)
    before, after = percentiles(true_before), percentiles(true_after)
    truth = growth_percentile_rows(100 * ndtr(true_after), 100 * ndtr(true_before)[:, None], model).percentile

    def covered(errors):
        told = growth_percentile_rows(after, before[:, None], model, errors(after), errors(before)[:, None])
        is_covered = (told.lower <= truth) & (truth <= told.upper)
        return is_covered.mean(), is_covered[after > 85].mean()

    def at_the_percentile(percentile):
        ability = ndtri((percentile - 0.5) / 100)
        return 100 * error * np.exp(-(ability**2) / 2) / np.sqrt(2 * np.pi)

    chosen, chosen_high = covered(lambda percentile: percentile_errors(percentile, error))
    naive, naive_high = covered(at_the_percentile)
    print(f"\nchosen {chosen:.3f}, above the 85th {chosen_high:.3f}; naive {naive:.3f}, {naive_high:.3f}")
    assert 0.93 <= chosen <= 0.97
    assert chosen_high > 0.85
    assert naive < 0.91
    assert naive_high < 0.8
