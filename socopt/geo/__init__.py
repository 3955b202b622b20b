"""Where, and how far in minutes."""

from socopt.geo.distance import great_circle_km, travel_minutes

__all__ = ["great_circle_km", "travel_minutes"]
