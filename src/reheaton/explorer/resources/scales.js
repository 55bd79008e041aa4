// Linear and logarithmic scales, their ticks, and round levels: the rules of figures/scale.py.

const MOST_LEVELS = 10;

// On a logarithmic scale zero and negative numbers have no place.
function heightOf(value, log) {
  if (!Number.isFinite(value)) return NaN;
  if (!log) return value;
  return value > 0 ? Math.log10(value) : NaN;
}

function scaleBetween(log, low, high, start, end) {
  let from = heightOf(low, log), to = heightOf(high, log);
  if (from === to) [from, to] = [from - 1, to + 1];
  const slope = (end - start) / (to - from);
  return {
    log, low: from, high: to, start, end,
    place: (value) => start + slope * (heightOf(value, log) - from),
    placeOfHeight: (height) => start + slope * (height - from),
    value: (place) => { const h = from + (place - start) / slope; return log ? 10 ** h : h; },
  };
}

function roundStep(span, count) {
  const raw = span / count, base = 10 ** Math.floor(Math.log10(raw));
  return base * [1, 2, 5, 10].find((factor) => factor * base >= raw * (1 - 1e-9));
}

function linearTicks(low, high, count) {
  if (!(high > low)) return [low];
  const step = roundStep(high - low, count), ticks = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + 1e-9 * step; n++) ticks.push(n * step);
  return ticks.map((tick) => Number(tick.toPrecision(12)));
}

// Ticks [{height, text}] and heights of small ticks between the heights of a scale.
function ticksOf(scale, count) {
  const { low, high } = scale;
  if (!scale.log) {
    return { major: linearTicks(low, high, count).map((v) => ({ height: v, text: numberText(v, 4) })), minor: [] };
  }
  const first = Math.ceil(low - 1e-9), last = Math.floor(high + 1e-9), minor = [];
  if (last - first < 1) {
    const values = [1, 2, 5].flatMap((f) => [first - 1, first].map((n) => f * 10 ** n)).sort((a, b) => a - b);
    const inside = values.filter((v) => Math.log10(v) >= low - 1e-9 && Math.log10(v) <= high + 1e-9);
    const shown = inside.length > 1 ? inside : linearTicks(10 ** low, 10 ** high, count);
    return { major: shown.map((v) => ({ height: Math.log10(v), text: numberText(v, 3) })), minor };
  }
  const every = Math.max(1, Math.ceil((last - first + 1) / count)), major = [];
  for (let n = Math.ceil(first / every) * every; n <= last; n += every) major.push({ height: n, text: power(n) });
  for (let n = first - 1; n <= last; n++) {
    if (every > 1) minor.push(n);
    else for (let f = 2; f < 10; f++) minor.push(n + Math.log10(f));
  }
  return { major, minor: minor.filter((h) => h >= low && h <= high) };
}

// Heights of from two to ten round levels among these values, and what is written on each.
function levelsOf(values, log) {
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    const height = heightOf(value, log);
    if (height < low) low = height;
    if (height > high) high = height;
  }
  if (!(high >= low)) return null;
  if (high === low) [low, high] = log ? [low - 1, high + 1] : [low - 0.5 * Math.abs(low) - 1e-9, high + 0.5 * Math.abs(high) + 1e-9];
  let heights = [];
  if (log) {
    const decades = [];
    for (let n = Math.floor(low); n <= Math.ceil(high); n++) decades.push(n);
    const kept = decades.filter((_, i) => i % Math.ceil(decades.length / MOST_LEVELS) === 0);
    const stepped = (factors) => kept.flatMap((n) => factors.map((f) => n + Math.log10(f))).filter((h) => h > low && h < high);
    if (2 * kept.length > MOST_LEVELS) heights = stepped([1]);
    else if (stepped([1, 3]).length >= 5) heights = stepped([1, 3]);
    else if (stepped([1, 2, 5]).length >= 4) heights = stepped([1, 2, 5]);
    else heights = linearTicks(10 ** low, 10 ** high, MOST_LEVELS - 1).filter((v) => v > 0).map(Math.log10);
  } else {
    heights = linearTicks(low, high, MOST_LEVELS - 1);
  }
  const inside = heights.filter((h) => h > low && h < high);
  if (inside.length > 1) heights = inside;
  return { heights, low, high, texts: heights.map((h) => numberText(log ? 10 ** h : h, 3)) };
}
