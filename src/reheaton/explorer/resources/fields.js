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
  const { cell, part } = columns, along = new Float64Array(nx);
  for (let q = 0; q < height; q++) {
    const base = rows.cell[q] * nx, g = rows.part[q], near = base + (g >= 0.5 ? nx : 0);
    for (let i = 0; i < nx; i++) along[i] = field[base + i] + g * (field[base + nx + i] - field[base + i]);
    for (let p = 0, at = q * width; p < width; p++, at++) {
      const k = cell[p], f = part[p], value = along[k] + f * (along[k + 1] - along[k]);
      found[at] = value === value ? value : field[near + k + (f >= 0.5 ? 1 : 0)];
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

// Pixels of a picture: colours of heights, then what lies over them, one layer after the other.
function paintedPixels(heights, colors) {
  const pixels = new Uint32Array(heights.length), table = about.colors.map((hex) => pixelColor(hex));
  for (let i = 0; i < heights.length; i++) if (heights[i] === heights[i]) pixels[i] = table[colors.number(heights[i])];
  return pixels;
}

// Regions are found for every second pixel along each side: lines drawn over their edges hide the steps.
function coarse({ columns, rows }) {
  const half = ({ cell, part }) => ({ cell: cell.filter((_, i) => i % 2 === 0), part: part.filter((_, i) => i % 2 === 0) });
  return { columns: half(columns), rows: half(rows) };
}

// Mixes a colour into the pixels whose number in `values`, of every second pixel, is inside.
function cover(pixels, width, values, inside, hex, strength) {
  hatchOver(pixels, width, values, inside, { size: 1, alpha: [strength], color: pixelColor(hex) });
}

function hatchOver(pixels, width, values, inside, { size, alpha, color }) {
  const half = Math.ceil(width / 2), height = pixels.length / width;
  for (let y = 0, i = 0; y < height; y++) {
    const row = (y % size) * size, from = (y >> 1) * half;
    for (let x = 0; x < width; x++, i++) {
      const a = alpha[row + (x % size)];
      if (a && inside(values[from + (x >> 1)])) pixels[i] = mixed(pixels[i], color, a);
    }
  }
}

// A colour over another, by parts of 256; over nothing it keeps its opacity.
function mixed(below, above, part) {
  const over = Math.round(256 * part);
  if (below >>> 24 === 0) return ((Math.round(255 * part) << 24) | (above & 0xffffff)) >>> 0;
  const under = 256 - over;
  const redBlue = ((below & 0xff00ff) * under + (above & 0xff00ff) * over) / 256;
  const green = ((below & 0xff00) * under + (above & 0xff00) * over) / 256;
  return (0xff000000 | (redBlue & 0xff00ff) | (green & 0xff00)) >>> 0;
}

const tiles = new Map();

// A tile of hatching that joins itself on all sides: its opacity by pixel, and its colour.
function hatch(kind, hex, density = 1) {
  const key = `${kind} ${hex} ${density}`;
  if (!tiles.has(key)) {
    const canvas = hatchCanvas(kind, hex, density), size = canvas.width;
    const data = canvas.getContext("2d").getImageData(0, 0, size, size).data;
    tiles.set(key, { size, canvas, color: pixelColor(hex), alpha: Float32Array.from({ length: size * size }, (_, i) => data[4 * i + 3] / 255) });
  }
  return tiles.get(key);
}

function hatchCanvas(kind, color, density) {
  const size = Math.round((kind === "//" ? 7 : 10) * density);
  const canvas = element("canvas", { width: size, height: size }), pen = canvas.getContext("2d");
  pen.strokeStyle = pen.fillStyle = color;
  pen.lineWidth = density;
  pen.beginPath();
  for (const s of [-size, 0, size]) {
    if (kind.includes("/") || kind === "x") { pen.moveTo(s - 1, size + 1); pen.lineTo(s + size + 1, -1); }
    if (kind === "\\" || kind === "x") { pen.moveTo(s - 1, -1); pen.lineTo(s + size + 1, size + 1); }
  }
  if (kind === "|") { pen.moveTo(size / 2, 0); pen.lineTo(size / 2, size); }
  if (kind === "-") { pen.moveTo(0, size / 2); pen.lineTo(size, size / 2); }
  pen.stroke();
  if (kind === ".") { pen.beginPath(); pen.arc(size / 2, size / 2, 1.25 * density, 0, 7); pen.fill(); }
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
