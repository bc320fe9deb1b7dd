"""`import kullback` is nearly free: rooms and optional libraries load when they are used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src"
BUDGET = 0.1  # seconds of CPU over `import numpy`, from docs/architecture.md
RUNS = 5  # the least of several runs: noise on a busy machine only ever adds

HEAVY = [
    "array_api_strict",
    "duckdb",
    "jax",
    "marimo",
    "matplotlib",
    "narwhals",
    "pandas",
    "polars",
    "pyarrow",
    "pyspark",
    "rich",
    "scipy.integrate",
    "scipy.spatial",
    "scipy.special",
    "scipy.stats",
    "sklearn",
    "torch",
    "typer",
]


def run(code: str) -> str:
    # Without BLAS threads: their start-up is counted as CPU time and belongs to neither import.
    environment = os.environ | {"PYTHONPATH": str(SOURCE), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def cpu_seconds_over_numpy(statement: str, runs: int = RUNS) -> float:
    code = f"""
import time
import numpy
start = time.process_time()
{statement}
print(time.process_time() - start)
"""
    return min(float(run(code)) for _ in range(runs))


def test_importing_costs_at_most_a_tenth_of_a_second_over_numpy():
    assert cpu_seconds_over_numpy("import kullback") <= BUDGET


def test_the_clock_would_notice_a_heavy_import():
    """Loading scipy.stats is what the budget is there to prevent; it must show."""
    assert cpu_seconds_over_numpy("import scipy.stats", runs=1) > BUDGET


@pytest.mark.parametrize("module", HEAVY)
def test_importing_leaves_the_heavy_library_unloaded(module, loaded_modules):
    assert module not in loaded_modules


@pytest.fixture(scope="module")
def loaded_modules() -> set[str]:
    return set(run("import kullback, sys; print(*sys.modules)").split())


def test_the_first_table_needs_no_special_functions():
    code = "import sys, kullback; kullback.kl([.5, .5], [.2, .8]); print(*sys.modules)"
    assert not {m for m in run(code).split() if m.startswith("scipy.")}


def test_importing_keeps_warnings_and_numpy_settings_as_they_are():
    code = """
import warnings
import numpy as np
before = (list(warnings.filters), np.geterr(), np.get_printoptions())
import kullback
print(before == (list(warnings.filters), np.geterr(), np.get_printoptions()))
"""
    assert run(code) == "True"
