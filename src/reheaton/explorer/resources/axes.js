// The frame of a picture: size, ticks, and labels of axes as elements of the page, which have sub- and superscripts.

function plotFrame(parent, options = {}) {
  const whole = Math.max(260, parent.clientWidth);
  const margin = { left: options.left ?? (whole < 480 ? 52 : 66), right: 14, top: 10, bottom: options.bottom ?? 50 };
  const width = Math.floor(whole - margin.left - margin.right);
  const height = options.height ?? Math.round(Math.min(0.78 * width + 40, 560, Math.max(260, 0.62 * window.innerHeight)));
  const picture = drawn("svg", { width: whole, height: height + margin.top + margin.bottom, class: "chart" });
  const inner = drawn("g", { transform: `translate(${margin.left},${margin.top})` });
  picture.append(inner);
  return { whole, margin, width, height, picture, inner };
}

function drawAxes(frame, x, y, labelX, labelY) {
  const { width, height, inner } = frame;
  const group = drawn("g", { class: "axes" });
  group.append(drawn("rect", { width, height, class: "frame" }));
  const xTicks = ticksOf(x, Math.max(3, Math.floor(width / 70))), yTicks = ticksOf(y, Math.max(3, Math.floor(height / 55)));
  for (const { height: h, text } of xTicks.major) {
    const place = x.placeOfHeight(h);
    group.append(drawn("path", { d: `M${place} ${height}v-7M${place} 0v7` }),
      drawn("text", { x: place, y: height + 18, "text-anchor": "middle" }, text));
  }
  for (const h of xTicks.minor) group.append(drawn("path", { d: `M${x.placeOfHeight(h)} ${height}v-3.5` }));
  for (const { height: h, text } of yTicks.major) {
    const place = y.placeOfHeight(h);
    group.append(drawn("path", { d: `M0 ${place}h7M${width} ${place}h-7` }),
      drawn("text", { x: -8, y: place + 4, "text-anchor": "end" }, text));
  }
  for (const h of yTicks.minor) group.append(drawn("path", { d: `M0 ${y.placeOfHeight(h)}h3.5` }));
  inner.append(group);
  const { margin } = frame;
  const labels = [];
  if (labelX) labels.push(element("div", { class: "label", style: `left:${margin.left}px;width:${width}px;top:${margin.top + height + 24}px` }, ...labelX));
  if (labelY) labels.push(element("div", { class: "label upwards", style: `width:${height}px;top:${margin.top + height}px` }, ...labelY));
  return labels;
}

// Text with a rim, so that it is read on any colour.
function rimmedText(x, y, text, attributes = {}) {
  return drawn("text", { x, y: y + 4, "text-anchor": "middle", class: "rimmed", ...attributes }, text);
}

function drawColorbar(parent, levels, colors, banded, item) {
  const width = Math.max(200, Math.min(parent.clientWidth, 720)) - 20, bar = 12;
  const scale = (h) => 10 + ((h - colors.low) / (colors.high - colors.low)) * (width - 20);
  const picture = drawn("svg", { width: width + 20, height: 34, class: "chart", role: "img", "aria-label": `Colours of ${item.name}` });
  const parts = 160;
  for (let i = 0; i < parts; i++) {
    const h = colors.low + ((i + 0.5) / parts) * (colors.high - colors.low);
    picture.append(drawn("rect", { x: 10 + (i / parts) * (width - 20), y: 2, width: (width - 20) / parts + 0.6, height: bar, fill: colors.hex(h) }));
  }
  let last = -Infinity;
  levels.heights.forEach((h, i) => {
    const x = scale(h);
    if (banded) picture.append(drawn("path", { d: `M${x} 2v${bar}`, class: "tick" }));
    if (x - last < 44) return;
    last = x;
    picture.append(drawn("text", { x, y: 29, "text-anchor": "middle" }, levels.texts[i]));
  });
  parent.replaceChildren(element("div", { class: "title" }, ...labelNodes(item)), picture);
}
