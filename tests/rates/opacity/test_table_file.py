"""Files of opacities: an example comes back as written, and every bad file gets one sentence that names it."""

import numpy as np
import pytest

from reheaton.errors import InvalidInput
from reheaton.rates.opacity.table_file import HIGHEST_MOMENTUM, read_rate_file

P_OVER_T = np.array([0.01, 0.1, 1.0, 5.0, 20.0])
T_MEV = np.array([10.0, 30.0, 100.0, 1000.0])
C = 0.9 + 0.1 * np.arange(20.0).reshape(4, 5)


def lines(p_over_T=P_OVER_T, T=T_MEV, rates=None):
    """An example: comments, a blank line, the temperatures in MeV, and rates Gamma/(G_F^2 T^5) = C p/T."""
    if rates is None:
        rates = np.resize(C, (len(T), len(p_over_T))) * p_over_T
    yield "# (Scattering rates/G_F^2 T^5) of a muon neutrino"
    yield "# p/T, T(MeV)-> " + "  ".join(f"{t:.6e}" for t in T)
    yield ""
    for x, row in zip(p_over_T, rates.T, strict=True):
        yield "   ".join(f"{number:.16e}" for number in (x, *row))


def write(path, content):
    path.write_text("\n".join(content) + "\n", encoding="utf-8")
    return path


def changed(number, replacement):
    """The example with one of its lines replaced."""
    content = list(lines())
    content[number] = replacement
    return content


def test_example_comes_back(tmp_path):
    """1e-14: rounding of rate = C p/T and back; 16 digits are written."""
    file = read_rate_file(write(tmp_path / "rates.dat", lines()))
    np.testing.assert_array_equal(file.p_over_T, P_OVER_T)
    np.testing.assert_allclose(file.T, 1e-3 * T_MEV, rtol=1e-14)
    np.testing.assert_allclose(file.C, C, rtol=1e-14)


def test_path_may_be_text(tmp_path):
    path = write(tmp_path / "rates.dat", lines())
    np.testing.assert_array_equal(read_rate_file(str(path)).C, read_rate_file(path).C)


def test_arrows_in_comments_are_passed_over(tmp_path):
    content = ["# nu -> anything", "# empty ->", *lines()]
    np.testing.assert_allclose(read_rate_file(write(tmp_path / "rates.dat", content)).C, C, rtol=1e-14)


@pytest.mark.parametrize("rate", ["1.7e308", "1e7"])
def test_impossible_rates_are_refused(tmp_path, rate):
    content = changed(4, f"0.1 {rate} 1 1 1")
    with pytest.raises(InvalidInput, match=r"line 5, column 2 .*: a rate above 1e.06 is not possible"):
        read_rate_file(write(tmp_path / "rates.dat", content))


def negative():
    rates = C * P_OVER_T
    rates[2, 3] *= -1.0
    return rates


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ([], "no line"),
        ([line for line in lines() if "->" not in line], "no line"),
        (changed(1, "# p/T, T(MeV)-> ten twenty thirty"), "no line"),
        (changed(4, "0.1 1.0 2.0 3.0"), "line 5: 4 columns; expected p/T and 4 rates"),
        (changed(4, "0.1 1.0 2.0 3.0 4.0 5.0"), "line 5: 6 columns"),
        (changed(6, "5.0 1.0 2.0 three 4.0"), "line 7: something that is no number"),
        (lines(p_over_T=P_OVER_T[[0, 2, 1, 3, 4]]), "p/T must be positive"),
        (lines(p_over_T=np.array([0.0, 0.1, 1.0, 5.0, 20.0])), "p/T must be positive"),
        (lines(p_over_T=P_OVER_T[1:4]), "p/T must be positive"),
        (changed(7, "nan 1.0 2.0 3.0 4.0"), "p/T must be positive"),
        (
            lines(p_over_T=np.array([5e-324, 0.1, 1.0, 5.0, 20.0])),
            "p/T must be positive and finite, from 1e-10 to 1e+10",
        ),
        (lines(T=np.append(T_MEV[:3], 1e11)), "temperatures must be positive and finite, from 1e-10"),
        (changed(7, "inf 1.0 2.0 3.0 4.0"), "p/T must be positive"),
        (lines(T=T_MEV[::-1]), "temperatures must be positive"),
        (lines(T=T_MEV[:3]), "temperatures must be positive"),
        (lines(T=np.append(T_MEV[:3], np.inf)), "temperatures must be positive"),
        (lines(rates=negative()), "line 7, column 4 (p/T = 5, T = 100 MeV): rates must be finite and not negative"),
        (changed(4, "0.1 1.0 nan 3.0 4.0"), "line 5, column 3 (p/T = 0.1, T = 30 MeV): rates must be finite"),
        (changed(4, "0.1 1.0 inf 3.0 4.0"), "rates must be finite and not negative"),
        (changed(4, "0.1 1.0 1e400 3.0 4.0"), "rates must be finite and not negative"),
        (changed(4, "0.1 1_0 2.0 3.0 4.0"), "line 5: something that is no number"),
        (changed(4, "0.1 1.0 2.0\0 3.0 4.0"), "holds a zero byte"),
        (lines(rates=0.0 * C * P_OVER_T), "line 5, column 2 (p/T = 0.1, T = 10 MeV): a rate of 0 is not possible"),
        (changed(6, "5.0 1.0 2.0 0.0 4.0"), "line 7, column 4 (p/T = 5, T = 100 MeV): a rate of 0 is not possible"),
        (lines(p_over_T=np.array([0.01, 0.1, 1.0, 14.9])), f"runs from 0.01 to 14.9; it must cover 0.1 to {15:g}"),
        (lines(p_over_T=np.array([0.2, 0.5, 1.0, 20.0])), "runs from 0.2 to 20; it must cover 0.1"),
    ],
)
def test_bad_files(tmp_path, content, reason):
    path = write(tmp_path / "bad-rates.dat", content)
    with pytest.raises(InvalidInput) as failure:
        read_rate_file(path)
    message = str(failure.value)
    assert path.name in message
    assert reason in message
    assert message.endswith(".")
    assert "\n" not in message


def test_files_that_are_no_text(tmp_path):
    (tmp_path / "binary.dat").write_bytes(b"\x80\x81\xfe\xff" * 10)
    for name, reason in (("missing.dat", "No such file"), ("binary.dat", "not text"), ("", "folder")):
        path = tmp_path / name
        with pytest.raises(InvalidInput, match=reason) as failure:
            read_rate_file(path)
        message = str(failure.value)
        assert message.startswith("the table of opacities ") and f"{path.name} cannot be read" in message


def test_a_rate_of_zero_is_read_where_tables_have_too_few_digits(tmp_path):
    """Below p/T = 0.1 and above 15, which no table needs to have."""
    rates = C * P_OVER_T
    rates[:2, [0, 4]] = 0.0
    assert np.all(read_rate_file(write(tmp_path / "rates.dat", lines(rates=rates))).C[:2, [0, 4]] == 0.0)


def test_momenta_that_a_table_must_reach():
    """Beyond, there is less than 1e-4 of a Fermi-Dirac distribution: int x^2 e^-x = (x^2 + 2x + 2) e^-x of 1.803."""
    x = HIGHEST_MOMENTUM
    assert (x**2 + 2.0 * x + 2.0) * np.exp(-x) / 1.803 < 1e-4
