/* Runs the client script under a small stub of Excel and a server that is told what to answer, and
 * prints what came of each scene as JSON. Started by test_client_script.py.
 */
"use strict";
const fs = require("node:fs");
const vm = require("node:vm");

const source = fs.readFileSync(process.argv[2], "utf-8");
const withToken = source.replace('"token":false', '"token":true');
const BOOK = "Klasse 4.a.xlsx";
const DONE = { status: 200, told: { rows: [[1.5, null, "Frem"]] } };

/* A world with one function in it; `answers` are given one after the other, the last again and again. */
function world({ answers = [DONE], script = source, language = "da-DK", sheet = null, tokens = [], slow = 0 } = {}) {
  const functions = new Map();
  const sent = [];
  const raw = [];
  const state = { most: 0, now: 0, runs: 0, asked: 0 };
  class CellError extends Error {
    constructor(code, message) {
      super(message);
      this.code = code;
    }
  }
  const stub = {
    Office: { context: language === undefined ? undefined : { displayLanguage: language } },
    CustomFunctions: {
      associate: (name, run) => functions.set(name, run),
      Error: CellError,
      ErrorCode: { notAvailable: "#N/A", invalidValue: "#VALUE!", invalidNumber: "#NUM!" },
    },
    fetch: async (path, how) => {
      const place = sent.length;
      raw.push(how.body);
      sent.push({ path, method: how.method, headers: how.headers, body: JSON.parse(how.body) });
      state.now += 1;
      state.most = Math.max(state.most, state.now);
      if (slow) await new Promise((done) => setTimeout(done, slow));
      state.now -= 1;
      const answer = answers[Math.min(place, answers.length - 1)];
      if (answer === "no network") throw new TypeError("Failed to fetch");
      return { status: answer.status, json: async () => answer.told ?? Promise.reject(new Error("no JSON")) };
    },
    OfficeRuntime: {
      auth: {
        getAccessToken: async () => {
          const token = tokens[Math.min(state.asked, tokens.length - 1)];
          state.asked += 1;
          if (token === undefined) throw Object.assign(new Error("13001"), { code: 13001 });
          return token;
        },
      },
    },
    setTimeout, clearTimeout, AbortController, atob, console,
  };
  if (sheet) {
    stub.Excel = {
      run: async (work) => {
        state.runs += 1;
        const asked = [];
        const range = (name, cells) => ({
          load: () => asked.push(`${name}!${cells}`),
          get valueTypes() {
            return sheet[`${name}!${cells}`];
          },
        });
        const worksheets = { getItem: (name) => ({ getRange: (cells) => range(name, cells) }) };
        const workbook = { worksheets, load: (what) => named.push(what) };
        const named = [];
        Object.defineProperty(workbook, "name", { get: () => (named.includes("name") ? BOOK : undefined) });
        return work({
          workbook,
          sync: async () => {
            if (asked.some((address) => !(address in sheet))) throw new Error("ItemNotFound");
          },
        });
      },
    };
  }
  stub.globalThis = stub;
  vm.runInNewContext(script, stub);
  const call = async (...given) => {
    const invocation = given.length && given.at(-1)?.parameterAddresses ? given.pop() : {};
    try {
      return { rows: await functions.get("BEREGNER_FREMGANG")(...given, invocation) };
    } catch (error) {
      return { code: error.code, message: error.message, own: error instanceof CellError };
    }
  };
  return { call, sent, raw, state, functions };
}

const jwt = (seconds, name = "a") =>
  ["h", Buffer.from(JSON.stringify({ exp: Date.now() / 1000 + seconds, name })).toString("base64url"), "s"].join(".");
const at = (...parameterAddresses) => ({ parameterAddresses });
const body = (w, place = 0) => w.sent[place].body;

const scenes = {
  async names() {
    return [...world().functions.keys()];
  },
  async answer() {
    const w = world();
    return [await w.call([[32]], [[47.5]]), w.sent];
  },
  async trims() {
    const w = world();
    const column = [...Array(3)].map((_, n) => [n + 0.5]).concat([...Array(1048573)].map(() => [""]));
    await w.call(column, [["a", ""], ["", null], [null, undefined]], [[""], [""]], [[true]], null, undefined);
    return body(w);
  },
  async objects() {
    const w = world();
    const error = { type: "Error", basicType: "Error", basicValue: "#N/A", errorType: "NotAvailable" };
    const number = { type: "FormattedNumber", basicValue: 7.5, numberFormat: "0,0" };
    await w.call([[error], [number]], [[{ code: "#REF!" }]], [[{ type: "Entity", text: "Ada", basicValue: "#VALUE!" }]]);
    return body(w).arguments;
  },
  async languages() {
    const found = {};
    for (const language of ["da-DK", "sv-SE", "en-GB", "nb-NO", undefined]) {
      const w = world({ language });
      await w.call([[1]]);
      found[language ?? "none"] = body(w).language;
    }
    return found;
  },
  async errors() {
    const found = [];
    for (const code of ["#N/A", "#NUM!", "#VALUE!", undefined]) {
      const w = world({ answers: [{ status: 400, told: { error: "Der mangler en score.", code } }] });
      found.push([await w.call([[1]]), w.sent.length]);
    }
    return found;
  },
  async bug() {
    const w = world({ answers: [{ status: 500, told: { error: "Fejl på serveren." } }] });
    return [await w.call([[1]]), w.sent.length];
  },
  async no_json() {
    const w = world({ answers: [{ status: 502 }] });
    return [await w.call([[1]]), w.sent.length];
  },
  async network_back() {
    const w = world({ answers: ["no network", DONE] });
    return [await w.call([[1]]), w.sent.length];
  },
  async network_gone() {
    const w = world({ answers: ["no network"] });
    return [await w.call([[1]]), w.sent.length];
  },
  async lone_blank() {
    const sheet = { "Ark1!A1": [["Empty"]], "Ark1!A2": [["Double"]], "Forår '26!B1": [["Empty"]] };
    const w = world({ sheet });
    await w.call([[0]], [[0]], 0, [[0]], at("Ark1!A1", "Ark1!A2", "'[Klasse 4.a.xlsx]Forår ''26'!B1", ""));
    return [body(w).arguments, w.state.runs];
  },
  async blank_end() {
    const sheet = { "Ark1!A1:A4": [["Double"], ["Double"], ["Empty"], ["Empty"]] };
    const w = world({ sheet });
    await w.call([[1], [0], [0], [0]], [[1], [0], [2]], at("Ark1!A1:A4", "Ark1!B1:B3"));
    return [body(w).arguments, w.state.runs];
  },
  async other_book() {
    const sheet = { "Ark1!A1": [["Empty"]], "Ark1!A1:A2": [["Double"], ["Empty"]] };
    const w = world({ sheet });
    const elsewhere = ["[Anden.xlsx]Ark1!A1", "[Anden.xlsx]Væk!A1", "'C:\\Skole\\[Klasse 4.a.xlsx]Ark1'!A1"];
    const here = ["[klasse 4.a.xlsx]Ark1!A1", "'[Anden.xlsx]Ark1'!A1:A2", "Ark1!A1:A2"];
    await w.call([[0]], [[0]], [[0]], [[0]], [[0], [0]], [[0], [0]], at(...elsewhere, ...here));
    return [body(w).arguments, w.state.runs];
  },
  async half_emoji() {
    const w = world();
    const half = "Ada " + "😀"[0];
    const thing = { type: "Entity", text: "😀"[1] + "b", basicValue: "#VALUE!" };
    await w.call([[half], ["hel 😀"]], [[thing]], half);
    return [w.raw, body(w).arguments];
  },
  async unknown_address() {
    const sheet = { "Ark1!A1": [["Empty"]] };
    const w = world({ sheet });
    await w.call([[0]], [[0]], at("Ark1!A1", "Væk!A1"));
    return body(w).arguments;
  },
  async no_excel() {
    const w = world();
    await w.call([[0]], at("Ark1!A1"));
    return body(w).arguments;
  },
  async one_look() {
    const w = world({ sheet: { "Ark1!A1": [["Empty"]], "Ark1!A2": [["Empty"]] } });
    await Promise.all([...Array(200)].map((_, n) => w.call([[0]], at(`Ark1!A${(n % 2) + 1}`))));
    return w.state.runs;
  },
  async in_turn() {
    const w = world({ slow: 5 });
    await Promise.all([...Array(200)].map(() => w.call([[1]])));
    return [w.sent.length, w.state.most];
  },
  async token() {
    const w = world({ script: withToken, tokens: [jwt(3600)] });
    await Promise.all([...Array(20)].map(() => w.call([[1]])));
    await w.call([[1]]);
    return [w.state.asked, new Set(w.sent.map((one) => one.headers.Authorization)).size, w.sent[0].headers.Authorization.slice(0, 9)];
  },
  async token_soon_out() {
    const w = world({ script: withToken, tokens: [jwt(60), jwt(3600, "b")] });
    await w.call([[1]]);
    await w.call([[1]]);
    await w.call([[1]]);
    return w.state.asked;
  },
  async token_refused() {
    const w = world({ script: withToken, tokens: [jwt(3600)], answers: [{ status: 401, told: { error: "Nej." } }, DONE] });
    return [await w.call([[1]]), w.sent.length, w.state.asked];
  },
  async no_token() {
    const w = world({ script: withToken });
    return [await w.call([[1]]), w.sent.length];
  },
};

(async () => {
  const found = {};
  for (const [name, scene] of Object.entries(scenes)) found[name] = await scene();
  process.stdout.write(JSON.stringify(found));
})();
