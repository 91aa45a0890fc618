"""The one door to everybody's fields: `unit_fields`.

What a school's fields are is `source`'s matter, a class's and a pupil's `classes`', a municipality's
`municipality`'s. Each loads when it is asked for.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from xl_beregner.errors import BeregnerError
from xl_beregner.fields.disclosure import check_edition
from xl_beregner.fields.units import KINDS, UnitSource, begins_in, refuse_outside_the_school

if TYPE_CHECKING:
    from xl_beregner.dataset import Dataset

_ABOUT_PUPILS = ("klasse", "elev")


def unit_fields(
    dataset: Dataset,
    year: str | int,
    edition: str,
    kind: str = "skole",
    wanted: Collection[str] | None = None,
    template: str = "",
) -> UnitSource:
    """Compute the fields of every unit of a kind for a school year.

    Parameters
    ----------
    dataset : Dataset
        The tables.
    year : str or int
        A school year.
    edition : str
        One of ``EDITIONS``. Class and pupil workbooks exist in ``intern`` alone: they name pupils.
    kind : str
        One of ``KINDS``. ``kommune`` is all schools added up, a unit for every pejlemærke's sheet;
        not in ``intern``, which is a school's own.
    wanted : collection of str, optional
        Names of the scalars, lists and columns (``tal__v1``) the template asks for; others need not be
        computed. Default: all, but for those a template names itself (``forrige_...``).
    template : str
        What the template is called: answers of an earlier year are looked for under its name first.

    Returns
    -------
    UnitSource
        Words are in the language spoken (``texts.use_language``).
    """
    begins = begins_in(year)
    check_edition(edition)
    if kind in _ABOUT_PUPILS:
        from xl_beregner.fields.classes import ClassSource

        refuse_outside_the_school(edition)
        return ClassSource(dataset, begins, kind, wanted)
    if kind not in KINDS:
        raise BeregnerError("fields_enhed_ukendt", fundet=kind, kendte=", ".join(KINDS))
    if kind == "kommune":
        from xl_beregner.fields.municipality.municipality import MunicipalitySource

        return MunicipalitySource(dataset, begins, edition, wanted)
    from xl_beregner.fields.source import school_fields

    return school_fields(dataset, begins, edition, wanted, template)
