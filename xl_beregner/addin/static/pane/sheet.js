/* The workbook through Office.js: what is marked, what cells hold, where a formula goes. */

import { say, written } from "./words.js";
import { Trouble } from "./server.js";

const MAX_ROWS = 1048576;
const MAX_COLUMNS = 16384;
const MOST_CELLS = 2000000;
const ERROR = /^#(N\/A|VALUE!|REF!|NAME\?|NUM!|DIV\/0!|NULL!|SPILL!|CALC!|FIELD!|BUSY!|GETTING_DATA|CONNECT!|BLOCKED!|UNKNOWN!)$/;

export const inExcel = () => typeof globalThis.Excel?.run === "function";
export const isError = (value) => typeof value === "string" && ERROR.test(value);

/* Run in Excel; what it refuses becomes a sentence. */
export async function inSheet(work) {
  if (!inExcel()) throw new Trouble(say("fejl.ingen_excel"));
  try {
    return await Excel.run(work);
  } catch (error) {
    if (error instanceof Trouble) throw error;
    if (error.code === "InvalidSelection") throw new Trouble(say("fejl.flere_omraader"));
    if (error.code === "AccessDenied") throw new Trouble(say("fejl.laast"));
    throw new Trouble(say("fejl.excel", { kode: error.code ?? error.name }));
  }
}

export function columnName(column) {
  let name = "";
  for (let left = column + 1; left > 0; left = Math.floor((left - 1) / 26)) name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
  return name;
}

/* Ark1!A1 for a row and column from 0, on the sheet of another address. */
export function addressAt(like, row, column, rows = 1, columns = 1) {
  const sheet = like.slice(0, like.lastIndexOf("!") + 1);
  const first = columnName(column) + (row + 1);
  return rows * columns === 1 ? sheet + first : `${sheet}${first}:${columnName(column + columns - 1)}${row + rows}`;
}

/* Without the sheet's name: what is said aloud of a cell on the sheet in view. */
export const short = (address) => address.slice(address.lastIndexOf("!") + 1);

export async function selectedAddress() {
  return inSheet(async (context) => {
    const range = context.workbook.getSelectedRange();
    range.load("address");
    await context.sync();
    return range.address;
  });
}

export async function select(address) {
  await inSheet(async (context) => {
    const { sheet, cells } = parted(address);
    const found = context.workbook.worksheets.getItem(sheet);
    found.activate();
    found.getRange(cells).select();
    await context.sync();
  });
}

export function parted(address) {
  const cut = address.lastIndexOf("!");
  return { sheet: address.slice(0, cut).replace(/^'|'$/g, "").replaceAll("''", "'"), cells: address.slice(cut + 1) };
}

/* Tell as soon as something else is marked. */
export async function followSelection(tell) {
  const now = () => selectedAddress().then(tell, () => tell(null));
  await now();
  await inSheet(async (context) => {
    context.workbook.onSelectionChanged.add(now);
    await context.sync();
  });
}

/* A range's cells as the server takes them: rows down to the last used, the whole height beside. */
export async function read(context, range) {
  const used = range.worksheet.getUsedRangeOrNullObject(true);
  range.load("address, rowIndex, columnIndex, rowCount, columnCount");
  used.load("rowIndex, columnIndex, rowCount, columnCount");
  await context.sync();
  const place = {
    address: range.address, row: range.rowIndex, column: range.columnIndex, rows: range.rowCount, columns: range.columnCount,
  };
  const filled = used.isNullObject ? 0 : Math.min(place.rows, used.rowIndex + used.rowCount - place.row);
  const wide = place.columns === MAX_COLUMNS && !used.isNullObject ? used.columnIndex + used.columnCount : place.columns;
  if (filled < 1) return { ...place, cells: { rows: [Array(Math.min(wide, 1)).fill(null)], height: place.rows }, blank: true };
  if (filled * wide > MOST_CELLS) throw new Trouble(say("fejl.for_stort", { antal: written(filled * wide) }));
  const shown = range.worksheet.getRangeByIndexes(place.row, place.column, filled, wide);
  shown.load("values");
  await context.sync();
  const rows = shown.values.map((row) => row.map(sendable));
  while (rows.length > 1 && rows.at(-1).every((value) => value === null)) rows.pop();
  return { ...place, cells: { rows, height: place.rows }, blank: rows.flat().every((value) => value === null) };
}

export const sendable = (value) => (value === "" || value === undefined ? null : isError(value) ? { error: value } : value);

/* The range an argument names: an address, a name of the workbook; null where there is none. */
export async function rangeOf(context, argument, home) {
  if (argument.name) {
    const item = context.workbook.names.getItemOrNullObject(argument.name);
    await context.sync();
    if (item.isNullObject) return null;
    const range = item.getRangeOrNullObject();
    await context.sync();
    return range.isNullObject ? null : range;
  }
  const { sheet, cells } = argument.place;
  const found = sheet === null ? home : context.workbook.worksheets.getItemOrNullObject(sheet);
  await context.sync();
  return found.isNullObject ? null : spilled(context, found, cells);
}

async function spilled(context, sheet, cells) {
  if (!cells.endsWith("#")) return sheet.getRange(cells);
  const range = sheet.getRange(cells.slice(0, -1)).getSpillingToRangeOrNullObject();
  await context.sync();
  return range.isNullObject ? null : range;
}

export async function isName(name) {
  if (!inExcel()) return false;
  // Excel refuses to look up what can be no name (R, C): then it is none.
  return inSheet(async (context) => {
    const item = context.workbook.names.getItemOrNullObject(name);
    await context.sync();
    return !item.isNullObject;
  }).catch(() => false);
}

/* What keeps an answer of that size from standing at the cell: null, or what is in the way. */
export async function inTheWay(context, target, rows, columns) {
  if (target.rowIndex + rows > MAX_ROWS || target.columnIndex + columns > MAX_COLUMNS) return { outside: true };
  const area = target.worksheet.getRangeByIndexes(target.rowIndex, target.columnIndex, rows, columns);
  area.load("address, formulas");
  const tables = rows * columns > 1 ? area.getTables(false).getCount() : { value: 0 };
  await context.sync();
  for (const [row, line] of area.formulas.entries()) {
    const column = line.findIndex((content) => content !== "");
    if (column >= 0) return { area: area.address, cell: addressAt(area.address, target.rowIndex + row, target.columnIndex + column) };
  }
  return tables.value > 0 ? { table: true } : null;
}
