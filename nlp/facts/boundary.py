"""Where a name begins, walking back from its last part (公司, 银行, 监管局) over words that names are made of."""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.lexicon import read_words
from nlp.segment import build_segmenter

_REACH = 36
_HARD = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9·&\uff06・]")
_PLACE_BRACKET = re.compile(r"[（(][\u4e00-\u9fff]{2,6}[）)]")
# Function characters that jieba glues to an unknown name: 青禾钱包|由|青禾科技. Not 自由, 对外, 向阳, 在线.
_GLUED = re.compile(
    "[^，。]*(?:(?<!自)由|被|(?<!面)对(?!外)|向(?![日阳荣上])|是|称|在(?!线)|涉嫌|关于|到|运营方|运营(?!商)|(?<!不)经营|主办方"
    "|开发商|运营主体|[母子]公司|网传|据传|盛传|疑似|曝出?|传(?!媒|播|奇|统|承|化))(?=..)"
)
_STOP_FLAGS = frozenset(("p", "c", "u", "uj", "ul", "ud", "ug", "uv", "uz", "d", "r", "y", "e", "f", "t", "q"))
_STOP_WORDS = frozenset(read_words("name_stop.txt"))


@lru_cache(maxsize=20_000)
def _name_length(window: str) -> int:
    """How many characters at the end of `window` belong to the name."""
    length = 0
    segmenter = build_segmenter()
    for word, flag in reversed(segmenter.tagged(window)):
        if flag in _STOP_FLAGS and len(word) > 1 and not word[0].isascii() and not segmenter.knows(word):
            return length + len(word)  # 的槿, 到澜桥: a name's beginning that the tokeniser took for grammar
        if (flag in _STOP_FLAGS and not word[0].isascii()) or word in _STOP_WORDS:
            break
        length += len(word)
    return length


def name_start(text: str, at: int, floor: int = 0) -> int:
    """The index where the name whose last part begins at `at` starts; `at` where nothing belongs to it."""
    low = max(floor, at - _REACH)
    start = _walk(text, low, at)
    bracket = _bracket_before(text, start)
    if bracket > low:  # 资易贷（北京）金融信息服务 有限公司
        before = _walk(text, low, bracket)
        return before if before < bracket else start
    return start


def _bracket_before(text: str, end: int) -> int:
    """Where a bracketed place begins that ends at `end`; -1 where there is none."""
    if end == 0 or text[end - 1] not in "）)":
        return -1
    opened = max(text.rfind("（", max(0, end - 8), end), text.rfind("(", max(0, end - 8), end))
    return opened if opened >= 0 and _PLACE_BRACKET.fullmatch(text, opened, end) else -1


def _walk(text: str, low: int, at: int) -> int:
    start = at
    while start > low and not _HARD.match(text[start - 1]):
        start -= 1
    if start == at:
        return at
    length = _name_length(text[start:at])
    glued = _GLUED.match(text, at - length, at)
    return glued.end() if glued else at - length
