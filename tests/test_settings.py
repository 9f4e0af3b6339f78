"""Settings come from the environment, are frozen, and explain what is wrong with them."""

import pytest
from pydantic import ValidationError

from rag.errors import SettingsError
from rag.settings import Settings, load_settings


def test_environment_is_read_and_overrides_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_TOP_K", "3")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    settings = load_settings(port=0, host=None)
    assert (settings.top_k, settings.port, settings.host) == (3, 0, "127.0.0.1")
    assert settings.openai_base_url == "http://127.0.0.1:9/v1"


@pytest.mark.parametrize(
    ("name", "value"),
    [("RAG_TOP_K", "0"), ("RAG_PORT", "banana"), ("RAG_ANSWERER", "oracle"), ("RAG_TOPK", "3")],
)
def test_bad_values_name_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_settings_are_frozen_and_keep_the_key_to_themselves() -> None:
    settings = Settings(openai_api_key="sk-canary")
    with pytest.raises(ValidationError):
        settings.top_k = 3  # type: ignore[misc]
    assert "canary" not in repr(settings)


def test_the_hash_follows_what_changes_an_answer_and_nothing_else() -> None:
    assert Settings(port=1).hash == Settings(port=2).hash
    assert Settings(top_k=3).hash != Settings(top_k=4).hash


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())
