"""Settings as text."""

import pytest

import reheaton as rh
from reheaton.figures.settings import number_in_latex, settings_text


@pytest.mark.parametrize(
    ("value", "text"),
    [(30.0, "30"), (1.5e-7, r"$1.5\times10^{-7}$"), (1e-9, "$10^{-9}$"), (1e20, "$10^{20}$"), (0.0, "0")],
)
def test_numbers(value, text):
    assert number_in_latex(value) == text


def test_settings_by_name_and_by_symbol():
    """Only those that have an effect and a value."""
    result = rh.DodelsonWidrow(m_s=7, sin2_2theta=1e-9).solve()
    by_name = settings_text(result, latex=False, without=("eos",))
    assert by_name.startswith("m_s = 7 keV, sin2_2theta = 1e-09, dm_flavour = mu")
    assert "T_reheat" not in by_name and "eos" not in by_name
    assert settings_text(result, latex=True).startswith(r"$m_s$ = 7 keV, $\sin^2 2\theta$ = $10^{-9}$, dm_flavour = mu")
