"""Regional programs: populations too few in any one Area, the beds that would serve them, and how sure that is."""
