"""What a dataset holds once it is read and checked: its tables, its settings, and their sum.

How it is read is ``load``'s and ``build``'s.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from xl_beregner.dataset import agreement_tables, norm_tables, schema
from xl_beregner.dataset.calendar.table import no_calendar
from xl_beregner.dataset.forecasts import no_forecasts
from xl_beregner.dataset.pupils import no_pupils
from xl_beregner.dataset.settings import Setting
from xl_beregner.errors import Fault


@dataclass(frozen=True, slots=True)
class Dataset:
    """Validated tables; one the dataset lacks has no rows.

    ``schools``: a row a school, in the file's order. ``catalogue``: a row an indicator, in display
    order, blanks filled in. ``indicators``: ``enhed``, ``gruppe``, ``aar`` (the year the school year
    begins in), ``indikator``, ``vaerdi``, ``tekst``, ``antal``, ``standardfejl``. ``undated``: the
    same for figures whose source gives no school year. ``goals``: the table ``maal``.
    ``pupils``: a row a result of a pupil, a test not taken with a blank score; ``skoleaar`` as ``aar``.
    ``conversions``, ``forecasts``, ``norms`` and ``norm_rows``: the tables ``omsaetning``,
    ``prognoser``, ``normer`` and ``normraekker``. ``agreements`` and ``agreement_basis``: the tables
    ``aftaler`` and ``aftalegrundlag``, ``skoleaar`` as ``aar``; ``hash_of_figures`` is the sum without them.
    ``calendar``: the table ``aarshjul``, its dates rules as text.
    """

    name: str
    schools: pd.DataFrame
    catalogue: pd.DataFrame
    indicators: pd.DataFrame
    undated: pd.DataFrame
    goals: pd.DataFrame
    settings: Mapping[str, Setting]
    hash: str
    faults: tuple[Fault, ...] = field(default=())
    pupils: pd.DataFrame = field(default_factory=no_pupils)
    conversions: pd.DataFrame = field(default_factory=lambda: norm_tables.empty(schema.CONVERSIONS))
    forecasts: pd.DataFrame = field(default_factory=no_forecasts)
    norms: pd.DataFrame = field(default_factory=lambda: norm_tables.empty(schema.NORMS))
    norm_rows: pd.DataFrame = field(default_factory=lambda: norm_tables.empty(schema.NORM_ROWS))
    agreements: pd.DataFrame = field(default_factory=agreement_tables.no_answers)
    agreement_basis: pd.DataFrame = field(default_factory=agreement_tables.no_basis)
    calendar: pd.DataFrame = field(default_factory=no_calendar)
    hash_of_figures: str = ""

    @property
    def example(self) -> str:
        """What every sheet must say if this is an example, else blank."""
        return str(self.settings["eksempel"].value)


def sum_of(tables: Iterable[pd.DataFrame], settings: Mapping[str, Setting], begun: str = "") -> str:
    """Sum up the contents: the same rows give the same sum, whatever file they came in."""
    digest = hashlib.sha256(begun.encode())
    for table in tables:
        _add(digest, table)
    for name, setting in sorted(settings.items()):
        source = setting.source if setting.given else ""  # a default's source is in the reader's language
        digest.update(f"{name}\x1f{setting.value}\x1f{source}\x1e".encode())
    return digest.hexdigest()


def sum_with_agreements(figures: str, answers: pd.DataFrame, basis: pd.DataFrame) -> str:
    """Sum up a dataset whose figures have a sum already; without agreements it stays as it was."""
    if not len(answers) and not len(basis):
        return figures
    written = answers.assign(vaerdi=[agreement_tables.as_written(value) for value in answers["vaerdi"]])
    told = written.sort_values(list(agreement_tables.ANSWER_KEY))
    return sum_of([told, basis.sort_values(list(agreement_tables.BASIS_KEY))], {}, figures)


def _add(digest: hashlib._Hash, table: pd.DataFrame) -> None:
    for name in sorted(table.columns):
        digest.update(f"\x1d{name}\x1e".encode())
        column = table[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            digest.update(column.to_numpy("datetime64[s]").astype("<i8").tobytes())
        elif pd.api.types.is_bool_dtype(column) or not pd.api.types.is_numeric_dtype(column):
            digest.update("\x1f".join(map(str, column)).encode())
        else:
            # Adding zero makes −0 and 0 alike; every blank becomes the same NaN.
            values = column.to_numpy(dtype="<f8") + 0.0
            digest.update(np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes())
