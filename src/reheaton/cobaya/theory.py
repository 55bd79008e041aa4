"""Models as theories of Cobaya: sampled parameters in, derived parameters and a `Result` out."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from reheaton.backend.optional import optional_package
from reheaton.citations import bibtex
from reheaton.errors import InvalidInput, NumericalFailure, did_you_mean, quoted
from reheaton.export.n_eff import n_eff
from reheaton.models.registry import find_model
from reheaton.models.result import Result
from reheaton.version import __version__

# Looked up in this way the types check where Cobaya is not installed, too.
_cobaya: Final = optional_package("cobaya", "cobaya", "reheaton.cobaya")

LOG10: Final = "log10_"
"""Before the name of a parameter: its decimal logarithm, in the declared unit."""
NEUTRINOS: Final = ("nnu", "N_ur")
"""Names of N_eff in CAMB, and in CLASS where all neutrinos are massless."""
RESULT: Final = "reheaton_result"
"""Name under which a theory provides the `Result` of a point."""
_DRAWS: Final = 500
"""Points of the priors that are tried before the sampling. Of a share of 1% that can be computed, 99% of the time one
point at least is among them."""


@contextmanager
def in_words_of_cobaya(log: Any) -> Iterator[None]:
    """Bad input as the error of Cobaya that ends a run with one sentence and without a traceback."""
    try:
        yield
    except InvalidInput as error:
        raise _cobaya.LoggedError(log, "%s", error) from error


class ModelTheory(_cobaya.Theory):
    """A model as a theory of Cobaya.

    `model` is the name of a model, or FILE.py:Class. `settings` are parameters and options that are fixed, as a model
    takes them: numbers in declared units, or text with a unit. A parameter that is not among them can be sampled, by
    its name in its declared unit, or as log10_NAME. Derived parameters are

        all observables, and all parameters by their names (that of a sampled logarithm, for example)
        nnu and N_ur: N_eff for CAMB, and for CLASS with massless neutrinos, see `export.n_eff`

    and `reheaton_result` is the `Result`, for likelihoods. A point that is not allowed (InvalidInput) or that fails
    (NumericalFailure) has likelihood zero; any other exception stops the run. Before the first point the model is
    compiled, at a point that is drawn from the priors. Raises LoggedError for what cannot be sampled.

    >>> from cobaya import get_model
    >>> theory = {"reheaton.cobaya.TwinSterileNeutrino": {"settings": {"m_nu": 1.5e-9, "vev_ratio": 4}}}
    >>> params = {"log10_m_N": {"prior": {"min": 1, "max": 2.4}}, "delta_N_eff_cmb": None}
    >>> model = get_model({"theory": theory, "params": params, "likelihood": {"one": None}})
    >>> round(model.loglikes({"log10_m_N": 1.90309})[1][0], 4)
    0.0734
    """

    model: str = ""
    settings: Mapping[str, Any] | None = None
    stop_at_error: bool = True

    def initialize(self) -> None:
        with in_words_of_cobaya(self.log):
            self._model = find_model(self.model)
            self._fixed = dict(self.settings or {})
            known = self._model.declarations()
            for name, value in self._fixed.items():
                if name not in known:
                    hint = did_you_mean(name, known)
                    raise InvalidInput(f"{quoted(name)} is not a parameter or option of {self._model.NAME}: {hint}")
                known[name].parse(value)

    def get_can_support_params(self) -> list[str]:
        names = [item.name for item in self._model.PARAMETERS if item.name not in self._fixed]
        return [*names, *(LOG10 + name for name in names)]

    def get_can_provide_params(self) -> list[str]:
        parameters = [item.name for item in self._model.PARAMETERS]
        return list(dict.fromkeys([*self._model.observables(), *parameters, *NEUTRINOS]))

    def get_can_provide(self) -> list[str]:
        return [RESULT]

    def get_version(self) -> str:
        return __version__

    @classmethod
    def get_bibtex(cls) -> str | None:
        return bibtex(find_model(cls.model).example().citations()) if cls.model else None

    def initialize_with_provider(self, provider: Any) -> None:
        super().initialize_with_provider(provider)
        for name in self.input_params:
            if LOG10 + name in self.input_params:
                raise _cobaya.LoggedError(self.log, "%s is sampled and so is %s: keep one.", name, LOG10 + name)
        if self.input_params_extra:
            self.mpi_info("%s is compiled at the first point.", self._model.NAME)
            return
        self.mpi_info("Compiling %s, which takes seconds, or up to minutes the first time.", self._model.NAME)
        began = time.monotonic()
        found = derived_parameters(self._first_result(provider.model))
        self.mpi_info("Compiled in %.1f s.", time.monotonic() - began)
        for name in self.output_params:
            if name not in found:
                raise _cobaya.LoggedError(self.log, "%s has no value here: %s", name, did_you_mean(name, found))

    def _first_result(self, model: Any) -> Result:
        """The result of the first point of the priors that can be computed."""
        first: Exception | None = None
        for place in model.prior.sample(_DRAWS, ignore_external=True, random_state=1) if model.prior.d() else [[]]:
            inputs = model.parameterization.to_input(place)
            try:
                return self._solved({name: inputs[name] for name in self.input_params})
            except (InvalidInput, NumericalFailure) as error:
                first = first or error
        said = "none of the points that were drawn from the priors can be computed; the first: %s"
        raise _cobaya.LoggedError(self.log, said, first)

    def _solved(self, inputs: Mapping[str, float]) -> Result:
        """The result at the values that Cobaya gives."""
        values: dict[str, Any] = dict(self._fixed)
        for name, x in inputs.items():
            if name in self._model.declarations():
                values[name] = x
            else:
                values[name.removeprefix(LOG10)] = 10.0**x
        return self._model(**values).solve()

    def calculate(self, state: dict[str, Any], want_derived: bool = True, **inputs: float) -> bool:
        try:
            result = self._solved(inputs)
        except (InvalidInput, NumericalFailure) as error:
            self.log.debug("likelihood zero: %s", error)
            return False
        state[RESULT], state["derived"] = result, derived_parameters(result)
        return True


def derived_parameters(result: Result) -> dict[str, float]:
    """The numbers of one point by the names of derived parameters, each in its declared unit."""
    numbers = {name: float(x) for name, x in result.parameters.items() if x is not None}
    numbers |= {name: float(x) for name, x in result.observables.items()}
    return numbers | dict.fromkeys(NEUTRINOS, n_eff(result.observables))


class TwinSterileNeutrino(ModelTheory):
    """The model twin-sterile-neutrino, see `reheaton.TwinSterileNeutrino`."""

    model: str = "twin-sterile-neutrino"


class DodelsonWidrow(ModelTheory):
    """The model dodelson-widrow, see `reheaton.DodelsonWidrow`."""

    model: str = "dodelson-widrow"


class InverseSymmetryBreaking(ModelTheory):
    """The model inverse-symmetry-breaking, see `reheaton.InverseSymmetryBreaking`."""

    model: str = "inverse-symmetry-breaking"
