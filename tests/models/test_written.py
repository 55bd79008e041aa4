"""What an author has written wrongly is told in a sentence that says what a method must return."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tests.models.parted import Looking, Parted

import reheaton as rh
from reheaton.models.batch import solve_usable
from reheaton.models.written import events_of, listed, observed_by, probes_of, universe_of, why_refused
from reheaton.universe.outcome import Outcome

ABOVE = "the contact of sm, hidden ends at 20 GeV, above 10 GeV where it starts: end it at a lower temperature"
COLD = "T of an event = -1 is out of range: allowed is above 0 GeV"


def test_a_universe_that_cannot_be_is_refused_at_one_point_and_in_the_lane_of_a_batch():
    for values, sentence in (({"T_dec": 20.0}, ABOVE), ({"T_dec": 5.0, "T_event": -1.0}, COLD)):
        with pytest.raises(rh.InvalidInput, match=f"^{sentence}"):
            Parted(**values).solve()
    good = {"T_dec": np.array([[1.0, 2.0, 3.0], [4.0, 10.0, 6.0]]), "T_event": np.full((2, 3), 0.1)}
    for name, bad, sentence in (("T_dec", 20.0, ABOVE), ("T_event", -1.0, COLD)):
        points = {key: np.array(value) for key, value in good.items()}
        points[name][1, 2] = bad
        with pytest.raises(rh.InvalidInput, match=rf"^point \(1, 2\): {sentence}"):
            rh.solve_batch(Parted, **points)
        result, refused = solve_usable(Parted, **points)
        assert result.codes.tolist() == [[Outcome.SOLVED] * 3, [Outcome.SOLVED, Outcome.SOLVED, Outcome.INVALID]]
        assert np.argwhere(np.isnan(result.observables["T_seen"])).tolist() == [[1, 2]]
        assert list(refused) == [5] and refused[5].reason.startswith(sentence)


@pytest.mark.slow
def test_a_universe_that_cannot_be_is_refused_in_a_later_chunk():
    with pytest.raises(rh.InvalidInput, match=f"^point 300: {COLD}"):
        rh.solve_batch(Parted, T_dec=5.0, T_event=np.append(np.full(300, 0.5), [-1.0, 0.1]))


@pytest.mark.slow
def test_a_universe_that_cannot_be_is_refused_where_a_parameter_is_looked_for():
    asked = {"observable": "T_seen", "target": 0.05, "between": (0.01, 1.0)}
    assert rh.solve_for(Parted, "T_event", **asked, T_dec=5.0).values == pytest.approx([0.05], rel=1e-6)
    with pytest.raises(rh.InvalidInput, match=f"^{ABOVE}"):
        rh.solve_for(Parted, "T_event", **asked, T_dec=20.0)
    with pytest.raises(rh.InvalidInput, match=f"^point 1: {ABOVE}"):
        rh.solve_for(Parted, "T_event", **asked, T_dec=[5.0, 20.0])


def test_inside_a_transformation_the_code_says_so():
    codes = jax.jit(jax.vmap(lambda T: Parted(T_dec=T).solve().codes))(jnp.array([5.0, 20.0]))
    assert codes.tolist() == [Outcome.SOLVED, Outcome.INVALID]


def test_why_a_good_point_was_refused_is_not_known():
    assert why_refused(Parted(T_dec=5.0)).startswith("Parted cannot be solved here: the values of its parameters")


def written(universe=None, probes=None):
    """A model whose methods do this."""
    made = Parted(T_dec=5.0)

    class Own(Parted):
        def universe(self):
            return universe(self) if universe else super().universe()

        def probes(self):
            return probes(self) if probes else super().probes()

    return Own(**made.parameters)


@pytest.mark.parametrize(
    ("universe", "sentence"),
    [
        (lambda self: None, "must return a reheaton.Universe, not None, as where `return` is forgotten."),
        (lambda self: [rh.standard_model()], "must return a reheaton.Universe, not a list that begins with a Sector."),
        (lambda self: rh.Universe, "must return a reheaton.Universe, not the class Universe itself."),
        (lambda self: 3.0, "must return a reheaton.Universe, not 3.0."),
    ],
)
def test_what_is_no_universe(universe, sentence):
    for action in (
        lambda: universe_of(written(universe)),
        lambda: written(universe).solve(),
        lambda: rh.solve_batch(type(written(universe)), T_dec=[1.0, 2.0]),
    ):
        with pytest.raises(rh.InvalidInput) as raised:
            action()
        assert str(raised.value) == f"universe() of Own {sentence}"


@pytest.mark.parametrize(
    ("probes", "sentence"),
    [
        (lambda self: None, ", not None, as where `return` is forgotten."),
        (lambda self: rh.Reheating(), ", not a Reheating."),
        (lambda self: [rh.Reheating], ", and an element of it is the class Reheating itself."),
        (lambda self: [None], ", and an element of it is None, which may be a part that is not given."),
        (lambda self: "Reheating", ", not 'Reheating'."),
    ],
)
def test_what_is_no_list_of_probes(probes, sentence):
    own = written(probes=probes)
    for action in (lambda: probes_of(own), own.solve, type(own).observables):
        with pytest.raises(rh.InvalidInput) as raised:
            action()
        assert str(raised.value) == f"probes() of Own must return a list of Probes{sentence}"


def test_what_probes_return():
    probe = Looking(0.1)
    for given, sentence in (
        (None, "events() of Wrong must return events by name, not None, as where `return` is forgotten."),
        (
            {"end": 1.0},
            "events() of Wrong must return events such as reheaton.cooled_to('sm', 1e-3), and 'end' is 1.0.",
        ),
    ):

        class Wrong(Looking):
            def events(self, universe, made=given):
                return made

            def observe(self, background, events, tables):
                return None

        with pytest.raises(rh.InvalidInput) as raised:
            events_of(Wrong(0.1), Parted(T_dec=5.0).universe())
        assert str(raised.value) == sentence
        with pytest.raises(rh.InvalidInput, match=r"observe\(\) of Wrong must return observables by name, not None"):
            observed_by(Wrong(0.1), *(None,) * 3)
    with pytest.raises(rh.InvalidInput, match=r"limits\(\) of Looking must return a list of Limits, not None"):
        listed(probe, "limits", rh.Limit, None)
    assert listed(probe, "limits", rh.Limit, ()) == ()


@pytest.mark.parametrize(
    "asks",
    [
        lambda x: 1.0 if x > 1.0 else 2.0,
        lambda x: math.sqrt(x),
        lambda x: np.sqrt(x),
        lambda x: float(x),
        lambda x: [1.0, 2.0][jnp.asarray(x, dtype=int)],
    ],
    ids=["if", "math", "numpy", "float", "index"],
)
def test_the_value_of_a_traced_parameter_is_not_known(asks):
    def universe(self):
        return rh.Universe([rh.standard_model()], start=asks(self.T_dec))

    own = written(universe)
    with pytest.raises(rh.InvalidInput) as raised:
        own.solve()
    sentence = "the value of a parameter is not known here, as JAX traces it: use jax.numpy, and jnp.where for `if`."
    assert str(raised.value).startswith("test_written.py, line ") and str(raised.value).endswith(sentence)
