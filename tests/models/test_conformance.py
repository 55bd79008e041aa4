"""`conformance` finds what is wrong with a model, and nothing wrong with a good one."""

import dataclasses

import pytest

import reheaton as rh
from reheaton.models.conformance import conformance


class Reading(rh.Probe):
    OBSERVABLES = {"T_end": rh.Observable("GeV", "temperature at recombination", headline=True)}
    CITATIONS = ("Kolb:1990vq",)

    def events(self, universe):
        return {"cmb": rh.cooled_to("sm", 0.26e-9)}

    def observe(self, background, events, tables):
        return {"T_end": events["cmb"].T["sm"]}


class Good(rh.Model):
    """The Standard Model from some temperature on."""

    T_start: float = rh.parameter("GeV", "temperature at the start", minimum=1.0, maximum=100.0)

    def universe(self):
        return rh.Universe([rh.standard_model()], start=self.T_start)

    def probes(self):
        return [Reading()]


def failed(model, **values):
    """Names and sentences of what `conformance` finds wrong."""
    return {f.name: f.sentence for f in conformance(model, values) if not f.passed}


def test_good_model_has_nothing_wrong():
    findings = conformance(Good, {})
    assert [f for f in findings if not f.passed] == []
    assert [f.name for f in findings][-2:] == ["batch", "derivatives"]


class NoDocstring(Good):
    T_start: float = rh.parameter("GeVV", " ", minimum=1.0, maximum=100.0, default=1e3)


def test_declarations():
    wrong = failed(NoDocstring, T_start=10.0)
    assert "no docstring" in wrong["docstring"]
    assert wrong["declarations"] == (
        "T_start has no meaning; the unit 'GeVV' of T_start is not known; the default of T_start is outside its range."
    )


class Forgotten(Good):
    """A model whose author forgot rh.parameter, and has constants as well."""

    tau: float = 1e-3
    CITATIONS = ("Kolb:1990vq",)
    factor = 2.0


@pytest.mark.slow
def test_a_field_that_is_not_declared():
    assert failed(Forgotten, T_start=10.0)["declarations"] == (
        "tau has a type but is not declared, so that it is fixed: declare it with rh.parameter or rh.option, or leave"
        " out its type if it is meant to be fixed."
    )


class Crash(Good):
    """A model whose universe fails."""

    def universe(self):
        raise KeyError("hidden")


def test_error_in_the_models_code_names_its_line():
    sentence = failed(Crash)["solution"]
    assert sentence.startswith("test_conformance.py, line ") and "KeyError" in sentence


class Undeclared(Reading):
    OBSERVABLES = {"another": rh.Observable("GeV", "what is not observed")}


class Observes(Good):
    """A model whose probe observes something else than it declares."""

    def probes(self):
        return [Undeclared()]


def test_observable_that_is_not_declared():
    assert "T_end" in failed(Observes)["solution"]


class Uncited(Reading):
    OBSERVABLES = {"T_end": rh.Observable("furlongs", "a unit that nobody reads")}
    CITATIONS = ("Nobody:1900",)


class BadReading(Good):
    """A model whose probe has a wrong unit and a wrong citation."""

    def probes(self):
        return [Uncited()]


@pytest.mark.slow
def test_units_and_citations():
    wrong = failed(BadReading)
    # "furlongs" is a unit; "furlongz" is none.
    assert "units" not in wrong
    assert "'Nobody:1900' is not in the bibliography" in wrong["citations"]


class Picky(Good):
    """A model that refuses every point."""

    def check(self):
        raise rh.InvalidInput("T_start is never right.")


def test_point_that_is_refused_ends_the_checks():
    findings = conformance(Picky, {})
    assert findings[-1].name == "point" and findings[-1].sentence == "T_start is never right."


class Stepped(Reading):
    T_start: float

    def observe(self, background, events, tables):
        # A derivative that JAX is not told of.
        import jax

        return {"T_end": events["cmb"].T["sm"] * jax.lax.stop_gradient(self.T_start)}


class Detached(Good):
    """A model whose derivative is cut."""

    def probes(self):
        return [Stepped(self.T_start)]


@pytest.mark.slow
def test_wrong_derivatives():
    assert failed(Detached)["derivatives"].startswith("d ln T_end/d ln T_start is ")


class Scaled(Stepped):
    factor: float

    def observe(self, background, events, tables):
        return {"T_end": self.factor * super().observe(background, events, tables)["T_end"]}


class LeftOver(Detached):
    """A model whose derivative is cut, where the observable is all but nothing."""

    size: str = rh.option(("nothing", "little"), "how small the observable is")

    def probes(self):
        # T_end is 2.6e-10 GeV times T_start: below and above 1e-30.
        return [Scaled(self.T_start, {"nothing": 1e-23, "little": 1e-18}[self.size])]


@pytest.mark.slow
def test_derivatives_of_what_has_decayed_are_not_compared():
    assert "derivatives" not in failed(LeftOver, T_start=10.0)
    assert "derivatives" in failed(LeftOver, T_start=10.0, size="little")


class Unbounded(Good):
    """A model whose required parameter can be anything."""

    T_start: float = rh.parameter("GeV", "temperature at the start", minimum=1.0)


def test_required_parameter_needs_a_bounded_range():
    assert "the range of T_start is not bounded" in failed(Unbounded, T_start=10.0)["declarations"]


class Branches(Good):
    """A model that compares a number which JAX traces."""

    def universe(self):
        return rh.Universe([rh.standard_model()], start=10.0 if self.T_start > 2.0 else 20.0)


def test_branch_on_a_traced_number_names_the_line_and_the_cure():
    sentence = failed(Branches)["solution"]
    assert sentence.startswith("test_conformance.py, line ")
    assert "use jax.numpy, and jnp.where for `if`" in sentence


class Unsaid(Good):
    """A model with a check whose sentence names a number that is not there."""

    def checks(self, found):
        return [rh.Check("late", found["T_end"], "it is {nothing:g}.", above=1.0)]


def test_sentences_of_checks_are_filled_in():
    assert "the sentence of late cannot be filled in: KeyError" in failed(Unsaid)["checks"]


class Own(Good):
    """A model that solves itself, in one of several wrong ways."""

    how: str = rh.option(("no residual", "nothing", "a number"), "how it is wrong")

    def solve(self, progress=None):
        if self.how == "no residual":
            return dataclasses.replace(super().solve(), diagnostics={})
        return None if self.how == "nothing" else 3.0


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("no residual", "no first_law_residual"),
        ("nothing", "not None."),
        ("a number", "the Result of one point, as `Mod"),
    ],
)
def test_a_solution_that_lacks_something_ends_the_checks(how, words):
    wrong = failed(Own, how=how)
    assert list(wrong) == ["solution"] and words in wrong["solution"]
