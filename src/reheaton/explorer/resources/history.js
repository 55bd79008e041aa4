// The history of the chosen point: energy densities times a^4 and temperatures times a, of all sectors and relics.

const DASHES = ["", "7 4", "7 3 2 3", "2 3", "9 3 2 3 2 3"];
const ENERGY_FLOOR = -3;
let histories = null;
const historyState = { over: "a" };

async function loadHistories() {
  const told = about.history;
  if (told.none) return;
  histories = await unpackAll(told.arrays, bytesOf("histories"));
}

// The curves of one row, as log10: {x, curves: [{kind, name, y}], hottest, ends}.
function historyOf(row) {
  const told = about.history, nodes = told.nodes, from = row * nodes;
  const x = Array.from({ length: nodes }, (_, i) => histories.x[from + i] * told.x_step);
  const curves = told.curves.map(({ array, kind, name, low, step }) => ({
    kind, name,
    y: x.map((_, i) => { const n = histories[array][from + i]; return n ? low + (n - 1) * step : NaN; }),
  }));
  const contacts = told.arrays["contact ends"] ? told.arrays["contact ends"].shape[1] : 0;
  const ends = Array.from({ length: contacts }, (_, k) => histories["contact ends"][row * contacts + k]);
  return { x, curves, ends, hottest: Math.log10(histories.hottest[row]) };
}

function showHistory(point) {
  const told = about.history, parent = byId("history");
  const say = (text) => parent.replaceChildren(element("h2", {}, "History"), element("p", { class: "quiet small" }, text));
  if (told.none) return say(`No histories: ${told.none}`);
  if (!histories) return say("…");
  const row = histories.row[point];
  if (points.verdict[point] >= FAILED) return say("This point has none, as it has no solution.");
  if (row === told.no_row) return say("This point and the nearest ones whose history is kept have none.");
  const words = [];
  if (!histories.own[point]) words.push(...historyOwner(histories.points[row]));
  if (told.notes.length) words.push(` ${told.notes.join(" ")}`);
  const over = element("div", { class: "switch", role: "group", "aria-label": "Axis of the history" },
    [["a", "scale factor"], ["T", "temperature"]].map(([value, text]) => element("button", {
      type: "button", "aria-pressed": String(historyState.over === value), onclick: () => { historyState.over = value; showHistory(point); },
    }, text)));
  const energy = element("div", { class: "chart-box" }), temperature = element("div", { class: "chart-box" });
  parent.replaceChildren(element("div", { class: "heading" }, element("h2", {}, "History"), over),
    element("p", { class: words.length ? "notice small" : "hidden" }, ...words), element("div", { id: "history-keys" }), element("div", { class: "panels" }, energy, temperature));
  drawHistory(historyOf(row), energy, temperature);
}

// Of which point the history is, where it is not that of the chosen one.
function historyOwner(other) {
  const named = axesAndParameters().filter((item) => item.valueAt(other) !== item.valueAt(chosenPoint()));
  const nodes = ["This is the history of the nearest point that has one in this page: "];
  named.forEach((item, i) => nodes.push(i ? ", " : "", ...symbolNodes(item), ` = ${numberText(item.valueAt(other), 4)} ${unitText(item.unit)}`));
  return [...nodes, "."];
}

function drawHistory(history, energy, temperature) {
  const { sectors, names } = about.history;
  const first = history.curves.find((curve) => curve.kind === "T" && curve.name === sectors[0]);
  // log10 of the temperature of the first sector [GeV]; it falls, so that it can be an axis.
  const T = history.x.map((x, i) => first.y[i] + history.hottest - x);
  const falls = T.every((t, i) => Number.isFinite(t) && (i === 0 || t <= T[i - 1] + 0.02));
  const overT = historyState.over === "T" && falls;
  const along = overT ? T : history.x;
  const marks = history.ends.map((end) => (overT ? valueAt(history.x, T, end) : end));
  const shaded = dominated(history, along);
  const labelX = () => overT ? [`temperature of ${sectors[0]} [GeV]`] : ["scale factor ", element("i", {}, "a/a"), element("sub", {}, "start")];
  const panels = [
    [energy, "rho", ["energy density ", element("i", {}, "ρ a"), element("sup", {}, "4"), ", start = 1"], ENERGY_FLOOR, labelX()],
    [temperature, "T", ["temperature ", element("i", {}, "T a"), ", start = 1"], -Infinity, labelX()],
  ];
  for (const [parent, kind, labelY, floor, below] of panels) {
    const curves = history.curves.filter((curve) => curve.kind === kind);
    drawPanel(parent, { curves, names, along, marks, shaded, floor, labelY, below, kind });
  }
}

function drawPanel(parent, { curves, names, along, marks, shaded, floor, labelY, below, kind }) {
  const frame = plotFrame(parent, { height: 210, left: 58 }), { width, height, inner } = frame;
  const all = curves.flatMap((curve) => curve.y).filter(Number.isFinite);
  const low = Math.max(floor, Math.min(...all)), high = Math.max(...all), room = 0.08 * (high - low) + 0.05;
  const x = { ...scaleBetween(false, along[0], along[along.length - 1], 0, width), log: true };
  const y = { ...scaleBetween(false, low - (low > floor ? room : 0), high + room, height, 0), log: true };
  const range = (scale) => ({ ...scale, low: Math.min(scale.low, scale.high), high: Math.max(scale.low, scale.high) });
  for (const [from, to] of shaded) {
    const [a, b] = [x.placeOfHeight(from), x.placeOfHeight(to)];
    inner.append(drawn("rect", { x: Math.min(a, b), width: Math.abs(b - a), height, class: "dominated" }));
  }
  for (const mark of marks) inner.append(drawn("path", { d: `M${x.placeOfHeight(mark)} 0V${height}`, class: "mark" }));
  const id = `clip-${kind}`;
  inner.append(drawn("clipPath", { id }, drawn("rect", { width, height })));
  const lines = drawn("g", { "clip-path": `url(#${id})` });
  inner.append(lines);
  for (const curve of curves) {
    const number = names.indexOf(curve.name);
    let d = "", on = false;
    curve.y.forEach((value, i) => {
      const good = Number.isFinite(value);
      if (good) d += `${on ? "L" : "M"}${x.placeOfHeight(along[i]).toFixed(1)} ${y.placeOfHeight(value).toFixed(1)}`;
      on = good;
    });
    lines.append(drawn("path", { d, class: "history-line", stroke: lineColor(number), "stroke-dasharray": DASHES[number % DASHES.length] }));
  }
  const labels = drawAxes(frame, range(x), range(y), below, labelY);
  parent.replaceChildren(frame.picture, ...labels);
  if (kind === "rho") byId("history-keys").replaceChildren(historyLegend(names, shaded.length, marks.length));
}

function historyLegend(names, shaded, marks) {
  const items = names.map((name, number) => element("span", { class: "key" },
    drawn("svg", { width: 30, height: 10 }, drawn("path", { d: "M1 5H29", class: "history-line", stroke: lineColor(number), "stroke-dasharray": DASHES[number % DASHES.length] })), name));
  if (shaded) items.push(element("span", { class: "key" }, element("span", { class: "patch dominated-patch" }), "relics dominate"));
  if (marks) items.push(element("span", { class: "key" }, drawn("svg", { width: 12, height: 12 }, drawn("path", { d: "M6 0V12", class: "mark" })), "contact ends"));
  return element("div", { class: "keys" }, items);
}

// Intervals in which relics hold more energy than radiation.
function dominated(history, along) {
  const sum = (i, wanted) => history.curves.filter((c) => c.kind === "rho" && about.history.sectors.includes(c.name) === wanted)
    .reduce((total, c) => total + (Number.isFinite(c.y[i]) ? 10 ** c.y[i] : 0), 0);
  const excess = along.map((_, i) => Math.log(Math.max(sum(i, true), 1e-300)) - Math.log(Math.max(sum(i, false), 1e-300)));
  return spansBelow(excess, along);
}

function valueAt(xs, ys, x) {
  const k = Math.min(xs.length - 2, Math.max(0, xs.findIndex((value) => value >= x) - 1));
  return ys[k] + ((ys[k + 1] - ys[k]) * (x - xs[k])) / (xs[k + 1] - xs[k] || 1);
}
