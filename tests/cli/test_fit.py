"""`kullback fit`: a column of a file, ranked."""

import json

import numpy as np
import polars as pl
import pytest

from kullback.cli import run


@pytest.fixture
def waits(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    frame = pl.DataFrame({"wait": rng.gamma(3.0, 2.0, 400), "who": ["a", "b"] * 200})
    frame.write_parquet("waits.parquet")
    return frame


def test_the_best_family_stands_first(waits, capsys):
    assert (
        run(["fit", "waits.parquet::wait", "--families", "gamma,normal", "--bootstrap", "9"]) == 0
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("Gamma")
    assert lines[-1].startswith("best: Gamma(")


def test_json_and_a_picture(waits, capsys, tmp_path):
    arguments = ["fit", "waits.parquet::wait", "--families", "gamma,norm", "--bootstrap", "0"]
    assert run([*arguments, "--json", "--plot", "fit.png"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [row["family"] for row in said["families"]] == ["Gamma", "Normal"]
    assert said["families"][0]["parameters"]["shape"] == pytest.approx(3.0, rel=0.25)
    assert (tmp_path / "fit.png").stat().st_size > 1000


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["fit", "waits.parquet"], "names no column"),
        (["fit", "waits.parquet::who"], "families here are of numbers"),
        (["fit", "waits.parquet::when"], "no column 'when'"),
        (["fit", "waits.parquet::wait", "--families", "gama"], "'gama'"),
    ],
)
def test_bad_input_is_one_sentence(waits, capsys, arguments, words):
    assert run(arguments) == 2
    assert words in capsys.readouterr().err
