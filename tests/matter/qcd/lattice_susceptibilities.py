"""Susceptibilities of QCD with 2 + 1 flavours on the lattice, in units of T^2.

The parametrisation of Noronha-Hostler et al. (arXiv:1902.06723), ratios of polynomials in 154 MeV/T. At low
temperature it goes over to the hadron gas; over 0.6 GeV it is no longer data.
"""

import numpy as np

CHARGE = ([-1.254, 13.7781, -20.8361, 11.4637, -1.52145, 0.0563044],
          [-2.08695, 22.3712, -33.4035, 19.9497, -6.67937, 4.1127])  # fmt: skip
STRANGENESS = ([0.728917, -1.73212, 1.61219, -0.706361, 0.192223, -0.0164219, -0.0040308, 0.00044212],
               [0.634185, -0.484646, -3.02879, 7.29526, -5.94029, 0.954829, 0.782178, 0.0848009])  # fmt: skip
BARYON_STRANGENESS = ([-3.42744, 0.0807472, 0.155933, 1.76331, -0.350538, -0.547143, 0.0641196, -0.000271926],
                      [8.81578, 4.53879, 70.1272, -212.977, -287.925, 1688.03, -2130.95, 901.004])  # fmt: skip


def charge(T):
    """chi_QQ at T [GeV]."""
    return _ratio(CHARGE, T)


def baryons(T):
    """chi_BB at T [GeV]."""
    u = 0.154 / T
    return 0.148987 * np.exp(0.422561039 * u - 0.839482206 * u**2) * (1.0 + np.tanh(5.1311876 / u - 5.07725))


def baryons_and_charge(T):
    """chi_BQ = (chi_BB + chi_BS)/2, by Q = I_3 + (B + S)/2, at T [GeV]."""
    return 0.5 * (baryons(T) + _ratio(BARYON_STRANGENESS, T))


def isospin(T):
    """chi_I, by Q = I_3 + (B + S)/2, at T [GeV]."""
    return charge(T) - 0.25 * (baryons(T) + _ratio(STRANGENESS, T) + 2.0 * _ratio(BARYON_STRANGENESS, T))


def _ratio(coefficients, T):
    above, below = (np.polyval(part[::-1], 0.154 / T) for part in coefficients)
    return above / below
