"""Where a name begins, walking back from its last part (公司, 银行, 监管局) over words that names are made of."""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.lexicon import read_words
from nlp.segment import build_segmenter

_REACH = 36
_HARD = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9（）()·&\uff06・\-]")
_PLACE_BRACKET = re.compile(r"[（(][\u4e00-\u9fff]{2,6}[）)]$")
_STOP_FLAGS = frozenset(("p", "c", "u", "uj", "ul", "ud", "ug", "uv", "uz", "d", "r", "y", "e", "f", "t", "q"))
_STOP_WORDS = frozenset(read_words("name_stop.txt"))


@lru_cache(maxsize=20_000)
def _name_length(window: str) -> int:
    """How many characters at the end of `window` belong to the name."""
    length = 0
    for word, flag in reversed(build_segmenter().tagged(window)):
        if (flag in _STOP_FLAGS and not word[0].isascii()) or word in _STOP_WORDS:
            break
        length += len(word)
    return length


def name_start(text: str, at: int, floor: int = 0) -> int:
    """The index where the name whose last part begins at `at` starts; `at` where nothing belongs to it."""
    start = max(floor, at - _REACH)
    window = text[start:at]
    bracket = _PLACE_BRACKET.search(window)
    tail = 0
    if bracket is not None:  # 资易贷（北京）
        tail = len(window) - bracket.start()
        window = window[: bracket.start()]
    for index in range(len(window) - 1, -1, -1):
        if _HARD.match(window[index]) or window[index] in "（）()":
            window = window[index + 1 :]
            break
    length = _name_length(window)
    if length == 0:
        return at
    return at - tail - length
