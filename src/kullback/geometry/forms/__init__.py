"""Closed forms of the Fisher information: one file for families that share a derivation."""
