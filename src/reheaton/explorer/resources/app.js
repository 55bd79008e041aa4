// The page put together: its state, how the cursor moves, themes, and the first picture.

const [ALLOWED, EXCLUDED, OUTSIDE, FAILED] = [0, 1, 2, 3];
const about = JSON.parse(byId("about").textContent);
const strides = stridesOf(about.axes);
const state = { x: 0, y: null, quantity: "", log: false, banded: true, cursor: [], pinned: false, limits: new Set(), flags: new Set() };
let points = {}, view = null, levelsKept = new Map();

function quantityNamed(name) {
  return about.quantities.find((item) => item.name === name);
}

function scaleOf(axis, start, end) {
  return scaleBetween(axis.log, axis.values[0], axis.values[axis.size - 1], start, end);
}

// Levels are those of all allowed points, so that colours mean the same wherever a slider is, and that excluded values,
// which may lie orders of magnitude away, do not use them up; of all points where allowed ones have no two numbers.
function served(values) {
  const allowed = values.filter((value, at) => points.verdict[at] === ALLOWED && Number.isFinite(value));
  return allowed.some((value) => value !== allowed[0]) ? allowed : values;
}

function levelsFor(item) {
  const key = `${item.name} ${state.log}`;
  if (!levelsKept.has(key)) levelsKept.set(key, levelsOf(served(points[item.array]), state.log));
  return levelsKept.get(key);
}

// Colours of the theme, kept until it changes, as the browser computes styles anew for each question.
let themeKept = new Map();
function themeColor(name) {
  if (!themeKept.has(name)) themeKept.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
  return themeKept.get(name);
}

// The seventh colour is black, which a dark page does not show.
function lineColor(number) {
  const color = about.lines[number % about.lines.length];
  return color === "#000000" ? themeColor("ink") : color;
}

function start() {
  if (about.kind === "points") {
    const drawnOnes = about.quantities.filter((item) => item.parameter), all = about.quantities;
    const observed = all.filter((item) => !item.parameter);
    state.quantity = (observed[0] || all[0]).name;
    state.x = (drawnOnes[0] || all[0]).name;
    state.y = (drawnOnes[1] || observed[0] || all[0]).name;
    state.cursor = [Math.max(0, points.verdict.findIndex((v) => v === ALLOWED))];
  } else {
    // The two longest axes, in their order.
    const longest = about.axes.map((_, i) => i).sort((a, b) => about.axes[b].size - about.axes[a].size).slice(0, 2).sort((a, b) => a - b);
    [state.x, state.y = null] = longest;
    state.quantity = about.quantities[0].name;
    const allowed = points.verdict.findIndex((v) => v === ALLOWED);
    state.cursor = allowed >= 0 ? middleAllowed() : about.axes.map((axis) => Math.floor(axis.size / 2));
  }
  state.log = quantityNamed(state.quantity).log;
  about.limits.forEach((limit) => state.limits.add(limit.name));
  about.flags.forEach((flag) => state.flags.add(flag.name));
}

// The allowed point that is nearest to the middle of all axes.
function middleAllowed() {
  let best = null, least = Infinity;
  points.verdict.forEach((v, point) => {
    if (v !== ALLOWED) return;
    const places = placesOf(point), far = places.reduce((sum, place, i) => sum + (place / (about.axes[i].size - 1) - 0.5) ** 2, 0);
    if (far < least) [best, least] = [places, far];
  });
  return best;
}

function draw() {
  if (about.kind === "points") drawScatter();
  else if (state.y === null) drawLine();
  else drawPlane();
  showCursor();
}

function showCursor() {
  view.mark();
  showPoint();
}

// Everything again: after a change of axes or quantity.
function renew() {
  showControls();
  showSliders();
  showLegend();
  draw();
}

let waiting = false;
function moveCursor(change) {
  change();
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; showCursor(); });
}

function listen() {
  const plot = byId("plot");
  const pick = (event) => {
    const box = plot.getBoundingClientRect(), { margin } = view.frame;
    moveCursor(() => view.pick(event.clientX - box.left - margin.left, event.clientY - box.top - margin.top));
  };
  plot.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse" || (!state.pinned && event.buttons === 0)) if (!state.pinned || event.buttons) pick(event);
  });
  plot.addEventListener("pointerdown", pick);
  plot.addEventListener("click", (event) => {
    if (event.detail === 0) return;
    state.pinned = !state.pinned || event.pointerType === "touch";
    pick(event);
    sayKeys();
  });
  plot.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (event.key === "Escape") state.pinned = false;
    else if (event.key === "Enter" || event.key === " ") state.pinned = !state.pinned;
    else if (!steps) return;
    event.preventDefault();
    if (steps) state.pinned = true;
    const far = event.shiftKey ? 10 : 1;
    moveCursor(() => steps && view.step(far * steps[0], far * steps[1]));
    sayKeys();
  });
  let width = window.innerWidth;
  // On a phone the height changes while the address bar hides: only the width matters.
  window.addEventListener("resize", () => { if (window.innerWidth !== width) { width = window.innerWidth; draw(); } });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { themeKept = new Map(); renew(); });
}

function sayKeys() {
  const pinned = state.pinned ? "The point is held: click, or Esc, lets it follow the mouse again." : "Click holds the point.";
  byId("keys").textContent = `${pinned} Arrow keys move it, with Shift by ten.`;
}

const THEMES = [["", "◐ as the system"], ["light", "☀ light"], ["dark", "☾ dark"]];
function setTheme(name) {
  document.documentElement.dataset.theme = name;
  themeKept = new Map();
  byId("theme").textContent = THEMES.find(([value]) => value === name)[1];
  try { localStorage.setItem("reheaton-theme", name); } catch { /* a browser may forbid it for files */ }
}

function listenToTheme() {
  let name = "";
  try { name = localStorage.getItem("reheaton-theme") || ""; } catch { /* as above */ }
  setTheme(THEMES.some(([value]) => value === name) ? name : "");
  byId("theme").addEventListener("click", () => {
    const at = THEMES.findIndex(([value]) => value === document.documentElement.dataset.theme);
    setTheme(THEMES[(at + 1) % THEMES.length][0]);
    renew();
  });
}

function showFrame() {
  document.title = `${about.model}: scan`;
  byId("title").textContent = about.model;
  const axes = about.kind === "points" ? `${about.axes[0].size} points` : about.axes.map((axis) => `${axis.size} ${axis.name}`).join(" × ");
  byId("subtitle").textContent = `Scan of ${axes}, by reheaton ${about.version}.`;
  const unfinished = points.verdict.reduce((sum, v) => sum + (v === 4), 0);
  const notes = unfinished ? [`${unfinished} points are not calculated yet: the scan is not complete.`, ...about.notes] : about.notes;
  byId("notices").replaceChildren(...notes.map((note) => element("p", { class: "notice" }, note)));
  byId("notes").replaceChildren(element("p", {}, about.fixed));
}

async function main() {
  try {
    if (typeof DecompressionStream === "undefined")
      throw new Error("this browser is too old: the page needs Chrome 80, Firefox 113, Safari 16.4, or a newer one");
    points = await unpackAll(about.arrays, bytesOf("points"));
    start();
    listenToTheme();
    showFrame();
    renew();
    listen();
    sayKeys();
    document.documentElement.dataset.ready = "picture";
    performance.mark("picture");
    await loadHistories();
    showPoint();
    document.documentElement.dataset.ready = "all";
  } catch (error) {
    byId("trouble").hidden = false;
    byId("trouble").textContent = `This page cannot be shown: ${error.message}.`;
    throw error;
  }
}

main();
