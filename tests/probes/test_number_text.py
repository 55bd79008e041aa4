"""Text with units: exact conversions, and what is said of text that cannot be read."""

import pytest

from reheaton.errors import InvalidInput
from reheaton.probes.number_text import is_unit, number_of_text


def read(text, unit):
    return number_of_text("m", text, unit, "from 0 to 1")


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("3 TeV", "GeV", 3000.0),
        ("5e9 eV", "GeV", 5.0),
        ("7.115e-3 MeV", "GeV", 7.115e-6),
        ("1 MeV", "eV", 1e6),
        ("7.1keV", "keV", 7.1),
        (".5 GeV", "GeV", 0.5),
        ("1e-7", "eV", 1e-7),
        ("\N{MINUS SIGN}3 GeV", "GeV", -3.0),
        ("2 eV/c^2", "eV", 2.0),
        ("2 MeV/c**2", "GeV", 0.002),
        ("3 1/MeV", "1/GeV", 3000.0),
        ("3/GeV", "1/GeV", 3.0),
        ("1e8 Msun/h", "Msun/h", 1e8),
        ("0.5 dimensionless", "", 0.5),
        ("50 percent", "", 0.5),
        ("2 GeV/MeV", "", 2000.0),
        ("1 rad", "rad", 1.0),
    ],
)
def test_conversions_are_exact(text, unit, value):
    assert read(text, unit) == value


def test_none_is_nothing():
    assert read(" None ", "GeV") is None


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [
        # hbar, k_B and c^2/e of CODATA 2018 give what is said.
        ("1e4 1/s", "GeV", "wrong unit: it is measured in GeV, and 1/s is a rate (times hbar: 6.58212e-21 GeV)."),
        ("1e4/s", "GeV", "and 1/s is a rate (times hbar: 6.58212e-21 GeV)."),
        ("1e4 s^-1", "GeV", "and s^-1 is a rate (times hbar: 6.58212e-21 GeV)."),
        ("1 Hz", "eV", "and Hz is a rate (times hbar: 6.58212e-16 eV)."),
        ("10 K", "GeV", "and K is a temperature (times Boltzmann's constant: 8.61733e-13 GeV)."),
        ("20 degC", "eV", "and degC is a temperature (times Boltzmann's constant: 0.0252617 eV)."),
        ("1 kg", "eV", "and kg is a mass (times c^2: 5.60959e+35 eV)."),
        ("3 GeV^2", "GeV", "m = '3 GeV^2' has the wrong unit: it is measured in GeV."),
        ("1 m", "GeV", "m = '1 m' has the wrong unit: it is measured in GeV."),
        ("3 GeV rad", "GeV", "has the wrong unit"),
        ("3 1/Mpc", "h/Mpc", "has the wrong unit: it is measured in h/Mpc."),
        ("5e-11 rad", "", "m = '5e-11 rad' is an angle, and m is a pure number without unit."),
        ("3 degree", "", "is an angle"),
        ("3 arcmin", "", "is an angle"),
        ("3 sr", "", "is an angle"),
        ("3 bit", "", "m = '3 bit' has a unit, and m is a pure number without unit."),
        ("3 count", "", "has a unit"),
        ("0.5 c", "", "has a unit"),
        ("3 GeV bit", "GeV", "has the wrong unit"),
        # Pint passes over comments, semicolons and the ends of lines.
        ("3 GeV;", "GeV", "m = '3 GeV;' has an unknown unit 'GeV;'"),
        ("3 GeV # 5", "MeV", "has an unknown unit"),
        ("3 GeV\\\n", "MeV", "has an unknown unit"),
        ("7D1 \ud800eV", "GeV", r"m = '7D1 \ud800eV' has an unknown unit"),
        ("3 GeV", "", "m = '3 GeV' has a unit, and m is a pure number without unit."),
        ("7.1 kev", "keV", "m = '7.1 kev' has an unknown unit 'kev': did you mean '7.1 keV'?"),
        ("3 gev", "GeV", "did you mean '3 GeV'?"),
        ("3 GEV", "MeV", "did you mean '3 GeV'?"),
        ("5 mev", "GeV", "did you mean '5 meV' or '5 MeV'?"),
        # Pint knows the exavolt.
        ("5 EV", "GeV", "did you mean '5 eV'?"),
        ("1e8 msun/h", "Msun/h", "did you mean '1e8 Msun/h'?"),
        ("7.115D-3 MeV", "MeV", "m = '7.115D-3 MeV' is not a number that can be read: write 7.115e-3 MeV."),
        ("2.5d0", "GeV", "write 2.5e0."),
        ("7.1*10^-3 keV", "keV", "write 7.1e-3 keV."),
        ("2 x 10**5", "keV", "write 2e5."),
        ("10^-3 GeV", "GeV", "write 1e-3 GeV."),
        ("1 parsnip", "GeV", "m = '1 parsnip' has an unknown unit 'parsnip': allowed is from 0 to 1."),
        ("2,5 GeV", "GeV", "m = '2,5 GeV' is not a number: allowed is from 0 to 1."),
        ("1e999 GeV", "MeV", "m = '1e999 GeV' is not a finite number"),
        ("", "GeV", "m = '' is not a number"),
        ("1_0", "GeV", "m = '1_0' is not a number: allowed is from 0 to 1."),
    ],
)
def test_what_cannot_be_read_is_explained(text, unit, words):
    with pytest.raises(InvalidInput) as raised:
        read(text, unit)
    assert words in str(raised.value)
    assert str(raised.value).isprintable()


def test_units_that_can_be_read():
    assert is_unit("") and is_unit("GeV") and is_unit("1/GeV")
    assert not is_unit("parsnip") and not is_unit("Msun/h")


@pytest.mark.parametrize(
    "text",
    [
        "1_0", "1_0 GeV", "\N{ARABIC-INDIC DIGIT SEVEN}", "0x7", "7\0", "7 GeV**9**9**9", "7 GeV**9999999",
        "7 (GeV**99)**99", "7 GeV; import os", "7 __import__('os')", "7 GeV" * 50, "x" * 10**6,
        "7 GeV^1000", "7 " + "GeV*" * 40 + "GeV",
        "infinity GeV", "1e-400", "1e-400 GeV", "-0.1e-330", "7 Ygram**99*Ygram**99*Ygram**99",
    ],
    ids=lambda text: text[:30],
)  # fmt: skip
def test_text_that_is_no_number_is_refused_at_once_and_quoted_in_short(text):
    with pytest.raises(InvalidInput, match=r"^m = ") as raised:
        number_of_text("m", text, "GeV", "any number")
    assert len(str(raised.value)) < 280


@pytest.mark.parametrize(
    ("text", "number"), [("3 TeV", 3000.0), ("2.3 TeV", 2300.0), ("1 GeV^1", 1.0), ("0e-999", 0.0), ("0.00 keV", 0.0)]
)
def test_text_that_is_a_number(text, number):
    assert number_of_text("m", text, "GeV", "any number") == number


@pytest.mark.parametrize(
    "unit",
    [
        "GeV**9**9**9",
        "GeV**99999999",
        "GeV^(9*9*9*9*9*9*9*9*9)",
        "GeV*(m**99*s)**99",
        "GeV*1e999999999",
        "GeV*9_9_9**9_9_9",
        "m²²²²²²²²²²",
        "GeV*m^99)^99",
        "m" * 5000,
    ],
)
def test_powers_that_would_take_forever_are_no_units(unit):
    with pytest.raises(InvalidInput, match=r"unknown unit|characters"):
        number_of_text("x", f"2 {unit}", "GeV", "any")
    assert not is_unit(unit)


@pytest.mark.parametrize("unit", ["1/cm^2/s/sr", "GeV**(-2)", "m^(1/2)", "kg m²/s²", "GeV^-12", "erg/(cm^2 s)"])
def test_usual_powers_are_units(unit):
    assert is_unit(unit)


@pytest.mark.parametrize("text", ["1" * 20000 + "_x", "9" * 20000 + " GeV", "1" + " " * 20000 + "!", "0" * 200 + "1"])
def test_long_text_is_refused_at_once(text):
    """The patterns took 20 s and more for these."""
    with pytest.raises(InvalidInput, match=r"is not a number, as it has \d+ characters\.$"):
        number_of_text("x", text, "GeV", "any")
