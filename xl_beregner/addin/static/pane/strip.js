/* The strip beside a sentence: a band for the uncertainty, a mark for the figure, a dashed line where
   it means neither more nor less. */

import { element } from "./dom.js";
import { language, say } from "./words.js";

/* Where in an answer's row the figure and its bounds stand, and the line to see them against. */
export const PLACES = {
  BEREGNER_FREMGANG: { figure: 0, lower: 2, upper: 3, line: 0 },
  BEREGNER_SANDSCORE: { figure: 0, lower: 1, upper: 2 },
  BEREGNER_PROGRESSION: { figure: 0, lower: 1, upper: 2, line: 50, ends: [0, 100] },
  BEREGNER_SKOLEPROGRESSION: { figure: 2, lower: 4, upper: 5, line: 50 },
  BEREGNER_BASELINE: { figure: 2, lower: 3, upper: 4 },
  BEREGNER_UDJAEVN: { figure: 1, lower: 2, upper: 3 },
  BEREGNER_EGENREFERENCE: { figure: 3, lower: 4, upper: 5, line: 0 },
};
const [WIDTH, EDGE, HEIGHT] = [320, 24, 62];

/* The picture of a row, or null where the function or the row has no interval. */
export function strip(name, row) {
  const place = PLACES[name];
  const [figure, lower, upper] = place ? [row[place.figure], row[place.lower], row[place.upper]] : [];
  if (![figure, lower, upper].every((value) => typeof value === "number") || lower >= upper) return null;
  const [least, most] = place.ends ?? [Math.min(lower, place.line ?? lower), Math.max(upper, place.line ?? upper)];
  const at = (value) => EDGE + ((value - least) / (most - least)) * (WIDTH - 2 * EDGE);
  const write = decimals((upper - lower) / 2);
  const line = place.line === undefined ? [] : [
    drawn("line", { class: "strip-line", x1: at(place.line), x2: at(place.line), y1: 14, y2: 46 }),
    label(at(place.line), HEIGHT - 2, place.line.toLocaleString(language())),
  ];
  const picture = drawn("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true", class: "strip" },
    drawn("line", { class: "strip-rule", x1: 0, x2: WIDTH, y1: 30, y2: 30 }),
    drawn("rect", { class: "strip-band", x: at(lower), y: 24, width: at(upper) - at(lower), height: 12 }),
    drawn("rect", { class: "strip-mark", x: at(figure) - 2.5, y: 18, width: 5, height: 24 }),
    ...apart([[at(lower), write(lower)], [at(figure), write(figure)], [at(upper), write(upper)]]).map(([x, text]) => label(x, 11, text)), ...line);
  const told = say("forklar.strimmel") + (place.line === undefined ? "" : ` ${say("forklar.strimmel_linje", { tal: place.line })}`);
  return element("figure", {}, picture, element("figcaption", { class: "hint" }, told));
}

/* Where the three figures would run into one another, the middle one alone. */
const apart = (labels) => (labels[1][0] - labels[0][0] < 34 || labels[2][0] - labels[1][0] < 34 ? [labels[1]] : labels);

/* As many digits as the uncertainty allows, two of it: as the sentence is written. */
function decimals(spread) {
  const digits = Math.min(Math.max(1 - Math.floor(Math.log10(spread)), 0), 4);
  return (value) => value.toLocaleString(language(), { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

const label = (x, y, text) => drawn("text", { x, y, "text-anchor": "middle" }, text);

function drawn(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
