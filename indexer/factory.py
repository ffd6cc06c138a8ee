"""The one place that turns an address into a search index."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.base import Cut, Finder, SearchIndex, Tokenise
from indexer.vector import Questions
from regintel.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Access:
    """How to sign in to a server: an API key, or a user with a password; `ca` is a PEM file for its TLS certificate."""

    api_key: str = ""
    username: str = ""
    password: str = ""
    ca: Path | None = None


def open_index(
    url: str,
    tokenise: Tokenise,
    access: Access | None = None,
    *,
    cut: Cut | None = None,
    workers: int = 1,
    keep: int = 0,
    questions: Questions | None = None,
    finder: Finder | None = None,
) -> SearchIndex:
    """`tantivy:PATH` opens (or creates) the embedded index, `http(s)://…` an Elasticsearch.

    `cut` is a quicker way to the words of `tokenise`; if it can be imported by name, much at once is prepared in
    `workers` processes. `finder` is a quicker way to the places of some of them.

    `keep`: how many replaced indices a server keeps after a rebuild. `questions`: what makes vectors of questions, if
    clauses are to be found by meaning too.

    Raises `ConfigError` for any other address. Connecting is lazy: an unreachable server shows on first use.
    """
    if url.startswith("tantivy:"):
        from indexer.embedded import EmbeddedIndex

        return EmbeddedIndex(Path(url.removeprefix("tantivy:")), tokenise, cut, workers, questions, finder)
    if url.startswith(("http://", "https://")):
        from indexer.elastic import ElasticIndex

        return ElasticIndex(
            url,
            tokenise,
            access or Access(),
            cut=cut,
            workers=workers,
            keep=keep,
            questions=questions,
            finder=finder,
        )
    raise ConfigError(
        f"无法识别的索引地址：{url}", "留空使用内置索引，或填写 http(s)://主机:9200 形式的 Elasticsearch 地址"
    )
