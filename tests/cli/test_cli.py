"""The shell: results on stdout, messages on stderr, exit codes that say what happened."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import kullback
import kullback.cli
from kullback.cli import run

SOURCE = Path(kullback.cli.__file__).parents[2]


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pl.DataFrame({"x": ["h"] * 200 + ["t"] * 800, "gone": 1}).write_parquet("p.parquet")
    pl.DataFrame({"x": ["h"] * 700 + ["t"] * 300}).write_csv("q.csv")
    return tmp_path


def shell(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "kullback", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "utf-8"},
        **options,
    )


def test_a_table_is_printed_and_nothing_else(files, capsys):
    assert run(["compare", "p.parquet", "q.csv"]) == 0
    out, err = capsys.readouterr()
    assert "0.5341" in out
    assert "t: 80% → 30%" in out
    assert "only in the reference: gone" in out
    assert err == ""
    assert sorted(path.name for path in files.iterdir()) == ["p.parquet", "q.csv"]


@pytest.mark.parametrize("columns", [60, 80, 120, 160])
def test_no_line_is_longer_than_the_terminal(files, capsys, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    assert run(["compare", "p.parquet", "q.csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= columns


def test_json_is_alone_on_stdout(files, capsys):
    assert run(["compare", "p.parquet", "q.csv", "--json", "--html", "r.html"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["columns"][0]["column"] == "x"
    assert "r.html" in err
    assert Path("r.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--columns", "x", "--fail-above", "0.5"], 1),
        (["--columns", "x", "--fail-above", "0.6"], 0),
        (["--fail-above", "0.6"], 1),  # `gone` cannot be shown to be within it
    ],
)
def test_fail_above_decides_the_exit_code(files, capsys, arguments, code):
    assert run(["compare", "p.parquet", "q.csv", *arguments]) == code
    out, err = capsys.readouterr()
    assert "0.5341" in out
    assert bool(err) == bool(code)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compare", "p.parquet"], "Missing argument 'current'"),
        (["compare", "p.parquet", "nowhere.csv"], "no such file: 'nowhere.csv'"),
        (["compare", "p.parquet", "q.csv", "--columns", "y,x"], "'y'"),
        (["compare", "p.parquet", "q.csv", "--engine", "abacus"], "'abacus'"),
        (["compare", "p.parquet", "q.csv", "--fail-above", "-1"], "--fail-above"),
        (["compare", "p.parquet", "q.csv", "--fail-above", "nan"], "--fail-above"),
        (["compare", "p.parquet", "q.csv", "--html", "no/such/folder.html"], "folder.html"),
        (["compare", "p.parquet", "q.csv", "--bogus"], "--bogus"),
        (["compare", "p.parquet", ""], "`current` is ''; name a Parquet or CSV file"),
        (["compare", "", "q.csv"], "`reference` is ''"),
        (["compare", "p.parquet", "q.csv", "--columns", ","], "`--columns` is ','"),
        (["compare", "p.parquet", "q.csv", "--columns", ""], "`--columns` is ''"),
        (["kl", "-0.1,1.1", "0.5,0.5"], "'-0.1,1.1' begins with a minus sign"),
        (["kl", "0.5,0.5", "-.1,1.1"], "no probability is negative"),
        (["kl", "--", "-0.1,1.1", "0.5,0.5"], "-0.1"),
        (["kl", "0.5,0.5", "0.5,0.5", "--bogus"], "No such option: --bogus"),
        (["conquer"], "conquer"),
    ],
)
def test_bad_usage_is_one_sentence_on_stderr(files, capsys, arguments, said):
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert err.startswith("kullback: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert out == "" or "--html" in arguments


def test_help_names_every_command(capsys):
    assert run([]) == 0
    out = capsys.readouterr().out
    assert all(command in out for command in ("kl", "compare", "demo"))


def test_the_demonstration_runs_anywhere_and_writes_only_its_folder(tmp_path):
    found = shell("demo", cwd=tmp_path)
    assert (found.returncode, found.stderr) == (0, "")
    assert "kullback-demo" in found.stdout
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert written == {"kullback-demo", "kullback-demo/report.html"}


def test_the_demonstration_finds_what_everybody_knows(tmp_path):
    found = shell("demo", cwd=tmp_path).stdout
    (destination,) = [line for line in found.splitlines() if line.startswith("destination ")]
    # Eagle, Colorado is flown to for its snow
    assert "inf" in destination
    assert "EGE Eagle" in destination
    assert "No more than chance: origin" in found


def test_a_reader_that_leaves_early_is_no_error(files):
    command = f"{sys.executable} -m kullback compare p.parquet q.csv --json | head -c 1"
    found = subprocess.run(
        command,
        shell=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        check=False,
    )
    assert found.stderr == b""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("compare p.parquet q.csv", 0),
        ("compare p.parquet q.csv --json --html r.html", 0),
        ("compare p.parquet q.csv --columns x --fail-above 0.6", 0),
        ("compare p.parquet q.csv --columns x --fail-above 0.5", 1),
        ("kl 0.2,0.8 0.7,0.3", 0),
        ("--help", 0),
        ("--version", 0),
    ],
)
def test_a_closed_pipe_leaves_the_exit_code_as_it_is(files, arguments, code):
    reading, writing = os.pipe()
    os.close(reading)
    found = subprocess.run(
        [sys.executable, "-m", "kullback", *arguments.split()],
        stdout=writing,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        check=False,
    )
    os.close(writing)
    assert found.returncode == code
    assert b"Error" not in found.stderr
    assert Path("r.html").exists() == ("r.html" in arguments)


def test_the_version_is_printed(capsys):
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"kullback {kullback.__version__}\n"


@pytest.mark.parametrize(("missing", "extra"), [("duckdb", "data"), ("typer", "cli")])
def test_a_missing_library_is_named_with_what_to_install(files, missing, extra):
    hidden = files / "hidden"
    hidden.mkdir()
    (hidden / f"{missing}.py").write_text(f"raise ModuleNotFoundError(name={missing!r})")
    found = subprocess.run(
        [sys.executable, "-m", "kullback", "compare", "p.parquet", "q.csv"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(hidden), str(SOURCE)))},
        check=False,
    )
    assert found.returncode == 2
    assert f"pip install 'kullback[{extra}]'" in found.stderr
    assert found.stderr.count("\n") == 1


def test_without_rich_the_table_is_plain(files, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "rich.console", None)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert run(["compare", "p.parquet", "q.csv"]) == 0
    assert "0.5341" in capsys.readouterr().out


def test_control_characters_of_data_never_reach_the_terminal(files, capsys):
    frame = pl.DataFrame({"x\x1b[31m": ["\x1b]0;owned\x07", "line\nbreak"] * 40})
    frame.write_parquet("evil.parquet")
    frame.with_columns(pl.lit("other").alias("x\x1b[31m")).write_parquet("other.parquet")
    assert run(["compare", "evil.parquet", "other.parquet"]) == 0
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    assert "\x07" not in out + err


def test_a_terminal_without_unicode_still_gets_its_answer(files):
    found = subprocess.run(
        [sys.executable, "-m", "kullback", "compare", "p.parquet", "q.csv"],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "ascii"},
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, b"")
    assert b"t: 80% ? 30%" in found.stdout


@pytest.mark.parametrize(
    ("p", "q"),
    [
        ("0.2,0.8", "0.7,0.3"),
        ("[0.2, 0.8]", "[0.7, 0.3]"),
        ('{"h": 0.2, "t": 0.8}', '{"t": 0.3, "h": 0.7}'),
    ],
)
def test_kl_reads_tables_as_numbers_and_json(capsys, p, q):
    assert run(["kl", p, q]) == 0
    assert capsys.readouterr().out.startswith("kl = 0.534111 nats (exact")


def test_kl_speaks_json_and_bits(capsys):
    assert run(["kl", "0.5,0.5", "0.25,0.75", "--unit", "bits", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    # 1/2 log2 (1/2 / 1/4) + 1/2 log2 (1/2 / 3/4)
    assert data["value"] == pytest.approx(0.20751874963942190927)
    assert data["unit"] == "bits"


def test_kl_normalizes_counts_when_asked(capsys):
    assert run(["kl", "5,5", "3,7"]) == 2
    err = capsys.readouterr().err
    assert "`--normalize`" in err
    assert "normalize=True" not in err
    assert run(["kl", "5,5", "3,7", "--normalize", "--json"]) == 0
    # 1/2 ln(1/2 / 3/10) + 1/2 ln(1/2 / 7/10)
    expected = 0.5 * math.log(25 / 21)
    assert json.loads(capsys.readouterr().out)["value"] == pytest.approx(expected, rel=1e-15)


def test_json_outcomes_that_are_integers_meet_a_law_on_the_integers(capsys):
    assert run(["kl", '{"1": 0.5, "2": 0.5}', "poisson(3)", "--json"]) == 0
    # Poisson(3): 3 e^-3 at 1 and 4.5 e^-3 at 2
    expected = 3.0 - math.log(2.0) - 0.5 * math.log(3.0 * 4.5)
    assert json.loads(capsys.readouterr().out)["value"] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("p", "q"),
    [
        ('{"1": 0.2, "2": 0.8}', '{"2": 0.3, "1": 0.7}'),
        ('{"1": 0.2, "b": 0.8}', '{"b": 0.3, "1": 0.7}'),
        ('{"1": 0.2, "01": 0.8}', '{"01": 0.3, "1": 0.7}'),
        ('{"1": 0.2, "2": 0.8}', '{"2": 0.3, "1": 0.7, "c": 0.0}'),
    ],
)
def test_json_outcomes_meet_by_name(capsys, p, q):
    assert run(["kl", p, q]) == 0
    assert capsys.readouterr().out.startswith("kl = 0.534111 nats (exact")


def test_kl_names_what_makes_it_infinite(capsys):
    assert run(["kl", "0.2,0.8", "1,0"]) == 0
    out = capsys.readouterr().out
    assert "inf" in out
    assert "q is impossible at 1, where p has 80%" in out


def test_kl_counts_columns_of_files(files, capsys):
    assert run(["kl", "p.parquet::x", "q.csv::x", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert round(data["value"], 4) == 0.5341
    assert (data["kind"], data["method"]) == ("estimate", "counted_cells")


@pytest.mark.parametrize(
    ("p", "q", "said"),
    [
        ("0.2,0.9", "0.5,0.5", "sums to 1.1"),
        ("[0.2, 0.8", "0.5,0.5", "is not JSON"),
        ("p.parquet", "q.csv", "compare"),
        ("p.parquet::y", "q.csv::x", "no column 'y'"),
        ("p.parquet::x", "nowhere.csv::x", "no such file"),
        ('{"a": "x"}', '{"a": 1}', "`p`"),
        ("[]", "[]", "`p`"),
        ("[[1, 2], [3]]", "0.5,0.5", "`p`"),
        ("null,1", "0.5,0.5", "null"),
        ("0.5,0.5", "0.2,0.3,0.5", "`q`"),
    ],
)
def test_kl_refuses_in_one_sentence(files, capsys, p, q, said):
    assert run(["kl", p, q]) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert err.count("\n") == 1
    assert out == ""


def test_an_empty_list_of_columns_does_not_mean_all(files):
    with pytest.raises(kullback.InvalidInputError, match="names no column"):
        kullback.compare("p.parquet", "q.csv", columns=[])
