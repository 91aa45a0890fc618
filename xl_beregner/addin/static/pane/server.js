/* What is asked of the server; every way it can fail becomes a sentence. */

import { language, say } from "./words.js";

const SECONDS = 120;

/* What went wrong, in words for the reader. kind: "own" a function's own answer, else the machinery. */
export class Trouble extends Error {
  constructor(message, kind = "machine", code = "") {
    super(message);
    this.kind = kind;
    this.code = code;
  }
}

export async function getJson(path) {
  const response = await fetch(path, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/* Run a function: rows of its answer, or Trouble with its sentence. */
export async function call(name, given, signal) {
  const response = await asked(JSON.stringify({ function: name, arguments: given, language: language() }), signal);
  const told = await response.json().catch(() => ({}));
  if (response.ok && Array.isArray(told.rows)) return told.rows;
  if (response.status >= 500) throw new Trouble(told.error ?? say("fejl.server_syg"));
  throw new Trouble(told.error ?? say("fejl.server_syg"), told.code ? "own" : "machine", told.code);
}

async function asked(body, signal) {
  const first = await sent(body, signal);
  if (first.status !== 401) return first;
  // The server asks who calls: Excel knows, for its user is signed in to Microsoft 365.
  try {
    return await sent(body, signal, await Office.auth.getAccessToken({ allowSignInPrompt: true }));
  } catch (error) {
    if (error instanceof Trouble) throw error;
    return first;
  }
}

async function sent(body, signal, token) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  const late = AbortSignal.timeout(SECONDS * 1000);
  try {
    return await fetch("/functions/call", { method: "POST", headers, body, signal: joined(signal, late) });
  } catch {
    if (signal?.aborted) throw new Trouble(say("afbrudt"), "cancelled");
    throw new Trouble(say(late.aborted ? "fejl.tid" : "fejl.server"));
  }
}

/* One signal of two; older web views in Excel know no AbortSignal.any. */
function joined(one, other) {
  const both = new AbortController();
  for (const signal of [one, other]) {
    if (signal?.aborted) both.abort();
    signal?.addEventListener("abort", () => both.abort(), { once: true });
  }
  return both.signal;
}
