// A quantity along one axis of a grid, where limits exclude and flags are raised, all other axes where the cursor is.

const MOST_BARS = 6;

function drawLine() {
  const { x, cursor } = state, axis = about.axes[x], item = quantityNamed(state.quantity);
  const cut = (name) => lineOf(points[name], x, cursor);
  const values = cut(item.array), verdict = cut("verdict");
  const limits = about.limits.filter((limit) => state.limits.has(limit.name));
  const barred = limits.filter((limit) => cut(limit.array).some((m) => m < 0)).slice(0, MOST_BARS);
  // What is raised everywhere tells no point from another, and the panel of the point names it.
  const differs = (flag) => { const on = cut(flag.array).filter((_, i) => verdict[i] < FAILED); return on.includes(1) && on.includes(0); };
  const flags = about.flags.filter((flag) => state.flags.has(flag.name) && differs(flag)).slice(0, MOST_BARS);
  const bars = barred.length + flags.length;
  const frame = plotFrame(byId("plot"), { bottom: 50 + 24 * bars }), { width, height, inner, margin } = frame;
  const across = scaleOf(axis, 0, width), levels = levelsFor(item);
  byId("colorbar").replaceChildren(element("div", { class: "title" }, ...labelNodes(item)));
  const spread = levels ? 0.06 * (levels.high - levels.low) || 0.5 : 0;
  const up = levels ? scaleBetween(false, levels.low - spread, levels.high + spread, height, 0) : null;
  const vertical = up && { ...up, log: state.log, place: (value) => up.placeOfHeight(heightOf(value, state.log)) };
  const xs = axis.values.map(across.place);

  const shadeSpans = (spans, className) => spans.forEach(([from, to]) =>
    inner.append(drawn("rect", { x: from, width: Math.max(1, to - from), height, class: className })));
  const shade = (field, className) => shadeSpans(spansBelow(field, xs), className);
  // Each limit by itself: the smaller of two margins bends between points.
  shadeSpans(joined(limits.flatMap((limit) => spansBelow(edge(smoothMargin(cut(limit.array), limit.upper), xs.length), xs))), "excluded");
  shade(verdict.map((v) => (v === OUTSIDE ? -1 : 1)), "outside");
  shade(verdict.map((v) => (v >= FAILED ? -1 : 1e-9)), "nothing");
  const place = (i) => vertical.place(values[i]);
  if (vertical) drawCurve(inner, xs, values.map((_, i) => place(i)), flags.length ? verdict.map((_, i) => flags.some((f) => points[f.array][pointAlong(i)])) : null);
  const labels = drawAxes(frame, across, vertical || scaleBetween(false, 0, 1, height, 0), labelNodes(axis), labelNodes(item, true));
  labels[0].style.top = `${margin.top + height + 24 + 24 * bars}px`;
  drawBars(inner, xs, cut, barred, flags, width, height + 28);
  const mark = drawn("g", { class: "cursor" });
  inner.append(mark);
  byId("plot").replaceChildren(frame.picture, ...labels);
  view = {
    frame,
    mark: () => {
      const px = xs[state.cursor[x]], py = vertical ? place(state.cursor[x]) : NaN;
      if (Number.isFinite(py)) drawCross(mark, px, py, width, height);
      else mark.replaceChildren(drawn("path", { d: `M${px} 0V${height}`, class: "hair" }));
    },
    pick: (px) => { state.cursor[x] = nearestPlace(axis.values, across, px); },
    step: (dx, dy) => moveAlong(x, dx + dy),
  };
}

function pointAlong(i) {
  return numberOf(state.cursor.map((place, axis) => (axis === state.x ? i : place)));
}

// A line in pieces where there are numbers, dotted where a flag is raised, with a dot at a point without neighbours.
function drawCurve(inner, xs, ys, flagged) {
  let solid = "", dotted = "";
  ys.forEach((y, i) => {
    if (!Number.isFinite(y)) return;
    const before = Number.isFinite(ys[i - 1]), after = Number.isFinite(ys[i + 1]);
    if (!before && !after) inner.append(drawn("circle", { cx: xs[i], cy: y, r: 2.5, class: "dot" }));
    if (!after) return;
    const piece = `M${xs[i].toFixed(1)} ${y.toFixed(1)}L${xs[i + 1].toFixed(1)} ${ys[i + 1].toFixed(1)}`;
    if (flagged && (flagged[i] || flagged[i + 1])) dotted += piece; else solid += piece;
  });
  inner.append(drawn("path", { d: solid, class: "curve" }), drawn("path", { d: dotted, class: "curve dotted" }));
}

function drawBars(inner, xs, cut, limits, flags, width, top) {
  const rows = [
    ...limits.map((limit) => [`excluded: ${limit.name}`, edge(smoothMargin(cut(limit.array), limit.upper), xs.length), limitStyle(limit).color]),
    ...flags.map((flag) => [`flag: ${flag.name}`, cut(flag.array).map((on) => (on ? -1 : 1)), themeColor("flag")]),
  ];
  rows.forEach(([text, field, color], row) => {
    const y = top + 24 * row;
    for (const [from, to] of spansBelow(field, xs))
      inner.append(drawn("rect", { x: from, y, width: Math.max(1, to - from), height: 17, fill: color, "fill-opacity": 0.45 }));
    inner.append(rimmedText(4, y + 8, text, { "text-anchor": "start" }));
  });
}

// Intervals that cover the same as those given, apart from each other and in order.
function joined(spans) {
  const found = [];
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0])) {
    const last = found[found.length - 1];
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
}

// Intervals in which a field is negative; between two points it is a line.
function spansBelow(field, xs) {
  const found = [];
  for (let i = 0; i + 1 < field.length; i++) {
    const [left, right] = [field[i], field[i + 1]];
    if (Number.isNaN(left) || Number.isNaN(right) || (left >= 0 && right >= 0)) continue;
    const cross = left < 0 !== right < 0 ? xs[i] + ((xs[i + 1] - xs[i]) * left) / (left - right) : xs[i];
    const from = left < 0 ? xs[i] : cross, to = right < 0 ? xs[i + 1] : cross;
    if (found.length && found[found.length - 1][1] === from) found[found.length - 1][1] = to;
    else found.push([from, to]);
  }
  return found;
}
