// Points that were drawn: any two quantities, coloured by a third; marks tell verdicts apart.

const MARKS = { 0: "circle", 1: "cross", 2: "square" };

function drawScatter() {
  const items = [state.x, state.y, state.quantity].map(quantityNamed), [xItem, yItem, item] = items;
  const frame = plotFrame(byId("plot")), { width, height, margin, inner } = frame;
  const scales = [extentScale(xItem, 8, width - 8), extentScale(yItem, height - 8, 8)];
  const levels = levelsFor(item), colors = levels && colorScale(levels, state.banded);
  const canvas = element("canvas", { width: 2 * width, height: 2 * height, style: `left:${margin.left}px;top:${margin.top}px;width:${width}px;height:${height}px` });
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  const count = points.verdict.length, px = new Float64Array(count).fill(NaN), py = new Float64Array(count).fill(NaN);
  const isExcluded = (i) => about.limits.some((limit) => state.limits.has(limit.name) && points[limit.array][i] < 0);
  if (scales[0] && scales[1])
    // What is excluded lies below what is allowed.
    for (const kind of [1, 2, 0])
      for (let i = 0; i < count; i++) {
        const verdict = points.verdict[i];
        if (verdict >= FAILED || (isExcluded(i) ? 1 : verdict === OUTSIDE ? 2 : 0) !== kind) continue;
        const a = scales[0].place(points[xItem.array][i]), b = scales[1].place(points[yItem.array][i]);
        if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
        [px[i], py[i]] = [a, b];
        const h = levels ? heightOf(points[item.array][i], state.log) : NaN;
        drawMark(pen, MARKS[kind], a, b, Number.isFinite(h) ? colors.hex(h) : themeColor("missing"));
      }
  const some = scaleBetween(false, 0, 1, 0, width);
  const labels = drawAxes(frame, scales[0] || some, scales[1] || scaleBetween(false, 0, 1, height, 0), labelNodes(xItem), labelNodes(yItem, true));
  const mark = drawn("g", { class: "cursor" });
  inner.append(mark);
  byId("plot").replaceChildren(canvas, frame.picture, ...labels);
  if (levels) drawColorbar(byId("colorbar"), levels, colors, state.banded, item);
  else byId("colorbar").replaceChildren(element("p", { class: "notice" }, `${item.name} has no number on this scale.`));
  view = {
    frame,
    mark: () => {
      if (Number.isFinite(px[state.cursor[0]])) drawCross(mark, px[state.cursor[0]], py[state.cursor[0]], width, height);
      else mark.replaceChildren();
    },
    pick: (a, b) => { state.cursor[0] = nearestMark(px, py, a, b) ?? state.cursor[0]; },
    step: (dx, dy) => { state.cursor[0] = nextMark(dx ? px : py, dx ? dx : -dy); },
  };
}

function extentScale(item, start, end) {
  const values = points[item.array], log = item.log;
  const levels = levelsOf(values, log);
  if (!levels) return null;
  const scale = scaleBetween(false, levels.low, levels.high, start, end);
  return { ...scale, log, place: (value) => scale.placeOfHeight(heightOf(value, log)) };
}

function drawMark(pen, kind, x, y, color) {
  pen.beginPath();
  if (kind === "circle") {
    pen.arc(x, y, 4, 0, 7);
    pen.fillStyle = color;
    pen.fill();
    pen.lineWidth = 0.8;
    pen.strokeStyle = themeColor("ink");
    pen.stroke();
  } else if (kind === "square") {
    pen.rect(x - 3.2, y - 3.2, 6.4, 6.4);
    pen.lineWidth = 1.6;
    pen.strokeStyle = color;
    pen.stroke();
  } else {
    pen.moveTo(x - 2.5, y - 2.5); pen.lineTo(x + 2.5, y + 2.5); pen.moveTo(x - 2.5, y + 2.5); pen.lineTo(x + 2.5, y - 2.5);
    pen.lineWidth = 1.2;
    pen.strokeStyle = color;
    pen.stroke();
  }
}

function nearestMark(px, py, a, b) {
  let best = null, least = Infinity;
  for (let i = 0; i < px.length; i++) {
    const far = (px[i] - a) ** 2 + (py[i] - b) ** 2;
    if (far < least) [best, least] = [i, far];
  }
  return best;
}

// The next point to one side, by its place along one direction.
function nextMark(places, step) {
  const order = [...places.keys()].filter((i) => Number.isFinite(places[i])).sort((i, j) => places[i] - places[j]);
  const at = order.indexOf(state.cursor[0]);
  return order.length ? order[Math.min(order.length - 1, Math.max(0, at + step))] : state.cursor[0];
}
