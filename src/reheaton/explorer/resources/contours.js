// Contour lines by marching squares: chains of points in pixels. Where one corner has no number, the triangle of the other
// three is taken, as in figures/refined.py, so that lines run up to points without one.

function contourLines(field, nx, xs, ys, level) {
  const ny = field.length / nx, ends = new Map(), diagonals = 2 * field.length;
  const cornersOf = (at) => [at, at + 1, at + nx + 1, at + nx];
  const join = (a, b) => {
    for (const [from, to] of [[a, b], [b, a]]) {
      if (!ends.has(from)) ends.set(from, []);
      ends.get(from).push(to);
    }
  };
  for (let j = 0; j < ny - 1; j++)
    for (let i = 0; i < nx - 1; i++) {
      const at = j * nx + i, values = cornersOf(at).map((corner) => field[corner]);
      const above = values.map((value) => value >= level), known = values.map(Number.isFinite), lacking = known.indexOf(false);
      if (known.filter(Boolean).length < 3) continue;
      if (lacking < 0 && above.every((side) => side === above[0])) continue;
      // Edges of the square, numbered so that neighbours give one edge the same number: 2 at + 0 below, + 1 left.
      const edges = [2 * at, 2 * (at + 1) + 1, 2 * (at + nx), 2 * at + 1];
      if (lacking >= 0) {
        const [next, across, last] = [1, 2, 3].map((k) => (lacking + k) % 4), cut = [];
        if (above[next] !== above[across]) cut.push(edges[next]);
        if (above[across] !== above[last]) cut.push(edges[across]);
        if (above[last] !== above[next]) cut.push(diagonals + 4 * at + lacking);
        if (cut.length === 2) join(cut[0], cut[1]);
        continue;
      }
      const cut = edges.filter((_, k) => above[k] !== above[(k + 1) % 4]);
      if (cut.length === 2) join(cut[0], cut[1]);
      else if (cut.length === 4) {
        const middle = values.reduce((sum, value) => sum + value, 0) / 4 >= level;
        const [a, b, c, d] = cut;
        if (middle === above[0]) { join(a, b); join(c, d); } else { join(a, d); join(b, c); }
      }
    }
  const placeOf = (number) => {
    let from = number >> 1, to = number & 1 ? from + nx : from + 1;
    if (number >= diagonals) {
      const corners = cornersOf((number - diagonals) >> 2), lacking = (number - diagonals) & 3;
      [from, to] = [corners[(lacking + 1) % 4], corners[(lacking + 3) % 4]];
    }
    const [i, k] = [from % nx, to % nx], [j, l] = [(from - i) / nx, (to - k) / nx];
    const part = (level - field[from]) / (field[to] - field[from]);
    return [xs[i] + part * (xs[k] - xs[i]), ys[j] + part * (ys[l] - ys[j])];
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
