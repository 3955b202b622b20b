"""Who can reach what: travel between Areas, and how many beds there are for each child within reach."""

from socopt.planning.access.catchment import Catchment, Site, catchment, sites_serving
from socopt.planning.access.reach import Offices, offices

__all__ = ["Catchment", "Offices", "Site", "catchment", "offices", "sites_serving"]
