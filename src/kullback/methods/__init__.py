"""How a question is answered: one file a method, discovered at the first resolve."""
