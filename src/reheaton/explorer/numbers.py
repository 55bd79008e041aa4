"""Arrays of numbers packed for a page: differences between neighbours, bytes of one weight together, deflate, base64.

Quantities vary smoothly along the axes of a scan, so that differences of the numbers' bits between neighbours are small
whole numbers, which deflate packs well. A browser undoes all of it, see `resources/unpack.js`; no digit is lost.
"""

import base64
import zlib
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

_WORDS: Final = {1: "<u1", 2: "<u2", 4: "<u4", 8: "<u8"}
_TYPES: Final = {"f4": "<f4", "f8": "<f8", "u1": "<u1", "u2": "<u2"}
_SMALLEST, _LARGEST = float(np.finfo(np.float32).tiny), float(np.finfo(np.float32).max)


@dataclass(frozen=True)
class Packed:
    """An array as it stands in the page: what is needed to unpack it, and its bytes."""

    about: dict[str, Any]
    content: bytes


@dataclass
class Pile:
    """Packed arrays one after the other, as one text; `places` say where each is and how it is unpacked."""

    places: dict[str, dict[str, Any]] = field(default_factory=dict)
    content: bytearray = field(default_factory=bytearray)

    def add(self, name: str, packed: Packed) -> None:
        self.places[name] = {**packed.about, "at": len(self.content), "bytes": len(packed.content)}
        self.content += packed.content

    @property
    def text(self) -> str:
        """The bytes in base64, which no HTML can be made of."""
        return base64.b64encode(bytes(self.content)).decode("ascii")


def pack(values: np.ndarray, kind: str) -> Packed:
    """An array as numbers of a type: f4, f8, u1 or u2; of several ways to take differences the shortest is chosen.

    >>> import numpy as np
    >>> from reheaton.explorer.numbers import pack, unpack
    >>> packed = pack(np.linspace(1.0, 2.0, 1000), "f4")
    >>> len(packed.content) < 2000, float(unpack(packed)[-1])
    (True, 2.0)
    """
    typed = np.array(values, dtype=_TYPES[kind], order="C")
    words = typed.view(_WORDS[typed.itemsize])
    ways = [(), (typed.ndim - 1,), tuple(range(typed.ndim))] if typed.ndim else [()]
    contents = {way: zlib.compress(_planes(_differences(words, way)), 9) for way in dict.fromkeys(ways)}
    way = min(contents, key=lambda way: len(contents[way]))
    return Packed({"type": kind, "shape": list(typed.shape), "along": list(way)}, contents[way])


def unpack(packed: Packed) -> np.ndarray:
    """The array that was packed, as a browser finds it."""
    dtype = np.dtype(_TYPES[packed.about["type"]])
    planes = np.frombuffer(zlib.decompress(packed.content), dtype="u1").reshape(dtype.itemsize, -1)
    words = np.ascontiguousarray(planes.T).view(_WORDS[dtype.itemsize]).reshape(packed.about["shape"])
    for axis in packed.about["along"]:
        words = np.cumsum(words, axis=axis, dtype=words.dtype)
    return words.view(dtype)


def single(values: np.ndarray) -> np.ndarray:
    """Numbers in single precision, 6e-8: what is finite, negative or not 0 stays so."""
    values = np.asarray(values, dtype=float)
    size = np.clip(np.abs(values), _SMALLEST, _LARGEST)
    kept = np.where(np.isfinite(values) & (values != 0), np.copysign(size, values), values)
    return kept.astype(np.float32)


def fits_single(values: np.ndarray) -> bool:
    """Whether single precision reaches as far as these numbers."""
    size = np.abs(values[np.isfinite(values) & (values != 0)])
    return not size.size or bool(size.min() >= _SMALLEST and size.max() <= _LARGEST)


def _differences(words: np.ndarray, axes: tuple[int, ...]) -> np.ndarray:
    """Differences along axes, first elements as they are; whole numbers without sign wrap around."""
    for axis in axes:
        words = np.diff(words, axis=axis, prepend=np.zeros((), words.dtype))
    return words


def _planes(words: np.ndarray) -> bytes:
    """All first bytes, then all second bytes, and so on."""
    return np.ascontiguousarray(words.reshape(-1, 1).view("u1").T).tobytes()
