"""What the builders of universes and probes are given in the wrong place: one sentence, whatever it is."""

import numpy as np
import pytest

import reheaton as rh

GAS = rh.ideal_gas(rh.boson("X", 0, g=2))
SM = rh.standard_model()
RELIC = rh.cold_relic("X", 1.0, {"sm": 1e-22}, density=1.0)
CHECK = rh.Check("a", 1.0, "x.", above=3.0)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: rh.boson(3, 1.0, g=2), "the name of a species must be text, not 3"),
        (lambda: rh.fermion("X", [1.0], g=2), "is not one number but an array"),
        (lambda: rh.fermion("X", bytearray(b"3"), g=2), "is not a number"),
        (lambda: rh.ideal_gas(3), "must be a list of Species, not 3"),
        (lambda: rh.Sector(None, GAS), "the name of a sector must be text"),
        (lambda: rh.Sector("X"), "the sector 'X' must have at least one gas"),
        (lambda: rh.Sector("X", SM), "gases of the sector 'X' must be a list of Gas"),
        (lambda: rh.Sector("X", [3]), "must each be a Gas, and 3 is none"),
        (lambda: rh.standard_model(neutrinos=1), "neutrinos must be True or False, not 1"),
        (lambda: rh.standard_model(eos=3), "eos must be text"),
        (lambda: rh.twin(4.0, twin_qcd=None), "twin_qcd must be text"),
        (lambda: rh.cold_relic("X", 1.0, [1.0], density=1.0), "widths of relic 'X' must be given by name"),
        (lambda: rh.cold_relic("X", 1.0, {3: 1.0}, density=1.0), "a name in widths of relic 'X' must be text"),
        (lambda: rh.cold_relic("X", 1.0, {}, density="1"), "density of relic 'X' = '1' is not a number"),
        (lambda: rh.thermal_relic("X", "3", {}, 1.0), "mass of relic 'X' = '3' is not a number"),
        (lambda: rh.thermal_relic("X", 1.0, {}, 1e300), "freeze_out of relic 'X' = 1e.300 is out of range"),
        (lambda: rh.thermal_relic("X", 1.0, {}, 1.0, momenta=True),
         "momenta = True of relic 'X' must be a whole number"),
        (lambda: rh.thermal_relic("X", 1.0, {}, 1.0, momenta=10**9), "a whole number from 1 to 1000"),
        (lambda: rh.thermal_relic("X", 1.0, {}, 1.0, resolved=None), "resolved must be True or False"),
        (lambda: rh.Contact("sm", 3, until=1.0), "a sector in contact, by its name, must be text, not 3"),
        (lambda: rh.Contact("sm", "sm", until=1.0), "a contact needs two sectors or more"),
        (lambda: rh.Contact("sm", "x", until=1.0, name=3), "the name of a contact must be text"),
        (lambda: rh.Universe(SM, start=1.0), "sectors of a universe must be a list of Sector"),
        (lambda: rh.Universe([], start=1.0), "a universe needs at least one sector"),
        (lambda: rh.Universe([SM], [SM], start=1.0), "relics of a universe must each be a Relic"),
        (lambda: rh.Universe([SM], contacts=[RELIC], start=1.0), "contacts of a universe must each be a Contact"),
        (lambda: rh.Universe([SM], start=np.ones(1)), "start of sector 'sm' = array.* is not one number but an array"),
        (lambda: rh.Universe([SM], start={3: 1.0}), "a name in start of a universe must be text"),
        (lambda: rh.cooled_to(3, 1.0), "the sector of an event must be text"),
        (lambda: rh.evolve(SM, until=("sm", 1.0)), "what evolves must each be a Universe"),
        (lambda: rh.evolve(rh.Universe([SM], start=1.0), until=1.0),
         "until = 1.0 must be the name of a sector and a temp"),
        (lambda: rh.evolve(rh.Universe([SM], start=1.0), until=("s", 1.0)), "'s' is no sector of this universe"),
        (lambda: rh.DarkRadiation("hidden", 3), "a sector or relic of DarkRadiation, by its name, must be text, not 3"),
        (lambda: rh.Reheating(3), "relic of Reheating must be text"),
        (lambda: rh.Observable(None, "a"), "unit of an observable must be text"),
        (lambda: rh.Limit("a", 1.0, -1.0, True, 0.95, "b"), "bound of the limit a must be a finite number above 0"),
        (lambda: rh.Limit("a", 1.0, np.inf, True, 0.95, "b"), "a must be a finite number above 0, not inf"),
        (lambda: rh.Limit("a", 1.0, 1.0, 1, 0.95, "b"), "upper of the limit a must be True or False"),
        (lambda: rh.Limit("a", 1.0, 1.0, True, "95%", "b"), "confidence of the limit a = '95%' is not a number"),
        (lambda: rh.Check("a", 1.0, 3), "sentence of a check must be text"),
        (lambda: rh.Check("a", 1.0, "x.", above="3"), "above of the check a = '3' is not a number"),
        (lambda: rh.Audit(CHECK, 3), "assumptions of an audit must each be a Check, and 3 is none"),
        (lambda: rh.Distribution([1.0, True], [1.0, 1.0]), "q = .* is not a number"),
        (lambda: rh.Distribution([1.0, 2.0], [1.0, 1.0], [1, 2]), "g = .* is not one number but an array"),
        (lambda: rh.solve_batch(rh.Model, m_s=[1.0]),
         "the model Model is not complete: it does not define probes, univ"),
        (lambda: rh.solve_batch(rh.DodelsonWidrow, m_s=[7], sin2_2theta=1e-9, eos=np.array(["x"])),
         "eos = .* no.* choice"),
    ],
)  # fmt: skip
def test_what_stands_in_a_wrong_place_is_named(make, words):
    with pytest.raises(rh.InvalidInput, match=words) as raised:
        make()
    assert str(raised.value).endswith((".", "?")) and str(raised.value).isprintable()


def test_plain_fields_of_probes_have_their_types():
    class Reading(rh.Probe):
        sector: str
        number: int = 1
        thorough: bool = False
        relics: tuple[str, ...] = ()

    probe = Reading(np.str_("sm"), number=np.int64(3), thorough=np.True_, relics=["X"])
    assert type(probe.sector) is str and probe.thorough is True and probe.relics == ("X",)
    for wrong in ({"sector": 3}, {"number": 1.5}, {"number": True}, {"thorough": 1}, {"relics": "X" and [3]}):
        with pytest.raises(rh.InvalidInput, match=f"{next(iter(wrong))} of Reading must"):
            Reading(**{"sector": "sm", **wrong})
