"""Codes of the tables as words a reader says."""

from datetime import date

SETTINGS = {
    "pre_adoptive_home": "pre-adoptive home",
    "kinship_home": "kin home",
    "foster_home": "foster home",
    "treatment_foster_home": "treatment foster home",
    "group_home": "group home",
    "teen_parenting": "teen parenting program",
    "shelter": "shelter",
    "residential_treatment": "residential treatment",
    "independent_living": "independent living",
}
SERVICES = {"in_home_therapy": "in-home therapy", "after_school": "after-school program"}
TONIGHT = {
    "program": "in a program",
    "home": "at home",
    "relative": "with a relative",
    "office": "in an Area Office",
    "ed": "in an emergency department",
    "hotel": "in a hotel",
    "hospital_ready": "in hospital, ready to leave",
    "hospital_not_ready": "in hospital",
    "run": "back from a run",
    "detention": "in detention",
    "unknown": "not known where tonight: find out first",
}
URGENCY = ("planned", "within the week", "within a day", "tonight: in danger there")
ROLES = {
    "area_program_manager": "Area Program Manager",
    "area_director": "Area Director",
    "resource_coordinator": "Resource Coordinator",
    "regional_review": "Regional review",
    "lead_agency": "Lead Agency",
    "regional_resource_center": "Regional Resource Center",
}
HORIZONS = {"tonight": "for tonight", "respite": "for respite", "interim": "for the interim", "long": "for long"}
ALONGSIDE = {
    "solo": "no other children in the home",
    "only_older": "only with older children",
    "only_younger": "only with younger children",
}
RELATIONS = {
    "kin": "kin",
    "child_specific": "a home found for this child",
    "former_home": "a former home",
    "pre_adoptive": "the pre-adoptive home",
}
LANGUAGES = {"en": "English", "es": "Spanish", "pt": "Portuguese", "vi": "Vietnamese", "km": "Khmer", "zh": "Chinese",
             "ht": "Haitian Creole", "fr": "French", "ru": "Russian", "ase": "American Sign Language"}  # fmt: skip
TERMS = {
    "no_reject": "may not reject",
    "may_decline": "may decline",
    "own_admission": "decides by its own admission",
}
GOALS = {"live_with_relative": "live with a relative", "long_term_foster_care": "long-term foster care"}
REFUSERS = {"provider": "the program", "family": "the family", "child": "the child", "court": "the court"}


NO_BREAK = "\N{NO-BREAK SPACE}"


def plain(code: str) -> str:
    """A code without its underscores."""
    return code.replace("_", " ")


def setting(code: str | None) -> str:
    """A setting; nothing for a community program."""
    return "" if code is None else SETTINGS.get(code, plain(code))


def service(code: str) -> str:
    """A service."""
    return SERVICES.get(code, plain(code))


def role(code: str) -> str:
    """A role of the policy's rights."""
    return ROLES.get(code, plain(code))


def language(code: str) -> str:
    """A language by name; its code where it has none here."""
    return LANGUAGES.get(code, code)


def day(when: date, night: date) -> str:
    """A date as people say it, with its year where that is not this year."""
    words = f"{when:%b}{NO_BREAK}{when.day}"
    return words if when.year == night.year else f"{words}, {when.year}"


def weekday(when: date, night: date) -> str:
    """A date with its day of the week, which stays true whenever it is read."""
    return f"{when:%a}{NO_BREAK}{day(when, night)}"


def long_day(when: date) -> str:
    """A date in full."""
    return f"{when:%A}, {when:%B} {when.day}, {when.year}"


def counted(number: int, noun: str, nouns: str | None = None) -> str:
    """``1 bed``, ``2 beds``, ``no beds``."""
    several = nouns or f"{noun}s"
    return f"{'no' if number == 0 else f'{number:,}'} {noun if number == 1 else several}"


def listed(words: list[str] | tuple[str, ...], last: str = "and") -> str:
    """``a, b and c``."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def sentence(words: str) -> str:
    """With a capital at its start."""
    return words[:1].upper() + words[1:]
