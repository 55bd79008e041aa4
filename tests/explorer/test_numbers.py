"""Numbers survive being packed."""

import base64
import zlib

import numpy as np
import pytest

from reheaton.explorer.numbers import Pile, fits_single, pack, single, unpack

SMOOTH = np.geomspace(1e-9, 1e3, 600).reshape(20, 30)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (SMOOTH.astype("f4"), "f4"),
        (-SMOOTH, "f8"),
        (np.array([np.nan, np.inf, -np.inf, -0.0, 5e-324]), "f8"),
        (np.array([[3, 250], [0, 255]]), "u1"),
        (np.arange(70000) % 65536, "u2"),
        (np.arange(24).reshape(2, 3, 4), "u2"),
        (np.array(7), "u1"),
    ],
)
def test_what_is_packed_comes_back(values, kind):
    back = unpack(pack(values, kind))
    np.testing.assert_array_equal(back, values)
    np.testing.assert_array_equal(np.signbit(back), np.signbit(values))
    assert back.shape == values.shape


def test_differences_pack_smooth_numbers_well():
    plain = zlib.compress(SMOOTH.astype("<f4").tobytes(), 9)
    packed = pack(SMOOTH, "f4")
    assert packed.about["along"] and len(packed.content) < 0.85 * len(plain)


def test_single_precision_keeps_signs_and_what_is_finite():
    values = np.array([-1e-300, 1e-300, 0.0, -0.5, 1e300, -1e300, np.inf, np.nan])
    found = single(values)
    assert np.array_equal(np.sign(found[:-1]), np.sign(values[:-1])) and np.isnan(found[-1])
    assert np.array_equal(np.isfinite(found), np.isfinite(values))
    # Half of the last of 24 binary digits.
    np.testing.assert_allclose(single(SMOOTH), SMOOTH, rtol=2.0**-24)


@pytest.mark.parametrize(
    ("values", "fits"), [([1.0, 0.0, np.nan, np.inf], True), ([1e-40], False), ([1e39], False), ([], True)]
)
def test_where_single_precision_reaches(values, fits):
    assert fits_single(np.array(values)) is fits


def test_a_pile_says_where_each_array_is():
    pile = Pile()
    for name, values in (("a", [1, 2]), ("b", [3, 4, 5])):
        pile.add(name, pack(np.array(values), "u1"))
    place = pile.places["b"]
    content = base64.b64decode(pile.text)[place["at"] : place["at"] + place["bytes"]]
    assert list(zlib.decompress(content)) == [3, 4, 5]
    assert place["shape"] == [3] and place["type"] == "u1"
