"""Messages: where they go, and what is refused before anything is computed."""


def test_output_that_cannot_be_written(refuses, spring, tmp_path):
    (tmp_path / "taken").write_text("")
    # Before anything is solved: at this mass, solving fails.
    sentence = refuses("run", spring, "-s", "mass=13", "--json", "-o", tmp_path / "taken")
    assert "taken is a file, not a folder" in sentence
    assert "taken is a file, not a folder" in refuses("reproduce", "-o", tmp_path / "taken")
