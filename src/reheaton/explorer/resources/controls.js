// What the reader chooses: axes, quantity, style, sliders, limits and flags.

function showControls() {
  const parent = byId("controls"), named = (items) => items.map((item) => [item.name, choiceText(item)]);
  const change = (name) => (value) => { state[name] = value; if (name === "quantity") state.log = quantityNamed(value).log; renew(); };
  const controls = [];
  if (about.kind === "points") {
    controls.push(chooser("across", named(about.quantities), state.x, change("x")), chooser("upwards", named(about.quantities), state.y, change("y")));
  } else {
    const axes = about.axes.map((axis, i) => [String(i), choiceText(axis)]);
    if (axes.length > 1) controls.push(chooser("across", axes, String(state.x), chooseAxis("x")));
    if (axes.length > 1) controls.push(chooser("upwards", [...axes, ["", "none: a curve"]], state.y === null ? "" : String(state.y), chooseAxis("y")));
  }
  controls.push(chooser(about.kind === "points" ? "colour" : "quantity", quantityChoices(), state.quantity, change("quantity")));
  controls.push(chooser("scale", [["log", "logarithmic"], ["linear", "linear"]], state.log ? "log" : "linear", (value) => { state.log = value === "log"; renew(); }));
  if (about.kind === "points" || state.y !== null)
    controls.push(chooser("colours", [["bands", "contours"], ["smooth", "heat map"]], state.banded ? "bands" : "smooth", (value) => { state.banded = value === "bands"; renew(); }));
  parent.replaceChildren(...controls);
}

function quantityChoices() {
  const main = about.quantities.filter((item) => item.headline), others = about.quantities.filter((item) => !item.headline);
  return [...main, ...others].map((item) => [item.name, choiceText(item)]);
}

// An axis that the other one has already is exchanged with it.
function chooseAxis(name) {
  return (value) => {
    const other = name === "x" ? "y" : "x", axis = value === "" ? null : Number(value);
    if (axis !== null && state[other] === axis) state[other] = state[name] === null ? (axis === 0 ? 1 : 0) : state[name];
    state[name] = axis;
    renew();
  };
}

function showSliders() {
  const parent = byId("sliders");
  if (about.kind === "points") return parent.replaceChildren();
  parent.replaceChildren(...about.axes.map((axis, i) => {
    if (i === state.x || i === state.y) return null;
    const value = element("output", {}, valueText(axis, state.cursor[i]));
    const slider = element("input", { type: "range", min: 0, max: axis.size - 1, step: 1, value: state.cursor[i], "data-axis": axis.name, "aria-label": axis.name, "aria-valuetext": valueText(axis, state.cursor[i]) });
    slider.addEventListener("input", () => {
      state.cursor[i] = Number(slider.value);
      value.textContent = valueText(axis, state.cursor[i]);
      slider.setAttribute("aria-valuetext", value.textContent);
      draw();
    });
    return element("label", { class: "control slider" }, element("span", {}, ...labelNodes(axis, true), " = ", value), slider);
  }).filter(Boolean));
}

function valueText(axis, place) {
  return `${numberText(axis.values[place], 4)} ${unitText(axis.unit)}`.trim();
}

function showLegend() {
  const flags = about.flags.filter((flag) => flag.raised).map((flag) => element("label", { class: "switch-line" }, switchOf(state.flags, flag.name),
    element("span", {}, flag.name, element("span", { class: "quiet small" }, ` at ${flag.raised} points${flag.meaning ? `; ${flag.meaning}` : ""}`))));
  const others = about.flags.length - flags.length;
  const parts = [stateKeys()];
  if (about.flags.length) parts.push(foldOut(`Flags: ${flags.length} of ${about.flags.length} are raised somewhere`, false,
    element("p", { class: "quiet small" }, flags.length ? "Dots show where a flag is raised and no limit excludes." : ""),
    element("div", { class: "switches" }, flags), element("p", { class: "quiet small" }, others && flags.length ? `${others} others are raised nowhere.` : "")));
  byId("legend").replaceChildren(...parts);
}

// A box that switches something in the picture on or off.
function switchOf(chosen, name) {
  const box = element("input", { type: "checkbox", checked: chosen.has(name), "data-name": name, "aria-label": `show ${name}` });
  box.addEventListener("change", () => { if (box.checked) chosen.add(name); else chosen.delete(name); draw(); });
  return box;
}

function drawnSample(kind, color) {
  const canvas = element("canvas", { width: 26, height: 16, class: "sample", "aria-hidden": "true" }), pen = canvas.getContext("2d");
  if (kind) { pen.fillStyle = pen.createPattern(hatch(kind, color).canvas, "repeat"); pen.fillRect(0, 0, 26, 16); }
  pen.strokeStyle = color;
  pen.lineWidth = 2;
  pen.strokeRect(1, 1, 24, 14);
  return canvas;
}

// What marks in the picture mean, with how many points there are of each.
function stateKeys() {
  const counts = VERDICT_WORDS.map((_, v) => points.verdict.reduce((sum, verdict) => sum + (verdict === v), 0));
  const kind = about.kind === "points" ? 2 : state.y === null ? 1 : 0;
  const words = [
    ["inside the yellow line: allowed", "not shaded: allowed", "● allowed"],
    ["faded and hatched: excluded", "shaded: excluded", "✕ excluded"],
    ["crossed: outside the approximation", "dashed frame: outside the approximation", "□ outside the approximation"],
    ["grey with ✕: failed", "grey: failed", "failed, not drawn"],
    ["grey with •: not calculated yet", "grey: not calculated yet", "not calculated yet, not drawn"],
  ];
  return element("p", { class: "small states" }, words.map((texts, v) => (counts[v] ? element("span", { class: "key" }, `${texts[kind]} (${counts[v]})`) : null)));
}
