/* "Tjek mine data": BEREGNER_KONTROL on what is marked, each fault with the cell it begins in. */

import { busy } from "./busy.js";
import { button, element, find, notice } from "./dom.js";
import { call } from "./server.js";
import { addressAt, inSheet, isError, read, select, short } from "./sheet.js";
import { below, counted, say } from "./words.js";

const NAME = "BEREGNER_KONTROL";

/* The columns a problem may lie in; the first that stands in the table and has it is shown. */
const PUPIL = ["elev_id", "elev_navn"];
const COLUMNS = {
  number_as_text: ["score", "maks", "maalefejl"], points_without_maximum: ["maks", "score"],
  date_as_text: ["dato"], date_unreadable: ["dato"], blank_date: ["dato"],
  mixed_scales: ["skala"], unknown_scale: ["skala"], blank_scale: ["skala"],
  error_not_above_zero: ["maalefejl"], duplicate: PUPIL, blank_pupil: PUPIL,
  blank_subject: ["fag"], blank_test: ["test"], series_break: ["test"],
};
/* Of several cells in the row, the one that holds the problem. */
const HOLDS = {
  error_cells: (cell) => isError(cell?.error),
  number_as_text: (cell) => typeof cell === "string",
};

export function start() {
  const trigger = find("#tjek-start");
  trigger.addEventListener("click", () => {
    find("#tjek-result").replaceChildren();
    busy(trigger, find("#tjek-status"), check);
  });
}

export function clear() {
  find("#tjek-status").replaceChildren();
  find("#tjek-result").replaceChildren();
}

async function check(signal, ended) {
  const table = await marked();
  const status = find("#tjek-status");
  if (table.blank) {
    ended();
    status.replaceChildren(notice("plain", say("tjek.tom")));
    return;
  }
  const rows = await call(NAME, [table.cells], signal);
  ended();
  const checked = element("p", { class: "hint" }, say("tjek.tjekket", { omraade: table.address }));
  if (rows.length === 1 && rows[0][1] === 0) {
    status.replaceChildren(notice("good", say("tjek.ingen"), checked));
    return;
  }
  status.replaceChildren(element("p", { class: "count" }, counted("tjek.problemer", "tjek.problem", rows.length)), checked);
  find("#tjek-result").replaceChildren(element("ol", { class: "faults" }, ...rows.map((row) => fault(row, table))));
}

/* What is marked; around a lone cell, the table it stands in. */
async function marked() {
  return inSheet(async (context) => {
    let range = context.workbook.getSelectedRange();
    range.load("cellCount");
    await context.sync();
    if (range.cellCount === 1) range = range.getSurroundingRegion();
    return read(context, range);
  });
}

function fault([sentence, number, example], table) {
  const { key, said } = recognised(sentence, example);
  const pupils = key === "series_break";
  const where = cellOf(key, example, table);
  const many = number ? counted(pupils ? "tjek.antal_elever" : "tjek.antal", pupils ? "tjek.antal_elever_en" : "tjek.antal_en", number) : "";
  const told = element("span", { class: "unseen", role: "status" });
  const go = button(say(number > 1 ? "tjek.gaa_til_foerste" : "tjek.gaa_til", { celle: short(where) }), async () => {
    const outcome = element("div");
    if (await busy(go, outcome, () => select(where))) told.textContent = say("tjek.valgt", { celle: short(where) });
    else go.parentElement.append(outcome);
  });
  return element("li", {}, element("p", {}, said), element("p", { class: "at" }, element("span", {}, many), " ", go, told));
}

/* The problem a sentence tells, and the sentence without its row: the button has the cell. */
function recognised(sentence, example) {
  for (const [key, pattern] of below("problem.")) {
    const plain = pattern.replace(/\{example[^}]*\}/, example === null ? "" : String(example));
    if (plain === sentence) return { key, said: pattern.replace(/\s*\([^()]*\{example[^}]*\}\)/, "").replace(/\?\.$/, "?") };
  }
  return { key: "", said: sentence };
}

/* The cell a problem begins in; its whole row, or the headings, where it lies in no one column. */
function cellOf(key, example, table) {
  const [row, column] = [table.row + (example ?? 1) - 1, table.column];
  const width = table.cells.rows[0].length;
  const line = table.cells.rows[(example ?? 1) - 1] ?? [];
  const places = key === "error_cells" ? [...line.keys()] : (COLUMNS[key] ?? ["score"]).map((name) => placeOf(name, table)).filter((place) => place >= 0);
  const place = places.find((one) => (HOLDS[key] ?? (() => true))(line[one])) ?? places[0];
  if (example === null || place === undefined) return addressAt(table.address, row, column, 1, width);
  return addressAt(table.address, row, column + place);
}

function placeOf(name, table) {
  const headings = new Set(below("overskrift.").find(([column]) => column === name)[1].split("|").map(plain));
  return table.cells.rows[0].findIndex((heading) => typeof heading === "string" && headings.has(plain(heading)));
}

/* As the server compares headings. */
const NORDIC = { æ: "ae", ø: "oe", å: "aa", ä: "ae", ö: "oe", é: "e", ü: "u" };
const plain = (heading) =>
  heading.trim().toLowerCase().replace(/[æøåäöéü]/g, (letter) => NORDIC[letter]).replace(/[^a-z0-9%]+/g, "_").replace(/^_+|_+$/g, "");
