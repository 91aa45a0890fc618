"""The columns of the table ``aarshjul``, and what they are called elsewhere."""

from __future__ import annotations

from xl_beregner.dataset.shape import Column, Kind, Table, words

WHO = words(
    skole="skola school rektor skoleleder skolen skolan",
    forvaltning="foervaltning foervaltningen forvaltningen administration huvudman",
    politik="politics politiker politikere naemnd naemnden udvalg udvalget",
)

CALENDAR = Table(
    "aarshjul",
    (
        Column("noegle", Kind.LABEL, True, ("key", "nyckel")),
        Column("trin", Kind.TEXT, True, ("step", "steg", "aktivitet", "opgave")),
        Column("hvem", Kind.CHOICE, aliases=("who", "vem", "rolle", "roll"), choices=WHO),
        Column("fra", Kind.RULE, True, ("from", "fraan", "dato", "datum", "date", "start")),
        Column("til", Kind.RULE, aliases=("to", "till", "slut")),
        Column("hvornaar", Kind.TEXT, aliases=("when", "naer", "tidspunkt")),
        Column("om", Kind.TEXT, aliases=("about", "beskrivelse", "beskrivning")),
        Column("kilde", Kind.TEXT, True, ("source", "kaella")),
        Column("eksempel", Kind.YES_NO, aliases=("example", "exempel")),
    ),
    required=False,
    aliases=("aarskalender", "arshjul", "year_wheel", "calendar"),
)
