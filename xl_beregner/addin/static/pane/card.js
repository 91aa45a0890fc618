/* One function: what it tells, a field for each argument, and the formula put in the sheet. */

import { busy } from "./busy.js";
import { breakable, button, element, find, notice } from "./dom.js";
import * as formula from "./formula.js";
import { insert } from "./insert.js";
import { inExcel, isName, select, selectedAddress, short } from "./sheet.js";
import { language, say } from "./words.js";

let kept = { name: "", values: [] }; // what was typed, while the pane is open

export function showCard(told, question, back) {
  if (kept.name !== told.name) kept = { name: told.name, values: told.arguments.map(() => "") };
  const shown = element("code", { id: "preview" });
  const status = element("div", { class: "status", role: "status", id: "insert-status" });
  const put = button(say("find.indsaet"), () => place(told, status, put), { class: "primary", id: "insert" });
  find("#card").replaceChildren(
    button(say("tilbage"), back, { class: "back quiet", id: "back" }),
    element("h2", { id: "card-title", tabindex: "-1" }, question),
    element("p", { class: "name" }, told.name),
    element("p", { class: "lead" }, told.description),
    element("h3", {}, say("find.argumenter")),
    element("p", { class: "hint", id: "field-help" }, `${say("find.felt_hjaelp")} ${say("find.i_anfoersel")}`),
    selectedNow(),
    ...told.arguments.map((argument, index) => field(argument, index, () => preview(told, shown))),
    element("div", { class: "formula" }, element("h3", {}, say("find.formel")), shown),
    element("p", { class: "hint" }, say("find.hvor")),
    selectedNow(),
    put,
    status,
    ...explained(told),
  );
  preview(told, shown);
}

const selectedNow = () =>
  element("p", { class: "where" }, `${say("markeret")} `, element("strong", { class: "selected-now" }, find(".selected-now").textContent));

function field(argument, index, changed) {
  const id = `argument-${index}`;
  const input = element("input", { id, type: "text", autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-help` });
  input.value = kept.values[index];
  input.addEventListener("input", () => {
    kept.values[index] = input.value;
    changed();
  });
  const said = element("span", { class: "field-problem", role: "status" });
  const take = button(say("find.brug"), async () => {
    try {
      input.value = kept.values[index] = await selectedAddress();
      said.textContent = "";
      changed();
      input.focus();
    } catch (trouble) {
      said.textContent = trouble.message;
    }
  }, { class: "take", "aria-label": say("find.brug_til", { argument: argument.name }), disabled: !inExcel() });
  return element("div", { class: "field" },
    element("label", { for: id }, argument.name, argument.required ? null : element("span", { class: "optional" }, ` ${say("find.maa_udelades")}`)),
    element("div", { class: "entry" }, input, take),
    said,
    element("p", { class: "hint", id: `${id}-help` }, helpOf(argument)));
}

/* The label says already that it may be left out; the help ends with it, in parentheses. */
const helpOf = (argument) => (argument.required ? argument.help : argument.help.replace(/\s*\([^()]*\)$/, ""));

const typed = () => Promise.all(kept.values.map((value) => formula.typed(value, language(), isName)));

async function preview(told, place) {
  const before = kept.values.join("\n");
  const given = await typed().catch(() => []);
  if (kept.values.join("\n") === before) place.replaceChildren(...breakable(formula.shown(told.name, given, language())));
}

async function place(told, status, trigger, anyway = false) {
  await busy(trigger, status, async (signal, ended) => {
    const given = (await typed()).map((one, index) => ({ ...one, label: told.arguments[index].name, typed: kept.values[index] }));
    const done = await insert(told.name, given, signal, anyway);
    ended();
    status.replaceChildren(answer(done, told, status, trigger));
  });
}

function answer(done, told, status, trigger) {
  if (done.written) return notice("good", done.said);
  const more = [];
  if (done.cell) {
    more.push(button(say("tjek.gaa_til", { celle: short(done.cell) }), () => busy(trigger, element("div"), () => select(done.cell))));
  }
  if (done.mayInsist) {
    more.push(button(say("find.indsaet_alligevel"), () => { trigger.focus(); place(told, status, trigger, true); }));
  }
  return notice("problem", done.said, ...more);
}

function* explained(told) {
  yield element("h3", {}, say("find.eksempel"));
  yield element("p", {}, element("code", {}, ...breakable(told.example)));
  yield element("h3", {}, say("find.svar"));
  yield element("p", {}, told.answer);
  yield element("ul", { class: "columns" }, ...told.columns.map((column) => element("li", {}, column)));
  yield element("h3", {}, say("find.fejl"));
  yield element("dl", { class: "errors" }, ...told.errors.flatMap(({ code, meaning }) => [element("dt", {}, code), element("dd", {}, meaning)]));
  yield element("p", {}, element("a", { href: `/help?lang=${language()}#${told.name.toLowerCase()}`, target: "_blank", rel: "noopener" },
    say("find.mere", { funktion: told.name }), element("span", { class: "unseen" }, ` ${say("nyt_vindue")}`)));
}
