"""Pictures of P(k) and C_l."""

import numpy as np

import reheaton as rh
from reheaton.figures.power import draw_microwave_background, draw_power
from reheaton.sky.spectra import Spectra

K = np.geomspace(0.1, 50.0, 40)
MULTIPOLES = np.arange(2, 100)
C = {name: np.ones(98) for name in ("tt", "ee", "te")}


def spectra(half_mode):
    return Spectra(
        K, 0.5 / K, 1.0 / K, MULTIPOLES, {**C, "tt": np.full(98, 1.1)}, C, C, 3.2, 0.12, half_mode, rh.LambdaCDM()
    )


def test_tables_have_what_is_drawn(tmp_path):
    power = draw_power(spectra(20.0))
    assert np.allclose(np.array(power.tables["power"].rows)[:, 3], 0.5)
    assert "h = 0.674" in power.tables["power"].comment
    cmb = draw_microwave_background(spectra(np.nan))
    rows = np.array(cmb.tables["cmb"].rows)
    assert rows.shape == (98, 10) and np.all(rows[:, 1] == 1.1) and np.all(rows[:, 4] == 1.0)
    assert any(path.suffix == ".png" for path in cmb.save(tmp_path, "cmb", main="cmb"))


def test_a_spectrum_that_does_not_fall_has_no_half_mode_in_the_picture():
    texts = [[text.get_text() for text in draw_power(spectra(k)).figure.axes[0].texts] for k in (20.0, np.nan)]
    assert "20" in texts[0][0] and texts[1] == []
