/* "Find en funktion": the list by what one wants to know, searched as one types. */

import { element, find } from "./dom.js";
import { showCard } from "./card.js";
import { counted, knows, say } from "./words.js";

let groups = [];
let opened = null;

const plain = (name) => name.replace("BEREGNER_", "");

export function start() {
  const search = find("#search");
  search.addEventListener("input", () => list(search.value));
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && search.value !== "") {
      event.stopPropagation();
      search.value = "";
      list("");
    }
  });
}

/* Show what the catalogue holds, in its language; an open function stays open. */
export function fill(catalogue) {
  groups = catalogue.groups;
  list(find("#search").value);
  if (opened) open(opened, false);
}

function list(typed) {
  const asked = folded(typed).split(/\s+/).filter(Boolean);
  const fits = (told) => asked.every((word) => folded(searched(told)).includes(word));
  const shown = groups.map((group) => ({ ...group, functions: group.functions.filter(fits) })).filter((group) => group.functions.length);
  const antal = shown.reduce((sum, group) => sum + group.functions.length, 0);
  find("#find-count").textContent = antal === 0 ? say("find.fundet_ingen", { ord: typed.trim() }) : asked.length ? counted("find.fundet", "find.fundet_en", antal) : "";
  find("#find-groups").replaceChildren(...shown.map(groupOf));
}

const groupOf = (group) =>
  element("section", { "aria-labelledby": `group-${group.id}` },
    element("h3", { id: `group-${group.id}` }, group.heading),
    element("ul", { class: "choices" }, ...group.functions.map((told) => element("li", {}, choice(told)))));

function choice(told) {
  return element("button", { type: "button", class: "choice", "data-function": told.name, onclick: () => open(told.name) },
    element("span", { class: "question" }, question(told)),
    element("span", { class: "name" }, plain(told.name)));
}

const question = (told) => (knows(`spoergsmaal.${plain(told.name)}`) ? say(`spoergsmaal.${plain(told.name)}`) : told.short);

const searched = (told) => [
  told.name, question(told), told.description, ...told.columns, ...told.arguments.map((argument) => `${argument.name} ${argument.help}`),
].join(" ");

/* Letters as most keyboards have them, so that "maal" and "mål" find the same. */
const folded = (text) => text.toLowerCase().replaceAll("æ", "ae").replaceAll("ø", "oe").replaceAll("å", "aa").replaceAll("ä", "ae").replaceAll("ö", "oe");

function open(name, focus = true) {
  const told = groups.flatMap((group) => group.functions).find((one) => one.name === name);
  opened = name;
  showCard(told, question(told), close);
  find("#find-list").hidden = true;
  find("#card").hidden = false;
  if (focus) {
    find("#card-title").focus();
    globalThis.scrollTo(0, 0);
  }
}

/* Back to the list, at the function one came from; false where the list is shown already. */
export function close() {
  if (!opened) return false;
  const name = opened;
  opened = null;
  find("#card").hidden = true;
  find("#find-list").hidden = false;
  (find(`[data-function="${name}"]`) ?? find("#search")).focus();
  return true;
}

