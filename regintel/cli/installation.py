"""One installation as the commands see it: settings, and what is opened from them when it is needed."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from regintel.errors import ConfigError

if TYPE_CHECKING:
    from indexer.base import SearchIndex
    from nlp.embedding.embedder import Embedder
    from regintel.archive import Archive
    from regintel.settings import Settings
    from regintel.store import Store


_T = TypeVar("_T")


class Installation:
    """Built once a command; `close` lets go of everything that was opened."""

    def __init__(self, home: Path | None) -> None:
        self._home = home
        self._opened: list[Any] = []

    @cached_property
    def settings(self) -> Settings:
        """Environment, with `--home` on top. Raises `ConfigError` naming the variable."""
        from pydantic import ValidationError

        from regintel.settings import Settings

        try:
            return Settings() if self._home is None else Settings(home=self._home)
        except ValidationError as error:
            first = error.errors()[0]
            name = "REGINTEL_" + "_".join(str(p) for p in first["loc"]).upper()
            raise ConfigError(
                f"设置 {name} 的值无效：{first.get('input')!r}", f"见 docs/settings.md；{first['msg']}"
            ) from error

    @cached_property
    def store(self) -> Store:
        """The system of record."""
        from regintel.store import open_store

        return self._keep(open_store(self.settings.database))

    @cached_property
    def archive(self) -> Archive:
        """The captures."""
        from regintel.archive import Archive

        return self._keep(Archive(self.settings.archive))

    @cached_property
    def index(self) -> SearchIndex:
        """The search index in force."""
        from indexer.factory import Access, open_index
        from nlp.segment import build_segmenter, line_for_search

        s = self.settings
        access = Access(
            api_key=s.index_api_key.get_secret_value() if s.index_api_key else "",
            username=s.index_username,
            password=s.index_password.get_secret_value() if s.index_password else "",
            ca=s.index_ca,
        )
        segmenter = build_segmenter()
        return self._keep(
            open_index(
                s.index,
                segmenter.tokens_for_search,
                access,
                cut=line_for_search,
                workers=s.workers,
                keep=s.index_keep,
                questions=self.embedder,
                finder=segmenter.finder,
            )
        )

    @cached_property
    def embedder(self) -> Embedder | None:
        """What makes vectors, None where none are wanted. Raises `ConfigError` for a setting that names nothing."""
        from nlp.embedding.embedder import open_embedder

        return open_embedder(self.settings.vectors)

    @property
    def target(self) -> str:
        """The name under which the store remembers what the index holds."""
        from regintel.pipeline.indexing import target_name

        return target_name(self.settings.index)

    def _keep(self, thing: _T) -> _T:
        self._opened.append(thing)
        return thing

    def close(self) -> None:
        """Close in reverse order of opening."""
        while self._opened:
            self._opened.pop().close()
