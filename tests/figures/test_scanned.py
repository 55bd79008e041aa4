"""What pictures read off a data set, on points that can be checked by hand."""

import numpy as np
import pytest
from tests.figures.many_points import LOWER, M_N, M_NU, UPPER, failed, grid, line, result

import reheaton as rh
from reheaton.errors import InvalidInput
from reheaton.figures import scanned
from reheaton.figures.selection import drawn_quantity
from reheaton.universe.outcome import Outcome

X = M_N[:, None] * M_NU


def test_names():
    data = grid()
    assert scanned.observables(data) == ["x", "root"]
    assert scanned.headlines(data) == ["x"]
    assert scanned.limit_names(data) == ["most", "least"] and scanned.flag_names(data) == ["large", "light"]
    assert {"x", "m_N", "margin most", "flag large", "allowed"} <= set(scanned.quantities(data))
    data["message"] = data["code"].astype(str)
    assert "message" not in scanned.quantities(data)


def test_headlines_have_the_order_of_the_model_also_after_a_store_sorted_them():
    data = grid()
    data["root"].attrs["headline"], data["x"].attrs["headline"] = 1, 2
    assert scanned.headlines(data) == ["root", "x"]
    for name in ("root", "x"):
        del data[name].attrs["headline"]
    assert scanned.headlines(data) == ["x"]


def test_what_recombination_limits_comes_first_if_it_is_a_headline():
    """As the guides draw it; by the order of the model it would be T_RH, or delta_N_eff_bbn."""
    names = ("T_RH", "delta_N_eff_bbn", "delta_N_eff_cmb", "detail")
    values = {name: np.ones((9, 11)) for name in names}
    data = result(M_N[:, None], M_NU, observables=values, units={}, headlines=names[:3]).to_xarray()
    assert scanned.headlines(data) == ["delta_N_eff_cmb", "T_RH", "delta_N_eff_bbn"]
    assert drawn_quantity(data, None) == "delta_N_eff_cmb"
    data["delta_N_eff_cmb"].attrs.pop("headline")
    assert drawn_quantity(data, None) == "T_RH"


def test_labels():
    data = grid()
    assert scanned.label(data, "m_N") == "mass of N $m_N$ [GeV]"
    assert scanned.label(data, "m_N", brief=True) == "$m_N$ [GeV]"
    assert scanned.label(data, "x") == "product of both masses $x$ [GeV eV]"
    assert scanned.label(data, "vev_ratio") == "vev_ratio"
    data["root"].attrs |= {"symbol": "x", "long_name": "a" * 60}
    assert scanned.label(data, "root") == "$x$ (root)"  # another quantity has the same symbol
    assert scanned.plain("costs $5") == r"costs \$5"


def test_unknown_names():
    for function in (
        lambda: scanned.drawn_limits(grid(), ["mots"]),
        lambda: scanned.find_name("mots", ["most"], "a limit"),
    ):
        with pytest.raises(InvalidInput, match=r"^'mots' is not a limit of this store: did you mean 'most'\?$"):
            function()


def test_the_field_of_a_limit_is_the_logarithm_of_value_over_bound():
    most, least = scanned.drawn_limits(grid(), ())
    assert most.legend == "most (Somebody 2020, arXiv:2001.00001)"
    np.testing.assert_array_equal(most.excluded, X > UPPER)
    np.testing.assert_allclose(most.field, np.log(UPPER / X), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(least.field, np.log(X / LOWER), rtol=1e-9, atol=1e-12)
    assert [limit.name for limit in scanned.drawn_limits(grid(), ["least"])] == ["least"]


def test_the_legend_has_the_citation_once_where_limits_share_a_name():
    limits = [rh.Limit("T_RH", X, 20.0, False, 0.95, f"Nobody {year}, arXiv:0000.00000") for year in (2020, 2025, 2025)]
    drawn = scanned.drawn_limits(result(M_N[:, None], M_NU, limits=limits).to_xarray(), ())
    assert [limit.name for limit in drawn] == ["T_RH (Nobody 2020)", "T_RH (Nobody 2025)", "T_RH (Nobody 2025) 2"]
    assert [limit.legend for limit in drawn] == [
        "T_RH (Nobody 2020, arXiv:0000.00000)",
        "T_RH (Nobody 2025, arXiv:0000.00000)",
        "T_RH 2 (Nobody 2025, arXiv:0000.00000)",
    ]


def test_the_sense_of_a_limit_that_does_not_tell_it_is_known_from_its_margins():
    data = grid()
    for name in ("most", "least"):
        del data[f"margin {name}"].attrs["sense"]
    for told, guessed in zip(scanned.drawn_limits(grid(), ()), scanned.drawn_limits(data, ()), strict=True):
        np.testing.assert_array_equal(told.field, guessed.field)


def test_where_no_limit_applies_the_edge_is_midway():
    field = np.array([-2.0, -1.0, np.inf, np.inf, np.nan])
    np.testing.assert_array_equal(scanned.edge(field), [-2.0, -1.0, 1.0, 1.0, np.nan])
    np.testing.assert_array_equal(scanned.edge(np.array([np.inf, 3.0])), [1.0, 3.0])
    np.testing.assert_array_equal(scanned.edge(np.array([1.0, -3.0])), [1.0, -3.0])


def test_limits_by_what_they_add():
    most, least = scanned.drawn_limits(grid(), ())
    assert (X < LOWER).sum() > (X > UPPER).sum() > 0
    assert scanned.by_what_they_add([most, least]) == [least, most]
    assert scanned.by_what_they_add([most, most]) == [most]
    assert scanned.by_what_they_add([]) == []


def test_every_point_has_one_verdict():
    data = failed(failed(grid(), 0, 45), 46, code=Outcome.NOT_DONE)
    found = scanned.verdicts(data, scanned.drawn_limits(data, ()))
    kinds = [found.allowed, found.excluded, found.outside, found.failed, found.not_done]
    assert np.all(np.sum(kinds, axis=0) == 1)
    assert found.failed.sum() == 2 and found.not_done.sum() == 1
    within = (X <= UPPER) & (X >= LOWER) & ~found.failed & ~found.not_done
    np.testing.assert_array_equal(found.outside, within & (M_N < 2.0)[:, None])
    np.testing.assert_array_equal(found.allowed, within & (M_N >= 2.0)[:, None])
    np.testing.assert_array_equal(found.allowed, data["allowed"].values)


def test_one_limit_excludes_less():
    data = grid()
    found = scanned.verdicts(data, scanned.drawn_limits(data, ["most"]))
    np.testing.assert_array_equal(found.excluded, X > UPPER)


def test_flags_and_failures():
    data = failed(grid(), 3, 4, code=Outcome.UNDEFINED)
    assert list(scanned.flagged(data)) == ["large", "light"]
    np.testing.assert_array_equal(scanned.flagged(data)["large"], X > 300.0)
    assert scanned.failures(data) == {Outcome.UNDEFINED.message: 2}
    data["message"] = (("m_N", "m_nu"), np.full(X.shape, "it broke"))
    assert scanned.failures(data) == {"it broke": 2}
    assert scanned.failures(failed(grid(), 1, code=77)) == {"code 77": 1}
    assert scanned.failures(line()) == {}
