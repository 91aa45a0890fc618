"""The tables that are written are those a dataset reads: column for column, in one order."""

from __future__ import annotations

from xl_beregner.batch.collect.tables import ANSWERS, BASIS, FIGURES, agreed_on
from xl_beregner.dataset import agreement_schema as schema


def test_what_is_written_has_the_columns_a_dataset_reads() -> None:
    assert [column.key for column in schema.AGREEMENTS.columns] == list(ANSWERS)
    assert [column.key for column in schema.AGREEMENT_BASIS.columns] == list(BASIS)
    assert schema.FIGURES == FIGURES


def test_a_row_without_a_key_is_no_goal() -> None:
    figures = {"felt_aftale__noegle": {0: "fravaer", 1: None}, "felt_aftale__sd": {0: 1.5, 1: 2.5}}
    assert list(agreed_on(figures, ("sd", "synlig"))) == [("fravaer", {"sd": 1.5, "synlig": None})]
