"""What a result of one point gives to other codes, and what they give back to it: `Result` has these as methods."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reheaton.backend.cache_folder import cache_directory
from reheaton.probes.limits.limit import Limit, of_one_point
from reheaton.probes.limits.sets import in_set
from reheaton.probes.limits.tables import table_limits
from reheaton.probes.limits.warm_dark_matter import OF_THE_SET, warm_limits
from reheaton.probes.probe import Observable

if TYPE_CHECKING:
    from reheaton.export.lambda_cdm import LambdaCDM
    from reheaton.models.result import Result
    from reheaton.sky.light_elements import LightElements
    from reheaton.sky.spectra import Spectra


class HandOver:
    """Methods of a `Result` of one point. Each raises InvalidInput for many points: take one of them, `result[i]`.

    They stand apart from `Result` because they know other codes, and it does not. `cosmology` is an `rh.LambdaCDM`, by
    default that of Planck 2018.
    """

    def to_class(
        self: Any, directory: str | Path | None = None, cosmology: "LambdaCDM | None" = None, **choices: Any
    ) -> dict[str, Any]:
        """Settings for `classy.Class().set`; the momentum distribution is written to `directory`.

        See `export.class_settings`. `directory` is by default in the cache folder. Choices: `k_max` [h/Mpc],
        dark_photons = free-streaming|fluid, dark_neutrinos = massless|massive. Valid for P(k) and C_l of linear theory.

        >>> import reheaton as rh
        >>> point = rh.TwinSterileNeutrino(m_N=80, m_nu=1.5e-9, vev_ratio=4).solve()
        >>> round(point.to_class()["N_ur"], 4)
        3.1134
        """
        from reheaton.export.class_settings import with_files
        from reheaton.export.exports import to_class

        settings = to_class(self, cosmology, **choices)
        return with_files(settings, cache_directory() / "class" if directory is None else Path(directory))

    def to_camb(self: Any, cosmology: "LambdaCDM | None" = None) -> dict[str, Any]:
        """Arguments for `camb.set_params`, in which all dark matter is cold; see `export.camb_settings`.

        >>> import reheaton as rh
        >>> point = rh.TwinSterileNeutrino(m_N=80, m_nu=1.5e-9, vev_ratio=4).solve()
        >>> round(point.to_camb()["nnu"], 4)
        3.1134
        """
        from reheaton.export.exports import to_camb

        return to_camb(self, cosmology).to_dict()

    def to_class_twin(self: Any, cosmology: "LambdaCDM | None" = None, twin_baryons: float = 0.1) -> dict[str, Any]:
        """Settings for class_twin; `twin_baryons` is their share of dark matter. See `export.class_twin_settings`.

        >>> import reheaton as rh
        >>> point = rh.TwinSterileNeutrino(m_N=80, m_nu=1.5e-9, vev_ratio=4).solve()
        >>> round(point.to_class_twin()["Delta_N_twin"], 4)
        0.0734
        """
        from reheaton.export.exports import to_class_twin

        return to_class_twin(self, cosmology, twin_baryons=twin_baryons).to_dict()

    def to_primat(
        self: Any, directory: str | Path | None = None, cosmology: "LambdaCDM | None" = None, history: str = "auto"
    ) -> dict[str, Any]:
        """Arguments for `primat.run_bbn`: `params`, and `extra_rho` where the dark sectors go in beside primat's own.

        See `export.primat_point`. A history is written to `directory`, by default in the cache folder; where neutrinos
        of the point decouple by collisions, rates of n <-> p are made and kept there too, in some seconds.

        >>> import reheaton as rh
        >>> rh.DodelsonWidrow(m_s=7, sin2_2theta=1e-9).solve().to_primat()["params"]["Omegabh2"]
        0.02242
        """
        from reheaton.export.exports import to_primat
        from reheaton.export.primat_neutrinos import with_rates
        from reheaton.export.primat_settings import with_history

        told = to_primat(self, cosmology, history)
        folder = cache_directory() / "primat" if directory is None else Path(directory)
        params = with_history(told, folder)
        if told.own_neutrinos:
            params = with_rates(params, folder)
        return {"params": params, "extra_rho": None if told.dark is None else [told.dark]}

    def elements(self: Any, cosmology: "LambdaCDM | None" = None, history: str = "auto") -> "LightElements":
        """Helium, deuterium, helium-3 and lithium-7 of this point, by primat; see `sky.light_elements`."""
        from reheaton.sky.light_elements import light_elements

        return light_elements(self, cosmology, history)

    def spectra(self: Any, cosmology: "LambdaCDM | None" = None, **choices: Any) -> "Spectra":
        """P(k) and C_l of this point, by CLASS; see `sky.spectra`, and `to_class` for the choices."""
        from reheaton.sky.spectra import spectra

        return spectra(self, cosmology, **choices)

    def with_elements(self: Any, elements: "LightElements") -> "Result":
        """The same result with these light elements among its observables, and the limits on them."""
        found = elements.observables()
        limits = table_limits("light_elements", elements.measured())
        return _extended(self, found, elements.OBSERVABLES, limits, elements.CITATIONS)

    def with_spectra(self: Any, spectra: "Spectra") -> "Result":
        """The same result with the half mode that CLASS finds, in place of that of the fit in the limits on warmth."""
        found = spectra.observables()
        if "k_half_mode_class" not in found:
            return _extended(self, found, spectra.OBSERVABLES, [], spectra.CITATIONS)
        applies = next((limit.applies for limit in self.alternatives if limit.observable == "k_half_mode"), False)
        chosen = self.options.get("warm_limit", OF_THE_SET)
        kept = [limit for limit in self.alternatives if limit.observable != "k_half_mode"]
        limits = warm_limits(found["k_half_mode_class"], applies, chosen)
        return _extended(
            dataclasses.replace(self, alternatives=kept), found, spectra.OBSERVABLES, limits, spectra.CITATIONS
        )


def _extended(
    result: Any,
    found: Mapping[str, float],
    declared: Mapping[str, Observable],
    limits: list[Limit],
    citations: tuple[str, ...],
) -> Any:
    """A result of one point with further observables, limits of its set, and citations."""
    items = {name: declared[name] for name in found}
    mine = [limit for limit in limits if in_set(limit.sets, result.options["limits"])]
    alternatives = [*result.alternatives, *mine]
    observables = {**result.observables, **found}
    headlines = (*result.headlines, *(name for name, item in items.items() if item.headline))
    return dataclasses.replace(
        result,
        observables={name: observables[name] for name in (*headlines, *observables)},
        units={**result.units, **{name: item.unit for name, item in items.items()}},
        symbols={**result.symbols, **{name: item.symbol for name, item in items.items() if item.symbol}},
        meanings={**result.meanings, **{name: item.meaning for name, item in items.items()}},
        headlines=headlines,
        limits=of_one_point(alternatives),
        alternatives=alternatives,
        citations=tuple(dict.fromkeys([*result.citations, *citations])),
    )
