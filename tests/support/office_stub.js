/* A stubbed Office host for Chromium: one small workbook in memory behind Office, Excel and
 * CustomFunctions, as strict as the real one where mistakes are easy.
 *
 * Before it runs, window.officeSetup may say how the workbook is:
 *   { displayLanguage, contentLanguage, token, sheets: { Ark1: [["Elev", "Score"], ["A", 12]] },
 *     names: { maal: "Ark1!B2:B9" }, tables: ["Ark1!A1:B9"], selection: "Ark1!A1",
 *     book: "Mappe1.xlsx", blank: "" (how a blank cell of a range reaches a function), parameters: { BEREGNER_X: 3 } }
 * Strict: a property that was not loaded and synced throws PropertyNotLoaded, a write is done at
 * sync, a multi-area selection throws InvalidSelection, a locked sheet AccessDenied. A formula that
 * calls a function from CustomFunctions.associate is run and its answer spilled (#SPILL! where
 * cells are in the way). A test looks and acts through window.officeStub.
 */
(() => {
  "use strict";
  const setup = globalThis.officeSetup ?? {};
  const MAX_ROWS = 1048576;
  const MAX_COLUMNS = 16384;
  const BLANK = setup.blank ?? ""; // how Excel hands over a blank cell of a range
  const functions = new Map();
  const state = {
    sheets: new Map(), names: new Map(Object.entries(setup.names ?? {})), tables: setup.tables ?? [],
    locked: new Set(), spills: new Map(), selection: null, handlers: new Set(), calls: [], copied: null,
    pending: [], active: null,
  };

  // --- Addresses ---------------------------------------------------------------------------
  const letters = (column) => {
    let name = "";
    for (let n = column + 1; n > 0; n = Math.floor((n - 1) / 26)) name = String.fromCharCode(65 + ((n - 1) % 26)) + name;
    return name;
  };
  const columnOf = (name) => [...name.toUpperCase()].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  const quoted = (sheet) => (/^[\p{L}_][\p{L}\d_.]*$/u.test(sheet) ? sheet : `'${sheet.replaceAll("'", "''")}'`);
  const failure = (code, message) => Object.assign(new Error(message ?? code), { code, name: "RichApi.Error" });

  function parse(address, sheet = state.active) {
    const cut = address.lastIndexOf("!");
    if (cut >= 0) {
      sheet = address.slice(0, cut).replace(/^'|'$/g, "").replaceAll("''", "'");
      address = address.slice(cut + 1);
    }
    if (!state.sheets.has(sheet)) throw failure("ItemNotFound");
    const plain = address.replaceAll("$", "");
    const spill = /^([A-Z]+\d+)#$/i.exec(plain);
    if (spill) {
      const anchor = parse(spill[1], sheet);
      return state.spills.get(key(sheet, anchor.row, anchor.column)) ?? anchor;
    }
    const [first, last = first] = plain.split(":");
    const corner = (text, end) => {
      const found = /^([A-Z]{0,3})(\d*)$/i.exec(text);
      if (!found || !text) throw failure("InvalidArgument", `no address: ${address}`);
      const whole = end ? [MAX_ROWS - 1, MAX_COLUMNS - 1] : [0, 0];
      return [found[2] ? Number(found[2]) - 1 : whole[0], found[1] ? columnOf(found[1]) : whole[1]];
    };
    const [top, left] = corner(first, false);
    const [bottom, right] = corner(last, true);
    return { sheet, row: top, column: left, rows: bottom - top + 1, columns: right - left + 1 };
  }

  function written(area) {
    const { row, column, rows, columns } = area;
    const whole = rows === MAX_ROWS || columns === MAX_COLUMNS;
    const first = rows === MAX_ROWS ? letters(column) : columns === MAX_COLUMNS ? `${row + 1}` : letters(column) + (row + 1);
    const last = rows === MAX_ROWS ? letters(column + columns - 1) : columns === MAX_COLUMNS ? `${row + rows}` : letters(column + columns - 1) + (row + rows);
    return `${quoted(area.sheet)}!${rows * columns === 1 && !whole ? first : `${first}:${last}`}`;
  }

  // --- Cells -------------------------------------------------------------------------------
  const key = (sheet, row, column) => `${sheet}!${row},${column}`;
  const cell = (sheet, row, column) => state.sheets.get(sheet).get(`${row},${column}`);
  const put = (sheet, row, column, content) => {
    if (content === null) state.sheets.get(sheet).delete(`${row},${column}`);
    else state.sheets.get(sheet).set(`${row},${column}`, content);
  };
  const grid = (area, read) =>
    Array.from({ length: area.rows }, (_, r) =>
      Array.from({ length: area.columns }, (_, c) => read(cell(area.sheet, area.row + r, area.column + c))));
  const values = (area, blank = "") => {
    const used = usedArea(area.sheet);
    if (used === null || area.rows * area.columns < 100000) return grid(area, (found) => found?.value ?? blank);
    const row = () => Array(area.columns).fill(blank);
    const filled = Math.max(0, Math.min(area.rows, used.row + used.rows - area.row));
    const shown = grid({ ...area, rows: filled }, (found) => found?.value ?? blank);
    return shown.concat(Array.from({ length: area.rows - filled }, row));
  };

  const typeOf = (value) =>
    value === "" ? "Empty" : typeof value === "number" ? "Double" : typeof value === "boolean" ? "Boolean"
      : /^#[A-Z/0!?]+$/.test(value) ? "Error" : "String";

  function usedArea(sheet) {
    const places = [...state.sheets.get(sheet)].filter(([, found]) => found.value !== "" || found.formula)
      .map(([place]) => place.split(",").map(Number));
    if (!places.length) return null;
    const rows = places.map(([row]) => row);
    const columns = places.map(([, column]) => column);
    const [top, left] = [Math.min(...rows), Math.min(...columns)];
    return { sheet, row: top, column: left, rows: Math.max(...rows) - top + 1, columns: Math.max(...columns) - left + 1 };
  }

  function overlap(one, other) {
    if (one === null || other === null || one.sheet !== other.sheet) return null;
    const row = Math.max(one.row, other.row);
    const column = Math.max(one.column, other.column);
    const rows = Math.min(one.row + one.rows, other.row + other.rows) - row;
    const columns = Math.min(one.column + one.columns, other.column + other.columns) - column;
    return rows > 0 && columns > 0 ? { sheet: one.sheet, row, column, rows, columns } : null;
  }

  function region(area) {
    const at = { ...area };
    const filled = (row, column, rows, columns) => {
      const used = usedArea(at.sheet);
      const seen = overlap(used, { sheet: at.sheet, row: Math.max(row, 0), column: Math.max(column, 0), rows, columns });
      return seen !== null && grid(seen, (found) => found !== undefined && found.value !== "").flat().some(Boolean);
    };
    for (let grown = true; grown; ) {
      grown = false;
      const tall = at.rows + (at.row ? 2 : 1);
      const wide = at.columns + (at.column ? 2 : 1);
      if (at.row && filled(at.row - 1, at.column - 1, 1, wide)) [at.row, at.rows, grown] = [at.row - 1, at.rows + 1, true];
      else if (filled(at.row + at.rows, at.column - 1, 1, wide)) [at.rows, grown] = [at.rows + 1, true];
      else if (at.column && filled(at.row - 1, at.column - 1, tall, 1)) [at.column, at.columns, grown] = [at.column - 1, at.columns + 1, true];
      else if (filled(at.row - 1, at.column + at.columns, tall, 1)) [at.columns, grown] = [at.columns + 1, true];
    }
    return at;
  }

  function spillAround(area) {
    for (const [anchor, spilled] of state.spills) if (overlap(spilled, { ...area, rows: 1, columns: 1 })) return { anchor, spilled };
    return null;
  }

  // --- Formulas: one call of an associated function ------------------------------------------
  function cutArguments(text) {
    const parts = [""];
    let depth = 0;
    let quote = "";
    for (const letter of text) {
      if (quote) quote = letter === quote ? "" : quote;
      else if (letter === '"' || letter === "'") quote = letter;
      else if (letter === "(") depth += 1;
      else if (letter === ")") depth -= 1;
      else if (letter === "," && !depth) {
        parts.push("");
        continue;
      }
      parts[parts.length - 1] += letter;
    }
    return parts.map((part) => part.trim());
  }

  function argument(part, sheet) {
    if (part === "") return null;
    if (/^".*"$/s.test(part)) return [[part.slice(1, -1).replaceAll('""', '"')]];
    if (/^[-+]?\d+(\.\d+)?(E[-+]?\d+)?%?$/i.test(part)) return [[part.endsWith("%") ? Number(part.slice(0, -1)) / 100 : Number(part)]];
    if (/^(TRUE|FALSE)$/i.test(part)) return [[/^t/i.test(part)]];
    const area = parse(state.names.get(part) ?? part, sheet);
    // A blank in a range stays blank; a single blank cell arrives as 0.
    return values(area, area.rows * area.columns === 1 ? 0 : BLANK);
  }

  const addressOf = (part, sheet) => {
    const constant = part === "" || /^(".*"|[-+]?\d+(\.\d+)?(E[-+]?\d+)?%?|TRUE|FALSE)$/is.test(part);
    return constant ? undefined : written(parse(state.names.get(part) ?? part, sheet));
  };

  async function calculate(sheet, row, column) {
    const found = cell(sheet, row, column);
    const call = /^=\s*([A-Z_][\w.]*)\((.*)\)\s*$/is.exec(found.formula);
    const run = call && functions.get(call[1].toUpperCase());
    if (!run) {
      found.value = "#NAME?";
      return;
    }
    found.value = "#BUSY!";
    let rows;
    try {
      const address = written({ sheet, row, column, rows: 1, columns: 1 });
      const parts = call[2].trim() === "" ? [] : cutArguments(call[2]);
      const parameterAddresses = parts.map((part) => addressOf(part, sheet));
      const given = parts.map((part) => argument(part, sheet));
      // Excel fills what is left out, and hands over the invocation last.
      while (given.length < (setup.parameters?.[call[1].toUpperCase()] ?? 0)) given.push(null);
      rows = await run(...given, { address, parameterAddresses, functionName: call[1].toUpperCase() });
      if (!Array.isArray(rows)) rows = [[rows]];
    } catch (error) {
      found.value = error?.code?.startsWith("#") ? error.code : "#VALUE!";
      found.message = error?.message;
      return;
    }
    spill({ sheet, row, column, rows: rows.length, columns: rows[0].length }, rows);
  }

  function spill(area, rows) {
    const { sheet, row, column } = area;
    const inTheWay = grid(area, (found) => found !== undefined && found.value !== "").flat().slice(1).some(Boolean);
    if (inTheWay) {
      cell(sheet, row, column).value = "#SPILL!";
      return;
    }
    const formula = cell(sheet, row, column).formula;
    rows.forEach((line, r) => line.forEach((value, c) => put(sheet, row + r, column + c, { value: value ?? 0, formula: r + c ? "" : formula })));
    if (area.rows * area.columns > 1) state.spills.set(key(sheet, row, column), area);
  }

  function write(area, rows) {
    if (state.locked.has(area.sheet)) throw failure("AccessDenied");
    if (rows.length !== area.rows || rows.some((line) => line.length !== area.columns)) throw failure("InvalidArgument");
    rows.forEach((line, r) => line.forEach((content, c) => {
      const [row, column] = [area.row + r, area.column + c];
      state.spills.delete(key(area.sheet, row, column));
      if (typeof content === "string" && content.startsWith("=")) {
        put(area.sheet, row, column, { value: "", formula: content });
        state.pending.push(calculate(area.sheet, row, column));
      } else put(area.sheet, row, column, content === "" ? null : { value: content, formula: "" });
    }));
  }

  // --- Proxies: nothing is known before load and sync ------------------------------------------
  class Proxy {
    constructor(context, find) {
      Object.assign(this, { context, find, asked: new Set(), known: {}, done: false });
      context.queue.push(() => this.settle());
    }
    settle() {
      if (!this.done) [this.area, this.done] = [this.find(), true];
      if (this.area === null && !this.nullable) throw failure("ItemNotFound");
      this.known.isNullObject = this.area === null;
    }
    load(names) {
      const listed = Array.isArray(names) ? names : names.split(",");
      this.context.queue.push(() => {
        if (this.area !== null) for (const name of listed) this.known[name.trim()] = this.read(name.trim());
      });
      return this;
    }
    get(name) {
      if (!(name in this.known)) throw failure("PropertyNotLoaded", `The property '${name}' is not available.`);
      return this.known[name];
    }
    get isNullObject() {
      return this.get("isNullObject");
    }
    also(find, nullable = false) {
      return new Range(this.context, () => (this.area === null ? null : find(this.area)), nullable);
    }
  }

  class Range extends Proxy {
    constructor(context, find, nullable = false) {
      super(context, find);
      this.nullable = nullable;
    }
    read(name) {
      const area = this.area;
      const known = {
        address: () => written(area), rowIndex: () => area.row, columnIndex: () => area.column,
        rowCount: () => area.rows, columnCount: () => area.columns, cellCount: () => area.rows * area.columns,
        values: () => values(area), formulas: () => grid(area, (found) => found?.formula || (found?.value ?? "")),
        text: () => grid(area, (found) => String(found?.value ?? "")), "worksheet/name": () => area.sheet,
        hasSpill: () => spillAround(area) !== null, valueTypes: () => grid(area, (found) => typeOf(found?.value ?? "")),
      };
      if (!(name in known)) throw failure("InvalidArgument", `the stub knows no ${name}`);
      return known[name]();
    }
    get worksheet() {
      return new Sheet(this.context, () => ({ sheet: this.area.sheet }));
    }
    set formulas(rows) { this.context.queue.push(() => write(this.area, rows)); }
    get formulas() { return this.get("formulas"); }
    set values(rows) { this.context.queue.push(() => write(this.area, rows)); }
    get values() { return this.get("values"); }
    select() { this.context.queue.push(() => select(written(this.area))); }
    getCell(r, c) { return this.also((a) => ({ ...a, row: a.row + r, column: a.column + c, rows: 1, columns: 1 })); }
    getRow(r) { return this.also((a) => ({ ...a, row: a.row + r, rows: 1 })); }
    getOffsetRange(r, c) { return this.also((a) => ({ ...a, row: a.row + r, column: a.column + c })); }
    getResizedRange(r, c) { return this.also((a) => ({ ...a, rows: a.rows + r, columns: a.columns + c })); }
    getSurroundingRegion() { return this.also(region); }
    getUsedRangeOrNullObject() { return this.also((a) => overlap(a, usedArea(a.sheet)), true); }
    getIntersectionOrNullObject(other) { return this.also((a) => overlap(a, other.area ?? parse(other, a.sheet)), true); }
    getSpillParentOrNullObject() {
      return this.also((a) => (spillAround(a) ? { ...spillAround(a).spilled, rows: 1, columns: 1 } : null), true);
    }
    getSpillingToRangeOrNullObject() { return this.also((a) => state.spills.get(key(a.sheet, a.row, a.column)) ?? null, true); }
    getTables() {
      const counted = {};
      this.context.queue.push(() => { counted.value = state.tables.filter((table) => overlap(parse(table), this.area)).length; });
      return { getCount: () => counted };
    }
  }
  for (const name of ["address", "rowIndex", "columnIndex", "rowCount", "columnCount", "cellCount", "text", "valueTypes", "hasSpill"]) {
    Object.defineProperty(Range.prototype, name, { get() { return this.get(name); } });
  }

  class Sheet extends Proxy {
    constructor(context, find, nullable = false) {
      super(context, find);
      this.nullable = nullable;
    }
    read() { return this.area.sheet; }
    get name() { return this.get("name"); }
    activate() { this.context.queue.push(() => { state.active = this.area.sheet; }); }
    getRange(address) { return this.also((a) => parse(address, a.sheet)); }
    getRangeByIndexes(row, column, rows, columns) {
      return this.also((a) => {
        if (row + rows > MAX_ROWS || column + columns > MAX_COLUMNS || rows < 1 || columns < 1) throw failure("InvalidArgument");
        return { sheet: a.sheet, row, column, rows, columns };
      });
    }
    getUsedRangeOrNullObject() { return this.also((a) => usedArea(a.sheet), true); }
  }

  class Book extends Proxy {
    constructor(context) {
      super(context, () => ({}));
      this.nullable = false;
    }
    read() { return setup.book ?? "Mappe1.xlsx"; }
    get name() { return this.get("name"); }
  }

  class Context {
    constructor() {
      this.queue = [];
      const sheet = (name, nullable) => new Sheet(this, () => (state.sheets.has(name) ? { sheet: name } : null), nullable);
      this.workbook = Object.assign(new Book(this), {
        worksheets: {
          getItem: (name) => sheet(name, false), getItemOrNullObject: (name) => sheet(name, true),
          getActiveWorksheet: () => sheet(state.active, false),
        },
        names: {
          getItemOrNullObject: (name) => {
            const item = new Sheet(this, () => (state.names.has(name) ? { sheet: name } : null), true);
            item.getRangeOrNullObject = () => new Range(this, () => (state.names.has(name) ? parse(state.names.get(name)) : null), true);
            return item;
          },
        },
        application: { cultureInfo: { name: Office.context.contentLanguage, load() { return this; } } },
        getSelectedRange: () => new Range(this, () => selected()),
        getActiveCell: () => new Range(this, () => ({ ...parse(state.selection.split(",")[0]), rows: 1, columns: 1 })),
        onSelectionChanged: { add: (handler) => { state.handlers.add(handler); return { remove() {} }; } },
      });
    }
    load(proxy, names) { proxy.load(names); }
    async sync() {
      for (const step of this.queue.splice(0)) step();
      await Promise.resolve();
    }
  }

  function selected() {
    if (state.selection.includes(",")) throw failure("InvalidSelection");
    return parse(state.selection);
  }

  function select(address) {
    const area = parse(address.split(",")[0]);
    [state.active, state.selection] = [area.sheet, address];
    for (const handler of state.handlers) handler({ workbook: {} });
  }

  // --- What a page sees ------------------------------------------------------------------------
  class CustomFunctionError extends Error {
    constructor(code, message) {
      super(message);
      this.code = code;
    }
  }
  globalThis.CustomFunctions = {
    associate: (name, run) => {
      for (const [id, found] of typeof name === "string" ? [[name, run]] : Object.entries(name)) functions.set(id.toUpperCase(), found);
    },
    Error: CustomFunctionError,
    ErrorCode: { invalidValue: "#VALUE!", notAvailable: "#N/A", divisionByZero: "#DIV/0!", invalidNumber: "#NUM!", nullReference: "#NULL!", invalidName: "#NAME?", invalidReference: "#REF!" },
  };
  globalThis.Excel = {
    run: async (callback) => {
      const context = new Context();
      const result = await callback(context);
      await context.sync();
      return result;
    },
    RequestContext: Context,
  };
  globalThis.Office = {
    onReady: (callback) => {
      const info = { host: "Excel", platform: "OfficeOnline" };
      return Promise.resolve(info).then((found) => (callback?.(found), found));
    },
    actions: { associate() {} },
    addin: { setStartupBehavior: async () => {} },
    StartupBehavior: { none: "None", load: "Load" },
    HostType: { Excel: "Excel" },
    auth: { getAccessToken: async () => setup.token ?? "" },
    context: {
      displayLanguage: setup.displayLanguage ?? "da-DK", contentLanguage: setup.contentLanguage ?? setup.displayLanguage ?? "da-DK",
      host: "Excel", platform: "OfficeOnline",
      requirements: { isSetSupported: () => true },
      ui: { openBrowserWindow: (address) => state.calls.push(["openBrowserWindow", address]) },
    },
  };
  for (const [name, rows] of Object.entries(setup.sheets ?? { Ark1: [] })) {
    state.sheets.set(name, new Map());
    state.active ??= name;
    rows.forEach((line, row) => line.forEach((value, column) => {
      if (value !== "" && value !== null) put(name, row, column, { value, formula: "" });
    }));
  }
  state.selection = setup.selection ?? `${quoted(state.active)}!A1`;
  if (setup.selection) state.active = parse(setup.selection.split(",")[0]).sheet;

  globalThis.officeStub = {
    functions, select,
    selection: () => state.selection,
    cell: (address) => { const a = parse(address); return { value: "", formula: "", ...cell(a.sheet, a.row, a.column) }; },
    values: (address) => values(parse(address)),
    write: (address, rows) => write(parse(address), rows),
    lock: (sheet) => state.locked.add(sheet),
    settled: async () => { while (state.pending.length) await Promise.all(state.pending.splice(0)); },
    /* Run one associated function as Excel does, without a sheet: matrices in, matrix out. */
    call: async (name, ...matrices) => functions.get(name)(...matrices, { address: "Ark1!A1", functionName: name }),
  };
})();
