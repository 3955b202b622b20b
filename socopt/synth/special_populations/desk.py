"""The story of planting: read what is wanted, draw the rest, plant, and write the answer down."""

from dataclasses import replace

from socopt.synth.draft import Draft
from socopt.synth.special_populations.answer import Answer, Decoy, Population
from socopt.synth.special_populations.chance import chance_decoys, draw_specs
from socopt.synth.special_populations.ground import Ground
from socopt.synth.special_populations.spec import read_specs


class PlantingDesk:
    """Plants populations in a draft that is otherwise complete; afterwards ``answer`` says where they are.

    Parameters
    ----------
    wanted : texts of ``--plant``.
    """

    def __init__(self, wanted: tuple[str, ...]) -> None:
        self._wanted = wanted
        self.answer = Answer(populations=(), decoys=())

    def __call__(self, draft: Draft) -> None:
        """Plant in a draft.

        Raises
        ------
        UsageError : a text that cannot be read, or a population that cannot be.
        """
        ground = Ground(draft)
        specs, num_drawn = read_specs(self._wanted, draft.parameters.traits)
        drawn = draw_specs(draft, ground.present, num_drawn, taken=specs)
        planted: list[Population] = []
        decoys: list[Decoy] = []
        for number, spec in enumerate((*specs, *drawn), start=1):
            planted.append(ground.plant(f"population-{number}", spec))
        for population, spec in zip(planted[len(specs) :], drawn, strict=True):
            decoys.extend(ground.half_bearers(population, spec))
        decoys.extend(chance_decoys(draft, ground.present, len(planted), planted))
        found = tuple(replace(population, others=ground.others(population)) for population in planted)
        self.answer = Answer(populations=found, decoys=tuple(decoys))
