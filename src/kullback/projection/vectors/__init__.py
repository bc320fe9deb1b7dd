"""Projection of distributions over vectors: onto location families, forwards and backwards."""
