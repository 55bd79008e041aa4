// The chosen point: its verdict, parameters, observables, limits, flags, and the line that repeats it.

const VERDICT_WORDS = [
  ["✓", "allowed", "Every limit is respected, and no flag voids that."],
  ["✕", "excluded", "At least one limit is not respected."],
  ["?", "outside the approximation", "Every limit is respected, but a flag says that the answer may be wrong."],
  ["!", "failed", ""],
  ["…", "not calculated yet", "The scan is not complete: `reheaton scan --resume` goes on with it."],
];

function chosenPoint() {
  return about.kind === "points" ? state.cursor[0] : numberOf(state.cursor);
}

// Parameters of a point: the axes of a grid, then those that vary from point to point.
function axesAndParameters() {
  const axes = about.kind === "points" ? [] : about.axes.map((axis, i) => ({ ...axis, valueAt: (point) => axis.values[placesOf(point)[i]] }));
  const varying = about.quantities.filter((item) => item.parameter || about.varying.includes(item.name));
  return [...axes, ...varying.filter((item) => !axes.some((axis) => axis.name === item.name))
    .map((item) => ({ ...item, valueAt: (point) => (points[`given ${item.name}`] || points[item.array])[point] }))];
}

function row(item, value, digits = 6) {
  const text = numberText(value, digits);
  return element("tr", { "data-name": item.name, "data-value": String(value) },
    element("th", { scope: "row", title: item.meaning || null }, ...symbolNodes(item), isShared(item) ? element("span", { class: "quiet" }, ` ${item.name}`) : null),
    element("td", {}, `${text}${item.unit && Number.isFinite(value) ? ` ${unitText(item.unit)}` : ""}`));
}

function table(rows) {
  return element("table", {}, element("tbody", {}, rows));
}

function showPoint() {
  const point = chosenPoint(), verdict = points.verdict[point], solved = verdict < FAILED;
  const [sign, word, meaning] = VERDICT_WORDS[verdict];
  const reason = verdict === FAILED && points.message ? about.messages[points.message[point]] : meaning;
  byId("verdict").replaceChildren(element("div", { class: `verdict v${verdict}`, "data-verdict": about.verdicts[verdict] },
    element("span", { class: "sign", "aria-hidden": "true" }, sign), element("strong", {}, word)),
    element("p", { class: "quiet small" }, reason));
  const own = axesAndParameters();
  byId("parameters").replaceChildren(table(own.map((item) => row(item, item.valueAt(point)))));
  const fixed = about.parameters.filter((item) => !own.some((other) => other.name === item.name));
  if (fixed.length) byId("parameters").append(foldOut("Same at all points", false, table(fixed.map((item) => row(item, item.value)))));
  showObservables(point, solved, own);
  showLimits(point, solved);
  showFlags(point, solved);
  showLine(point);
  showHistory(point);
  const item = quantityNamed(state.quantity);
  byId("said").textContent = `${own.map((p) => `${p.name} ${numberText(p.valueAt(point), 4)} ${p.unit}`).join(", ")}: ${item.name} ${numberText(points[item.array][point], 4)} ${item.unit}, ${word}.`;
}

function showObservables(point, solved, own) {
  const parent = byId("observables");
  if (!solved) return parent.replaceChildren();
  const all = about.quantities.filter((item) => !own.some((other) => other.name === item.name));
  const valued = (items) => table(items.map((item) => row(item, points[item.array][point])));
  const main = all.filter((item) => item.headline), shown = main.length ? main : all.slice(0, 1);
  const others = all.filter((item) => !shown.includes(item));
  parent.replaceChildren(element("h2", {}, "Observables"), valued(shown));
  if (others.length) parent.append(foldOut(`${others.length} more observables`, false, valued(others)));
}

function showLimits(point, solved) {
  const parent = byId("limits");
  if (!about.limits.length) return parent.replaceChildren();
  const lineOf = (limit) => {
    const margin = solved ? points[limit.array][point] : NaN, { color, kind } = limitStyle(limit);
    const word = margin === Infinity ? "does not apply" : margin >= 0 ? "allowed" : "no number";
    const counts = limit.excludes ? `${limit.excludes} points excluded${limit.drawn ? "" : ", all within others"}` : "";
    return element("tr", { "data-name": limit.name, "data-value": String(margin), class: margin < 0 ? "broken" : "" },
      element("th", { scope: "row" }, element("label", { class: "switch-line" }, switchOf(state.limits, limit.name), drawnSample(limit.drawn ? kind : "", color),
        element("span", {}, limit.name, element("br"), element("span", { class: "quiet fine" }, `${[limit.citation, counts].filter(Boolean).join("; ")}`)))),
      element("td", {}, Number.isFinite(margin) ? element("div", {}, `${margin >= 0 ? "+" : ""}${numberText(margin, 4)}`) : null,
        solved ? (margin < 0 ? element("strong", {}, "✕ excluded") : word) : ""));
  };
  // Limits that exclude something first, the strongest at the top.
  const order = [...about.limits].sort((a, b) => a.rank - b.rank);
  const acting = order.filter((limit) => limit.excludes), others = order.filter((limit) => !limit.excludes);
  parent.replaceChildren(element("h2", {}, "Limits"), element("p", { class: "quiet small" }, "Margin: distance to the bound over the bound; negative is excluded. The verdict is that of all limits, shown or not."), table(acting.map(lineOf)));
  if (others.length) parent.append(foldOut(`${others.length} that exclude${others.length > 1 ? "" : "s"} no point of this scan`, !acting.length && others.length < 6, table(others.map(lineOf))));
}

function showFlags(point, solved) {
  const parent = byId("flags"), raised = about.flags.filter((flag) => points[flag.array][point]);
  if (!solved || !about.flags.length) return parent.replaceChildren();
  const items = raised.map((flag) => element("li", { "data-name": flag.name }, element("strong", {}, `⚑ ${flag.name}`), flag.meaning ? ` ${flag.meaning}` : ""));
  parent.replaceChildren(element("h2", {}, "Flags"),
    items.length ? element("ul", { class: "flags" }, items) : element("p", { class: "quiet small" }, `None of ${about.flags.length} is raised.`));
}

// Numbers have all their digits in JavaScript's text, and Python reads the same number from it.
function lineOfPoint(point) {
  const values = about.varying.map((name) => {
    const axis = about.kind === "points" ? -1 : about.axes.findIndex((item) => item.name === name);
    const value = axis >= 0 ? about.axes[axis].values[placesOf(point)[axis]] : points[`given ${name}`][point];
    return [name, value];
  });
  if (values.some(([, value]) => !Number.isFinite(value))) return null;
  return [about.run.command, ...values.map(([name, value]) => `-s ${name}=${value}`)].join(" ");
}

function showLine(point) {
  const parent = byId("run"), title = element("h2", {}, "Repeat this point");
  if (about.run.none) return parent.replaceChildren(title, element("p", { class: "quiet small" }, about.run.none));
  const line = lineOfPoint(point);
  if (line === null) return parent.replaceChildren(title, element("p", { class: "quiet small" }, "A parameter of this point has no value: there is no line that makes it."));
  const code = element("code", { id: "line", tabindex: 0 }, line);
  const button = element("button", { type: "button", id: "copy", onclick: () => copyLine(line, code, button) }, "copy");
  parent.replaceChildren(element("div", { class: "heading" }, title, button), element("pre", {}, code),
    element("p", { class: "quiet small" }, about.run.note));
}

// A page that was opened as a file may not use the clipboard in every browser; then the line is marked for Ctrl-C.
async function copyLine(line, code, button) {
  try {
    await navigator.clipboard.writeText(line);
    button.textContent = "copied";
  } catch {
    getSelection().selectAllChildren(code);
    button.textContent = document.execCommand("copy") ? "copied" : "marked: Ctrl-C";
  }
  setTimeout(() => { button.textContent = "copy"; }, 1500);
}
