"""`reheaton sample`: what it prints and writes, how it resumes, and what it refuses."""

from pathlib import Path

import pytest
from tests.posterior import known_posterior

from reheaton.posterior import nested

MODEL = f"{Path(known_posterior.__file__).resolve()}:Known"
SAMPLE = """
sample:
  priors: {x: {from: -2, to: 4}, y: {from: -3, to: 3.9}}
  measured: {x_seen: {mean: 1, sd: 0.3}, sum_seen: {mean: 1, sd: 0.2}}
  points: 300
"""


@pytest.fixture(autouse=True)
def effort(monkeypatch):
    known_posterior.little_effort(monkeypatch)


@pytest.fixture
def card(tmp_path):
    def write(text: str = SAMPLE) -> Path:
        path = tmp_path / "card.yaml"
        path.write_text(f"model: {MODEL}\n{text}")
        return path

    return write


def test_an_interrupted_sampling_is_resumed_and_leaves_one_store(reheaton, refuses, card, tmp_path, monkeypatch):
    import xarray

    store = tmp_path / "posterior.zarr"
    unfinished = tmp_path / "posterior.zarr.unfinished"
    evaluate, calls = nested.evaluate, []

    def interrupted(*arguments):
        calls.append(arguments)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return evaluate(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(nested, "evaluate", interrupted)
        outcome = reheaton("sample", card(), "-o", store)
    assert outcome.code == 130 and outcome.out == "" and not store.exists()
    assert f"note: 1000 points are in {unfinished}: --resume continues from them.\n" in outcome.err

    assert "is an unfinished sampling: continue with --resume, or remove it" in refuses("sample", card(), "-o", store)
    changed = refuses("sample", card(SAMPLE.replace("0.3}", "0.4}")), "-o", store, "--resume")
    assert "cannot be resumed: measured x_seen was [1.0, 0.3] and is [1.0, 0.4]. Put that back" in changed

    outcome = reheaton("sample", card(), "-o", store, "--resume")
    assert outcome.code == 0 and outcome.err.endswith(f"wrote {store}\n")
    # The least of x, 0.1, is a limit that acts and hardly matters at x = 1 +- 0.3.
    for text in (
        "x ",
        "GeV",
        "flat, from -2 to 4",
        "likelihood: least of x; measured x_seen",
        "ln evidence = ",
        "effective",
    ):
        assert text in outcome.out
    assert not unfinished.exists() and sorted(tmp_path.glob("posterior*")) == [store]
    data = xarray.open_zarr(store).load()
    # The integral over x by the trapezium rule, with the half-Gaussian of the limit in 1/x; four of its errors.
    assert data.attrs["log_evidence"] == pytest.approx(-4.036, abs=4 * data.attrs["log_evidence_error"])
    assert data.attrs["kind"] == "posterior" and data.attrs["effective_samples"] >= 300
    assert f"of {data.attrs['likelihood_calls']} points" in outcome.out

    assert "exists already: choose another name, or remove it" in refuses("sample", card(), "-o", store)
    again = reheaton("sample", card(), "-o", store, "--resume")
    assert again.code == 0 and again.err == f"{store} is complete: nothing is missing.\n"
    shown = outcome.out.splitlines()
    assert again.out.splitlines() == [*shown[:-1], shown[-1].rpartition(" in ")[0]]
    other = refuses("sample", card(SAMPLE.replace("0.3}", "0.4}")), "-o", store, "--resume")
    assert "is of another sampling, and cannot be resumed: measured x_seen was [1.0, 0.3] and is [1.0, 0.4]." in other


def test_a_place_that_is_taken_is_refused(refuses, card, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    for name in ("folder", "file"):
        for more in ((), ("--resume",)):
            said = refuses("sample", card(), "-o", tmp_path / name, *more)
            assert "exists, and is no store of this program: choose another name" in said
    assert "is a file, not a folder" in refuses("sample", card(), "-o", tmp_path / "file" / "posterior.zarr")
    (tmp_path / "other.zarr.unfinished").write_text("")
    assert "is in the way" in refuses("sample", card(), "-o", tmp_path / "other.zarr", "--resume")
    assert "is not the name of a store" in refuses("sample", card(), "-o", "..")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("parameters: {x: 1, y: 1}\n", "has no section `sample:`, in which the priors stand"),
        (
            "scan: {x: {from: 1, to: 2, points: 3}}\n" + SAMPLE.replace("x: {from: -2, to: 4}, ", ""),
            "has `scan:`, which",
        ),
        (SAMPLE.replace("y: {from", "z: {from"), "(line 4): 'z' is not a parameter of known"),
        (SAMPLE.replace("to: 4}", "to: -3}"), "sample.priors.x goes from -2 to -3"),
        (SAMPLE.replace(", y: {from: -3, to: 3.9}", ""), "y must be given: another dial"),
        (SAMPLE + "  limits: [least of z]\n", "sample.limits: 'least of z' is not a limit of this model and set"),
        ("sample: {priors: {x: {from: 1, to: 2}, y: {from: 1, to: 2}}, limits: []}\n", "would be the prior"),
        (SAMPLE.replace("from: -2, to: 4", "from: -6, to: -5"), "none of 500 points drawn from the priors is allowed"),
    ],
)
def test_what_is_wrong_is_refused_and_leaves_nothing(refuses, card, tmp_path, text, expected):
    path = card(text)
    assert expected in refuses("sample", path, "-o", tmp_path / "posterior.zarr").replace("\n", " ")
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_package_is_named(refuses, card, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "nautilus", None)
    said = refuses("sample", card(), "-o", tmp_path / "posterior.zarr")
    assert "reheaton sample needs the package nautilus, which is not installed: pip install 'reheaton[sample]'" in said


def test_run_refuses_a_card_with_priors_unless_they_are_given(reheaton, refuses, card):
    said = refuses("run", card())
    assert "has priors of x, y, but `run` solves one point: give each a value with -s" in said
    assert reheaton("run", card(), "-s", "x=1", "-s", "y=0", "--json").code == 0
