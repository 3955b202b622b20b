"""A small world by hand: two deaf children who have been in care for years, and a child without traits who waits."""

from tests.nights import ago, child, home, instance_of, need

YEARS = 800  # days, a little more than two years


def long_in_care(child_id, **columns):
    return child(child_id, sex="M", current_program_id=f"{child_id} home", placed_since=ago(YEARS + 10), **columns)


def stay(child_id, program_id=None, start=YEARS + 10, end=None):
    return {
        "child_id": child_id, "start": ago(start), "setting": "foster_home", "program_id": program_id,
        "end": None if end is None else ago(end), "exit_reason": None if end is None else "reunified",
    }  # fmt: skip


def two_deaf_children(serves=(), **programs):
    """Their homes have closed intake: once they wait, nobody but a proposed program takes them.

    ``programs`` are columns of a further home, ``serves`` its competencies.
    """
    deaf = ["d1", "d2"]
    return instance_of(
        [*(long_in_care(each) for each in deaf), child("other")],
        [*(home(f"{each} home", intake="paused") for each in deaf), home("spare", **programs)],
        [need("other", lottery_ticket=1)],
        traits=[{"child_id": each, "trait": "deaf", "strength": "required"} for each in deaf],
        competencies=[{"program_id": "spare", "trait": trait} for trait in serves],
        episodes=[*(stay(each, f"{each} home") for each in deaf), stay("gone", end=YEARS)],
        former_children=[
            {"child_id": "gone", "birth_date": ago(4000), "sex": "F", "home_area_id": "A1", "left_on": ago(YEARS)}
        ],
    )
