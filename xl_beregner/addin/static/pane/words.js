/* The words on the pane, in the language chosen; the server has them (texts). */

import { find } from "./dom.js";

export const LANGUAGES = ["da", "sv", "en"];
const KEPT = "xl-beregner-language"; // the only thing kept in the browser
let spoken = "da";
let known = {};

export const language = () => spoken;

/* The reader's own choice, else Excel's language, else the workbook's; Norwegians read Danish. */
export function preferred() {
  const kept = remembered();
  const context = globalThis.Office?.context ?? {};
  const asked = [kept, context.displayLanguage, context.contentLanguage, navigator.language];
  const plain = asked.map((tag) => (tag ?? "").slice(0, 2).toLowerCase()).map((tag) => (["nb", "nn", "no"].includes(tag) ? "da" : tag));
  return plain.find((tag) => LANGUAGES.includes(tag)) ?? "da";
}

export function remember(chosen) {
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {
    // A browser that keeps nothing: the choice lasts as long as the pane.
  }
}

function remembered() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

export function speak(chosen, words) {
  spoken = chosen;
  known = words;
  document.documentElement.lang = chosen;
  for (const place of document.querySelectorAll("[data-say]")) place.textContent = say(place.dataset.say);
  for (const place of document.querySelectorAll("[data-say-label]")) place.setAttribute("aria-label", say(place.dataset.sayLabel));
  find("#language").value = chosen;
}

export function say(key, facts = {}) {
  return (known[key] ?? key).replace(/\{(\w+)\}/g, (blank, name) => facts[name] ?? blank);
}

export const knows = (key) => key in known;

/* How many: the words for one differ. */
export const counted = (key, one, antal) => say(antal === 1 ? one : key, { antal: written(antal) });

/* Keys and sentences below a key, such as every problem. */
export function below(start) {
  return Object.entries(known).filter(([key]) => key.startsWith(start)).map(([key, sentence]) => [key.slice(start.length), sentence]);
}

export const written = (number) => number.toLocaleString(spoken);
