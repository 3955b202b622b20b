"""What a planner sees: the brief of a regional program, its figures, maps and tables."""
