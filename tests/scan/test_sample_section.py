"""The section `sample:` of a card: what it may hold, and one sentence with its line for what it may not."""

from pathlib import Path

import pytest
from tests.posterior import known_posterior

from reheaton.errors import InvalidInput
from reheaton.models.registry import find_model
from reheaton.scan.card import Card, read_card
from reheaton.scan.sample_section import PriorNumbers, prior_numbers

MODEL = f"{Path(known_posterior.__file__).resolve()}:Known"
GOOD = "sample:\n  priors:\n    x: {from: 1, to: 2}\n    y: {mean: 0, sd: 1}\n"


@pytest.fixture
def card(tmp_path):
    """Reads a card of the model with known posteriors, and compares it with the model."""

    def read(text: str) -> Card:
        path = tmp_path / "card.yaml"
        path.write_text(f"model: {MODEL}\n{text}")
        found = read_card(path)
        found.refuse_for(find_model(found.model))
        return found

    return read


def priors(card: Card) -> dict[str, PriorNumbers]:
    assert card.sample is not None
    parameters = {parameter.name: parameter for parameter in find_model(card.model).PARAMETERS}
    return {name: prior_numbers(prior, parameters[name], name) for name, prior in card.sample.priors.items()}


def test_all_kinds_of_priors_in_the_unit_of_the_parameter(card):
    found = card(
        "sample:\n  priors:\n    x: {from: 1 MeV, to: 2 GeV, spacing: log}\n    y: {mean: 500 MeV, sd: 0.1, to: 0.9}\n"
        "  measured: {x_seen: {mean: 1 GeV, sd: 100 MeV}}\n  limits: [least of x]\n  points: 500\n  seed: 7\n"
    )
    assert priors(found) == {"x": PriorNumbers(1e-3, 2.0, True), "y": PriorNumbers(-10.0, 0.9, mean=0.5, sd=0.1)}
    section = found.sample
    assert section is not None and (section.points, section.seed, section.limits) == (500, 7, ["least of x"])
    measured = section.measured_numbers(find_model(found.model))
    assert measured["x_seen"] == pytest.approx((1.0, 0.1), rel=1e-12)


def test_defaults(card):
    found = card(GOOD)
    assert priors(found) == {"x": PriorNumbers(1.0, 2.0), "y": PriorNumbers(-10.0, 10.0, mean=0.0, sd=1.0)}
    section = found.sample
    assert section is not None
    assert (section.points, section.seed, section.limits, section.measured) == (2000, 1, None, {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sample: 3\n", r"\(line 2\): sample = 3 must be lines `priors:`"),
        ("sample: {points: 10}\n", r"\(line 2\): `sample.priors:` is missing"),
        ("sample: {priors: {}}\n", r"sample.priors must be lines of the form `parameter:"),
        ("sampel: {priors: {}}\n", "did you mean 'sample'"),
        (GOOD + "  point: 3\n", r"\(line 6\): 'point' is not a key of a sample: did you mean 'points'"),
        (GOOD + "  points: 0\n", r"\(line 6\): sample.points = 0 must be a whole number from 1"),
        (GOOD + "  points: many\n", "sample.points = 'many' must be a whole number"),
        (GOOD + "  seed: -1\n", "sample.seed = -1 must be a whole number from 0 up"),
        (GOOD + "  limits: T_RH\n", "sample.limits = 'T_RH' must be a list of names"),
        (GOOD + "  limits: [3]\n", "sample.limits.0 = 3 must be text"),
        (
            GOOD + "  measured: {x_sen: {mean: 1, sd: 1}}\n",
            r"\(line 6\): 'x_sen' is not an observable of known: did you",
        ),
        (GOOD + "  measured: {x_seen: {mean: 1}}\n", "`sample.measured.x_seen.sd:` is missing"),
        (GOOD + "  measured: {x_seen: {mean: 1, sd: -1}}\n", "sample.measured.x_seen.sd = -1 must be above 0"),
        (GOOD + "  measured: {x_seen: {mean: 1, sd: 1 s}}\n", "sample.measured.x_seen.sd = '1 s'"),
        (GOOD + "  measured: {x_seen: {mean: 1, sd: 1, cl: 1}}\n", "'cl' is not a key of a measured observable"),
        (GOOD.replace("x:", "z:"), r"\(line 4\): 'z' is not a parameter of known"),
        (GOOD.replace("x:", "side:"), r"\(line 4\): side is an option of known: only parameters have priors"),
        ("parameters: {x: 1}\n" + GOOD, r"\(line 5\): x has a value and a prior: keep one"),
        (GOOD.replace("to: 2", "to: 1"), r"\(line 4\): sample.priors.x goes from 1 to 1: the first must be below"),
        (GOOD.replace("to: 2", "to: 0.5"), "sample.priors.x goes from 1 to 0.5"),
        (GOOD.replace("to: 2", "to: 20"), r"sample.priors.x.to = 20 is out of range: allowed is from -10 to 10 GeV"),
        (GOOD.replace("to: 2", "to: 2 eV/s"), "sample.priors.x.to"),
        (GOOD.replace(", to: 2", ""), "sample.priors.x.to is missing: a prior has from and to, or mean and sd"),
        (
            GOOD.replace("from: 1", "from: 0").replace("to: 2", "to: 2, spacing: log"),
            "x.from = 0 must be above 0 if the",
        ),
        (GOOD.replace("to: 2", "to: 2, spacing: even"), "sample.priors.x.spacing = 'even' must be log or linear"),
        (GOOD.replace("to: 2", "until: 2"), "'until' is not a key of a prior"),
        (GOOD.replace("from: 1, to: 2", "from: [1], to: 2"), "sample.priors.x.from must be a number or text"),
        (GOOD.replace("{from: 1, to: 2}", "3"), r"sample.priors.x = 3 must be lines `from:` and `to:`, or"),
        (GOOD.replace("sd: 1", "sd: 0"), r"\(line 5\): sample.priors.y.sd = 0 must be above 0"),
        (GOOD.replace("sd: 1", "sd: -2"), "sample.priors.y.sd = -2 must be above 0"),
        (GOOD.replace(", sd: 1", ""), "sample.priors.y.sd is missing: a Gaussian prior has mean and sd"),
        (GOOD.replace("sd: 1", "sd: 1, spacing: log"), "sample.priors.y.spacing has no effect with mean and sd"),
        (GOOD.replace("sd: 1", "sd: 1, from: 3, to: 2"), "sample.priors.y goes from 3 to 2"),
        (GOOD.replace("mean: 0", "mean: .inf"), "y.mean = .* must be a finite number"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(card, text, expected):
    with pytest.raises(InvalidInput, match=expected):
        card(text)
