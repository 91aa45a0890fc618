"""Give a package XlsxWriter made the shapes Excel gives its own files.

Shared formulas, a calculation chain, phonetic text, ids of revisions, x14 rules that point to
another sheet, a slicer, printer settings, custom XML and extension lists: all imitated by hand
from the published format ([MS-XLSX], ECMA-376), for no Excel was at hand. What XlsxWriter can
write itself is in ``build_kitchen_sink.py``.
"""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree
from support.parts import MAIN, RELATIONSHIP, Parts, read_parts, sheet_parts

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
X15 = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
X14AC = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"
XR = "http://schemas.microsoft.com/office/spreadsheetml/2014/revision"
XR6 = "http://schemas.microsoft.com/office/spreadsheetml/2016/revision6"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office/2007/relationships"

_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'


def shape_like_excel(workbook: bytes) -> bytes:
    """Rewrite the parts of a workbook into the shapes Excel saves, the same way every time."""
    parts = read_parts(workbook)
    sheets = sheet_parts(parts)
    for number, part in enumerate(sheets.values(), start=1):
        parts[part] = _worksheet(parts[part], number)
    parts[sheets["Tal"]] = _share_formulas(parts[sheets["Tal"]], "F", 5, 17, 0)
    parts[sheets["Elever"]] = _share_formulas(parts[sheets["Elever"]], "F", 5, 34, 3)
    parts[sheets["Tal"]] = _add_x14_rules(parts[sheets["Tal"]], "E5:E17", "B5:B17")
    parts[sheets["Elever"]] = _add_x14_rules(parts[sheets["Elever"]], "D5:D34", "B5:B34")
    _shared_strings(parts)
    _slicer(parts, sheets["Elever"])
    _printer_settings(parts, sheets["Tal"])
    _custom_xml(parts)
    _calculation_chain(parts)
    _workbook(parts)
    return _pack(parts)


# --- worksheets --------------------------------------------------------------------------------


def _worksheet(xml: bytes, number: int) -> bytes:
    """Add the revision id, the descents and an extension nobody knows to a worksheet."""
    sheet = etree.fromstring(xml)
    root = etree.Element(sheet.tag, nsmap={**sheet.nsmap, "mc": MC, "x14ac": X14AC, "xr": XR})
    root.attrib.update(sheet.attrib)
    root.set(f"{{{MC}}}Ignorable", "x14ac xr")
    root.set(f"{{{XR}}}uid", f"{{00000000-0001-0000-0{number}00-000000000000}}")
    root.extend(list(sheet))
    for row in root.iter(f"{MAIN}row", f"{MAIN}sheetFormatPr"):
        row.set(f"{{{X14AC}}}dyDescent", "0.25")
    uri = f"{{0DDC0DE0-0000-4000-8000-{number:012d}}}"
    stranger = etree.SubElement(_extensions(root), f"{MAIN}ext", uri=uri)
    note = etree.SubElement(stranger, "{urn:kommune:ukendt}note", nsmap={"k": "urn:kommune:ukendt"})
    note.text = "behold mig"
    return _serialise(root)


def _share_formulas(xml: bytes, letter: str, first: int, last: int, index: int) -> bytes:
    """Write a column of like formulas the short way: the first in full, the rest by number."""
    sheet = etree.fromstring(xml)
    for cell in sheet.iter(f"{MAIN}c"):
        column, row = re.fullmatch(r"([A-Z]+)(\d+)", str(cell.get("r"))).groups()  # type: ignore[union-attr]
        formula = cell.find(f"{MAIN}f")
        if formula is None or column != letter or not first <= int(row) <= last:
            continue
        formula.set("t", "shared")
        if int(row) == first:
            formula.set("ref", f"{letter}{first}:{letter}{last}")
        else:
            formula.text = None
        formula.set("si", str(index))
    return _serialise(sheet)


def _add_x14_rules(xml: bytes, starred: str, chosen: str) -> bytes:
    """Add three stars with thresholds on another sheet, and a list of choices from another sheet."""
    sheet = etree.fromstring(xml)
    thresholds = ("percent", "0"), ("num", "Lister!$C$3"), ("num", "Lister!$C$4")
    limits = "".join(f'<x14:cfvo type="{kind}"><xm:f>{at}</xm:f></x14:cfvo>' for kind, at in thresholds)
    stars = (
        f'<x14:conditionalFormatting xmlns:x14="{X14}" xmlns:xm="{XM}">'
        '<x14:cfRule type="iconSet" priority="9" id="{A1B2C3D4-0000-4000-8000-000000000001}">'
        f'<x14:iconSet iconSet="3Stars">{limits}</x14:iconSet></x14:cfRule>'
        f"<xm:sqref>{starred}</xm:sqref></x14:conditionalFormatting>"
    )
    next(sheet.iter(f"{{{X14}}}conditionalFormattings")).append(etree.fromstring(stars))
    choices = (
        f'<x14:dataValidations xmlns:x14="{X14}" xmlns:xm="{XM}" count="1">'
        '<x14:dataValidation type="list" allowBlank="1" showInputMessage="1">'
        "<x14:formula1><xm:f>Lister!$A$2:$A$6</xm:f></x14:formula1>"
        f"<xm:sqref>{chosen}</xm:sqref></x14:dataValidation></x14:dataValidations>"
    )
    # Excel keeps the validations before the sparklines, so they go first.
    extension = etree.Element(f"{MAIN}ext", uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}")
    extension.append(etree.fromstring(choices))
    _extensions(sheet).insert(0, extension)
    return _serialise(sheet)


def _extensions(root: etree._Element) -> etree._Element:
    found = root.find(f"{MAIN}extLst")
    return etree.SubElement(root, f"{MAIN}extLst") if found is None else found


# --- parts of their own ------------------------------------------------------------------------


def _shared_strings(parts: Parts) -> None:
    """Give one text its reading aid, and one kept spaces, as Excel writes them."""
    strings = etree.fromstring(parts["xl/sharedStrings.xml"])
    entry = next(si for si in strings if si.findtext(f"{MAIN}t") == "Læsning")
    reading = etree.SubElement(entry, f"{MAIN}rPh", sb="0", eb="3")
    etree.SubElement(reading, f"{MAIN}t").text = "læs"
    etree.SubElement(entry, f"{MAIN}phoneticPr", fontId="1")
    parts["xl/sharedStrings.xml"] = _serialise(strings)


def _slicer(parts: Parts, sheet_part: str) -> None:
    """Add a slicer on the pupils' subject: two parts, two lists, a frame and a name."""
    slicer = '<slicer name="fag" cache="Slicer_fag" caption="fag" rowHeight="241300"/>'
    parts["xl/slicers/slicer1.xml"] = _HEAD + f'<slicers xmlns="{X14}">{slicer}</slicers>'.encode()
    cache = f'<slicerCacheDefinition xmlns="{X14}" xmlns:x="{MAIN[1:-1]}" name="Slicer_fag" sourceName="fag">'
    cache += f'<extLst><x:ext uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}" xmlns:x15="{X15}">'
    cache += '<x15:tableSlicerCache tableId="1" column="2"/></x:ext></extLst></slicerCacheDefinition>'
    parts["xl/slicerCaches/slicerCache1.xml"] = _HEAD + cache.encode()
    _content_type(parts, "/xl/slicers/slicer1.xml", "application/vnd.ms-excel.slicer+xml")
    _content_type(parts, "/xl/slicerCaches/slicerCache1.xml", "application/vnd.ms-excel.slicerCache+xml")
    sheet = etree.fromstring(parts[sheet_part])
    link = _relate(parts, sheet_part, f"{MICROSOFT}/slicer", "../slicers/slicer1.xml")
    entry = etree.SubElement(_extensions(sheet), f"{MAIN}ext", uri="{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}")
    listed = etree.SubElement(entry, f"{{{X14}}}slicerList", nsmap={"x14": X14})
    etree.SubElement(listed, f"{{{X14}}}slicer").set(f"{RELATIONSHIP}id", link)
    parts[sheet_part] = _serialise(sheet)
    _slicer_frame(parts, "xl/drawings/drawing2.xml")


def _slicer_frame(parts: Parts, drawing: str) -> None:
    frame = f"""<xdr:twoCellAnchor editAs="absolute"><xdr:from><xdr:col>17</xdr:col><xdr:colOff>0</xdr:colOff>
        <xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>20</xdr:col>
        <xdr:colOff>0</xdr:colOff><xdr:row>12</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>
        <mc:AlternateContent xmlns:mc="{MC}"><mc:Choice
        xmlns:sle15="http://schemas.microsoft.com/office/drawing/2012/slicer" Requires="sle15">
        <xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="12" name="fag" descr="Vælg fag"/>
        <xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>
        <xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>
        <a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/drawing/2010/slicer">
        <sle:slicer xmlns:sle="http://schemas.microsoft.com/office/drawing/2010/slicer" name="fag"/>
        </a:graphicData></a:graphic></xdr:graphicFrame></mc:Choice>
        <mc:Fallback><xdr:sp macro="" textlink="">
        <xdr:nvSpPr><xdr:cNvPr id="0" name=""/><xdr:cNvSpPr/></xdr:nvSpPr>
        <xdr:spPr><a:xfrm><a:off x="9000000" y="190500"/><a:ext cx="1800000" cy="2095500"/></a:xfrm>
        <a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:sp></mc:Fallback>
        </mc:AlternateContent>
        <xdr:clientData/></xdr:twoCellAnchor>"""
    frame = re.sub(r"\s+", " ", frame).replace("> <", "><")
    parts[drawing] = parts[drawing].replace(b"</xdr:wsDr>", frame.encode() + b"</xdr:wsDr>")


def _printer_settings(parts: Parts, sheet_part: str) -> None:
    parts["xl/printerSettings/printerSettings1.bin"] = bytes(range(256)) * 3
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"
    _content_type(parts, "/xl/printerSettings/printerSettings1.bin", kind)
    link = _relate(parts, sheet_part, f"{OFFICE}/printerSettings", "../printerSettings/printerSettings1.bin")
    sheet = etree.fromstring(parts[sheet_part])
    next(sheet.iter(f"{MAIN}pageSetup")).set(f"{RELATIONSHIP}id", link)
    parts[sheet_part] = _serialise(sheet)


def _custom_xml(parts: Parts) -> None:
    parts["customXml/item1.xml"] = (
        b'<?mso-contentType?><noter xmlns="urn:kommune:noter">\xc3\xa6\xc3\xb8\xc3\xa5</noter>'
    )
    parts["customXml/itemProps1.xml"] = _HEAD + (
        b'<ds:datastoreItem ds:itemID="{11111111-2222-4333-8444-555555555555}" '
        b'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml">'
        b"<ds:schemaRefs/></ds:datastoreItem>"
    )
    _relate(parts, "customXml/item1.xml", f"{OFFICE}/customXmlProps", "itemProps1.xml")
    _relate(parts, "xl/workbook.xml", f"{OFFICE}/customXml", "../customXml/item1.xml")
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    _content_type(parts, "/customXml/itemProps1.xml", kind)


def _calculation_chain(parts: Parts) -> None:
    """List every formula cell in the order Excel last calculated them (any order is allowed)."""
    chain = etree.Element(f"{MAIN}calcChain", nsmap={None: MAIN[1:-1]})
    for number, part in enumerate(sheet_parts(parts).values(), start=1):
        for formula in etree.fromstring(parts[part]).iter(f"{MAIN}f"):
            entry = etree.SubElement(chain, f"{MAIN}c", r=str(formula.getparent().get("r")), i=str(number))
            if formula.get("t") == "array":
                entry.set("a", "1")
    parts["xl/calcChain.xml"] = _serialise(chain)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    _content_type(parts, "/xl/calcChain.xml", kind)
    _relate(parts, "xl/workbook.xml", f"{OFFICE}/calcChain", "calcChain.xml")


def _workbook(parts: Parts) -> None:
    """Add what Excel notes about itself, the slicer's name and cache, and an extension list."""
    link = _relate(parts, "xl/workbook.xml", f"{MICROSOFT}/slicerCache", "slicerCaches/slicerCache1.xml")
    text = parts["xl/workbook.xml"].decode()
    spaces = f'xmlns:mc="{MC}" xmlns:xr="{XR}" xmlns:xr6="{XR6}" mc:Ignorable="xr xr6"'
    text = text.replace("<workbook ", f"<workbook {spaces} ", 1)
    revision = '<xr:revisionPtr revIDLastSave="0" documentId="8_{00000000-0000-0000-0000-000000000000}" '
    revision += 'xr6:coauthVersionLast="47" xr6:coauthVersionMax="47"/>'
    text = text.replace("<bookViews>", f"{revision}<bookViews>", 1)
    slicer = '<definedName name="Slicer_fag">#N/A</definedName>'
    text = text.replace("</definedNames>", f"{slicer}</definedNames>", 1)
    text = re.sub(r'<calcPr calcId="\d+"', '<calcPr calcId="191029"', text)
    extensions = (
        f'<extLst><ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" xmlns:x15="{X15}">'
        f'<x15:slicerCaches xmlns:x14="{X14}"><x14:slicerCache r:id="{link}"/></x15:slicerCaches></ext>'
        f'<ext uri="{{140A7094-0E35-4892-8432-C4D2E57EDEB5}}" xmlns:x15="{X15}">'
        '<x15:workbookPr chartTrackingRefBase="1"/></ext></extLst>'
    )
    parts["xl/workbook.xml"] = text.replace("</workbook>", f"{extensions}</workbook>").encode()


# --- the package -------------------------------------------------------------------------------


def _relate(parts: Parts, source: str, kind: str, target: str) -> str:
    """Add a relationship from a part and return its id."""
    folder, _, name = source.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels"
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    links = etree.fromstring(parts.get(rels, f'<Relationships xmlns="{namespace}"/>'.encode()))
    link = f"rId{len(links) + 1}"
    etree.SubElement(links, f"{{{namespace}}}Relationship", Id=link, Type=kind, Target=target)
    parts[rels] = _serialise(links)
    return link


def _content_type(parts: Parts, name: str, kind: str) -> None:
    types = etree.fromstring(parts["[Content_Types].xml"])
    namespace = etree.QName(types).namespace
    etree.SubElement(types, f"{{{namespace}}}Override", PartName=name, ContentType=kind)
    parts["[Content_Types].xml"] = _serialise(types)


def _serialise(element: etree._Element) -> bytes:
    return _HEAD + etree.tostring(element, encoding="UTF-8", xml_declaration=False)


def _pack(parts: Parts) -> bytes:
    """Zip the parts as Excel does: the content types first, every member dated 1980."""
    target = io.BytesIO()
    names = [
        "[Content_Types].xml",
        "_rels/.rels",
        *(n for n in parts if n not in ("[Content_Types].xml", "_rels/.rels")),
    ]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), parts[name], zipfile.ZIP_DEFLATED)
    return target.getvalue()
