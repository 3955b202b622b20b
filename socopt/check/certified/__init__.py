"""Certificates of a plan, verified by the checker's own reading of every row, column and tier.

Prices p >= 0 of rows  a x <= b  that every plan keeps, and z >= 0 of the tiers above, say of every plan that scores at
most  best_i + tolerance_i  in each tier i above:

    c x  >=  c x + p (a x - b) + sum_i z_i (c_i x - best_i - tolerance_i)

No row joins what the right side counts for one unit, or one sibling group, to what it counts for another. So its least
value is the sum of the least that each can choose, one by one, among everything the scalar rules admit: a bound that no
plan is below, in integers. Where more is looked at than a plan could hold, the bound is lower, never wrong.
"""

from socopt.check.certified.claims import certificate_violations

__all__ = ["certificate_violations"]
