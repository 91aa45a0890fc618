/* A formula into the active cell, never over anything: the answer is fetched first, so that its size
   and its errors are known before a cell is written. */

import { written } from "./formula.js";
import { call } from "./server.js";
import { inSheet, inTheWay, rangeOf, read, short } from "./sheet.js";
import { say, written as number } from "./words.js";

const refused = (said, more = {}) => ({ written: false, said, ...more });

/* Write the formula, or tell why not: {written, said, cell?, mayInsist?}. */
export async function insert(name, given, signal, anyway) {
  const whole = given.find((one) => one.kind === "formula");
  if (whole) return refused(say("find.ingen_formel", { argument: whole.label }));
  return inSheet(async (context) => {
    const target = context.workbook.getActiveCell();
    target.load("address, rowIndex, columnIndex");
    await context.sync();
    const collected = await gather(context, target, given);
    if (collected.refused) return collected.refused;
    const size = await sizeOf(name, collected.cells, signal, anyway);
    if (size.refused) return size.refused;
    const obstacle = await inTheWay(context, target, size.rows, size.columns);
    if (obstacle) return refusedBy(obstacle, size);
    target.formulas = [[written(name, given.map((one) => plainer(one, target.address)))]];
    await context.sync();
    return { written: true, said: await done(context, target, size) };
  });
}

/* The cells of every argument; or the argument that cannot be found or holds the target itself. */
async function gather(context, target, given) {
  const cells = [];
  for (const one of given) {
    if (one.kind !== "range") {
      cells.push(one.kind === "blank" ? null : one.kind === "unknown" ? undefined : one.value);
      continue;
    }
    const range = await rangeOf(context, one, target.worksheet);
    if (!range) return { refused: refused(say("find.ukendt_omraade", { argument: one.label, skrevet: one.typed.trim() })) };
    const found = await read(context, range);
    if (holds(found, target)) return { refused: refused(say("find.rammer_sig_selv", { celle: short(target.address), argument: one.label })) };
    cells.push(found.rows * found.columns === 1 ? found.cells.rows[0][0] : found.cells);
  }
  while (cells.length && cells.at(-1) === null) cells.pop();
  return { cells };
}

function holds(found, target) {
  const sheet = (address) => address.slice(0, address.lastIndexOf("!"));
  const [down, right] = [target.rowIndex - found.row, target.columnIndex - found.column];
  return sheet(found.address) === sheet(target.address) && down >= 0 && right >= 0 && down < found.rows && right < found.columns;
}

/* How large the answer is; its own error is told before anything is written. */
async function sizeOf(name, cells, signal, anyway) {
  // A table's column is known to Excel alone: it keeps other cells itself (#OVERLØB!).
  if (cells.includes(undefined)) return { rows: 1, columns: 1, waits: true };
  try {
    const rows = await call(name, cells, signal);
    return { rows: Math.max(rows.length, 1), columns: Math.max(rows[0]?.length ?? 1, 1) };
  } catch (trouble) {
    if (trouble.kind !== "own") throw trouble;
    if (anyway) return { rows: 1, columns: 1, waits: true };
    return { refused: refused(say("find.afvist", { grund: trouble.message }), { mayInsist: true }) };
  }
}

function refusedBy(obstacle, size) {
  if (obstacle.outside) return refused(say("find.udenfor", { raekker: number(size.rows), kolonner: number(size.columns) }));
  if (obstacle.table) return refused(say("find.i_tabel"));
  return refused(say("find.optaget", { omraade: short(obstacle.area), celle: short(obstacle.cell) }), { cell: obstacle.cell });
}

/* Without the sheet's name where it is the target's own. */
function plainer(one, home) {
  const own = home.slice(0, home.lastIndexOf("!") + 1);
  const plain = (text) => text.replaceAll("'", "").toLowerCase();
  return one.place?.prefix && plain(one.place.prefix) === plain(own) ? one.place.cells : one.formula;
}

async function done(context, target, size) {
  const celle = short(target.address);
  if (size.waits) return say("find.indsat_venter", { celle });
  if (size.rows * size.columns === 1) return say("find.indsat_en", { celle });
  const area = target.getResizedRange(size.rows - 1, size.columns - 1);
  area.load("address");
  await context.sync();
  return say("find.indsat", { celle, omraade: short(area.address) });
}
