"""Where, and how far in minutes."""

from socopt.geo.distance import EARTH_RADIUS_KM, great_circle_km, travel_minutes, unit_vectors
from socopt.geo.trips import Trips, cosines

__all__ = ["EARTH_RADIUS_KM", "Trips", "cosines", "great_circle_km", "travel_minutes", "unit_vectors"]
