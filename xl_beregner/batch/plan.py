"""What a run shall make: every unit with its own figures, its file name and the hash of its inputs.

All figures are computed here, in the parent, once for all units. What is already made is decided in
``run`` against the folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xl_beregner
from xl_beregner import texts
from xl_beregner.batch.functions import DEFAULT_KIND, arities
from xl_beregner.batch.manifest import RunIdentity
from xl_beregner.batch.names import file_names
from xl_beregner.batch.refused import RefusedError
from xl_beregner.batch.shelf import Shelved
from xl_beregner.batch.unit import read_template, remember
from xl_beregner.batch.values import hash_of
from xl_beregner.errors import BeregnerError, Fault, PackageError, TemplateError

if TYPE_CHECKING:
    from xl_beregner.dataset import Dataset
    from xl_beregner.filling import Template
    from xl_beregner.filling.functions_forms import Kind

_UNIT_KINDS = ("", "skole")


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """One workbook to be."""

    number: str
    name: str
    file: str
    inputs: str
    fields: Mapping[str, Any]
    properties: Mapping[str, str]
    warnings: tuple[Fault, ...]
    suppressed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TemplateCard:
    """The template of a run: where it lies and what it says of itself."""

    path: Path
    sha256: str
    name: str
    version: str
    language: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All a run needs to know before it looks at its folder."""

    run: RunIdentity
    template: TemplateCard
    dataset_hash: str
    tool_version: str
    units: tuple[UnitPlan, ...]
    every_unit: tuple[str, ...]  # numbers in the dataset, also those not asked for
    functions: Kind = DEFAULT_KIND


def plan_run(
    dataset_path: Path,
    template: Shelved,
    year: str,
    edition: str,
    only: Sequence[str] = (),
    functions: Kind = DEFAULT_KIND,
) -> tuple[Plan, tuple[Fault, ...]]:
    """Read the dataset, compute the figures and plan a workbook per unit; also the data's warnings."""
    from xl_beregner.dataset import load_dataset
    from xl_beregner.fields import school_fields

    card, parsed = read_card(template)
    refuse_faulty(template)
    with speaking(card.language):
        dataset = load_dataset(dataset_path)
        try:
            source = school_fields(dataset, year, edition)
        except BeregnerError as error:
            if not error.key.startswith("fields_"):
                raise
            # A year or an edition this dataset has nothing for: the command must change.
            raise RefusedError(error.key, **error.facts) from error
        everyone = [(str(unit.number), str(unit.name)) for unit in source.units]
        # Excel opens no workbook with macros under the other suffix, nor the reverse.
        used = functions if parsed.has_functions else ""
        files = file_names(everyone, ".xlsm" if card.path.suffix.lower() == ".xlsm" else ".xlsx")
        units = tuple(
            _unit_plan(source, number, name, files[number], card, year, used)
            for number, name in _chosen(everyone, only)
        )
    if units:
        _refuse_unknown_fields(parsed, units[0].fields)
    run = RunIdentity(_municipality(dataset), card.name, year, edition)
    numbers = tuple(number for number, _ in everyone)
    return Plan(run, card, dataset.hash, xl_beregner.__version__, units, numbers, functions), (
        *dataset.faults,
        *source.notes(),
    )


def read_card(shelved: Shelved) -> tuple[TemplateCard, Template]:
    """Read a template once, in the parent: a template at fault stops the run before it starts."""
    from xl_beregner.filling import Template

    data = read_template(shelved.path)
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        template = Template(data, name=shelved.path.name)
    except PackageError as error:
        error.facts.setdefault("fil", shelved.path.name)
        raise
    remember(sha256, template)
    properties = {name.lower(): value for name, value in template.properties.items()}
    kind = properties.get("xb_enhed", "")
    if kind not in _UNIT_KINDS:
        raise TemplateError([Fault("batch_skabelon_enhed", {"fil": shelved.path.name, "enhed": kind})])
    language = shelved.language or properties.get("xb_sprog", "")
    card = TemplateCard(
        path=shelved.path.resolve(),
        sha256=sha256,
        name=properties.get("xb_skabelon", "") or shelved.name,
        version=properties.get("xb_version", ""),
        language=language if language in texts.LANGUAGES else "da",
    )
    return card, template


def template_faults(path: Path) -> list[Fault]:
    """Find all that is wrong with a template, against the fields a school can get."""
    from xl_beregner.fields import known_fields
    from xl_beregner.filling.check import check_template

    try:
        return check_template(path, known_fields(), arities)
    except PackageError as error:
        error.facts.setdefault("fil", path.name)  # a part alone does not tell whose part it is
        raise


def refuse_faulty(template: Shelved) -> None:
    """Stop before the first file where ``check`` would find errors: the two must agree."""
    errors = [fault for fault in template_faults(template.path) if fault.severity == "error"]
    if errors:
        raise TemplateError(errors)


@contextmanager
def speaking(language: str) -> Generator[None]:
    """Say everything in the workbook's language, whatever the screen speaks."""
    before = texts.language()
    texts.use_language(language)
    try:
        yield
    finally:
        texts.use_language(before)


def _refuse_unknown_fields(template: Template, fields: Mapping[str, Any]) -> None:
    """Stop before the first file where the template asks for what no unit has."""
    from xl_beregner.filling.asked import Asked

    try:
        Asked(template.slots, fields)
    except TemplateError as error:
        unknown = [fault for fault in error.faults if fault.key.startswith("filling_ukendt_felt")]
        if unknown:  # anything else may be this unit's alone, and is told with it
            raise TemplateError(unknown) from error


def _municipality(dataset: Dataset) -> str:
    setting = dataset.settings.get("kommune_navn")
    return str(setting.value) if setting is not None and setting.value else str(dataset.name)


def _chosen(everyone: Sequence[tuple[str, str]], only: Sequence[str]) -> Iterable[tuple[str, str]]:
    if not only:
        return everyone
    numbers = [number for number, _ in everyone]
    unknown = sorted(set(only) - set(numbers))
    if unknown:
        near = sorted({close for wanted in unknown for close in get_close_matches(wanted, numbers, 3)})
        key = "batch_enhed_ukendt_mente_du" if near else "batch_enhed_ukendt"
        raise RefusedError(key, enheder=unknown, forslag=near)
    return [(number, name) for number, name in everyone if number in set(only)]


def _unit_plan(
    source: Any, number: str, name: str, file: str, card: TemplateCard, year: str, functions: str
) -> UnitPlan:
    # How functions stand counts only where there are any: other files need not be made anew for it.
    form = [functions, card.language] if functions else []
    fields = source.fields(number)
    properties = {"xb_enhed_nr": number, "xb_skoleaar": year}
    return UnitPlan(
        number,
        name,
        file,
        inputs=hash_of([card.sha256, xl_beregner.__version__, properties, fields, *form]),
        fields=fields,
        properties=properties,
        warnings=tuple(source.warnings(number)),
        suppressed=tuple(source.suppressed(number)),
    )
