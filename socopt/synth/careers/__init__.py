"""Careers of children in care: entry, stays, moves and exits that are consistent with the children of tonight."""
