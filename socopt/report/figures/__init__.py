"""Figures and maps by Area: one function per figure, static for print and to explore offline."""

from socopt.report.figures.drawn import KINDS, Drawn, draw, figure_function, scripts, spec_of, text_of

__all__ = ["KINDS", "Drawn", "draw", "figure_function", "scripts", "spec_of", "text_of"]
