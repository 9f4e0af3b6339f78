"""One frozen Settings, read once from the environment and ``.env``, passed explicitly."""

import hashlib
import os
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import SettingsError


class Settings(BaseSettings):
    """Everything that may differ between two installations; each field is ``RAG_<NAME>``.

    The two ``OPENAI_*`` names are taken as people already have them set.
    """

    model_config = SettingsConfigDict(
        env_prefix="RAG_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    # Where things lie
    data_dir: Path = Field(Path(".rag"), description="Folder that holds everything stored.")
    chroma_url: str | None = Field(
        None, description="http(s)://host:port of a Chroma server; unset: embedded Chroma."
    )
    embedder_path: Path | None = Field(
        None, description="Folder with model.safetensors and tokenizer.json of all-MiniLM-L6-v2."
    )
    threads: Annotated[int, Field(ge=1, le=64)] = Field(
        min(4, os.cpu_count() or 1), description="Threads for embedding."
    )

    # Answering
    answerer: Literal["auto", "extractive", "llm"] = Field(
        "auto", description="auto: the model where one is set and reachable, else extractive."
    )
    top_k: Annotated[int, Field(ge=1, le=20)] = Field(
        8, description="Passages an answer is drawn from."
    )
    abstain_below: Annotated[float, Field(ge=0, le=1)] = Field(
        0.45, description="Abstain when the answer's confidence (a probability) is below this."
    )
    policy: Literal["show", "repair", "replace"] = Field(
        "repair", description="What happens to a model's sentence that its sources do not support."
    )
    second_reading: bool = Field(
        False, description="Have the model read each of its sentences again beside what it cites."
    )
    llm_model: str | None = Field(None, description="Model name on the OpenAI-compatible server.")
    llm_gguf: Path | None = Field(None, description="A GGUF file to run in process (extra: local).")
    llm_timeout: Annotated[float, Field(gt=0, le=600)] = Field(
        60.0, description="Seconds a model may take for a whole answer."
    )
    llm_context: Annotated[int, Field(ge=512)] = Field(
        8192, description="Tokens of the model's context window."
    )
    llm_price: Annotated[str, Field(pattern=r"^\d+(\.\d+)?/\d+(\.\d+)?$")] | None = Field(
        None, description="Price of a million tokens read/written (0.15/0.60): answers tell cost."
    )
    openai_base_url: str | None = Field(
        None,
        validation_alias=AliasChoices("openai_base_url", "OPENAI_BASE_URL"),
        description="Address of any OpenAI-compatible server.",
    )
    openai_api_key: str | None = Field(
        None,
        validation_alias=AliasChoices("openai_api_key", "OPENAI_API_KEY"),
        repr=False,
        description="Its key, where it wants one.",
    )

    # Serving
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(8000, description="Port to listen on.")
    allow_public: bool = Field(False, description="Listen on a public address without API keys.")
    max_upload_mb: Annotated[int, Field(ge=1, le=200)] = Field(
        50, description="Largest file taken, in MB."
    )
    max_concurrency: Annotated[int, Field(ge=1, le=256)] = Field(
        8, description="Questions answered at once; more wait in a bounded queue."
    )
    request_timeout: Annotated[float, Field(gt=0, le=3600)] = Field(
        120.0, description="Seconds one request may take."
    )
    cors_origins: tuple[str, ...] = Field((), description="Web origins that may call the API.")
    url_ingest: bool = Field(True, description="Allow adding a document by URL (loopback only).")
    log_questions: bool = Field(False, description="Write question text into the logs.")
    otel_endpoint: str | None = Field(None, description="OTLP/gRPC endpoint for traces.")

    @property
    def token_price(self) -> tuple[float, float] | None:
        """What a million tokens cost, read and written."""
        read, _, written = (self.llm_price or "").partition("/")
        return (float(read), float(written)) if written else None

    @cached_property
    def hash(self) -> str:
        """Twelve hex digits over what changes an answer (not over paths, ports or keys)."""
        names = {"answerer", "top_k", "abstain_below", "policy", "llm_model", "llm_context"}
        names |= {"second_reading"} if self.second_reading else set()
        named = self.model_dump_json(include=names)
        return hashlib.sha256(named.encode()).hexdigest()[:12]


def load_settings(**overrides: object) -> Settings:
    """Settings from ``RAG_*``, ``OPENAI_*`` and ``.env``; ``overrides`` win where not None.

    Raises SettingsError for an unknown ``RAG_*`` name or a value out of range.
    """
    known = {f"RAG_{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(key for key in os.environ if key.startswith("RAG_") and key not in known)
    if unknown:
        raise SettingsError(
            f"Unknown setting {unknown[0]}. Known settings: {', '.join(sorted(known))}."
        )
    try:
        return Settings(**{k: v for k, v in overrides.items() if v is not None})  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        label = name if name.startswith("OPENAI_") else f"RAG_{name.upper()}"
        raise SettingsError(
            f"{label}={first.get('input')!r} cannot be used: {first['msg']}. "
            "See `rag doctor` for the settings in force."
        ) from error
