/* The task pane: words and catalogue from the server, three views, the language. */

import * as check from "./pane/check.js";
import { find } from "./pane/dom.js";
import * as explain from "./pane/explain.js";
import * as functions from "./pane/find.js";
import { getJson } from "./pane/server.js";
import { followSelection, inExcel, short } from "./pane/sheet.js";
import { preferred, remember, say, speak } from "./pane/words.js";

const VIEWS = ["find", "tjek", "forklar"];
const EXCEL_WITHIN = 3000; // outside Office, its script never says it is ready

function show(view) {
  for (const name of VIEWS) {
    find(`#view-${name}`).hidden = name !== view;
    const shown = find(`[data-view="${name}"]`);
    if (name === view) shown.setAttribute("aria-current", "page");
    else shown.removeAttribute("aria-current");
  }
  document.title = `${say(`${view}.titel`)} · ${say("navn")}`;
}

const current = () => find("[data-view][aria-current]")?.dataset.view ?? "find";

async function use(language) {
  const [words, catalogue, health] = await Promise.all([
    getJson(`/pane/words.json?lang=${language}`), getJson(`/functions/catalogue.json?lang=${language}`), getJson("/health"),
  ]);
  speak(language, words);
  functions.fill(catalogue);
  check.clear();
  explain.clear();
  find("#privacy").textContent = say("data", { server: location.host });
  find("#version").textContent = health.version ? say("version", { version: health.version }) : "";
  find("#help").href = `/help?lang=${language}`;
  show(current());
}

async function open(language) {
  const silent = find("#silent");
  try {
    await use(language);
    silent.hidden = true;
    find("#app").hidden = false;
  } catch (error) {
    console.error(error.name);
    silent.hidden = false;
    find("#app").hidden = true;
  }
}

function selected(address) {
  for (const place of document.querySelectorAll(".selected-now")) place.textContent = address ? short(address) : say("ingen_markering");
}

async function inOffice() {
  const ready = globalThis.Office?.onReady?.() ?? Promise.resolve();
  await Promise.race([ready, new Promise((late) => setTimeout(late, EXCEL_WITHIN))]);
}

async function begin() {
  await inOffice();
  functions.start();
  check.start();
  explain.start();
  for (const name of VIEWS) find(`[data-view="${name}"]`).addEventListener("click", () => show(name));
  find("#language").addEventListener("change", (event) => {
    remember(event.target.value);
    open(event.target.value);
  });
  find("#retry").addEventListener("click", () => open(preferred()));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && current() === "find" && functions.close()) event.preventDefault();
  });
  await open(preferred());
  if (!inExcel()) {
    find("#no-excel").hidden = false;
    for (const id of ["#tjek-start", "#forklar-start"]) find(id).disabled = true;
  }
  await followSelection(selected).catch(() => selected(null));
}

begin();
