"""The template of a run: what it says of itself, whom it is for, and all that is wrong with it.

Where templates come from is ``shelf``'s matter, what is filled into one ``plan``'s.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xl_beregner import texts
from xl_beregner.batch.check_gathered import gathered_faults
from xl_beregner.batch.functions import arities
from xl_beregner.batch.label import read_label
from xl_beregner.batch.shelf import Shelved, is_checked
from xl_beregner.batch.unit import read_template, remember
from xl_beregner.errors import Fault, PackageError, TemplateError
from xl_beregner.fields.known.about_pupils import is_about_pupils

if TYPE_CHECKING:
    from xl_beregner.filling import Template

# Made by ``aggregate``, a single workbook, and by no run over units.
MUNICIPALITY = "kommune"
# What a template can be for here, and the edition it is made in unless another is asked for.
EDITION_OF = {"skole": "fortrolig", "klasse": "intern", "elev": "intern", MUNICIPALITY: "bestyrelse"}


@dataclass(frozen=True, slots=True)
class TemplateCard:
    """The template of a run: where it lies and what it says of itself."""

    path: Path
    sha256: str
    name: str
    version: str
    language: str
    kind: str = "skole"  # what one workbook is for: a school, a class, a pupil
    is_of_one_year: bool = False  # its answers belong to the school year they were typed in
    names_pupils: bool = False  # a list of it has a row a pupil

    @property
    def edition(self) -> str:
        """Whom its workbooks are for unless the command says otherwise."""
        return EDITION_OF["elev" if self.names_pupils else self.kind]

    @property
    def suffix(self) -> str:
        """Give the suffix of its workbooks: Excel opens none with macros under the other one."""
        return ".xlsm" if self.path.suffix.lower() == ".xlsm" else ".xlsx"


def read_card(shelved: Shelved) -> tuple[TemplateCard, Template]:
    """Read a template once, in the parent: a template at fault stops the run before it starts."""
    from xl_beregner.filling import Template
    from xl_beregner.filling.check_history import OF_ONE_YEAR, PROPERTY

    data = read_template(shelved.path)
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        template = Template(data, name=shelved.path.name)
    except PackageError as error:
        error.facts.setdefault("fil", shelved.path.name)
        raise
    remember(sha256, template)
    properties = {name.lower(): value for name, value in template.properties.items()}
    kind = properties.get("xb_enhed", "").casefold() or "skole"
    if kind not in EDITION_OF:
        raise TemplateError([Fault("batch_skabelon_enhed", {"fil": shelved.path.name, "enhed": kind})])
    # A copy of a shelf's template lies in no language's folder; the document still says which it is.
    language = shelved.language or properties.get("xb_sprog", "") or read_label(shelved.path).language
    card = TemplateCard(
        path=shelved.path.resolve(),
        sha256=sha256,
        name=properties.get("xb_skabelon", "") or shelved.name,
        version=properties.get("xb_version", ""),
        language=language if language in texts.LANGUAGES else "da",
        kind=kind,
        is_of_one_year=properties.get(PROPERTY, "").strip().casefold() == OF_ONE_YEAR,
        names_pupils=any(is_about_pupils(one.table) for one in template.slots.lists),
    )
    return card, template


def template_faults(path: Path) -> list[Fault]:
    """Find all that is wrong with a template, against the fields its kind of unit can get."""
    from xl_beregner.fields import known_fields
    from xl_beregner.filling.check import check_template

    try:
        kind = _kind_of(path)
        faults = check_template(path, known_fields(kind=kind), arities)
        if kind in ("elev", MUNICIPALITY) and not any(fault.severity == "error" for fault in faults):
            from xl_beregner.filling.copies import binding_faults

            faults = [*binding_faults(read_template(path), path.name, _shared(kind)), *faults]
        if kind == MUNICIPALITY:
            faults = sorted([*faults, *gathered_faults(path)], key=lambda one: one.severity != "error")
        return faults
    except PackageError as error:
        error.facts.setdefault("fil", path.name)  # a part alone does not tell whose part it is
        raise


def refuse_faulty(card: TemplateCard) -> None:
    """Stop before the first file where ``check`` would find errors: the two must agree."""
    if is_checked(card.sha256):
        return
    errors = [fault for fault in template_faults(card.path) if fault.severity == "error"]
    if errors:
        raise TemplateError(errors)


def _shared(kind: str) -> tuple[str, ...]:
    """Name the fields that are the same on all sheets of a municipality's workbook."""
    if kind != MUNICIPALITY:
        return ()
    from xl_beregner.fields.known.municipality import SHARED

    return SHARED


def _kind_of(path: Path) -> str:
    """Read what a template is for; one that says nothing known is checked as a school's."""
    kind = read_label(path).kind
    return kind if kind in EDITION_OF else "skole"
