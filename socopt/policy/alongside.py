"""Who may live with whom (docs/model.md, section 4: alongside)."""

from socopt.domain.records import Child, OtherOccupant


def lives_well_with(one: Child, other: Child) -> bool:
    """Whether two children who are not siblings may live in one program."""
    return _content(one, other) and _content(other, one)


def lives_well_with_other(child: Child, age: int, other: OtherOccupant) -> bool:
    """Whether a child may live with somebody of whom only the age is known."""
    match child.alongside:
        case "solo":
            return False
        case "only_older":
            return other.age > age
        case "only_younger":
            return other.age < age
    return True


def _content(child: Child, other: Child) -> bool:
    match child.alongside:
        case "solo":
            return False
        case "only_older":
            return other.birth_date < child.birth_date
        case "only_younger":
            return other.birth_date > child.birth_date
    return True
