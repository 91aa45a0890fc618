/* The functions in Excel: takes what Excel hands over, asks the server once a call, gives back what a
 * cell shows. The server fills in the line below; no value is kept here.
 */
(() => {
  "use strict";
  const told = "FILLED IN BY THE SERVER";

  const EMPTY = "Empty"; // Excel.RangeValueType.empty
  const MOST_LOOKED_AT = 20000; // cells looked up in the sheet to tell a blank from a zero
  const SECONDS_TO_LOOK = 3;
  const PAUSE_BEFORE_RETRY = 300; // ms
  const TOKEN_MARGIN = 120000; // ms a token must still last

  // --- Words ---------------------------------------------------------------------------------
  function language() {
    const shown = String(globalThis.Office?.context?.displayLanguage ?? "da").slice(0, 2).toLowerCase();
    return shown in told.words ? shown : "da";
  }

  const say = (key) => told.words[language()][key];

  /* Only these two of Excel's errors show a sentence when pointed at. */
  function cellError(sentence, code) {
    const codes = CustomFunctions.ErrorCode;
    return new CustomFunctions.Error(code === "#N/A" ? codes.notAvailable : codes.invalidValue, sentence);
  }

  // --- From Excel to the wire ----------------------------------------------------------------
  const isBlank = (cell) => cell === "" || cell === null || cell === undefined;

  /* Excel's own objects (an error, a formatted number, a linked thing) as the server reads them. */
  function wireCell(cell) {
    if (isBlank(cell)) return null;
    if (typeof cell === "string") return wellFormed(cell);
    if (typeof cell !== "object") return cell;
    if (cell.type === "Error") return { error: String(cell.basicValue ?? cell.code ?? "#VALUE!") };
    if (cell.type === undefined && cell.code !== undefined) return { error: String(cell.code) };
    const shown = cell.text !== undefined && /Entity$/.test(cell.type) ? cell.text : cell.basicValue;
    return typeof shown === "object" ? null : wireCell(shown);
  }

  /* LEFT and MID can cut an emoji in two, and no server reads JSON with half of one: it is sent as
   * the mark for an unreadable character, as toWellFormed does where a web view has it. */
  const wellFormed = (text) => text.replace(/[\ud800-\udfff]/gu, "\ufffd");

  function usedHeight(rows) {
    let used = rows.length;
    while (used > 0 && rows[used - 1].every(isBlank)) used -= 1;
    return used;
  }

  function wireArgument(argument) {
    if (argument === null || argument === undefined) return null;
    if (!Array.isArray(argument)) return wireCell(argument);
    if (argument.length === 1 && argument[0].length === 1) return wireCell(argument[0][0]);
    const rows = argument.slice(0, Math.max(usedHeight(argument), 1));
    return { rows: rows.map((row) => row.map(wireCell)), height: argument.length };
  }

  // --- The blank that arrives as zero ----------------------------------------------------------
  /* A lone blank cell, and in some versions the blank end of a range, reach a function as 0. Where
   * Excel tells the argument's address, the sheet itself is asked; where it cannot be, 0 stays 0. */
  function mayBeBlank(argument) {
    if (argument === 0) return true;
    if (!Array.isArray(argument) || argument.length === 0) return false;
    if (argument.length * argument[0].length > MOST_LOOKED_AT) return false;
    return argument[argument.length - 1].every((cell) => cell === 0);
  }

  let looking = null; // the look-ups of calls that come in the same moment share one round trip

  function typesAt(address) {
    if (looking === null) {
      looking = { addresses: new Set() };
      const these = looking;
      these.types = new Promise((done) => setTimeout(done, 0)).then(() => {
        looking = null;
        return lookUp([...these.addresses]);
      });
    }
    looking.addresses.add(address);
    return looking.types.then((types) => types.get(address) ?? null);
  }

  async function lookUp(addresses) {
    try {
      return await inTime(read(addresses));
    } catch {
      if (addresses.length === 1) return new Map();
      // One address Excel cannot find must not hide the others.
      const each = await Promise.all(addresses.map((address) => lookUp([address])));
      return new Map(each.flatMap((types) => [...types]));
    }
  }

  function read(addresses) {
    return Excel.run(async (context) => {
      const places = addresses.map(parts);
      const here = places.some(({ book }) => book !== null) ? await nameOf(context) : null;
      const ranges = new Map();
      places.forEach(({ book, sheet, cells }, place) => {
        if (book !== null && plain(book) !== here) return; // another workbook: its sheets are out of reach
        const range = context.workbook.worksheets.getItem(sheet).getRange(cells);
        range.load("valueTypes");
        ranges.set(addresses[place], range);
      });
      await context.sync();
      return new Map([...ranges].map(([address, range]) => [address, range.valueTypes]));
    });
  }

  /* Asked each time: saving under another name changes it. */
  async function nameOf(context) {
    context.workbook.load("name");
    await context.sync();
    return plain(context.workbook.name);
  }

  const plain = (name) => name.normalize().toLowerCase(); // as a file system tells names apart

  /* "'[Klasse 4.a.xlsx]Forår ''26'!A1" -> book, sheet and cells; without a book (null) it is this one.
   * A closed book has its folder in front, and so never the name of this one. */
  function parts(address) {
    const cut = address.lastIndexOf("!");
    let place = address.slice(0, cut);
    if (place.startsWith("'")) place = place.slice(1, -1).replaceAll("''", "'");
    const end = place.lastIndexOf("]");
    const book = end < 0 ? null : place.slice(0, end).replace(/^\[/, "");
    return { book, sheet: place.slice(end + 1), cells: address.slice(cut + 1) };
  }

  function inTime(work) {
    let timer;
    const late = new Promise((_, fail) => {
      timer = setTimeout(() => fail(new Error("late")), SECONDS_TO_LOOK * 1000);
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  }

  async function withBlanks(argument, address) {
    if (!mayBeBlank(argument) || typeof address !== "string" || !address.includes("!")) return argument;
    if (typeof globalThis.Excel?.run !== "function") return argument;
    const types = await typesAt(address).catch(() => null);
    if (types === null) return argument;
    const rows = Array.isArray(argument) ? argument : [[argument]];
    return rows.map((row, r) => row.map((cell, c) => (cell === 0 && types[r]?.[c] === EMPTY ? null : cell)));
  }

  // --- Asking the server -----------------------------------------------------------------------
  let running = 0;
  const waiting = [];

  async function inTurn(work) {
    if (running >= told.atMost) await new Promise((go) => waiting.push(go));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  let token = { text: "", until: 0, asked: null };

  function expiry(text) {
    try {
      const claims = text.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
      return Number(JSON.parse(atob(claims)).exp) * 1000 || 0;
    } catch {
      return 0;
    }
  }

  /* Ask Excel for the user's token; a sheet full of functions asks once. */
  async function accessToken() {
    if (Date.now() < token.until - TOKEN_MARGIN) return token.text;
    token.asked ??= fetchToken().finally(() => {
      token.asked = null;
    });
    return token.asked;
  }

  async function fetchToken() {
    const asked = { allowSignInPrompt: true };
    const auth = globalThis.OfficeRuntime?.auth ?? globalThis.Office?.auth;
    try {
      const text = await auth.getAccessToken(asked);
      token = { ...token, text, until: expiry(text) };
      return text;
    } catch {
      throw cellError(say("ingen_adgang"));
    }
  }

  async function headers() {
    const given = { "Content-Type": "application/json" };
    if (told.token) given.Authorization = `Bearer ${await accessToken()}`;
    return given;
  }

  async function post(body) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), (told.seconds + 10) * 1000);
    try {
      const answer = await fetch("/functions/call", {
        method: "POST", headers: await headers(), body, signal: stop.signal, credentials: "omit",
      });
      return { status: answer.status, told: await answer.json().catch(() => null) };
    } catch (error) {
      if (error instanceof CustomFunctions.Error) throw error;
      return { status: 0, late: stop.signal.aborted };
    } finally {
      clearTimeout(timer);
    }
  }

  /* Once; a second time only where the network failed, or where the token had run out unnoticed. */
  async function ask(body) {
    let answer = await post(body);
    if (answer.status === 0 && !answer.late) {
      await new Promise((done) => setTimeout(done, PAUSE_BEFORE_RETRY));
      answer = await post(body);
    } else if (answer.status === 401 && told.token) {
      token.until = 0;
      answer = await post(body);
    }
    return answer;
  }

  async function call(name, given, invocation) {
    const addresses = invocation?.parameterAddresses ?? [];
    const healed = await Promise.all(given.map((argument, place) => withBlanks(argument, addresses[place])));
    while (healed.length && (healed.at(-1) === null || healed.at(-1) === undefined)) healed.pop();
    const body = JSON.stringify({ function: name, arguments: healed.map(wireArgument), language: language() });
    const answer = await inTurn(() => ask(body));
    if (answer.status === 200 && Array.isArray(answer.told?.rows)) return answer.told.rows.map(shownRow);
    if (answer.status === 0) throw cellError(say(answer.late ? "for_lang_tid" : "intet_net"));
    throw cellError(answer.told?.error ?? say("uventet"), answer.told?.code);
  }

  // --- From the wire to Excel --------------------------------------------------------------------
  /* Excel shows null as 0. */
  const shownRow = (row) => row.map((cell) => (cell === null ? "" : cell));

  for (const name of told.functions) {
    CustomFunctions.associate(name, (...given) => call(name, given.slice(0, -1), given.at(-1)));
  }
})();
