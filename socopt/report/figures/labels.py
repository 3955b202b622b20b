"""Where the names of Areas go on a map, so that they do not stand on one another."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]
LETTER = 0.56  # width of a letter, of the size of the font
LINE = 1.15  # height of a line, of the size of the font


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text at a point: ``ha`` and ``va`` as matplotlib reads them, the box it covers."""

    x: float
    y: float
    ha: str
    va: str
    box: Box


def place_labels(
    texts: Mapping[str, str],
    points: Mapping[str, tuple[float, float]],
    radii: Mapping[str, float],
    *,
    size: float,
    window: Box,
    centred: bool = False,
    obstacles: Sequence[Box] = (),
) -> dict[str, Label]:
    """A place for each text: below its circle, else above, right or left, wherever it covers least.

    Parameters
    ----------
    radii : room that each point's circle takes, in units of the map.
    size : size of the font, in units of the map.
    window : what of the map is seen: texts keep inside it where they can.
    obstacles : boxes that texts would rather keep clear of.
    centred : whether the point itself is tried first.
    """

    def cost(label: Label) -> float:
        return _covered(label.box, taken) + 0.3 * _covered(label.box, obstacles) + 3 * _cut(label.box, window)

    taken: list[Box] = []
    circles = {key: _around(points[key], radii[key]) for key in points}
    placed: dict[str, Label] = {}
    order = sorted(texts, key=lambda each: (-_neighbours(each, points, size), each))
    for key in (*order, *order):  # the second time round, each knows where all others went
        others = (label.box for other, label in placed.items() if other != key)
        taken = [*others, *(box for other, box in circles.items() if other != key)]
        choices = _choices(points[key], radii[key], texts[key], size, centred=centred)
        placed[key] = min(choices, key=cost)
    return {key: placed[key] for key in texts}


def _choices(at: tuple[float, float], radius: float, text: str, size: float, *, centred: bool) -> Iterator[Label]:
    lines = text.split("\n")
    wide, high = max(map(len, lines)) * LETTER * size, len(lines) * LINE * size
    gap = radius + 0.15 * size
    x, y = at
    if centred:
        yield Label(x=x, y=y, ha="center", va="center", box=(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2))
    yield Label(x=x, y=y - gap, ha="center", va="top", box=(x - wide / 2, y - gap - high, x + wide / 2, y - gap))
    yield Label(x=x, y=y + gap, ha="center", va="bottom", box=(x - wide / 2, y + gap, x + wide / 2, y + gap + high))
    near = radius * 0.75 + 0.15 * size
    yield Label(x=x + near, y=y - near, ha="left", va="top", box=(x + near, y - near - high, x + near + wide, y - near))
    yield Label(
        x=x - near, y=y - near, ha="right", va="top", box=(x - near - wide, y - near - high, x - near, y - near)
    )
    yield Label(x=x + gap, y=y, ha="left", va="center", box=(x + gap, y - high / 2, x + gap + wide, y + high / 2))
    yield Label(x=x - gap, y=y, ha="right", va="center", box=(x - gap - wide, y - high / 2, x - gap, y + high / 2))


def _around(at: tuple[float, float], radius: float) -> Box:
    return at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius


def _neighbours(key: str, points: Mapping[str, tuple[float, float]], size: float) -> int:
    x, y = points[key]
    return sum(abs(x - u) < 12 * size and abs(y - v) < 6 * size for u, v in points.values())


def _cut(box: Box, window: Box) -> float:
    """How much of a box lies outside a window."""
    return (box[2] - box[0]) * (box[3] - box[1]) - _covered(box, [window])


def _covered(box: Box, taken: Iterable[Box]) -> float:
    return sum(
        max(0.0, min(box[2], other[2]) - max(box[0], other[0]))
        * max(0.0, min(box[3], other[3]) - max(box[1], other[1]))
        for other in taken
    )
