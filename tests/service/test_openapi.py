"""The service against its own description, by schemathesis."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from policy_themes.service.limits import Limits
from policy_themes.service.openapi import describe_service

_FEW = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # without shrinking, which may take minutes
    suppress_health_check=list(HealthCheck),
)
# No schema can say which bytes are a report that can be read.
_EXCEPT = {"/v1/reports": [positive_data_acceptance]}


@pytest.fixture(scope="module")
def operations(small_url):
    """What a small service says that it does."""
    described = schemathesis.openapi.from_url(f"{small_url}/openapi.json")
    return [found.ok() for found in described.get_all_operations()]


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_what_is_described_is_what_is_answered(operations, mode):
    tried = 0
    for operation in operations:
        if mode is schemathesis.GenerationMode.NEGATIVE and not operation.body:
            continue  # there is nothing to get wrong

        @_FEW
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case):
            nonlocal tried
            tried += 1
            case.call_and_validate(timeout=10, excluded_checks=_EXCEPT.get(case.path))

        ask()
    assert tried >= 25 * 3


def test_the_description_has_every_path_and_asks_for_a_token_where_there_is_one(client):
    shown = client.get("/openapi.json").json()
    assert shown == describe_service(Limits(), has_token=False)
    assert list(shown["paths"]) == [
        "/v1/sentences",
        "/v1/reports",
        "/v1/doccano",
        "/v1/themes",
        "/healthz",
        "/metrics",
    ]
    with_token = describe_service(Limits(), has_token=True)["paths"]
    for path, item in with_token.items():
        for operation in item.values():
            assert ("security" in operation, "401" in operation["responses"]) == (
                (path != "/healthz",) * 2
            )


@pytest.mark.parametrize("path", ["/v1/sentences", "/v1/reports", "/v1/doccano"])
def test_the_examples_of_the_description_are_answered(client, path):
    content = client.get("/openapi.json").json()["paths"][path]["post"]["requestBody"]["content"]
    (example,) = content["application/json"]["schema"]["examples"]
    assert client.ask(path, example)[0] == 200
