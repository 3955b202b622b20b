"""Measured speed and memory; nothing is asserted here."""
