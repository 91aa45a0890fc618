/* Small helpers to build what the pane shows; text is always text, never markup. */

export const find = (selector, within = document) => within.querySelector(selector);

/* element("p", {class: "hint"}, "text", child): attributes first, then what it holds. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/* A formula that breaks into lines between its arguments, not within an address. */
export const breakable = (formula) => formula.split(/(?<=[;,(])/).flatMap((part) => [part, element("wbr")]);

export const button = (text, onclick, attributes = {}) => element("button", { type: "button", onclick, ...attributes }, text);

/* A notice: what is wrong or done, with a sign before it so that colour is never alone. */
export function notice(kind, text, ...more) {
  const sign = { problem: "!", good: "✓", plain: "i" }[kind];
  return element("div", { class: `notice ${kind}` },
    element("span", { class: "sign", "aria-hidden": "true" }, sign),
    element("div", {}, element("p", {}, text), ...more));
}
