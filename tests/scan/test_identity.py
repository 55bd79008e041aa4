"""What a store was made from changes with everything that answers depend on, and with nothing else."""

import pytest

from reheaton.scan.identity import differences, identity, package_tables, source_of

CARD = "parameters: {b: 3}\nscan: {a: {from: 1, to: 2, points: 5}}"


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        (CARD.replace("b: 3", "b: 4"), "value of b"),
        (CARD.replace("points: 5", "points: 6"), "scan of a"),
        (CARD.replace("to: 2", "to: 3"), "scan of a"),
        (CARD + "\noptions: {limits: all}", "value of limits"),
        (CARD.replace("{a:", "{outputs: [ratio], a:"), "outputs"),
        (CARD.replace("{a:", "{derived: {T_start: a}, a:"), "expression of T_start"),
        ("scan: {a: [1, 2], solve: {b: {for: product, equals: 30}}}", "solve"),
        ("parameters: {b: 3}\nscan: {a: {from: 1, to: 2}, draw: {method: sobol, points: 8}}", "drawn points"),
    ],
)
def test_every_part_of_a_card_counts(plan, changed, named):
    before = identity(plan(CARD))
    assert any(text.startswith(named) for text in differences(before, identity(plan(changed))))


def test_other_words_for_the_same_are_the_same(plan):
    assert identity(plan(CARD)) == identity(plan(CARD.replace("to: 2", "to: 2000 MeV").replace("b: 3", "b: 3.0")))


def test_the_file_of_a_model_counts(plan, scan_card):
    before, path = identity(plan(CARD)), scan_card(CARD).parent / "products.py"
    made = plan(CARD)
    path.write_text(path.read_text() + "\n# changed\n")
    assert [text.split(" was ")[0] for text in differences(before, identity(made))] == ["file of the model"]


def test_tables_of_limits_of_the_user_count(plan, tmp_path, monkeypatch):
    before = identity(plan(CARD))
    (tmp_path / "dark_matter.csv").write_text("name\n")
    monkeypatch.setenv("REHEATON_LIMITS_DIR", str(tmp_path))
    assert "file of the limits dark_matter was not there" in differences(before, identity(plan(CARD)))[0]


def test_files_that_options_name_count(tmp_path):
    import reheaton as rh
    from reheaton.scan.plan import Plan

    table = tmp_path / "rates.dat"
    table.write_text("1")
    plan = Plan(rh.DodelsonWidrow, {"opacity": f"table:{table}"})
    before = identity(plan)
    table.write_text("2")
    assert [text.split(" was ")[0] for text in differences(before, identity(plan))] == ["file of opacity"]
    assert source_of(rh.DodelsonWidrow) is None


def test_the_version_and_the_tables_count(plan, monkeypatch):
    before = identity(plan(CARD))
    assert before["tables of reheaton"] == package_tables() and len(package_tables()) == 16
    monkeypatch.setattr("reheaton.scan.identity.__version__", "9.9")
    assert differences(before, identity(plan(CARD)))[0].startswith("version of reheaton was 0.")
