"""Shares, divergences and names as short text."""

import unicodedata

ELLIPSIS = "…"


def share(fraction: float) -> str:
    """Return a share of rows in percent with three digits; 0% and 100% only where exact."""
    percent = 100.0 * fraction
    if fraction in (0.0, 1.0):
        return f"{percent:.0f}%"
    if percent >= 99.95:
        return ">99.9%"
    return f"{percent:.3g}%" if percent >= 0.1 else f"{percent:.1g}%"


def nats(value: float | str) -> str:
    """Return a divergence with four decimals, so that a column of them lines up."""
    if isinstance(value, str) or value == 0.0:
        return str(value) if isinstance(value, str) else "0"
    return f"{value:.4f}" if value >= 0.00005 else "<.0001"


def printable(text: str) -> str:
    """Return text with control characters written out, so that data cannot steer a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def width_of(text: str) -> int:
    """Return how many terminal columns a text takes."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def fit(text: str, width: int) -> str:
    """Return a text cut to `width` terminal columns, with an ellipsis where it was cut."""
    if width_of(text) <= width:
        return text
    while text and width_of(text) > width - 1:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS if width > 0 else ""


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return a text filled with blanks to `width` terminal columns."""
    blanks = " " * max(0, width - width_of(text))
    return blanks + text if right else text + blanks
