"""Results of two test series are never subtracted: every class, every subject of some, every school."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from e2e.class_run import ClassRun, Names, Shown, number_of

from xl_beregner.batch.functions import Template
from xl_beregner.batch.shelf import find_template
from xl_beregner.dataset import Dataset, load_dataset
from xl_beregner.fields import unit_fields

pytestmark = pytest.mark.prove

YEAR = "2026/2027"
PIECES = 2
EVERY = 37  # classes: so many apart are filled anew for each of their subjects


@pytest.fixture(scope="module")
def dataset(class_run: ClassRun) -> Dataset:
    return load_dataset(class_run.dataset)


def series_compared(shown: Shown) -> tuple[str, str] | None:
    """Tell which two test series a workbook subtracts, by the first word of its headings."""
    subtracted = [gain for gain in shown["e_fremgang"] if isinstance(gain, (int, float))]
    if not subtracted:
        return None
    headings = [str(heading or "") for heading in shown["t_navn"]]
    early, late = (int(float(str(shown[name][0]))) for name in ("j_fra", "j_til"))
    return headings[early - 1].split()[0], headings[late - 1].split()[0]


def test_no_class_workbook_subtracts_across_a_break(class_run: ClassRun, names: Names) -> None:
    found = Counter(series_compared(names.read(file)) for file in class_run.files)
    print(f"\nwhat the workbooks subtract: {dict(found)}")
    compared = [pair for pair in found if pair]
    assert compared
    assert [pair for pair in compared if pair[0] != pair[1]] == []


@pytest.mark.parametrize("piece", range(PIECES))
def test_nor_does_it_for_any_of_its_subjects(
    class_run: ClassRun, dataset: Dataset, names: Names, piece: int, tmp_path: Path
) -> None:
    template = Template(find_template("beregneren").path)
    wanted = {one.table for one in template.slots.lists} | {one.field for one in template.slots.scalars}
    source = unit_fields(dataset, YEAR, "intern", "klasse", wanted)
    found: Counter[object] = Counter()
    states: Counter[object] = Counter()
    for file in class_run.files[piece * EVERY :: PIECES * EVERY]:
        fields = dict(source.fields(number_of(file)))
        for subject in sorted({(row["fag"], row["profil"] or "") for row in fields["resultater"]}):
            filled = tmp_path / "et_fag.xlsx"
            template.fill({**fields, "valgt_fag": "|".join(subject)}, filled)
            shown = names.read(filled)
            found[series_compared(shown)] += 1
            states.update(shown["e_status"])
    print(f"\nsubtracted: {dict(found)}; states: {dict(states)}")
    assert [pair for pair in found if pair and pair[0] != pair[1]] == []  # type: ignore[index]
    assert states["brud i serien"] > 0, "no class of the sample stood at a break"


@pytest.mark.parametrize("with_norms", [True, False])
def test_a_school_s_figures_cross_a_break_as_percentiles_of_a_norm_alone(
    dataset: Dataset, with_norms: bool
) -> None:
    if not with_norms:
        dataset = replace(dataset, norms=dataset.norms.iloc[:0], norm_rows=dataset.norm_rows.iloc[:0])
    source = unit_fields(dataset, YEAR, "intern", "skole", {"progression"})
    rows = [row for unit in source.units for row in source.fields(unit.number)["progression"]]
    across = [row for row in rows if len(series_in(str(row["noegle"]))) == 2]
    assert across
    figures = [row for row in across if row["vaerdi"] is not None]
    assert bool(figures) == with_norms
    assert {row["maaleenhed"] for row in figures} <= {"percentil"}


def series_in(key: str) -> set[str]:
    """Read the two series of a row's key: ``dansk læsning||FNO-2|FNF-3``."""
    return {part.split("-")[0] for part in key.split("|")[2:]}
