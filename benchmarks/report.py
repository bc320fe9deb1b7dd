"""One table on the screen and one JSON file, with what they were measured on."""

import json
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def environment() -> dict[str, str]:
    """Return the versions and the processor that a figure depends on."""
    found = {"python": platform.python_version(), "machine": platform.machine()}
    for name in ("numpy", "scipy", "torch", "kullback"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    found["commit"] = commit.stdout.strip()
    return found


def publish(name: str, title: str, rows: list[dict[str, Any]]) -> None:
    """Print `rows` as a table and write them to ``results/<name>.json``."""
    columns = list(rows[0])
    cells = [[_text(row[c]) for c in columns] for row in rows]
    widths = [max(len(c), *(len(row[i]) for row in cells)) for i, c in enumerate(columns)]
    print(title)
    for line in (columns, *cells):
        print(
            "  " + "  ".join(text.ljust(w) for text, w in zip(line, widths, strict=True)).rstrip()
        )
    RESULTS.mkdir(exist_ok=True)
    record = {"title": title, "environment": environment(), "rows": rows}
    (RESULTS / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n")


def _text(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
