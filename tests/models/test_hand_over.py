"""What a result gives to other codes."""

import dataclasses

import pytest

import reheaton as rh
from reheaton.models.result import Result
from reheaton.probes.probe import Observable
from reheaton.sky.light_elements import LightElements

POINT = Result("given", {"x": 1.0}, {"limits": "current"}, {"delta_N_eff_cmb": 0.1}, {"x": ""}, headlines=())


def test_dictionaries_are_those_of_the_exports():
    assert POINT.to_camb()["nnu"] == pytest.approx(3.144)
    assert POINT.to_class(cosmology=rh.LambdaCDM(h=0.7))["h"] == 0.7
    with pytest.raises(rh.InvalidInput, match="no vev_ratio"):
        POINT.to_class_twin()
    with pytest.raises(rh.InvalidInput, match="needs the background"):
        POINT.to_primat()


def test_many_points_are_refused():
    import numpy as np

    many = dataclasses.replace(POINT, codes=np.zeros(3, dtype=int))
    for hand_over in (many.to_class, many.to_camb, many.to_class_twin, many.to_primat):
        with pytest.raises(rh.InvalidInput, match="take one of them"):
            hand_over()


@pytest.mark.parametrize(("helium", "allowed"), [(0.247, True), (0.2495, False), (0.24, False)])
def test_elements_become_observables_with_limits(helium, allowed):
    elements = LightElements(helium, 0.2457, 2.5e-5, 1.0e-5, 5.5e-10, 3.1, False)
    result = POINT.with_elements(elements)
    assert result.observables["Y_p"] == helium and result.observables["N_eff_elements"] == 3.1
    assert result.headlines == ("Y_p", "D_over_H") and list(result.observables)[:2] == ["Y_p", "D_over_H"]
    assert all(limit.allowed for limit in result.limits if limit.observable == "Y_p") is allowed
    heated = dataclasses.replace(elements, Y_p=helium - 0.001, Y_p_heating=0.001)
    assert [limit.value for limit in POINT.with_elements(heated).limits] == [limit.value for limit in result.limits]
    assert result.meanings["Y_p"] and result.units["D_over_H"] == ""
    assert all(isinstance(item, Observable) for item in elements.OBSERVABLES.values())
