/* One piece of work at a time: said when it takes long, to be cancelled, its trouble told. */

import { button, element, notice } from "./dom.js";
import { say } from "./words.js";

const SHOWN_AFTER = 400;
const SLOW_AFTER = 8000;

/* Do work(signal) for a button and tell what goes wrong in its status; true when all went well. */
export async function busy(trigger, status, work) {
  if (trigger.getAttribute("aria-disabled") === "true") return false;
  const stop = new AbortController();
  status.replaceChildren();
  trigger.setAttribute("aria-disabled", "true");
  const clocks = [
    setTimeout(() => status.replaceChildren(working("arbejder", stop)), SHOWN_AFTER),
    setTimeout(() => status.replaceChildren(working("langsomt", stop)), SLOW_AFTER),
  ];
  const ended = () => {
    clocks.forEach(clearTimeout);
    if (status.contains(document.activeElement)) trigger.focus();
    status.replaceChildren();
  };
  try {
    await work(stop.signal, ended);
    if (status.querySelector(".working")) ended();
    return true;
  } catch (trouble) {
    ended();
    if (!trouble.kind) console.error(trouble.name); // no message: it may hold what a cell holds
    status.replaceChildren(notice(trouble.kind === "cancelled" ? "plain" : "problem", trouble.kind ? trouble.message : say("fejl.server_syg")));
    return false;
  } finally {
    clocks.forEach(clearTimeout);
    trigger.removeAttribute("aria-disabled");
  }
}

function working(key, stop) {
  return element("div", { class: "working" }, element("span", { class: "bar", "aria-hidden": "true" }),
    element("p", {}, say(key)), button(say("afbryd"), () => stop.abort(), { class: "quiet" }));
}
