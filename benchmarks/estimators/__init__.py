"""How near estimates from samples come to the truth, and how often their intervals hold it."""
