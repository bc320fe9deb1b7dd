"""What a comparison found, in sentences made of its numbers."""

from typing import Any

from kullback.render.numbers import nats, share

LARGE = 0.1
"""From here on a divergence is called large: a tenth of a nat, as between shares 0.5 and 0.72."""
SMALL = 0.01
NAMED = 3
SIGNIFICANT = 0.05


def sentences(found: dict[str, Any]) -> list[str]:
    """Return the findings, the largest first; `found["columns"]` are in that order already."""
    columns = found["columns"]
    if not columns:
        return ["No column could be compared."]
    sound = [c for c in columns if c["status"] != "undersampled"]
    moved = sorted((c for c in sound if not _still(c)), key=lambda c: -c["kl_finite"])
    lines = [_verdict(sound, len(columns))]
    lines += [_vanished(c) if c["kl"] == "inf" else _shifted(c) for c in moved[:NAMED]]
    lines += [_vanished(c) for c in moved[NAMED:] if c["kl"] == "inf"]
    quiet = [c["column"] for c in sound if _still(c)]
    if quiet:
        lines.append(f"No more than chance: {', '.join(quiet)}.")
    noisy = [c["column"] for c in columns if c["status"] == "undersampled"]
    if noisy:
        lines.append(f"Too few rows for the different values in them: {', '.join(noisy)}.")
    return lines


def _verdict(sound: list[dict[str, Any]], total: int) -> str:
    moved = [c for c in sound if c["pvalue_holm"] < SIGNIFICANT]
    large = [c for c in sound if c["kl_finite"] >= LARGE]
    if not sound:
        return f"None of the {total} columns has enough rows for a verdict."
    return (
        f"{len(moved)} of {total} columns differ by more than chance, "
        f"{len(large) or 'none'} of them by {LARGE:g} nats or more."
        if moved
        else f"None of the {total} columns differs by more than chance."
    )


def _shifted(column: dict[str, Any]) -> str:
    low, high = column["interval"]
    moves = sorted(column["moved"], key=lambda m: -abs(m["reference"] - m["current"]))
    shifts = ", ".join(_shift(move) for move in moves[:2])
    return (
        f"{column['column']} made {_size(column['kl_finite'])} move, {nats(column['kl_finite'])} "
        f"nats (between {nats(low)} and {nats(high)}): {shifts}."
    )


def _shift(move: dict[str, Any]) -> str:
    verb = "rose" if move["current"] > move["reference"] else "fell"
    return f"{move['cell']} {verb} from {share(move['reference'])} to {share(move['current'])}"


def _vanished(column: dict[str, Any]) -> str:
    total = column["violations_total"]
    named = [move["cell"] for move in column["violations"][:NAMED]]
    rest = f" and {total - len(named)} more" if total > len(named) else ""
    return (
        f"{column['column']} is infinitely far: {', '.join(named)}{rest} "
        f"{'is' if total == 1 else 'are'} in the reference and never in the current data; with "
        f"half a count added to every cell it is {nats(column['kl_finite'])} nats, "
        f"{_size(column['kl_finite'])} move."
    )


def _still(column: dict[str, Any]) -> bool:
    return bool(column["interval"][0] == 0.0)


def _size(value: float) -> str:
    if value >= LARGE:
        return "a large"
    return "a moderate" if value >= SMALL else "a small"
