"""How right: relative errors against multiprecision, with peers on the same input."""
