"""The pupils' tables of a dataset: results, conversion tables, forecasts, norms.

How a score is read is ``scores``', what rows say about each other ``pupil_checks``'.
"""

from __future__ import annotations

from xl_beregner.dataset.shape import SCHOOL_NUMBER, Column, Kind, Table, words

NORM_VALUES = tuple(f"v{place}" for place in range(1, 111))

SCALES = words(
    percentil=(
        "percentiler percentile percentiles percentilscore percentilvaerdi percentilskala"
    ),
    point="points poaeng raapoint raapoaeng raascore antal_rigtige rigtige antal_raett raett score_point",
    skalascore="skalapoint skalpoaeng scale_score skala_score faelles_skala",
    kriterie="kriterium kriteriebaseret criterion kriterietrin",
    karakter="karakterer 7_trin 7_trinsskalaen 7_trins_skalaen 7_trinsskala syvtrinsskalaen",
    betyg="betygsskala",
    lus="lus_punkt lus_point lus_poaeng laesutvecklingsschema lus_skala",
)  # fmt: skip

# What the heading of the scores says of their scale, where no column tells it.
SCALE_BY_HEADING = {
    "percentil": "percentil", "percentiler": "percentil", "percentilscore": "percentil",
    "percentile": "percentil",
    "point": "point", "points": "point", "poaeng": "point", "antal_rigtige": "point",
    "antal_rigtige_svar": "point", "rigtige": "point", "antal_raett": "point", "raapoaeng": "point",
    "skalascore": "skalascore", "skalpoaeng": "skalascore",
    "karakter": "karakter", "betyg": "betyg",
    "lus": "lus", "lus_punkt": "lus", "lus_point": "lus", "lus_poaeng": "lus", "luspunkt": "lus",
}  # fmt: skip

VOLUNTARY = words(
    ja="yes sand true 1 x frivillig voluntary",
    nej="no nej falsk false 0 obligatorisk obligatory ordinaer mandatory",
)

FORECAST = words(
    naar="ja naar_maalet naar_maal naaet naar_maalet_sikkert naar_malet uppnaar uppnaar_maalet on_track",
    usikkert="usikker maaske osaekert osaeker unsure uncertain",
    naar_ikke=(
        "nej naar_ikke_maalet naar_ikke_maal naar_maalet_ikke naar_inte naar_inte_maalet"
        " uppnaar_inte uppnaar_inte_maalet off_track"
    ),
)

_PUPIL = Column(
    "elev_id",
    Kind.LABEL,
    True,
    ("elevid", "elevens_id", "uni_id", "unilogin", "uni_login", "unic_id", "elevnummer", "elevnr",
     "elev_nr", "pupil_id", "pupil", "student_id", "elevkod"),
)  # fmt: skip
_SCHOOL = Column("skole_nr", Kind.LABEL, True, (*SCHOOL_NUMBER, "enhed"))
_CLASS_NAMES = ("klassenavn", "klassebetegnelse", "hold", "class", "class_group", "klass", "klassnamn")
_SUBJECT_NAMES = ("subject", "aemne", "amne", "fagnavn")
_PROFILE_NAMES = (
    "profilomraade", "profile", "profile_area", "omraade", "delomraade", "delprov", "delproeve",
)  # fmt: skip
_TEST_NAMES = ("testserie", "proeve", "prov", "testnavn", "proevenavn", "test_series")
_GRADE_NAMES = ("aargang", "grade", "aarskurs", "arskurs", "aak", "klasse_trin", "testens_klassetrin")
_DATE_NAMES = (
    "testdato", "proevedato", "afviklingsdato", "dato_for_test", "taget", "afholdt", "date", "datum",
    "provdatum", "test_date",
)  # fmt: skip
_MAXIMUM_NAMES = (
    "maksimum", "maxpoint", "max", "maks_point", "maksimumpoint", "max_point", "maxpoaeng", "maximum",
    "antal_opgaver", "ud_af", "antal_uppgifter", "out_of",
)  # fmt: skip
_ERROR_NAMES = ("maaleusikkerhed", "sem", "standard_error", "maetfel", "matfel", "measurement_error")
_SOURCE_NAMES = ("source", "kaella")

PUPILS = Table(
    "elever",
    (
        _SCHOOL,
        Column("klasse", Kind.LABEL, True, _CLASS_NAMES),
        _PUPIL,
        Column(
            "elev_navn",
            Kind.TEXT,
            aliases=("navn", "elevnavn", "elevens_navn", "elev", "name", "namn", "elevnamn", "pupil_name"),
        ),
        Column("fag", Kind.TEXT, True, _SUBJECT_NAMES),
        Column("profil", Kind.TEXT, aliases=_PROFILE_NAMES),
        Column("test", Kind.TEXT, True, _TEST_NAMES),
        Column("frivillig", Kind.CHOICE, aliases=("voluntary", "frivillig_test"), choices=VOLUNTARY),
        Column("klassetrin", Kind.GRADE, True, _GRADE_NAMES),
        Column("dato", Kind.DATE, True, _DATE_NAMES),
        Column("score", Kind.ANY, True, ("resultat", "result", "vaerdi", "value", *SCALE_BY_HEADING)),
        Column("maks", Kind.NUMBER, aliases=_MAXIMUM_NAMES),
        Column("skala", Kind.CHOICE, True, ("scale", "skalatype", "scale_type"), SCALES),
        Column("maalefejl", Kind.NUMBER, aliases=_ERROR_NAMES),
    ),
    required=False,
    aliases=("elevresultater", "resultater", "pupils", "pupil_results", "elevresultat"),
    pasted=True,
)

FORECASTS = Table(
    "prognoser",
    (
        _SCHOOL,
        Column("klasse", Kind.LABEL, aliases=_CLASS_NAMES),
        _PUPIL,
        Column("fag", Kind.TEXT, True, _SUBJECT_NAMES),
        Column("maal", Kind.TEXT, aliases=("maalet", "mal", "goal", "maalsaetning")),
        Column("prognose", Kind.CHOICE, aliases=("forecast", "prognos", "vurdering"), choices=FORECAST),
        Column("sandsynlighed", Kind.ANY, aliases=("chance", "sannolikhet", "probability")),
        Column("tiltag", Kind.TEXT, aliases=("indsats", "insats", "aatgaerd", "action")),
        Column("dato", Kind.DATE, True, _DATE_NAMES),
    ),
    required=False,
    aliases=("prognose", "forecasts", "prognos"),
    pasted=True,
)

CONVERSIONS = Table(
    "omsaetning",
    (
        Column("tabel", Kind.LABEL, True, ("table", "tabell")),
        Column("test", Kind.TEXT, aliases=_TEST_NAMES),
        Column("fag", Kind.TEXT, aliases=_SUBJECT_NAMES),
        Column("profil", Kind.TEXT, aliases=_PROFILE_NAMES),
        Column("klassetrin", Kind.GRADE, aliases=_GRADE_NAMES),
        Column("score", Kind.NUMBER, True, ("resultat", "poaeng")),
        Column("vaerdi", Kind.NUMBER, True, ("value", "vaerde")),
        Column("maalefejl", Kind.NUMBER, aliases=_ERROR_NAMES),
        Column("niveau", Kind.TEXT, aliases=("level", "nivaa", "niva")),
        Column("kilde", Kind.TEXT, True, _SOURCE_NAMES),
        Column("version", Kind.LABEL, True),
    ),
    required=False,
    aliases=("omsaetningstabel", "omsaetningstabeller", "conversion", "conversions", "omraekning"),
    pasted=True,
)

NORMS = Table(
    "normer",
    (
        Column("norm", Kind.LABEL, True, ("norm_id",)),
        Column("fag", Kind.TEXT, True, _SUBJECT_NAMES),
        Column("profil", Kind.TEXT, aliases=_PROFILE_NAMES),
        Column("foer_test", Kind.TEXT, True),
        Column("foer_trin", Kind.GRADE, True),
        Column("efter_test", Kind.TEXT, True),
        Column("efter_trin", Kind.GRADE, True),
        Column("foer_skala", Kind.CHOICE, choices=SCALES),
        Column("efter_skala", Kind.CHOICE, choices=SCALES),
        Column("metode", Kind.LABEL, aliases=("method",)),
        Column("elever", Kind.WHOLE, aliases=("antal_elever", "pupils")),
        Column("skoler", Kind.WHOLE, aliases=("antal_skoler", "schools")),
        Column("brud", Kind.YES_NO, aliases=("brud_i_serien", "series_break")),
        Column("kilde", Kind.TEXT, True, _SOURCE_NAMES),
        Column("dato", Kind.DATE, aliases=("date", "datum")),
    ),
    required=False,
    aliases=("norms", "norm"),
)

NORM_ROWS = Table(
    "normraekker",
    (
        Column("norm", Kind.LABEL, True, ("norm_id",)),
        Column("noegle", Kind.LABEL, True, ("key", "nyckel")),
        *(Column(key, Kind.ANY) for key in NORM_VALUES),
    ),
    required=False,
    aliases=("norm_rows", "normrader"),
)

PUPIL_TABLES = (PUPILS, CONVERSIONS, FORECASTS, NORMS, NORM_ROWS)
