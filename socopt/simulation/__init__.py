"""A system of care, night after night: arrivals, stays, refusals and a desk that places."""
