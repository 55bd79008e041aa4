"""Declared fields: signature, input, parts, what has no effect, and what JAX makes of a declared object."""

import dataclasses
import inspect

import astropy.units as u
import jax
import jax.numpy as jnp
import numpy as np
import pint
import pytest

import reheaton as rh
from reheaton.probes.declare import Declared
from reheaton.probes.parameter import is_traced

TWIN = rh.TwinSterileNeutrino
POINT = {"m_N": 30.0, "m_nu": 1e-7, "vev_ratio": 4.0}
DARK = {"m_s": 10.0, "sin2_2theta": 1e-9}


class Box(Declared):
    """A box."""

    place: str
    mass: float = rh.parameter("GeV", "mass of the box", minimum=0.0, maximum=10.0)
    lid: float | None = rh.parameter("GeV", "mass of its lid", default=None, minimum=0.0)
    hinge: float = rh.parameter("", "strength of the hinge", default=1.0, needs="lid")
    shape: str = rh.option(("round", "square"), "shape of the box")
    polish: bool = rh.option((False, True), "whether its lid is polished", needs="lid")
    count: int = 2

    def check(self):
        if not is_traced(self.lid) and self.lid is not None and self.lid > self.mass:
            raise rh.InvalidInput("the lid is heavier than the box.")


class Shelf(Declared):
    """A shelf with a box, or without."""

    box: Box | None = rh.part(Box, needs="mass")
    width: float = rh.parameter("m", "width of the shelf", default=1.0, minimum=0.0)
    height: float = rh.parameter("m", "height of the shelf", default=2.0)
    rule: str = rh.option(("free", "square"), "height as given, or that of the width")

    def settle(self, given):
        if self.rule != "square":
            return {}
        if "height" in given:
            raise rh.InvalidInput("height may not be given with rule = square.")
        return {"height": self.width}


# --- signature and documentation ---------------------------------------------------------------------


def test_the_signature_shows_every_field():
    signature = inspect.signature(Box)
    assert list(signature.parameters) == ["place", "count", "mass", "lid", "hinge", "shape", "polish"]
    kinds = {name: item.kind for name, item in signature.parameters.items()}
    assert kinds["place"] is inspect.Parameter.POSITIONAL_OR_KEYWORD
    assert kinds["mass"] is inspect.Parameter.KEYWORD_ONLY
    empty = inspect.Parameter.empty
    defaults = {name: item.default for name, item in signature.parameters.items()}
    assert defaults == {
        "place": empty, "count": 2, "mass": empty, "lid": None, "hinge": 1.0, "shape": "round", "polish": False,
    }  # fmt: skip
    assert signature.parameters["mass"].annotation is float
    assert signature.parameters["lid"].annotation == (float | None)


def test_a_model_shows_the_fields_of_its_parts():
    names = list(inspect.signature(TWIN).parameters)
    assert names == [*(item.name for item in TWIN.declarations().values())]
    assert {"m_N", "m_s", "sin2_2theta", "opacity", "dm_flavour", "contact"} <= set(names)
    assert all(name.isidentifier() for name in names)


def test_declarations_are_in_order_and_split_into_parameters_and_options():
    assert [item.name for item in Box.PARAMETERS] == ["mass", "lid", "hinge"]
    assert [item.name for item in Box.OPTIONS] == ["shape", "polish"]
    assert list(Box.declarations()) == ["mass", "lid", "hinge", "shape", "polish"]


def test_a_part_that_may_be_absent_makes_its_switch_optional():
    mass = Shelf.declarations()["mass"]
    assert mass.optional and mass.default is None
    assert Box.declarations()["mass"].required
    assert Shelf.declarations()["shape"].needs == ("mass",)
    assert Shelf.declarations()["hinge"].needs == ("lid",)
    assert list(Shelf.parts()) == ["box"]
    assert rh.DodelsonWidrow.declarations()["m_s"].required


def test_repr_shows_what_is_in_use_with_units():
    assert repr(rh.DodelsonWidrow(m_s=7, sin2_2theta=1e-9)) == "DodelsonWidrow(m_s=7 keV, sin2_2theta=1e-09)"
    assert (
        repr(TWIN(**POINT)) == "TwinSterileNeutrino(m_N=30 GeV, m_nu=1e-07 eV, vev_ratio=4, T_dec=2 GeV, T_f=10000 GeV)"
    )
    assert "opacity_gain=False" in repr(rh.DodelsonWidrow(m_s=7, sin2_2theta=1e-9, opacity_gain=False))


# --- input -------------------------------------------------------------------------------------------


def test_values_are_parsed_and_defaults_filled_in():
    box = Box("here", mass="3000 MeV", shape="square")
    assert (box.place, box.mass, box.lid, box.hinge, box.shape, box.polish, box.count) == (
        "here", 3.0, None, 1.0, "square", False, 2,
    )  # fmt: skip
    assert box.parameters == {"mass": 3.0, "lid": None, "hinge": 1.0}
    assert box.options == {"shape": "square", "polish": False}


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Box("here", mas=1.0), "'mas' is neither a parameter nor an option of Box: did you mean 'mass'?"),
        (lambda: TWIN(**POINT, m_nus=1.0), "'m_nus' is neither a parameter nor an option of twin-sterile-neutrino"),
        (lambda: Box("here"), "mass must be given: mass of the box, from 0 to 10 GeV."),
        (lambda: Box(mass=1.0), "place must be given to Box."),
        (lambda: Box("here", 1, 2, mass=1.0), "Box takes 2 arguments without a name, and 3 are given."),
        (lambda: Box("here", mass=11.0), "mass = 11 is out of range"),
        (lambda: Box("here", mass=1.0, lid=2.0), "the lid is heavier than the box."),
        (lambda: Box("here", mass=1.0, shape="flat"), "shape = 'flat' is not a choice"),
        (lambda: Box("here", mass=1.0, hinge=2.0), "lid must be given with hinge, which has no effect otherwise."),
        (lambda: Box("here", mass=1.0, polish=True), "lid must be given with polish, which has no effect otherwise."),
        (lambda: TWIN(**POINT, m_s=10.0), "sin2_2theta must be given with m_s: dark matter needs m_s and sin2_2theta."),
        (lambda: TWIN(**POINT, sin2_2theta=1e-9), "m_s must be given with sin2_2theta"),
        (lambda: TWIN(**POINT, opacity_mesons=True), "m_s and sin2_2theta must be given with opacity_mesons"),
    ],
)
def test_bad_input_is_one_sentence(make, words):
    with pytest.raises(rh.InvalidInput) as raised:
        make()
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


def test_the_default_of_what_has_no_effect_may_be_given():
    assert Box("here", mass=1.0, hinge=1.0, polish=False).hinge == 1.0
    assert TWIN(**POINT, sin2_2theta_x=0.0, opacity_gain=True).dark_matter is None


def test_a_traced_value_without_effect_is_refused():
    with pytest.raises(rh.InvalidInput, match="lid must be given with hinge"):
        jax.jit(lambda x: Box("here", mass=1.0, hinge=x).hinge)(2.0)


def test_what_is_in_use():
    assert list(Box("here", mass=1.0).in_use()) == ["mass", "lid", "shape"]
    assert list(Box("here", mass=1.0, lid=0.5).in_use()) == ["mass", "lid", "hinge", "shape", "polish"]
    assert "opacity" not in TWIN(**POINT).in_use()
    assert TWIN(**POINT, **DARK).in_use()["opacity"] == "first-principles"


# --- parts, settled values, changes ------------------------------------------------------------------


def test_a_part_is_there_when_its_parameters_are():
    assert TWIN(**POINT).dark_matter is None
    dark_matter = TWIN(**POINT, **DARK, dm_flavour="e").dark_matter
    assert isinstance(dark_matter, rh.SterileDarkMatter)
    assert (dark_matter.m_s, dark_matter.sin2_2theta, dark_matter.dm_flavour) == (10.0, 1e-9, "e")


def test_values_of_an_absent_part_are_those_it_would_have():
    model = TWIN(**POINT)
    assert model.parameters["m_s"] is None and model.parameters["sin2_2theta_x"] == 0.0
    assert model.options["opacity"] == "first-principles"
    assert TWIN(**model.parameters, **model.options).parameters == model.parameters


def test_settled_values_follow_from_others():
    assert Shelf(width=3.0, rule="square").height == 3.0
    assert Shelf(width=3.0).height == 2.0
    with pytest.raises(rh.InvalidInput, match="height may not be given with rule = square"):
        Shelf(width=3.0, height=3.0, rule="square")


def test_changed_replaces_values_by_flat_name():
    model = TWIN(**POINT, **DARK)
    other = model.changed({"m_s": 20.0, "m_N": 10.0, "opacity_gain": False})
    assert (other.dark_matter.m_s, other.m_N, other.dark_matter.opacity_gain) == (20.0, 10.0, False)
    assert (model.dark_matter.m_s, model.m_N, model.dark_matter.opacity_gain) == (10.0, 30.0, True)
    assert other.dark_matter.sin2_2theta == 1e-9
    assert type(other) is TWIN


def test_an_object_cannot_be_changed_in_place():
    model = TWIN(**POINT, **DARK)
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.m_N = 1.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.dark_matter.m_s = 1.0


# --- as JAX sees it ----------------------------------------------------------------------------------


def test_leaves_are_the_numbers_and_the_rest_is_structure():
    box = Box("here", mass=3.0)
    assert jax.tree.leaves(box) == [3.0, 1.0]
    assert jax.tree.structure(box) == jax.tree.structure(Box("here", mass=4.0, hinge=1.0))
    for other in (Box("there", mass=3.0), Box("here", mass=3.0, lid=1.0), Box("here", mass=3.0, shape="square")):
        assert jax.tree.structure(box) != jax.tree.structure(other)
    assert jax.tree.leaves(TWIN(**POINT, **DARK)) == [30.0, 1e-7, 4.0, 2.0, 1e4, 10.0, 1e-9, 0.0]


def squared(model):
    return model.m_N**2 * jnp.log(model.dark_matter.m_s) * model.vev_ratio


@pytest.mark.parametrize("derivative", [jax.grad, jax.jacfwd])
def test_derivatives_by_a_model_are_a_model(derivative):
    """Rounding only: a function in closed form."""
    model = TWIN(**POINT, **DARK)
    slope = derivative(squared)(model)
    assert type(slope) is TWIN
    assert float(slope.m_N) == pytest.approx(2.0 * 30.0 * np.log(10.0) * 4.0)
    assert float(slope.vev_ratio) == pytest.approx(900.0 * np.log(10.0))
    assert float(slope.dark_matter.m_s) == pytest.approx(900.0 * 4.0 / 10.0)
    assert float(slope.T_dec) == 0.0
    assert slope.options == model.options


def test_jit_and_vmap_take_models():
    model = TWIN(**POINT, **DARK)
    assert float(jax.jit(squared)(model)) == pytest.approx(float(squared(model)), rel=1e-14)
    masses = jnp.array([10.0, 20.0])
    many = jax.vmap(lambda m_N: squared(model.changed({"m_N": m_N})))(masses)
    np.testing.assert_allclose(many, [float(squared(model.changed({"m_N": m}))) for m in (10.0, 20.0)], rtol=1e-14)


def test_a_model_can_be_made_of_traced_values():
    made = jax.jit(lambda m_N: TWIN(**(POINT | {"m_N": m_N}), **DARK).m_N * 2.0)(25.0)
    assert float(made) == 50.0


def test_quantities_are_input_as_numbers_are():
    gev = pint.UnitRegistry().GeV
    for values in ({"m_N": 30 * u.GeV, "m_nu": 1e-7 * u.eV}, {"m_N": 0.03e3 * gev, "m_nu": "1e-10 keV"}):
        model = TWIN(**POINT | values)
        assert model.parameters == TWIN(**POINT).parameters and type(model.m_N) is float
    with pytest.raises(rh.InvalidInput, match="m_N = 3 s has the wrong unit: it is measured in GeV"):
        TWIN(**POINT | {"m_N": 3 * u.s})
    with pytest.raises(rh.InvalidInput, match="sin2_2theta = 3 deg is an angle, and sin2_2theta is a pure number"):
        rh.DodelsonWidrow(m_s=7.1 * u.keV, sin2_2theta=3 * u.deg)


# --- parts that are not shown whole ------------------------------------------------------------------


class Lamp(Declared):
    """A lamp that can be dimmed."""

    power: float = rh.parameter("W", "power of the lamp", minimum=0.0)
    dimmed: float = rh.parameter("", "share of the power", default=1.0)
    colour: str = rh.option(("white", "red"), "colour of the lamp")
    steps: bool = rh.option((False, True), "whether it is dimmed in steps")


class Lantern(Declared):
    """A lamp that cannot be dimmed."""

    lamp: Lamp = rh.part(Lamp, without=("dimmed", "steps"))


def test_what_a_part_leaves_out_is_not_offered_and_keeps_its_default():
    lantern = Lantern(power=2.0, colour="red")
    assert list(Lantern.declarations()) == ["power", "colour"]
    assert (lantern.parameters, lantern.options) == ({"power": 2.0}, {"colour": "red"})
    assert (lantern.lamp.dimmed, lantern.lamp.steps) == (1.0, False)
    assert lantern.changed({"power": 3.0}).parameters == {"power": 3.0}
    assert lantern.in_use() == {"power": 2.0, "colour": "red"}
    with pytest.raises(rh.InvalidInput, match="'dimmed' is neither a parameter nor an option of Lantern"):
        Lantern(power=2.0, dimmed=0.5)
