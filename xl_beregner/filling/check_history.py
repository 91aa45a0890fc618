"""What a template says of other years: fields that show last year's answers, and how long answers hold.

Which fields there are at all is `check`'s matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from xl_beregner.errors import Fault
from xl_beregner.filling.slots import Slot, Slots, fault_at

# The document property, and what it may say: the answers belong to the school year they were typed in.
PROPERTY, OF_ONE_YEAR = "xb_svar", "aar"
# The beginnings of fields that show an earlier year's answer; other families are other checks' matter.
_EARLIER = "forrige"
# Columns such a list has besides its answers.
_OF_EVERY_ROW = ("noegle", "navn")


def families(known: Collection[str]) -> tuple[str, ...]:
    """Give the beginnings of fields a template names itself: ``forrige_`` of ``forrige_*``."""
    return tuple(name[:-1].casefold() for name in known if name.endswith("*"))


def asked_name(slot: Slot) -> str:
    """Name a slot as its field is known, without ``felt_`` or ``svar_``."""
    return slot.field if slot.table is None else f"{slot.table}__{slot.field}"


def history_faults(slots: Slots, known: Collection[str] | None) -> Iterator[Fault]:
    """Find fields that show an answer the template itself does not ask for: another one has to."""
    beginnings = tuple(name for name in families(known or ()) if name.startswith(_EARLIER))
    answers = [asked_name(slot) for slot in slots.answers]
    tables = {slot.table for slot in slots.answers if slot.table is not None}
    for slot in slots:
        begin = next((one for one in beginnings if asked_name(slot).startswith(one)), None)
        if slot.kind == "svar" or begin is None or asked_name(slot) in (known or ()):
            continue
        answer = asked_name(slot).removeprefix(begin)
        table, parted, name = answer.partition("__")
        if answer in answers or (parted and name in _OF_EVERY_ROW and table in tables):
            continue
        if parted and name in _OF_EVERY_ROW and _has_company(slots, slot):
            continue  # its answers' own columns are told
        fixed = [name.removeprefix(begin) for name in known or () if name.startswith(begin)]
        close = get_close_matches(answer, [*answers, *fixed], n=1)
        facts = {"svar": f"svar_{answer}"}
        if close and close[0] != "*":
            yield _remark(fault_at("check_forrige_mente", slot, mente=f"felt_{begin}{close[0]}", **facts))
        else:
            yield _remark(fault_at("check_forrige_andetsteds", slot, **facts))


def _has_company(slots: Slots, slot: Slot) -> bool:
    listed = next((one for one in slots.lists if one.table == slot.table), None)
    return listed is not None and any(one.field not in _OF_EVERY_ROW for one in listed.columns)


def _remark(fault: Fault) -> Fault:
    return Fault(fault.key, fault.facts, "warning")


def property_faults(properties: Mapping[str, str]) -> Iterator[Fault]:
    """Find a property that says something unknown of the answers; ``properties`` by small letters."""
    said = properties.get(PROPERTY, "").strip()
    if said and said.casefold() != OF_ONE_YEAR:
        yield Fault("check_egenskab_svar", {"vaerdi": said, "kendte": OF_ONE_YEAR})
