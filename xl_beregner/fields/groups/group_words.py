"""How a group, a sign and a reason read: words and icons, never a colour alone."""

from __future__ import annotations

from typing import Final

from xl_beregner import texts
from xl_beregner.dataset.groups import CLASS, EVERYBODY, GRADE, TEAM, Group
from xl_beregner.fields.disclosure import Hidden
from xl_beregner.fields.groups.early_signs import REST, Sign
from xl_beregner.fields.judged import BETTER, HIGHER, LOWER, NOTHING, STAND_OUT, WITHIN, WORSE

_ICONS: Final = {WORSE: "▼", BETTER: "▲", HIGHER: "↑", LOWER: "↓"}


def group_name(group: Group) -> str:
    """Name a group as people do: the school, 4. klasse, 4A, Team Indskoling, or the word as it stands."""
    if group.kind == EVERYBODY:
        return texts.say("fields.gruppe.alle")
    if (group.kind == GRADE and group.grade >= 0) or group.kind == TEAM:
        return texts.say(f"fields.gruppe.{group.kind}", navn=group.name)
    return group.name


def group_kind(group: Group) -> str:
    """Name the kind of group in a word."""
    known = (EVERYBODY, GRADE, CLASS, TEAM)
    return texts.say(f"fields.gruppe_slags.{group.kind if group.kind in known else 'andet'}")


def sign_word(sign: Sign) -> str:
    """Write a sign after its icon; the worse of two gives the icon."""
    out = [(verdict, key) for verdict, key in zip(sign.verdicts, (sign.others, "foer"), strict=True)
           if verdict in STAND_OUT]  # fmt: skip
    if not out:
        if sign.verdicts == (NOTHING, NOTHING):
            return texts.say("fields.tegn.intet_at_se_mod")
        return texts.say(f"fields.tegn.{'kan_ikke_skelnes' if WITHIN in sign.verdicts else 'ukendt'}")
    icon = _ICONS[WORSE if sign.is_worse else out[0][0]]
    if len(out) == 2 and out[0][0] == out[1][0] and sign.others == REST:
        return f"{icon} {texts.say(f'fields.tegn.begge.{out[0][0]}')}"
    said = [texts.say(f"fields.tegn.{key}.{verdict}") for verdict, key in sorted(out, key=_worse_first)]
    return f"{icon} {texts.say('fields.tegn.og').join(said)}"


def _worse_first(found: tuple[str, str]) -> bool:
    return found[0] != WORSE


def reason(why: Hidden, least: int) -> str:
    """Say why a figure is not shown."""
    return texts.say(f"fields.grund.{Hidden(why).name.lower()}", antal=least)
