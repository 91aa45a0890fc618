"""School growth, own reference and similar schools against R (own_reference.R, school_growth.R)."""

from __future__ import annotations

import numpy as np
import pytest

from xl_beregner.measures.schools.own_reference import own_reference_rows
from xl_beregner.measures.schools.school_growth import school_growth_rows
from xl_beregner.measures.schools.similar_schools import similar_school_rows


def numbers(rows, *names):
    return [np.array([float(row[name]) for row in rows]) for name in names]


@pytest.mark.parametrize("method", ["without_school", "within_schools"])
def test_the_own_reference_is_that_of_models_refitted_without_the_school(table, method):
    pupils = table("data/made_pupils.csv")
    result, *background = numbers(pupils, "result", "education", "bilingual", "girl")
    found = own_reference_rows(result, [row["school"] for row in pupils], np.column_stack(background), method)
    place = {name: row for row, name in enumerate(found.school)}
    wanted = [row for row in table("own_reference_expected.csv") if row["method"] == method]
    assert len(wanted) == len(found.school)
    for row in wanted:
        seen = [float(column[place[row["school"]]]) for column in found[1:6]]
        if found.text[place[row["school"]]] == "too_few":
            assert np.isnan(seen).all()
            continue
        expected = [float(row[name]) for name in ("observed", "reference", "difference", "lower", "upper")]
        np.testing.assert_allclose(seen, expected, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("how", ["plain", "one", "both"])
def test_school_growth_is_that_of_r(table, how):
    pupils = table("data/made_growth.csv")
    percentile, before, earlier, after = numbers(pupils, "percentile", "before", "earlier", "after")
    given = {"one": [before], "both": [before, earlier]}.get(how)
    correction = (np.column_stack(given), after, 0.8) if given else ()
    found = school_growth_rows([row["school"] for row in pupils], percentile, *correction)
    assert {text.endswith("_corrected") for text in found.text} == {how != "plain"}
    assert not any(text.endswith("_not_corrected") for text in found.text)
    place = {name: row for row, name in enumerate(found.school)}
    for row in table("school_growth_expected.csv"):
        if row["how"] == how:
            seen = [float(column[place[row["school"]]]) for column in found[1:7]]
            expected = [float(row[name]) for name in ("n", "mean", "error", "lower", "upper", "smoothed")]
            np.testing.assert_allclose(seen[:5], expected[:5], rtol=1e-10)
            assert seen[5] == pytest.approx(expected[5], rel=1e-6)  # R's search is no finer


@pytest.mark.parametrize("target", ["s01", "s10", "s22"])
def test_similar_schools_are_those_of_r(table, target):
    schools = table("data/made_schools.csv")
    characteristics = np.column_stack(numbers(schools, "reference", "bilingual", "size"))
    found = similar_school_rows([row["school"] for row in schools], characteristics, target)
    wanted = [row for row in table("similar_schools_expected.csv") if row["target"] == target]
    assert wanted
    assert found.school == [row["school"] for row in wanted]
    np.testing.assert_allclose(found.distance, *numbers(wanted, "distance"), rtol=1e-12)
