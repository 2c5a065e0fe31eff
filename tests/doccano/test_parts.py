from policy_themes.annotations.doccano.home import make_home
from policy_themes.annotations.doccano.parts import make_env


def test_no_secret_of_ours_is_in_the_environment_of_the_server(tmp_path, monkeypatch):
    home = make_home(tmp_path / "home")
    (home.environment / "lib/python3.10/site-packages/backend").mkdir(parents=True)
    for name in ("DATABASE_URL", "POLICY_THEMES_DOCCANO_PASSWORD", "POLICY_THEMES_TOKEN"):
        monkeypatch.setenv(name, "hush-hush-7")
    assert "hush-hush-7" not in make_env(home).values()
