/* Formulas as text: what is typed in a field becomes an argument, a formula is cut into its call. */

/* The function and arguments of a formula that is one call, else where a function is used inside. */
export function callIn(formula) {
  const whole = /^=\s*[+@]?(?:_xldudf_)?(BEREGNER_[A-Z]+)\(/i.exec(formula);
  if (whole) {
    const inside = formula.slice(whole[0].length);
    const end = closing(inside);
    if (end >= 0 && inside.slice(end + 1).trim() === "") {
      return { name: whole[1].toUpperCase(), parts: cut(inside.slice(0, end)), whole: true };
    }
  }
  const part = /(?:^|[^A-Z0-9_.])(?:_xldudf_)?(BEREGNER_[A-Z]+)\(/i.exec(formula);
  return part ? { name: part[1].toUpperCase(), parts: [], whole: false } : null;
}

function closing(text) {
  let depth = 1;
  for (const { letter, place, plain } of letters(text)) {
    if (!plain) continue;
    if (letter === "(") depth += 1;
    else if (letter === ")") depth -= 1;
    if (depth === 0) return place;
  }
  return -1;
}

function cut(text) {
  if (text.trim() === "") return [];
  const parts = [""];
  let depth = 0;
  for (const { letter, plain } of letters(text)) {
    if (plain && "({[".includes(letter)) depth += 1;
    else if (plain && ")}]".includes(letter)) depth -= 1;
    if (plain && letter === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim());
}

/* Each letter, and whether it stands outside quotes. */
function* letters(text) {
  let quote = "";
  for (let place = 0; place < text.length; place += 1) {
    const letter = text[place];
    const plain = quote === "";
    if (quote === letter) quote = "";
    else if (plain && (letter === '"' || letter === "'")) quote = letter;
    yield { letter, place, plain: plain && quote === "" };
  }
}

const CORNER = String.raw`\$?[A-Z]{1,3}\$?[1-9]\d{0,6}`;
const AREA = String.raw`(?:${CORNER}(?::${CORNER}|#)?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?[1-9]\d{0,6}:\$?[1-9]\d{0,6})`;
const ADDRESS = new RegExp(`^(?:('(?:[^']|'')+'|[\\p{L}_][\\p{L}\\d_.]*)!)?(${AREA})$`, "iu");
const NAME = /^[\p{L}_\\][\p{L}\d_.\\]*$/u;
const STRUCTURED = /^[\p{L}_][\p{L}\d_.]*\[.+\]$/u;

/* An address as sheet and cells; null if the text is none, or names what no sheet holds. */
export function address(text) {
  const found = ADDRESS.exec(text.trim());
  if (!found || !withinSheet(found[2])) return null;
  const sheet = found[1] ? found[1].replace(/^'|'$/g, "").replaceAll("''", "'") : null;
  return { sheet, cells: found[2].toUpperCase(), prefix: found[1] ? `${found[1]}!` : "" };
}

function withinSheet(cells) {
  const columns = cells.toUpperCase().match(/[A-Z]+/g) ?? [];
  const rows = cells.match(/\d+/g) ?? [];
  return rows.every((row) => Number(row) <= 1048576) && columns.every((name) => name.length < 3 || name <= "XFD");
}

/* What is typed in a field: {kind, formula} with the formula as Excel's files write it.

   isName tells whether the workbook knows a name: a bare word is else a text. */
export async function typed(text, language, isName) {
  const plain = text.trim().replace(/^−/, "-");
  if (plain === "") return { kind: "blank", formula: "" };
  if (plain.startsWith("=")) return { kind: "formula", formula: "" };
  const number = numeral(plain, language);
  if (number !== null) return { kind: "number", formula: number, value: valueOf(number) };
  const place = address(plain);
  if (place) return { kind: "range", formula: place.prefix + place.cells, place };
  if (STRUCTURED.test(plain)) return { kind: "unknown", formula: plain };
  if (NAME.test(plain) && (await isName(plain))) return { kind: "range", formula: plain, name: plain };
  const words = /^"(.*)"$/s.exec(plain) ?? /^[”“](.*)[”“]$/s.exec(plain);
  const value = words ? words[1].replaceAll('""', '"') : plain;
  return { kind: "text", formula: `"${value.replaceAll('"', '""')}"`, value };
}

const valueOf = (number) => (number.endsWith("%") ? Number(number.slice(0, -1)) / 100 : Number(number));

/* 0,95 or 1.234,5 or 35 % as a formula writes it; null if it is no number. */
export function numeral(text, language) {
  const [mark, thousands] = language === "en" ? [".", ","] : [",", "."];
  const plain = text.replace(/[\s\u00a0\u202f]/g, "");
  const escaped = (sign) => `\\${sign}`;
  const grouped = new RegExp(`^[-+]?\\d{1,3}(${escaped(thousands)}\\d{3})+(${escaped(mark)}\\d+)?%?$`);
  const simple = new RegExp(`^[-+]?(\\d+(${escaped(mark)}\\d*)?|${escaped(mark)}\\d+)%?$`);
  if (simple.test(plain)) return tidy(plain.replace(mark, "."));
  if (grouped.test(plain)) return tidy(plain.replaceAll(thousands, "").replace(mark, "."));
  // The other mark, where it can be no thousands: 0.95 typed in Danish.
  return /^[-+]?\d+\.\d+%?$/.test(plain) ? tidy(plain) : null;
}

const tidy = (number) => number.replace(/^\+/, "").replace(/^(-?)\./, "$10.").replace(/\.(?=%|$)/, "");

/* The whole call, what is left out at its end left out. */
export function written(name, formulas, separator = ",") {
  const last = formulas.findLastIndex((formula) => formula !== "");
  return `=${name}(${formulas.slice(0, last + 1).join(separator)})`;
}

/* As the reader's Excel shows it: semicolons and decimal commas in Danish and Swedish. */
export function shown(name, arguments_, language) {
  if (language === "en") return written(name, arguments_.map((argument) => argument.formula));
  const local = arguments_.map((argument) => (argument.kind === "number" ? argument.formula.replace(".", ",") : argument.formula));
  return written(name, local, ";");
}
