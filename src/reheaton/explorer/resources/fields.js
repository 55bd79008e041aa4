// Fields over a grid of points: interpolated for each pixel, coloured, and hatched where a region is.

// For each pixel the cell it is in and how far through it lies; cells have corners at the given places, which rise.
function cellsOf(places, length) {
  const cell = new Int32Array(length), part = new Float32Array(length);
  let k = 0;
  for (let p = 0; p < length; p++) {
    while (k < places.length - 2 && p + 0.5 > places[k + 1]) k++;
    cell[p] = k;
    part[p] = Math.min(1, Math.max(0, (p + 0.5 - places[k]) / (places[k + 1] - places[k])));
  }
  return { cell, part };
}

// The field at each pixel: bilinear between four numbers, that of the nearest point where one of them is none.
function interpolated(field, nx, columns, rows) {
  const width = columns.cell.length, height = rows.cell.length, found = new Float32Array(width * height);
  for (let q = 0; q < height; q++) {
    const base = rows.cell[q] * nx, g = rows.part[q];
    for (let p = 0; p < width; p++) {
      const at = base + columns.cell[p], f = columns.part[p];
      const a = field[at], b = field[at + 1], c = field[at + nx], d = field[at + nx + 1];
      const value = (1 - g) * ((1 - f) * a + f * b) + g * ((1 - f) * c + f * d);
      found[q * width + p] = value === value ? value : g < 0.5 ? (f < 0.5 ? a : b) : f < 0.5 ? c : d;
    }
  }
  return found;
}

function nearestOf(field, nx, columns, rows) {
  const width = columns.cell.length, height = rows.cell.length, found = new Float32Array(width * height);
  for (let q = 0; q < height; q++)
    for (let p = 0; p < width; p++)
      found[q * width + p] = field[(rows.cell[q] + (rows.part[q] >= 0.5)) * nx + columns.cell[p] + (columns.part[p] >= 0.5)];
  return found;
}

// Colours of a 32-bit pixel, in the order of bytes of every machine that runs a browser today.
function pixelColor(hex, alpha = 255) {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  return ((alpha << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

// The colour of a height: one for each band between levels, or without steps.
function colorScale(levels, banded) {
  const count = about.colors.length, bands = levels.heights.length;
  const first = levels.heights[0], last = levels.heights[bands - 1];
  const margin = bands > 1 ? (last - first) / (bands - 1) : 1;
  const low = Math.max(levels.low, first - margin), high = Math.min(levels.high, last + margin);
  const number = (height) => {
    if (!banded) return Math.round(Math.min(1, Math.max(0, (height - low) / (high - low))) * (count - 1));
    let band = 0;
    while (band < bands && height >= levels.heights[band]) band++;
    return Math.round((band / bands) * (count - 1));
  };
  return { low, high, hex: (height) => about.colors[number(height)], number };
}

function paint(canvas, heights, colors) {
  const image = new ImageData(canvas.width, canvas.height), pixels = new Uint32Array(image.data.buffer);
  const table = about.colors.map((hex) => pixelColor(hex));
  for (let i = 0; i < heights.length; i++) if (heights[i] === heights[i]) pixels[i] = table[colors.number(heights[i])];
  canvas.getContext("2d").putImageData(image, 0, 0);
}

// A canvas that is filled where `inside` says so, with a colour or a pattern.
function region(width, height, inside, fill) {
  const canvas = new OffscreenCanvas(width, height), context = canvas.getContext("2d");
  const image = new ImageData(width, height), pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) if (inside(i)) pixels[i] = 0xff000000;
  context.putImageData(image, 0, 0);
  context.globalCompositeOperation = "source-in";
  context.fillStyle = typeof fill === "string" ? fill : context.createPattern(fill, "repeat");
  context.fillRect(0, 0, width, height);
  return canvas;
}

const HATCHES = ["/", "\\", "|", "-", "//", "x", ".", "..."];

// A tile of hatching that joins itself on all sides.
function hatch(kind, color) {
  const size = kind === "//" ? 6 : 9, canvas = new OffscreenCanvas(size, size), pen = canvas.getContext("2d");
  pen.strokeStyle = pen.fillStyle = color;
  pen.lineWidth = 1.1;
  pen.beginPath();
  if (kind.includes("/") || kind === "x") for (const s of [-size, 0, size]) { pen.moveTo(s - 1, size + 1); pen.lineTo(s + size + 1, -1); }
  if (kind === "\\" || kind === "x") for (const s of [-size, 0, size]) { pen.moveTo(s - 1, -1); pen.lineTo(s + size + 1, size + 1); }
  if (kind === "|") { pen.moveTo(size / 2, 0); pen.lineTo(size / 2, size); }
  if (kind === "-") { pen.moveTo(0, size / 2); pen.lineTo(size, size / 2); }
  pen.stroke();
  if (kind === ".") { pen.beginPath(); pen.arc(size / 2, size / 2, 1.2, 0, 7); pen.fill(); }
  return canvas;
}

// The logarithm of bound over value, or of value over bound: the sign of the margin, and smoother between points.
function smoothMargin(margins, upper) {
  return margins.map((m) => {
    if (m === Infinity) return Infinity;
    return upper ? -Math.log(Math.max(1 - m, 1e-100)) : Math.log(Math.max(1 + m, 1e-100));
  });
}

// The field with the opposite of the nearest value `inside` where it is `unknown`: the edge is midway between them.
function mirrored(field, nx, inside, unknown) {
  const found = Float64Array.from(field), ny = field.length / nx;
  for (let at = 0; at < field.length; at++) {
    if (!unknown(at)) continue;
    const i = at % nx, j = (at - i) / nx;
    let value = NaN, nearest = Infinity;
    for (let dj = -1; dj <= 1; dj++)
      for (let di = -1; di <= 1; di++) {
        const there = (j + dj) * nx + i + di, far = di * di + dj * dj;
        const on = i + di >= 0 && i + di < nx && j + dj >= 0 && j + dj < ny;
        if (on && far < nearest && inside(there)) [value, nearest] = [-field[there], far];
      }
    found[at] = Number.isNaN(value) ? (field[at] < 0 ? -1 : 1) : value;
  }
  return found;
}

function edge(field, nx) {
  return mirrored(field, nx, (at) => field[at] < 0, (at) => field[at] === Infinity);
}
