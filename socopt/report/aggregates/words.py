"""What the codes of the schema are called on a figure."""

from itertools import pairwise

SETTINGS = {
    "kinship_home": "Kinship home",
    "pre_adoptive_home": "Pre-adoptive home",
    "foster_home": "Foster home",
    "treatment_foster_home": "Treatment foster home",
    "group_home": "Group home",
    "teen_parenting": "Teen parenting",
    "shelter": "Shelter",
    "independent_living": "Independent living",
    "residential_treatment": "Residential treatment",
}
STANDINGS = {
    "unsafe": "Without a safe bed",
    "waiting": "Waiting for another place",
    "ready": "Ready to move on",
}
WHERE = {"inside": "In the home Area", "region": "Elsewhere in the Region", "beyond": "Outside the Region"}
ELSEWHERE = "elsewhere"
OUT_OF_STATE = "out_of_state"
PLACES = {ELSEWHERE: "Other Areas", OUT_OF_STATE: "Out of state"}


def band_words(bands: tuple[int, ...]) -> tuple[str, ...]:
    """Names of the bands that limits in days make: (7, 30) gives under 7 days, 7-29 days, 30 days or more."""
    middle = [f"{low}-{high - 1} days" for low, high in pairwise(bands)]
    return (f"under {bands[0]} days", *middle, f"{bands[-1]} days or more")


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: 1 child, 1,204 children."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
