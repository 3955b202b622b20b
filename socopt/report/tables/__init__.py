"""The night as tables for spreadsheets and for QGIS: only what the reader may see, and no cell that is a formula."""

from socopt.report.tables.night_tables import night_tables
from socopt.report.tables.sheet import Sheet
from socopt.report.tables.write import FORMATS, write_tables

__all__ = ["FORMATS", "Sheet", "night_tables", "write_tables"]
