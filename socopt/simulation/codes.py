"""Words as bits: traits, languages and sexes of a night, so that whole columns are compared at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from socopt.domain import Instance
from socopt.synth.parameters import Parameters

SEX_BITS = {"F": 1, "M": 2, "X": 4}
ANY_SEX = sum(SEX_BITS.values())


@dataclass(frozen=True, slots=True)
class Bits:
    """A vocabulary of at most 62 words, each a bit."""

    words: tuple[str, ...]

    def of(self, words: Iterable[str]) -> int:
        """The bits of some words; a word that is not in the vocabulary has none."""
        return sum(1 << self.words.index(word) for word in set(words) if word in self.words)

    def named(self, bits: int) -> tuple[str, ...]:
        """The words of some bits."""
        return tuple(word for place, word in enumerate(self.words) if bits >> place & 1)


def trait_bits(instance: Instance, parameters: Parameters) -> Bits:
    """Every trait that children or programs of a night have, or newcomers may have."""
    known = {*parameters.traits, *instance.table("traits")["trait"], *instance.table("competencies")["trait"]}
    return Bits(tuple(sorted(known)))


def language_bits(instance: Instance, parameters: Parameters) -> Bits:
    """Every language of a night."""
    spoken = {word for spoken in parameters.languages for word in spoken.split(";") if word}
    for table in ("children", "programs"):
        spoken |= {word for cell in instance.table(table)["languages"].dropna() for word in cell.split(";") if word}
    return Bits(tuple(sorted(spoken)))
