/* "Forklar cellen": the active cell's answer in a sentence for its reader; or why it is an error. */

import { busy } from "./busy.js";
import { button, element, find, notice } from "./dom.js";
import * as formula from "./formula.js";
import { call, Trouble } from "./server.js";
import { inSheet, isError, rangeOf, read, sendable, short } from "./sheet.js";
import { strip } from "./strip.js";
import { language, say } from "./words.js";

const NAME = "BEREGNER_FORKLAR";
/* Each reader in a word the server knows whatever language is spoken. */
const ROLES = { teacher: "lærer", leader: "leder", parent: "forælder", pupil: "elev", politician: "politiker" };
/* Others get the sentence alone: it says as much of the figures as is theirs to know. */
const SEE_FIGURES = ["teacher", "leader"];
/* Their first row speaks for the whole answer. */
const FIRST_ROW_SPEAKS = new Set(["BEREGNER_KOBLING", "BEREGNER_MODEL"]);

export function start() {
  find("#roles").append(...Object.keys(ROLES).map((role, place) =>
    element("label", { class: "role" }, element("input", { type: "radio", name: "role", value: role, checked: place === 0 }),
      element("span", { "data-say": `rolle.${role}` }))));
  const trigger = find("#forklar-start");
  trigger.addEventListener("click", () => {
    find("#forklar-result").replaceChildren();
    busy(trigger, find("#forklar-status"), explain);
  });
}

export function clear() {
  find("#forklar-status").replaceChildren();
  find("#forklar-result").replaceChildren();
}

async function explain(signal, ended) {
  const cell = await active();
  const celle = short(cell.address);
  const called = formula.callIn(cell.formula);
  const status = find("#forklar-status");
  const told = async () => {
    if (!called) return notice("plain", say("forklar.ingen_formel", { celle }));
    if (isError(cell.value)) return notice("problem", await reason(cell, called, celle, signal));
    if (!called.whole) return notice("plain", say("forklar.dele", { celle, funktion: called.name }));
    if (called.name === NAME) return notice("plain", say("forklar.er_forklaring", { celle }));
    return sentence(cell, called, await explained(called.name, cell, signal));
  };
  const shown = await told();
  ended();
  status.replaceChildren(shown);
}

/* The active cell, the formula it belongs to, and its row of the answer. */
async function active() {
  return inSheet(async (context) => {
    const cell = context.workbook.getActiveCell();
    const parent = cell.getSpillParentOrNullObject();
    cell.load("address, rowIndex, values, formulas");
    await context.sync();
    const origin = parent.isNullObject ? cell : parent;
    origin.load("address, rowIndex, values, formulas");
    const spill = origin.getSpillingToRangeOrNullObject();
    spill.load("values");
    await context.sync();
    const answer = spill.isNullObject ? origin.values : spill.values;
    return {
      address: cell.address, formula: String(origin.formulas[0][0]), value: cell.values[0][0],
      home: origin.address, rows: answer, row: cell.rowIndex - origin.rowIndex,
    };
  });
}

async function explained(name, cell, signal) {
  const line = (row) => row.map(sendable);
  const rows = [line(cell.rows[cell.row])];
  if (rows[0].every((value) => value === null)) return say("forklar.tom_raekke");
  if (FIRST_ROW_SPEAKS.has(name) && cell.row > 0) rows.unshift(line(cell.rows[0]));
  const role = ROLES[reader()];
  const said = await call(NAME, [name, { rows, height: rows.length }, role], signal);
  return said.at(-1)[0] ?? say("forklar.tom_raekke");
}

const reader = () => find("input[name=role]:checked").value;

function sentence(cell, called, said) {
  const copied = element("span", { class: "hint", role: "status" });
  const text = element("blockquote", { lang: language() }, element("p", {}, said));
  const picture = SEE_FIGURES.includes(reader()) ? strip(called.name, cell.rows[cell.row]) : null;
  return element("div", { class: "sentence" },
    element("p", { class: "name" }, say("forklar.cellen", { celle: short(cell.address), funktion: called.name })),
    text,
    picture,
    element("p", { class: "at" }, button(say("forklar.kopier"), async () => {
      copied.textContent = say((await copy(said)) ? "forklar.kopieret" : "forklar.ikke_kopieret");
    }, { id: "copy" }), " ", copied));
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Excel on the web may keep a frame from the clipboard; copying what is marked is older and allowed.
    const held = document.activeElement;
    const area = element("textarea", { class: "unseen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    held?.focus();
    return done;
  }
}

/* Why a cell shows an error: Excel's own, or the sentence the function gives when asked again. */
async function reason(cell, called, celle, signal) {
  if (cell.value === "#BUSY!" || cell.value === "#GETTING_DATA") return say("forklar.venter", { celle });
  if (cell.value === "#SPILL!") return say("forklar.ikke_plads", { celle });
  if (cell.value === "#NAME?") return say("forklar.ukendt_navn", { celle });
  if (!called.whole) return say("forklar.dele", { celle, funktion: called.name });
  const given = await again(cell, called);
  if (!given) return say("forklar.dele", { celle, funktion: called.name });
  try {
    await call(called.name, given, signal);
  } catch (trouble) {
    if (trouble instanceof Trouble && trouble.kind === "own") return say("forklar.fejl_grund", { celle, grund: trouble.message });
    throw trouble;
  }
  return say("forklar.fejl_uden_grund", { celle });
}

/* The arguments of a formula with what their cells hold now; null where one is itself a formula. */
async function again(cell, called) {
  return inSheet(async (context) => {
    const home = context.workbook.worksheets.getItem(sheetOf(cell.home));
    const given = [];
    for (const part of called.parts) {
      if (part === "") given.push(null);
      else if (/^".*"$/s.test(part)) given.push(part.slice(1, -1).replaceAll('""', '"'));
      else if (formula.numeral(part, "en") !== null) given.push(Number(part.replace("%", "")) / (part.endsWith("%") ? 100 : 1));
      else {
        const place = formula.address(part);
        const range = await rangeOf(context, place ? { place } : { name: part }, home);
        if (!range) return null;
        const found = await read(context, range);
        given.push(found.rows * found.columns === 1 ? found.cells.rows[0][0] : found.cells);
      }
    }
    return given;
  });
}

const sheetOf = (address) => address.slice(0, address.lastIndexOf("!")).replace(/^'|'$/g, "").replaceAll("''", "'");
