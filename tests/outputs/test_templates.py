from policy_themes.outputs.templates import format_policy


def test_a_policy_allows_a_style_sheet_by_its_hash():
    # printf 'p { color: red }' | openssl dgst -sha256 -binary | base64
    hashed = "ngewhhP73WDIbgwseeu52VAAJgKdGUsu1IUQQsAm8m4="
    assert format_policy("p { color: red }") == (
        f"default-src 'none'; style-src 'sha256-{hashed}'; img-src data:"
    )


def test_a_policy_allows_a_script_where_there_is_one():
    assert "script-src" not in format_policy("p {}")
    assert "; script-src 'sha256-" in format_policy("p {}", "alert('\u4e3b\u9898')")
