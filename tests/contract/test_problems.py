import pytest
from pydantic import ValidationError

from contract.job import Job
from contract.problems import first_problem


@pytest.mark.parametrize(
    ("message", "field", "kind"),
    [
        ({"id": "a"}, "url", "missing"),
        ({"id": "a", "url": "https://news.example/", "endpoints": ["desk", 7]}, "endpoints.1", "string_type"),
        ({"id": "a", "url": "https://news.example/", "tagz": []}, "tagz", "extra_forbidden"),
        ([], "", "model_type"),
    ],
)
def test_the_first_problem_is_told_by_its_path_its_kind_and_in_words(message, field, kind):
    with pytest.raises(ValidationError) as caught:
        Job.model_validate(message)
    problem = first_problem(caught.value)
    assert (problem.field, problem.type) == (field, kind)
    assert problem.message
