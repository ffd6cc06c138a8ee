"""Every setting of one installation. Built once, by the command line or by the API's app; all others get arguments.

Each field is read from the environment as REGINTEL_<NAME>; `docs/settings.md` lists them all.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, HttpUrl, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """One frozen object. Everything that the installation writes lies under `home`."""

    model_config = SettingsConfigDict(env_prefix="REGINTEL_", frozen=True, extra="ignore")

    home: Path = Field(
        default=Path("regintel-home"), description="Folder that holds the database, archive, index and briefs"
    )
    database_url: str = Field(default="", description="SQLAlchemy address; empty: SQLite under home")
    index_url: str = Field(
        default="", description="Search index: empty for the embedded one under home, or http(s)://host:9200"
    )
    index_api_key: SecretStr | None = Field(default=None, description="Elasticsearch API key")
    index_username: str = Field(default="", description="Elasticsearch user for basic authentication")
    index_password: SecretStr | None = Field(
        default=None, description="Elasticsearch password for basic authentication"
    )
    index_ca: Path | None = Field(default=None, description="CA certificate file for a TLS Elasticsearch")
    index_keep: int = Field(
        default=0, ge=0, le=20, description="Indices that a rebuild on Elasticsearch leaves behind to go back to"
    )
    vectors: str = Field(
        default="static",
        description="What finds clauses by meaning: static (word vectors, included), off, or an encoder's folder",
    )
    tier: Literal["1", "auto"] = Field(
        default="auto",
        description="Trained models in annotation: 1 (first tier alone) or auto (the encoder where that one doubts)",
    )
    mirror: HttpUrl | None = Field(default=None, description="Crawl https://host/path as MIRROR/host/path")
    user_agent: str = Field(
        default="Mozilla/5.0 (compatible; RegIntel/0.1; +https://example.org/regintel)",
        description="User-Agent that sites see; put your own contact address in it",
    )
    allow_private: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Private or loopback host:port pairs that crawling may reach, comma separated"
    )
    workers: int = Field(default=2, ge=1, le=64, description="Processes for annotation and file parsing")
    host: str = Field(default="127.0.0.1", description="Address that `regintel serve` listens on")
    api_key: SecretStr | None = Field(
        default=None, description="Key that the pages and the API ask for; empty: open to all"
    )
    port: int = Field(default=8000, ge=1, le=65535, description="Port that `regintel serve` listens on")

    @field_validator("allow_private", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @property
    def database(self) -> str:
        """The SQLAlchemy address in force."""
        return self.database_url or f"sqlite:///{self.home / 'regintel.db'}"

    @property
    def index(self) -> str:
        """The index address in force."""
        return self.index_url or f"tantivy:{self.home / 'index'}"

    @property
    def archive(self) -> Path:
        """Folder of the WARC files."""
        return self.home / "archive"
