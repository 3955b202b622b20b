"""Maps and charts of a planner's brief, one function each."""
