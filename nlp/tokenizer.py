"""The one tokeniser behind spaCy's tokenizer protocol. Importing this imports spaCy.

nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "regintel.ChineseTokenizer.v1"}}})
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.tokens import Doc
from spacy.util import registry

from nlp.segment import Segmenter, build_segmenter

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.vocab import Vocab

TOKENIZER = "regintel.ChineseTokenizer.v1"
_FILE = "words.json"


class ChineseTokenizer:
    """Text → `Doc`. `doc.text` equals the text, but lone surrogates, which spaCy cannot hold, are U+FFFD in it."""

    def __init__(self, vocab: Vocab, segmenter: Segmenter) -> None:
        self.vocab = vocab
        self.segmenter = segmenter

    def __call__(self, text: str) -> Doc:
        """Words as `Segmenter.tokens` gives them; one blank after a word is its `whitespace_`, others are tokens."""
        safe = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if len(safe) != len(text):  # two lone halves side by side would have joined
            safe = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
        words: list[str] = []
        spaces: list[bool] = []
        at = 0
        for token in self.segmenter.tokens(safe):
            _add_gap(safe[at : token.start], words, spaces)
            words.append(token.text)
            spaces.append(False)
            at = token.end
        _add_gap(safe[at:], words, spaces)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002 - spaCy's protocol
        """The dictionary words as JSON: all that makes this tokeniser differ from jieba."""
        return json.dumps(self.segmenter.words, ensure_ascii=False).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> ChineseTokenizer:  # noqa: ARG002
        """The inverse of `to_bytes`, in place."""
        self.segmenter = Segmenter(json.loads(data))
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002
        """Writes the dictionary into the folder `path`."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> ChineseTokenizer:  # noqa: ARG002
        """Reads what `to_disk` wrote, in place."""
        return self.from_bytes((Path(path) / _FILE).read_bytes())


def _add_gap(gap: str, words: list[str], spaces: list[bool]) -> None:
    """White space between two words: a single leading blank belongs to the word before, the rest is a token."""
    if gap.startswith(" ") and words:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        words.append(gap)
        spaces.append(False)


@registry.tokenizers(TOKENIZER)  # type: ignore[untyped-decorator]  # spaCy has no types here
def create_tokenizer(words: list[str] | None = None) -> Callable[[Language], ChineseTokenizer]:
    """Factory for a pipeline's config. `words` replaces the domain dictionary; `[]` gives plain jieba."""

    def build(nlp: Any) -> ChineseTokenizer:
        return ChineseTokenizer(nlp.vocab, build_segmenter() if words is None else Segmenter(words))

    return build
