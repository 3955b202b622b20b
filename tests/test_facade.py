"""The facade: everything named there is there, and loading it is the reader's choice."""

import pytest

import socopt


@pytest.mark.parametrize("name", socopt.__all__)
def test_every_name_of_the_facade_can_be_had(name):
    assert getattr(socopt, name) is not None
    assert name in dir(socopt)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = socopt.no_such_name


def test_the_facade_lists_each_name_once_and_in_order():
    assert socopt.__all__ == sorted(set(socopt.__all__))


def test_the_main_job_reads_as_the_readme_says():
    from tests.chain_night import chain_night

    night = chain_night()
    result = socopt.match(night, socopt.load_policy())
    assert result.status == "optimal"
    assert socopt.verify(night, result.plan).ok
    assert socopt.__version__
