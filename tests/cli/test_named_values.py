"""The cosmology on the command line."""

import pytest

from reheaton.cli.named_values import cosmology_of, named_values
from reheaton.errors import InvalidInput


def test_values_are_named():
    assert cosmology_of(["h=0.7", " m_neutrino = 60 meV"]).m_neutrino == pytest.approx(0.06)
    assert cosmology_of([]).h == 0.674


@pytest.mark.parametrize("text", ["h", "=0.7", "h=", ""])
def test_other_forms_are_refused(text):
    with pytest.raises(InvalidInput, match="is not of the form NAME=VALUE"):
        named_values("--cosmology", [text])


def test_twice_is_refused():
    with pytest.raises(InvalidInput, match=r"gives h twice, as '0\.7' and as '0\.6'"):
        cosmology_of(["h=0.7", "h=0.6"])
