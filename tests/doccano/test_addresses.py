import pytest

from policy_themes.annotations.doccano.autolabel import register_service
from policy_themes.annotations.doccano.errors import ServiceAddressError


@pytest.mark.parametrize(
    "service",
    ["http://li:hush[@h", "http://[hush", "http://li:hush", "http://li:9/hush@h", "ftp://hush"],
)
def test_an_address_of_a_service_that_cannot_be_read_is_refused_and_not_shown(service):
    with pytest.raises(ServiceAddressError, match="Give it as http://host:port") as caught:
        register_service(None, [1], service, token=None, sentence="x")
    assert "hush" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
