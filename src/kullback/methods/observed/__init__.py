"""How observations are answered for: loaded when the first ones come."""
