"""Giving and taking traits, of children of tonight and of those who left."""

from socopt.synth.draft import Draft
from socopt.synth.parameters import FAMILY_SETTINGS
from socopt.synth.special_populations.people import Person


class Traits:
    """The traits of a draft's people; a bed that is held stays one that the rules would have given."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._former = {row["child_id"]: row for row in draft.table("former_children")}
        self._limited = {(row["program_id"], row["trait"]) for row in draft.table("program_limits")}
        self._preferences = {(row["program_id"], row["trait"]) for row in draft.table("home_preferences")}

    def may_bear(self, person: Person, traits: tuple[str, ...]) -> bool:
        """Whether a child plays no part elsewhere, and its program neither limits nor minds a trait that is new."""
        child = self._draft.children.get(person.person_id)
        if child is None:
            return True
        home = child.current_program_id
        if person.person_id in self._draft.cast:
            return bears_already(person, traits)
        new = [(home, trait) for trait in traits if trait not in person.traits]
        return home is None or not any(pair in self._limited or pair in self._preferences for pair in new)

    def strangeness(self, person: Person, traits: tuple[str, ...]) -> int:
        """How many of the traits the program of a child is not able to serve; those of homes weigh less."""
        child = self._draft.children[person.person_id]
        if child.current_program_id is None:
            return 1
        missing = sum(trait not in self._draft.competencies[child.current_program_id] for trait in traits)
        family = self._draft.programs[child.current_program_id].setting in FAMILY_SETTINGS
        return missing if family else 2 * missing

    def give(self, person: Person, traits: tuple[str, ...]) -> None:
        """Traits that a program must be able to serve; the program that the child lives in is."""
        person.traits.update(traits)
        child = self._draft.children.get(person.person_id)
        if child is None:
            self._write_former(person)
            return
        for trait in traits:
            self._draft.traits.setdefault(child.child_id, {}).setdefault(trait, "required")
            if child.current_program_id is not None:
                self._draft.competencies[child.current_program_id].setdefault(trait, "preferred")

    def take(self, person: Person, trait: str) -> None:
        """A trait less."""
        person.traits.discard(trait)
        if person.person_id in self._draft.children:
            self._draft.traits.get(person.person_id, {}).pop(trait, None)
        else:
            self._write_former(person)

    def _write_former(self, person: Person) -> None:
        row = self._former[person.person_id]
        self._draft.put("former_children", **{**row, "traits": ";".join(sorted(person.traits)) or None})
        self._former[person.person_id] = {**row, "traits": ";".join(sorted(person.traits)) or None}


def bears_already(person: Person, traits: tuple[str, ...]) -> bool:
    """Whether nothing would change."""
    return person.traits.issuperset(traits)
