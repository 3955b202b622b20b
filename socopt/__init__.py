"""socopt: matches children's needs to provider capacity across the Areas and Regions of a system of care."""
