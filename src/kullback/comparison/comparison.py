"""The answer of `compare`."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kullback.comparison.column import ColumnComparison, to_dict
from kullback.comparison.words import sentences
from kullback.engines.protocol import Remark
from kullback.measures.kl import KL
from kullback.methods.counted import terms
from kullback.render.comparison_html import page
from kullback.render.comparison_text import table

SCHEMA_VERSION = 1
WIDTH = 100


@dataclass(frozen=True, slots=True)
class TypeChange:
    """A column that is one kind of thing in the reference and another in the current data."""

    column: str
    reference: str
    current: str


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """Two data sets compared column by column, in nats; rows are taken as independent.

    `columns` keep the reference's order; `missing` are in the reference alone, `added` in the
    current data alone; `type_changed` are in both but cannot be compared.
    """

    reference: str
    current: str
    reference_rows: int
    current_rows: int
    engine: str
    columns: tuple[ColumnComparison, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]
    type_changed: tuple[TypeChange, ...]
    remarks: tuple[Remark, ...]

    def worst(self, n: int | None = None) -> tuple[ColumnComparison, ...]:
        """Return the `n` columns that moved most, all by default.

        In order of `kl`, infinite ones by their finite estimate; columns whose numbers are mostly
        noise (`undersampled`) come last.
        """
        ranked = sorted(
            self.columns, key=lambda c: (c.status == "undersampled", -c.kl, -c.kl_finite)
        )
        return tuple(ranked[:n])

    def exceeding(self, threshold: float) -> tuple[str, ...]:
        """Return the columns with `kl` above a threshold, and those that could not be compared."""
        above = [column.column for column in self.columns if column.kl > threshold]
        return (*above, *self.missing, *(change.column for change in self.type_changed))

    def table(self, width: int = WIDTH, *, notes: bool = True) -> str:
        """Return the comparison as a text table of at most `width` characters a line."""
        return table(self._worst_first(), width, notes=notes)

    def explain(self) -> str:
        """Return what was found in plain sentences, one a line."""
        return "\n".join(sentences(self._worst_first()))

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data that is JSON: infinity is the string "inf"."""
        adjusted = holm([column.pvalue for column in self.columns])
        return {
            "schema_version": SCHEMA_VERSION,
            "reference": self.reference,
            "current": self.current,
            "rows": {"reference": self.reference_rows, "current": self.current_rows},
            "engine": self.engine,
            "unit": "nats",
            "columns": [to_dict(c, p) for c, p in zip(self.columns, adjusted, strict=True)],
            "missing": list(self.missing),
            "added": list(self.added),
            "type_changed": [
                {"column": c.column, "reference": c.reference, "current": c.current}
                for c in self.type_changed
            ],
            "cautions": [{"code": r.code, "message": r.message} for r in self.remarks],
        }

    def to_json(self) -> str:
        """Return the comparison as strict JSON."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False, allow_nan=False)

    def to_html(self, path: str | Path) -> Path:
        """Write the comparison as one self-contained HTML file; return its path."""
        path = Path(path)
        path.write_text(self._repr_html_(), encoding="utf-8")
        return path

    def __repr__(self) -> str:
        return self.table()

    def _repr_html_(self) -> str:
        found = self._worst_first()
        return page(found, sentences(found))

    def _worst_first(self) -> dict[str, Any]:
        """Return the plain data with the columns worst first and all their cells."""
        found = self.to_dict()
        by_name = {column["column"]: column for column in found["columns"]}
        found["columns"] = [
            {**by_name[column.column], "histogram": _histogram(column)} for column in self.worst()
        ]
        return found


def _histogram(column: ColumnComparison) -> dict[str, Any]:
    p, q = column.counted.reference, column.counted.current
    return {
        "labels": list(column.counted.labels),
        "reference": (p / p.sum()).tolist(),
        "current": (q / q.sum()).tolist(),
        "contributions": terms(p, q, KL()).tolist(),
    }


def holm(pvalues: list[float]) -> list[float]:
    """Return Holm's adjusted p-values: below 0.05 with at most 5 % chance of any false alarm."""
    order = sorted(range(len(pvalues)), key=pvalues.__getitem__)
    adjusted, largest = [1.0] * len(pvalues), 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1.0, (len(pvalues) - rank) * pvalues[index]))
        adjusted[index] = largest
    return adjusted
