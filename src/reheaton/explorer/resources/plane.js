// A grid over two axes: a quantity in colours and contours, what limits exclude, flags, and points without a number.

// A picture has more pixels than its size on screens with small ones, up to this many.
const MOST_PIXELS = 5e5;
const LIMIT_STYLES = [["ink", "/"], ["red", "\\"], ["blue", "|"], ["purple", "-"], ["orange", "//"]];

function limitStyle(limit) {
  const [name, kind] = LIMIT_STYLES[limit.rank % LIMIT_STYLES.length];
  return { color: themeColor(name), kind };
}

function drawPlane() {
  const { x, y, cursor } = state, item = quantityNamed(state.quantity), nx = about.axes[x].size;
  const frame = plotFrame(byId("plot")), { width, height } = frame;
  const scales = [scaleOf(about.axes[x], 0, width), scaleOf(about.axes[y], height, 0)];
  const xs = about.axes[x].values.map(scales[0].place), ys = about.axes[y].values.map(scales[1].place);
  const cut = (name) => sliceOf(points[name], x, y, cursor);
  const density = Math.max(1, Math.min(window.devicePixelRatio || 1, Math.sqrt(MOST_PIXELS / (width * height))));
  const columns = cellsOf(xs.map((place) => place * density), Math.round(width * density));
  // Rows of pixels run downwards, those of the grid upwards.
  const upward = cellsOf(ys.map((place) => (height - place) * density), Math.round(height * density));
  const rows = { cell: upward.cell.reverse(), part: upward.part.reverse() };
  const verdict = cut("verdict"), heights = cut(item.array).map((value) => heightOf(value, state.log));
  const levels = levelsFor(item), colors = levels && colorScale(levels, state.banded);

  const shape = { nx, columns, rows, width, height, xs, ys, density, coarse: coarse({ columns, rows }) };
  const pixels = levels ? paintedPixels(interpolated(heights, nx, columns, rows), colors) : new Uint32Array(columns.cell.length * rows.cell.length);
  const lines = drawn("g", { class: "lines" });
  if (levels) drawContours(lines, heights, levels, shape);
  drawLimits(pixels, lines, cut, verdict, shape);
  drawFlags(pixels, cut, verdict, shape);
  drawMissing(pixels, lines, verdict, shape);
  showPlane(frame, pixels, lines, scales, item, levels, colors, shape);
}

function drawContours(lines, heights, levels, shape) {
  const taken = [];
  levels.heights.forEach((level, i) => {
    const found = contourLines(heights, shape.nx, shape.xs, shape.ys, level);
    if (!found.length) return;
    lines.append(drawn("path", { d: found.map(pathText).join(""), class: "contour" }));
    const place = labelPlace(found, taken, shape.width, shape.height);
    if (!place) return;
    taken.push(place);
    lines.append(rimmedText(place[0], place[1], levels.texts[i], { class: "rimmed level" }));
  });
}

function drawLimits(pixels, lines, cut, verdict, shape) {
  const { nx, xs, ys, density } = shape, across = shape.columns.cell.length, isNegative = (value) => value < 0;
  const regionOf = (field) => interpolated(field, nx, shape.coarse.columns, shape.coarse.rows);
  const chosen = about.limits.filter((limit) => state.limits.has(limit.name));
  // Limits are put together after each was interpolated: the smaller of two margins bends where the other takes over.
  const fields = chosen.map((limit) => smoothMargin(cut(limit.array), limit.upper)), regions = [];
  const worst = regionOf(signsOf(verdict, fields, nx)), excluded = new Float32Array(worst.length);
  fields.forEach((field, k) => {
    if (!field.some(isNegative)) return;
    regions[k] = regionOf(edge(field, nx));
    regions[k].forEach((value, i) => {
      if (value < worst[i]) worst[i] = value;
      if (value < 0) excluded[i] = -1;
    });
  });
  cover(pixels, across, excluded, isNegative, themeColor("surface"), 0.6);
  chosen.forEach((limit, k) => {
    if (!limit.drawn || !regions[k]) return;
    const { color, kind } = limitStyle(limit);
    hatchOver(pixels, across, regions[k], isNegative, hatch(kind, color, density));
    // No line where the limit ends to apply: its place between two points is not known.
    const d = contourLines(fields[k], nx, xs, ys, 0).map(pathText).join("");
    if (d) lines.append(drawn("path", { d, class: "limit", stroke: color }));
  });
  drawBorder(lines, worst, shape);
}

// Negative where a flag voids the verdict. Excluded points, where limits are the border, have the sign of the nearest other
// point, as else a gap would be left before them.
function signsOf(verdict, fields, nx) {
  const signs = verdict.map((v) => (v === OUTSIDE ? -1 : 1));
  const limited = (at) => verdict[at] === EXCLUDED && fields.some((field) => field[at] < 0);
  const opposite = signs.map((sign, at) => (limited(at) ? 1 : -sign));
  const taken = mirrored(opposite, nx, (at) => verdict[at] === ALLOWED || verdict[at] === OUTSIDE, limited);
  return signs.map((sign, at) => (limited(at) ? taken[at] : sign));
}

// The border of what all limits allow and no flag voids, from every second pixel.
function drawBorder(lines, worst, shape) {
  const along = (count) => Array.from({ length: count }, (_, i) => (2 * i + 0.5) / shape.density);
  const half = shape.coarse.columns.cell.length;
  const found = contourLines(worst, half, along(half), along(shape.coarse.rows.cell.length), 0);
  const d = found.map((chain) => pathText(chain.filter((_, i) => i % 2 === 0 || i === chain.length - 1))).join("");
  if (d) lines.append(drawn("path", { d, class: "border rim" }), drawn("path", { d, class: "border" }));
}

function drawFlags(pixels, cut, verdict, shape) {
  const { nx, density } = shape, { columns, rows } = shape.coarse, across = shape.columns.cell.length, color = themeColor("flag");
  if (verdict.includes(OUTSIDE)) {
    const outside = nearestOf(verdict, nx, columns, rows);
    hatchOver(pixels, across, outside, (v) => v === OUTSIDE, hatch("x", color, density));
  }
  const raised = new Float64Array(verdict.length);
  for (const flag of about.flags)
    if (flag.raised && state.flags.has(flag.name)) cut(flag.array).forEach((on, at) => { if (on && verdict[at] === ALLOWED) raised[at] = 1; });
  if (!raised.includes(1)) return;
  const where = interpolated(raised, nx, columns, rows);
  hatchOver(pixels, across, where, (part) => part > 0.5, hatch(".", color, density));
}

function drawMissing(pixels, lines, verdict, shape) {
  const { nx, xs, ys } = shape, { columns, rows } = shape.coarse;
  if (!verdict.some((v) => v >= FAILED)) return;
  const nearest = nearestOf(verdict, nx, columns, rows);
  cover(pixels, shape.columns.cell.length, nearest, (v) => v >= FAILED, themeColor("missing"), 1);
  verdict.forEach((v, at) => {
    if (v < FAILED) return;
    const px = xs[at % nx], py = ys[Math.floor(at / nx)];
    if (v === FAILED) lines.append(drawn("path", { d: `M${px - 3} ${py - 3}l6 6m0 -6l-6 6`, class: "failed" }));
    else lines.append(drawn("circle", { cx: px, cy: py, r: 1.6, class: "undone" }));
  });
}

function showPlane(frame, pixels, lines, scales, item, levels, colors, shape) {
  const { width, height, margin, picture, inner } = frame;
  const [across, down] = [shape.columns.cell.length, shape.rows.cell.length];
  const shown = element("canvas", { width: across, height: down, style: `left:${margin.left}px;top:${margin.top}px;width:${width}px;height:${height}px` });
  shown.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), across, down), 0, 0);
  inner.append(lines);
  const labels = drawAxes(frame, ...scales, labelNodes(about.axes[state.x]), labelNodes(about.axes[state.y], true));
  const mark = drawn("g", { class: "cursor" });
  inner.append(mark);
  byId("plot").replaceChildren(shown, picture, ...labels);
  if (levels) drawColorbar(byId("colorbar"), levels, colors, state.banded, item);
  else byId("colorbar").replaceChildren(element("p", { class: "notice" }, `${item.name} has no number on this scale.`));
  view = {
    frame,
    mark: () => {
      const px = scales[0].place(about.axes[state.x].values[state.cursor[state.x]]);
      const py = scales[1].place(about.axes[state.y].values[state.cursor[state.y]]);
      drawCross(mark, px, py, width, height);
    },
    pick: (px, py) => {
      state.cursor[state.x] = nearestPlace(about.axes[state.x].values, scales[0], px);
      state.cursor[state.y] = nearestPlace(about.axes[state.y].values, scales[1], py);
    },
    step: (dx, dy) => { moveAlong(state.x, dx); moveAlong(state.y, dy); },
  };
}

function drawCross(mark, px, py, width, height) {
  mark.replaceChildren(
    drawn("path", { d: `M0 ${py}H${width}M${px} 0V${height}`, class: "hair" }),
    drawn("circle", { cx: px, cy: py, r: 6.5, class: "ring rim" }),
    drawn("circle", { cx: px, cy: py, r: 6.5, class: state.pinned ? "ring pinned" : "ring" }));
}

function nearestPlace(values, scale, place) {
  let best = 0;
  values.forEach((value, i) => {
    if (Math.abs(scale.place(value) - place) < Math.abs(scale.place(values[best]) - place)) best = i;
  });
  return best;
}

function moveAlong(axis, step) {
  const last = about.axes[axis].size - 1;
  state.cursor[axis] = Math.min(last, Math.max(0, state.cursor[axis] + step));
}
