"""Great-circle distances, and the whole minutes that stand for a trip."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_KM = 6371.0088  # mean radius (IUGG)


def unit_vectors(lat: ArrayLike, lon: ArrayLike) -> NDArray[np.float64]:
    """Points on the sphere of radius one for degrees, shape (n, 3)."""
    phi, lam = np.radians(np.asarray(lat, dtype=float)), np.radians(np.asarray(lon, dtype=float))
    return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1)


def great_circle_km(
    from_lat: ArrayLike, from_lon: ArrayLike, to_lat: ArrayLike, to_lon: ArrayLike
) -> NDArray[np.float64]:
    """Distance of every origin to every destination.

    Parameters
    ----------
    from_lat, from_lon : array_like of shape (num_origins,), degrees.
    to_lat, to_lon : array_like of shape (num_destinations,), degrees.

    Returns
    -------
    ndarray of shape (num_origins, num_destinations), float64. Kilometres; NaN where a point is missing.
    """
    cosine = unit_vectors(from_lat, from_lon) @ unit_vectors(to_lat, to_lon).T
    result: NDArray[np.float64] = EARTH_RADIUS_KM * np.arccos(np.clip(cosine, -1.0, 1.0))
    return result


def travel_minutes(km: NDArray[np.float64], *, circuity: float, kmh: float) -> NDArray[np.int16]:
    """Door-to-door minutes for straight-line distances: km x circuity / speed, rounded half up.

    Returns
    -------
    ndarray of the same shape, int16. Minutes; -1 where the distance is unknown.
    """
    minutes: NDArray[Any] = np.floor(km * (circuity / kmh * 60.0) + 0.5)
    return np.where(np.isnan(minutes), -1, np.minimum(minutes, 32_767)).astype(np.int16)
