"""Reference values for the oracle tests, by mpmath.

    python -m tests.oracle.generate --seed 7 --out tests/oracle/data/generated.json
    python -m tests.oracle.generate --check tests/oracle/data/*.json

The first draws new cases; the second recomputes the values of existing files and names every one
that differs. Installing gmpy2 makes both several times faster.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import mpmath as mp

from tests.oracle import cases, reference

DIGITS = 30
LARGEST = mp.mpf(2) ** 1024
UNDERFLOW = mp.mpf(10) ** -290


def as_text(value):
    """`value` as a decimal string, "inf" or "0.0"."""
    with mp.workdps(DIGITS + 10):
        return "inf" if mp.isinf(value) else mp.nstr(+value, DIGITS)


def completed(case, number):
    """`case` with its id, value and condition number."""
    value = reference.value(case) if "value" not in case else mp.mpf(case["value"])
    regime = case["regime"]
    if not mp.isinf(value) and abs(value) >= LARGEST:
        regime += "_overflow"
    if 0 < abs(value) < UNDERFLOW:
        regime += "_underflow"
    return {
        "id": f"g-{number:04d}",
        **{k: case[k] for k in ("quantity", "p", "q", "alpha") if k in case},
        "value": as_text(value),
        "cond": None if "value" in case else reference.condition(case),
        "regime": regime,
        "dtype": case.get("dtype", "float64"),
        "note": case.get("note", ""),
    }


def generate(seed, path):
    drawn = list(cases.draw(seed))
    lines = []
    for number, case in enumerate(drawn):
        start = time.perf_counter()
        lines.append(json.dumps(completed(case, number)))
        if time.perf_counter() - start > 20:
            print(f"slow: {lines[-1][:300]}", file=sys.stderr)
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n")
    print(f"{len(lines)} cases, {path.stat().st_size} bytes", file=sys.stderr)


def agrees(case):
    """Whether the value of `case` is the one computed here, to 27 digits."""
    value = reference.value(case)
    with mp.workdps(50):
        given = mp.mpf(case["value"])
        if mp.isinf(given) or mp.isinf(value) or given == 0:
            return given == value
        return abs(value - given) <= abs(given) * mp.mpf(10) ** -27


def check(paths):
    """Recompute every value in `paths`; return how many differ."""
    wrong = 0
    for path in paths:
        for case in json.loads(path.read_text()):
            if case["value"] == "inf" and case["p"]["family"] != "categorical":
                continue  # decided by support or by a moment: stated, not computed
            if not agrees(case):
                wrong += 1
                print(f"{path.name} {case['id']}: {case['value']} != {reference.value(case)}")
    return wrong


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--check", type=Path, nargs="+")
    arguments = parser.parse_args()
    if arguments.out:
        generate(arguments.seed, arguments.out)
    if arguments.check:
        sys.exit(check(arguments.check) > 0)


if __name__ == "__main__":
    main()
