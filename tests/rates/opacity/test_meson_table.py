"""The table among mesons: kept or shipped, and the sum of its two parts at the nodes."""

import jax.numpy as jnp
import numpy as np
import pytest

from reheaton import constants as c
from reheaton.backend.kept_tables import SHIPPED
from reheaton.errors import InvalidInput
from reheaton.particles.fermions import FLAVOURS
from reheaton.rates.opacity import meson_table as module
from reheaton.rates.opacity.meson_fusion import meson_fusion
from reheaton.rates.opacity.meson_table import LOG_T, LOG_VEV_RATIO, meson_table
from reheaton.rates.opacity.pion_scattering import pion_scattering
from reheaton.rates.opacity.tabulate import LOG_X


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_shipped_tables_are_those_of_this_version(flavour, monkeypatch, tmp_path):
    # With an empty cache and no way to compute, only a shipped file whose fingerprint matches is left.
    monkeypatch.setenv("REHEATON_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(module, "_compute", None)
    table = meson_table(flavour)
    assert table.shape == (len(LOG_VEV_RATIO), len(LOG_T), len(LOG_X))
    assert np.all(np.isfinite(table)) and np.all(table >= 0.0)
    assert len(list((SHIPPED / "mesons").glob("*.npz"))) == len(FLAVOURS)


def test_nodes_are_the_sum_of_fusion_and_scattering():
    """1e-3: scattering with more points. At vev ratios 1 and 6.9."""
    table, x = meson_table("mu"), jnp.exp(LOG_X[20:45:6])
    for k in (0, 10):
        f = float(np.exp(LOG_VEV_RATIO[k]))
        for j in (12, 18):
            T = jnp.exp(LOG_T[j])
            pion, muon = jnp.asarray(np.sqrt(f) * c.MESON_MASSES["pi+"]), jnp.asarray(f * c.M_MUON)
            expected = meson_fusion(x, T, f, "mu") + pion_scattering(x, T, pion, muon, (24, 24, 16))
            np.testing.assert_allclose(table[k, j, 20:45:6], expected, rtol=1e-3)


def test_progress_and_another_version_is_another_file(monkeypatch, tmp_path):
    monkeypatch.setenv("REHEATON_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(module, "LOG_VEV_RATIO", LOG_VEV_RATIO[:1])
    monkeypatch.setattr(module, "LOG_T", LOG_T[18:])
    told = []
    table = meson_table("mu", lambda message, fraction: told.append(fraction))
    assert told == [0.0, 1.0]
    np.testing.assert_allclose(table[0], meson_table("mu")[0], rtol=0.0)
    assert [file.suffix for file in (tmp_path / "mesons").iterdir()] == [".npz"]
    assert table[0, 2] == pytest.approx(np.load(next((SHIPPED / "mesons").glob("mu-*.npz")))["C"][0, 20], rel=1e-10)


def test_unknown_flavour():
    with pytest.raises(InvalidInput, match="did you mean 'mu'"):
        meson_table("muu")
