"""Settings of class_twin: names, meaning and ranges are those of its README and of its source/input.c."""

import dataclasses

import pytest
from tests.export.given_point import TWIN, given

import reheaton as rh
from reheaton.export.class_twin_settings import class_twin_settings
from reheaton.export.content import content_of

CONTENT = content_of(given(TWIN, {"vev_ratio": 4.0}))


def test_twin_radiation_stands_apart():
    found = class_twin_settings(CONTENT, rh.LambdaCDM(), 0.05).to_dict()
    assert (found["Delta_N_twin"], found["ratio_vev_twin"], found["r_all_twin"]) == (0.2, 4.0, 0.05)
    assert found["N_ur"] == 3.044 and found["omega_cdm"] == 0.12


@pytest.mark.parametrize("share", [0.0, -0.1, 1.01, float("nan"), "many"])
def test_shares_of_twin_baryons(share):
    with pytest.raises(rh.InvalidInput, match="twin_baryons"):
        class_twin_settings(CONTENT, rh.LambdaCDM(), share)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"vev_ratio": None}, "no vev_ratio"),
        ({"vev_ratio": 15.1}, "vev_ratio = 15.1"),
        ({"dark": 1.01}, "Delta N_eff = 1.01"),
        ({"dark": 0.0009}, "Delta N_eff = 0.0009"),
    ],
)
def test_ranges(changes, words):
    with pytest.raises(rh.InvalidInput, match=words):
        class_twin_settings(dataclasses.replace(CONTENT, **changes), rh.LambdaCDM())
    edges = {"vev_ratio": 15.0, "dark": 0.001}
    assert class_twin_settings(dataclasses.replace(CONTENT, **edges), rh.LambdaCDM(), 1.0)
