"use strict";
// Arrays of numbers from the texts in the page: the inverse of explorer/numbers.py.

const TYPES = { f4: [Uint32Array, Float32Array], f8: [BigUint64Array, Float64Array], u1: [Uint8Array, Uint8Array],
  u2: [Uint16Array, Uint16Array] };

function bytesOf(id) {
  const text = atob(document.getElementById(id).textContent);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function unpackAll(places, pile) {
  const names = Object.keys(places);
  const arrays = await Promise.all(names.map(async (name) => {
    const place = places[name];
    return unpack(place, await inflate(pile.subarray(place.at, place.at + place.bytes)));
  }));
  return Object.fromEntries(names.map((name, i) => [name, arrays[i]]));
}

function unpack(place, planes) {
  const [Words, Numbers] = TYPES[place.type];
  const size = Words.BYTES_PER_ELEMENT, count = planes.length / size;
  const bytes = new Uint8Array(planes.length);
  for (let b = 0; b < size; b++) for (let i = 0; i < count; i++) bytes[i * size + b] = planes[b * count + i];
  const words = new Words(bytes.buffer);
  for (const axis of place.along) addUp(words, place.shape, axis);
  return new Numbers(bytes.buffer);
}

// Whole numbers without sign wrap around in a typed array, as they did when differences were taken.
function addUp(words, shape, axis) {
  let step = 1;
  for (let i = axis + 1; i < shape.length; i++) step *= shape[i];
  const block = step * shape[axis];
  for (let i = 0; i < words.length; i++) if (i % block >= step) words[i] += words[i - step];
}
