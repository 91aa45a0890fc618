"""From groups to a school: classes, grades or both sexes added up where the school has no figure of all.

How figures add up is ``rollup_rules``'; from the school upwards is ``rollup``'s. Groups are added only
where they part the school's pupils: every pupil in one of them and in one only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from xl_beregner.dataset import Dataset
from xl_beregner.dataset import groups as naming
from xl_beregner.fields.figures import EVERYBODY
from xl_beregner.fields.municipality.rollup_rules import MEAN, MEDIAN, SHARE, SUM, weighted_median

GRADE, CLASS, SEX = "klassetrin", "klasse", "koen"
KINDS: Final = (GRADE, CLASS, SEX)  # of two that hold as many pupils, the first
_KIND_OF: Final = {naming.GRADE: GRADE, naming.CLASS: CLASS}

_KEY = ["enhed", "aar", "indikator"]


@dataclass(frozen=True, slots=True)
class Added:
    """What a school's figure was added up from."""

    kind: str
    groups: int


Sources = Mapping[tuple[str, int, str], Added]


def with_groups_added(dataset: Dataset) -> tuple[Dataset, Sources]:
    """Give every school a figure of all its pupils where its groups part them, and tell from what."""
    table = dataset.indicators
    is_whole = (table["gruppe"] == EVERYBODY).to_numpy()
    of_groups = table[~is_whole & table["enhed"].isin(dataset.schools["skole_nr"]).to_numpy()]
    if not len(of_groups):
        return dataset, {}
    whole = set(zip(*(table.loc[is_whole, key] for key in _KEY), strict=True))
    rules = dict(zip(dataset.catalogue["indikator"], dataset.catalogue["sammenlaegning"], strict=True))
    rows: list[dict[str, Any]] = []
    sources: dict[tuple[str, int, str], Added] = {}
    for key, groups in of_groups.groupby(_KEY, sort=False):
        name: Any = key
        if name in whole or (kind := kind_of_partition(groups, rules[name[2]])) is None:
            continue
        parts = groups[[_place(label)[0] == kind for label in groups["gruppe"]]]
        rows.append({**dict(zip(_KEY, name, strict=True)), **_added(parts, rules[name[2]])})
        sources[name] = Added(kind, len(parts))
    if not rows:
        return dataset, {}
    added = pd.DataFrame(rows).assign(gruppe=EVERYBODY, tekst="")[list(table.columns)]
    return replace(dataset, indicators=pd.concat([table, added], ignore_index=True)), sources


def kind_of_partition(groups: pd.DataFrame, rule: str) -> str | None:
    """Tell by which kind of group a school's pupils are parted; None where they are not, for all we see.

    Groups of two kinds overlap and are never mixed: the kind with most pupils counts. Two names of one
    group, one sex without the other, or a group without its number of pupils part nothing.
    """
    kinds: dict[str, list[tuple[str, float]]] = {}
    for label, count in zip(groups["gruppe"], groups["antal"], strict=True):
        kind, place = _place(label)
        kinds.setdefault(kind, []).append((place, count))
    found = [
        (sum(count for _, count in kinds[kind] if count == count), -order, kind)
        for order, kind in enumerate(KINDS)
        if kind in kinds and _is_partition(kind, kinds[kind], rule)
    ]
    return max(found)[2] if found else None


def _is_partition(kind: str, groups: list[tuple[str, float]], rule: str) -> bool:
    places = [place for place, _ in groups]
    if len(set(places)) < len(places) or (kind == SEX and len(places) != 2):
        return False
    if rule not in (MEAN, SHARE, MEDIAN):
        return rule == SUM
    return all(count > 0 for _, count in groups)


def _place(label: str) -> tuple[str, str]:
    """Read a group's name: its kind, and its place among groups of that kind; blank: no known kind."""
    group = naming.read_group(label)
    if group.kind == naming.SEX:
        return SEX, naming.sex_of(group.name)
    return _KIND_OF.get(group.kind, ""), group.name


def _added(parts: pd.DataFrame, rule: str) -> dict[str, float]:
    value, count, error = (parts[key].to_numpy(float) for key in ("vaerdi", "antal", "standardfejl"))
    pupils = float(count.sum())
    if rule == SUM:
        return {"vaerdi": float(value.sum()), "antal": pupils, "standardfejl": np.nan}
    if rule == MEDIAN:
        return {"vaerdi": weighted_median(value, count), "antal": pupils, "standardfejl": np.nan}
    of_all = float(np.sqrt(((count * error) ** 2).sum())) / pupils
    return {"vaerdi": float((count * value).sum()) / pupils, "antal": pupils, "standardfejl": of_all}
