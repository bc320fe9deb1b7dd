"""How fast: ratios to peers in the same run."""
