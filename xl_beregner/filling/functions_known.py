"""The functions whose cached values we vouch for, with what each argument may be.

A formula is calculated only if all its functions stand here: an engine's error value decides
nothing, for IFERROR swallows it. Each entry was compared over many arguments (blanks, texts,
errors, negatives) with LibreOffice and formulon; the comparison is
``tests/unit/filling/known_functions.csv`` and is run anew by its test. What a formula made of them
may look like is `translate`'s matter.

A signature is the kinds of the first arguments and, after ``|``, of those that repeat:

====  =======================================================================================
 s    one value; a range here would mean implicit intersection or an array
 r    a range or a value
 b    a range or one cell, which is a range of one cell; nothing that is calculated
 R    a range, a cell or a number; engines disagree on texts and truths written in the formula
 a    an array: ranges may be joined by operators (``SUMPRODUCT((A1:A9>2)*B1:B9)``)
 f    a range or cell that is not looked into (``ROWS(A1:A9)``)
 t    one value taken as text: a number with decimals would depend on the reader's language
 c    a criterion: engines disagree on some of them (``"<>tekst"``, ``">tekst"``)
 i    a whole number
 p    a whole number but 0: place 0 is a whole row or column
 d    a date from March 1900 on: before, Excel counts a day that never was
 y    a year after 1900
 n    no text: texts are sorted differently in each language
 k    one value looked up exactly (the last argument must say so), else as ``n``
====  =======================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SIGNATURES = """
ABS s|  ACOS s|  AND |s  ASIN s|  ATAN s|  ATAN2 ss|  AVEDEV |R  AVERAGE |r  AVERAGEA |R
AVERAGEIF bcb|  AVERAGEIFS b|bc  BETA.DIST sss|s  BETA.INV sss|s  BETADIST sss|s  BINOM.DIST ssss|
BINOMDIST ssss|  CEILING ss|  CEILING.MATH s|s  CHAR s|  CHIDIST ss|  CHIINV ss|
CHISQ.DIST.RT ss|  CHISQ.INV ss|  CHISQ.INV.RT ss|  CHOOSE i|s  CLEAN t|  CODE t|  COLUMN f|
COLUMNS f|  COMBIN ss|  CONCATENATE |t  CONFIDENCE sss|  CONFIDENCE.NORM sss|  CONFIDENCE.T sss|
CORREL RR|  COS s|  COSH s|  COUNT |r  COUNTA |r  COUNTBLANK b|  COUNTIF bc|  COUNTIFS |bc
DATE yss|  DATEDIF dds|  DAY d|  DAYS dd|  DAYS360 dd|s  DEGREES s|  EDATE ds|  EOMONTH ds|  EVEN s|
EXACT tt|  EXP s|  F.DIST.RT sss|  FACT s|  FACTDOUBLE s|  FALSE |  FDIST sss|  FIND tt|s  FISHER s|
FISHERINV s|  FLOOR ss|  FLOOR.MATH s|s  FORECAST sRR|  FORECAST.LINEAR sRR|  GAMMALN s|  GAUSS s|
GEOMEAN |R  HARMEAN |R  HLOOKUP kbs|s  HOUR s|  HYPERLINK s|s  IF s|s  IFERROR ss|  IFNA ss|  IFS |s
INDEX bpp|  INT s|  INTERCEPT RR|  ISBLANK s|  ISERR s|  ISERROR s|  ISEVEN s|  ISLOGICAL s|  ISNA s|
ISNONTEXT s|  ISNUMBER s|  ISODD s|  ISOWEEKNUM d|  ISTEXT s|  KURT |R  LARGE bi|  LEFT ts|  LEN t|
LN s|  LOG s|s  LOG10 s|  LOOKUP nbb|  LOWER t|  MATCH kbi|  MAX |r  MAXIFS b|bc  MEDIAN |r  MID tss|
MIN |r  MINIFS b|bc  MINUTE s|  MOD ss|  MODE |r  MODE.SNGL |r  MONTH d|  MROUND ss|  N s|  NA |
NETWORKDAYS dd|  NORM.DIST ssss|  NORM.INV sss|  NORM.S.DIST ss|  NORM.S.INV s|  NORMDIST ssss|
NORMINV sss|  NORMSDIST s|  NORMSINV s|  NOT s|  ODD s|  OR |s  PEARSON RR|  PERCENTILE bs|
PERCENTILE.EXC bs|  PERCENTILE.INC bs|  PERCENTRANK bs|s  PERCENTRANK.INC bs|s  PERMUT ss|  PI |
PMT sss|s  POISSON sss|  POISSON.DIST sss|  POWER ss|  PRODUCT |r  PROPER t|  QUARTILE bs|
QUARTILE.EXC bs|  QUARTILE.INC bs|  QUOTIENT ss|  RADIANS s|  RANK sb|s  RANK.AVG sb|s  RANK.EQ sb|s
REPLACE tsst|  REPT ts|  RIGHT ts|  ROUND ss|  ROUNDDOWN ss|  ROUNDUP ss|  ROW f|  ROWS f|  RSQ RR|
SEARCH tt|s  SECOND s|  SIGN s|  SIN s|  SINH s|  SKEW |R  SLOPE RR|  SMALL bi|  SQRT s|
STANDARDIZE sss|  STDEV |R  STDEV.P |R  STDEV.S |R  STDEVP |R  STEYX RR|  SUBSTITUTE ttt|s  SUBTOTAL i|b
SUM |r  SUMIF bcb|  SUMIFS b|bc  SUMPRODUCT |a  SUMSQ |R  T s|  T.DIST sss|
T.DIST.2T ss|  T.DIST.RT ss|  T.INV ss|  T.INV.2T ss|  TAN s|  TANH s|  TDIST sss|  TIME sss|  TINV ss|
TRIM t|  TRIMMEAN bs|  TRUE |  TRUNC s|s  UNICHAR s|  UNICODE t|  UPPER t|  VAR |R  VAR.P |R  VAR.S |R
VARP |R  VLOOKUP kbs|s  WEEKDAY d|s  WEEKNUM d|s  WORKDAY ds|  XOR |s  YEAR d|  YEARFRAC dd|s
"""

_words = _SIGNATURES.split()
KNOWN: Mapping[str, str] = MappingProxyType(dict(zip(_words[::2], _words[1::2], strict=True)))


# Their ranges must have one shape: engines disagree on what else happens.
SAME_SHAPE = _names(
    "AVERAGEIF AVERAGEIFS CORREL COUNTIFS FORECAST FORECAST.LINEAR INTERCEPT MAXIFS MINIFS PEARSON RSQ "
    "SLOPE STEYX SUMIF SUMIFS"
)
# 6 and 106 (PRODUCT) of nothing: engines disagree.
SUBTOTALS = frozenset({1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 101, 102, 103, 104, 105, 107, 108, 109, 110, 111})

GIVES_TEXT = _names(
    "CHAR CLEAN CONCATENATE LEFT LOWER MID PROPER REPLACE REPT RIGHT SUBSTITUTE T TRIM UNICHAR UPPER"
)
GIVES_WHOLE_NUMBER = _names(
    "CODE COLUMN COLUMNS COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS DAY DAYS FIND INT ISOWEEKNUM LEN MATCH "
    "MONTH QUOTIENT RANK RANK.EQ ROW ROWS SEARCH UNICODE WEEKDAY WEEKNUM YEAR"
)
GIVES_TRUTH = _names(
    "AND EXACT ISBLANK ISERR ISERROR ISEVEN ISLOGICAL ISNA ISNONTEXT ISNUMBER ISODD ISTEXT NOT OR XOR"
)

# What the lint says about functions that may not stand here at all.
VOLATILE = _names("CELL INDIRECT INFO NOW OFFSET RAND RANDARRAY RANDBETWEEN TODAY")
NEEDS_LANGUAGE = _names("DOLLAR FIXED NUMBERVALUE TEXT")
TOO_NEW = _names(  # Excel 2016 and LibreOffice 7.4 do not have them
    "ANCHORARRAY ARRAYTOTEXT BYCOL BYROW CHOOSECOLS CHOOSEROWS CONCAT DROP EXPAND FILTER GROUPBY HSTACK IFS "
    "IMAGE ISOMITTED LAMBDA LET MAKEARRAY MAP MAXIFS MINIFS PIVOTBY RANDARRAY REDUCE REGEXEXTRACT "
    "REGEXREPLACE REGEXTEST SCAN SEQUENCE SINGLE SORT SORTBY SWITCH TAKE TEXTAFTER TEXTBEFORE TEXTJOIN "
    "TEXTSPLIT TOCOL TOROW TRANSLATE UNIQUE VALUETOTEXT VSTACK WRAPCOLS WRAPROWS XLOOKUP XMATCH"
)
# Functions newer than the file format (2007): without _xlfn. Excel shows #NAME? until retyped.
NEWER_THAN_2007 = TOO_NEW | _names(
    "ACOT ACOTH AGGREGATE ARABIC BASE BETA.DIST BETA.INV BINOM.DIST BINOM.DIST.RANGE BINOM.INV BITAND "
    "BITLSHIFT BITOR BITRSHIFT BITXOR CEILING.MATH CEILING.PRECISE CHISQ.DIST CHISQ.DIST.RT CHISQ.INV "
    "CHISQ.INV.RT CHISQ.TEST COMBINA CONFIDENCE.NORM CONFIDENCE.T COT COTH COVARIANCE.P COVARIANCE.S CSC "
    "CSCH DAYS DECIMAL ECMA.CEILING ERF.PRECISE ERFC.PRECISE EXPON.DIST F.DIST F.DIST.RT F.INV F.INV.RT "
    "F.TEST FILTERXML FLOOR.MATH FLOOR.PRECISE FORECAST.ETS FORECAST.LINEAR FORMULATEXT GAMMA GAMMA.DIST "
    "GAMMA.INV GAMMALN.PRECISE GAUSS HYPGEOM.DIST IFNA IMCOSH IMCOT IMCSC IMCSCH IMSEC IMSECH IMSINH IMTAN "
    "ISFORMULA ISO.CEILING ISOWEEKNUM LOGNORM.DIST LOGNORM.INV MODE.MULT MODE.SNGL MUNIT NEGBINOM.DIST "
    "NETWORKDAYS.INTL NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV NUMBERVALUE PDURATION PERCENTILE.EXC "
    "PERCENTILE.INC PERCENTRANK.EXC PERCENTRANK.INC PERMUTATIONA PHI POISSON.DIST QUARTILE.EXC "
    "QUARTILE.INC RANK.AVG RANK.EQ RRI SEC SECH SHEET SHEETS SKEW.P STDEV.P STDEV.S T.DIST T.DIST.2T "
    "T.DIST.RT T.INV T.INV.2T T.TEST UNICHAR UNICODE VAR.P VAR.S WEBSERVICE WEIBULL.DIST WORKDAY.INTL XOR "
    "Z.TEST"
)
# Some of these Excel itself writes without the prefix, for they came with its analysis add-in.
NEWER_THAN_2007 = NEWER_THAN_2007 - _names(
    "AGGREGATE NETWORKDAYS.INTL WORKDAY.INTL ISO.CEILING CEILING.PRECISE FLOOR.PRECISE ERF.PRECISE "
    "ERFC.PRECISE ECMA.CEILING GAMMALN.PRECISE SINGLE ANCHORARRAY"
)
