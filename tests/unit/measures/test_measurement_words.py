"""Every verdict of the measurement functions has its words, and no word is spare."""

from __future__ import annotations

import pytest

from xl_beregner import texts

TABLE = ("pupil", "subject", "test", "date", "score", "scale")

VERDICTS = {
    "SANDSCORE.text": {
        "above_group", "within_group", "below_group", "no_information", "no_uncertainty", "incomplete",
    },
    "REGRESSIONMODMIDDEL.text": {"rise", "fall", "no_change", "all_chance", "no_regression", "incomplete"},
    "KOBLING.text": {"linked", "few", "loose", "few_loose", "too_few", "no_spread", "opposed"},
    "OMSAET.text": {
        "found", "found_no_error", "not_in_table", "not_for_grade", "not_for_profile", "which_grade",
        "which_profile", "which_table", "twice", "no_value", "no_source", "no_version",
    },
    "KONTROL.problem": {
        "nothing", "no_rows", "no_headings", *(f"without_{name}" for name in TABLE),
        *(f"blank_{name}" for name in TABLE), "error_cells", "number_as_text", "score_is_date",
        "score_is_text", "date_as_text", "date_unreadable", "level_words", "percentile_like_level",
        "mixed_scales", "unknown_scale", "outside_percentile", "outside_points", "points_without_maximum",
        "outside_karakter", "outside_lus", "outside_betyg", "error_not_above_zero", "duplicate",
        "series_break", "floor", "ceiling",
    },
    "LUSFREMGANG.text": {"forward", "unchanged", "back"},
    "LUSFORDELING.figure": {
        "median", "lower_quartile", "upper_quartile", "at_expected", "at_point", "too_few",
    },
    "LUSFORDELING.text": {
        "median", "lower_quartile", "upper_quartile", "at_expected", "too_few_expected", "too_few",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("column", VERDICTS)
def test_the_words_are_those_of_the_verdicts(column, language):
    start = f"funktion.{column}."
    spoken = {key.removeprefix(start) for key in texts.words(language) if key.startswith(start)}
    assert spoken == VERDICTS[column]
