// Contour lines by marching squares: chains of points in pixels. Squares with a corner without a number have none.

function contourLines(field, nx, xs, ys, level) {
  const ny = field.length / nx, ends = new Map();
  const join = (a, b) => {
    for (const [from, to] of [[a, b], [b, a]]) {
      if (!ends.has(from)) ends.set(from, []);
      ends.get(from).push(to);
    }
  };
  for (let j = 0; j < ny - 1; j++)
    for (let i = 0; i < nx - 1; i++) {
      const at = j * nx + i, a0 = field[at], b0 = field[at + 1], c0 = field[at + nx + 1], d0 = field[at + nx];
      const above = [a0 >= level, b0 >= level, c0 >= level, d0 >= level];
      if (above[0] === above[1] && above[0] === above[2] && above[0] === above[3]) continue;
      if (!Number.isFinite(a0 + b0 + c0 + d0)) continue;
      // Edges of the square, numbered so that neighbours give one edge the same number: 2 at + 0 below, + 1 left.
      const edges = [2 * at, 2 * (at + 1) + 1, 2 * (at + nx), 2 * at + 1];
      const cut = edges.filter((_, k) => above[k] !== above[(k + 1) % 4]);
      if (cut.length === 2) join(cut[0], cut[1]);
      else if (cut.length === 4) {
        const middle = (a0 + b0 + c0 + d0) / 4 >= level;
        const [a, b, c, d] = cut;
        if (middle === above[0]) { join(a, b); join(c, d); } else { join(a, d); join(b, c); }
      }
    }
  const placeOf = (number) => {
    const at = number >> 1, i = at % nx, j = (at - i) / nx, down = number & 1;
    const other = down ? at + nx : at + 1, part = (level - field[at]) / (field[other] - field[at]);
    return down ? [xs[i], ys[j] + part * (ys[j + 1] - ys[j])] : [xs[i] + part * (xs[i + 1] - xs[i]), ys[j]];
  };
  return chains(ends).map((chain) => chain.map(placeOf));
}

// Chains of joined ends, open ones from their ends first.
function chains(ends) {
  const found = [];
  const follow = (start) => {
    const chain = [start];
    for (let at = start; ends.get(at).length; ) {
      const next = ends.get(at).pop(), back = ends.get(next);
      back.splice(back.indexOf(at), 1);
      chain.push(next);
      at = next;
    }
    if (chain.length > 1) found.push(chain);
  };
  for (const [at, others] of ends) if (others.length === 1) follow(at);
  for (const [at, others] of ends) if (others.length) follow(at);
  return found;
}

function pathText(chain) {
  return "M" + chain.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L");
}

// Where on its lines the label of a level stands: on the longest, at the middle, away from other labels and the frame.
function labelPlace(lines, taken, width, height) {
  const long = lines.filter((line) => line.length > 6).sort((a, b) => b.length - a.length);
  for (const line of long.slice(0, 3))
    for (const part of [0.5, 0.3, 0.7, 0.15, 0.85]) {
      const [x, y] = line[Math.floor(part * (line.length - 1))];
      const free = x > 26 && x < width - 26 && y > 12 && y < height - 12;
      if (free && taken.every(([u, v]) => Math.abs(u - x) > 52 || Math.abs(v - y) > 18)) return [x, y];
    }
  return null;
}
