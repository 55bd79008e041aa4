// Numbers, symbols and units as text.

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

function power(exponent) {
  return "10" + [...String(exponent)].map((sign) => RAISED[sign]).join("");
}

// A number with so many digits; powers of ten where it is long otherwise.
function numberText(value, digits = 6) {
  if (Number.isNaN(value)) return "no number";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size === 0 || (size >= 1e-3 && size < 1e5)) return String(rounded).replace("-", "−");
  const [mantissa, exponent] = rounded.toExponential().split("e");
  const text = power(Number(exponent));
  if (mantissa === "1") return text;
  return mantissa === "-1" ? "−" + text : `${mantissa.replace("-", "−")} × ${text}`;
}

function symbolNodes(item) {
  if (!item.symbol || !item.symbol.length) return [item.name];
  const tags = { i: "i", _: "sub", "^": "sup" };
  return item.symbol.map(([text, place]) => (tags[place] ? element(tags[place], {}, text) : text));
}

function symbolText(item) {
  return item.symbol && item.symbol.length ? item.symbol.map(([text]) => text).join("") : item.name;
}

// Where several have one symbol, the name tells them apart.
function isShared(item) {
  if (!item.symbol || !item.symbol.length) return false;
  const own = JSON.stringify(item.symbol);
  return about.quantities.filter((other) => JSON.stringify(other.symbol) === own).length > 1;
}

function unitText(unit) {
  return unit.replace(/\^(-?\d+)/g, (_, digits) => [...digits].map((sign) => RAISED[sign]).join(""));
}

function labelNodes(item, brief = false) {
  const nodes = [element("span", { class: "symbol" }, ...symbolNodes(item))];
  if (isShared(item)) nodes.push(element("span", { class: "quiet" }, ` (${item.name})`));
  if (item.unit) nodes.push(` [${unitText(item.unit)}]`);
  const meaning = (item.meaning || "").split(";")[0];
  if (!brief && meaning && meaning !== item.name) nodes.push(element("span", { class: "quiet" }, ` ${meaning}`));
  return nodes;
}

// One line for a list of choices, in which there are no sub- and superscripts.
function choiceText(item) {
  return item.unit ? `${item.name} [${unitText(item.unit)}]` : item.name;
}
