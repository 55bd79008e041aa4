// Points of a grid: their numbers, and slices of arrays over two of the axes.

function stridesOf(axes) {
  const strides = new Array(axes.length).fill(1);
  for (let i = axes.length - 2; i >= 0; i--) strides[i] = strides[i + 1] * axes[i + 1].size;
  return strides;
}

function numberOf(places) {
  return places.reduce((sum, place, i) => sum + place * strides[i], 0);
}

function placesOf(number) {
  return strides.map((stride, i) => Math.floor(number / stride) % about.axes[i].size);
}

// Values over the axes x (fast) and y (slow), all other axes where the cursor is.
function sliceOf(array, x, y, cursor) {
  const nx = about.axes[x].size, ny = about.axes[y].size, found = new Float64Array(nx * ny);
  const start = numberOf(cursor.map((place, i) => (i === x || i === y ? 0 : place)));
  for (let j = 0; j < ny; j++)
    for (let i = 0; i < nx; i++) found[j * nx + i] = array[start + i * strides[x] + j * strides[y]];
  return found;
}

function lineOf(array, x, cursor) {
  const start = numberOf(cursor.map((place, i) => (i === x ? 0 : place)));
  return Float64Array.from({ length: about.axes[x].size }, (_, i) => array[start + i * strides[x]]);
}
