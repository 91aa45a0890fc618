"""The sheets of `beregneren` that are read: other engines calculate what is cached."""

from __future__ import annotations

from pathlib import Path
from statistics import NormalDist
from typing import Any

import pytest
from support.engines import audit_all, formulon_values, libreoffice_values
from support.parts import formula_addresses, formulas_without_value, read_parts
from support.values import cached_values, compare_values, error_cells
from unit.workbooks.beregneren_small import Class, build

from xl_beregner.filling import Template

pytestmark = [pytest.mark.prove, pytest.mark.e2e]

WORDS = ("Fremragende", "god", "God", "Jævn", "Mangelfuld", "Rigtigt god")
STATES = ("frem", "inden for usikkerheden", "tilbage", "mangler prøve", "brud i serien")


def percentiles() -> Class:
    """Two tests in percentiles and a third of another series; gaps, ties, levels, all states."""
    found = Class(
        ("DNT 2. kl.", "DNT 4. kl.", "FNO 6. kl."), ("DNT|1", "DNT|1", "FNO|"),
        j_fra=1, j_til=2, par_tekst="DNT 2 → DNT 4", enhed_ord="standardafvigelser", valgt_fag="dansk",
    )  # fmt: skip
    for at in range(24):
        before, after = 7 + 4 * at % 90, 11 + 7 * at % 85
        x = [NormalDist().inv_cdf(score / 100) for score in (before, after)]
        known: dict[str, Any] = {
            "t_1": before, "x_1": x[0], "s_1": 0.5, "t_2": after, "x_2": x[1], "s_2": 0.5,
            "t_3": "" if at % 5 == 0 else 12 + at % 9, "status": STATES[at % 5], "niveau": WORDS[at % 6],
        }  # fmt: skip
        if at % 5 < 3:
            gain = x[1] - x[0]
            known |= {"fremgang": gain, "fejl": 0.5**0.5, "nedre": gain - 1.39, "oevre": gain + 1.39}
        if at % 3 == 0:
            known |= {"percentil": 5 + 3 * at, "p_nedre": 2, "p_oevre": 40 + at, "forventet": 45.5}
        found.pupil(f"Elev {at}", **known)
    return found


def few() -> Class:
    found = Class(("EKS 4. kl.",), ("EKS|3",), j_fra=0, j_til=1, valgt_fag="dansk")
    for at in range(3):
        found.pupil(
            f"Elev {at}", t_1=400 + at, x_1=400 + at, s_1=12.0, status="mangler prøve", grund="kun én"
        )
    return found


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder, made = tmp_path_factory.mktemp("read"), []
    for name, found in (("percentiler", percentiles()), ("faa", few()), ("tom", Class())):
        template = Template(build(found.changes))
        fields: dict[str, Any] = dict.fromkeys(slot.field for slot in template.slots.scalars)
        filled = template.fill({**fields, "klasse": "4.A", "skoleaar": "2026/2027", "modeltal": []})
        assert not filled.warnings
        made.append(folder / f"{name}.xlsx")
        made[-1].write_bytes(filled.data)
    return made


def test_every_formula_carries_a_value_and_none_an_error(workbooks: list[Path]) -> None:
    for workbook in workbooks:
        assert formulas_without_value(read_parts(workbook)) == [], workbook.name
        assert error_cells(cached_values(workbook)) == [], workbook.name


def test_libreoffice_calculates_the_same(workbooks: list[Path], needs_libreoffice: str) -> None:
    for workbook, values in zip(workbooks, libreoffice_values(workbooks), strict=True):
        places = formula_addresses(read_parts(workbook))
        assert len(places) > 1000
        found = compare_values(cached_values(workbook), values, addresses=places)
        assert [str(difference) for difference in found] == [], workbook.name


def test_formulon_calculates_the_same(workbooks: list[Path]) -> None:
    for workbook in workbooks:
        places = formula_addresses(read_parts(workbook))
        found = compare_values(cached_values(workbook), formulon_values(workbook), addresses=places)
        assert [str(difference) for difference in found] == [], workbook.name


def test_the_audit_has_no_objection(workbooks: list[Path]) -> None:
    assert audit_all(workbooks) == []
