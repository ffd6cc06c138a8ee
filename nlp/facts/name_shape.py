"""Whether words make a name, and where among them it begins: by dictionary and part of speech, not by lists of names.

What is before an unknown name in a sentence is grammar (verbs, adverbs, prepositions, measures), and all of it is in
the dictionary; the name is not, or it is a proper noun there. So the first unknown or proper word after the grammar
begins the name. Ordinary nouns alone (火球, 星河) are a name only where the text treats them as one.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from nlp.gazetteer import is_place
from nlp.lexicon import read_words
from nlp.segment import build_segmenter

_PROPER = frozenset(("nz", "nt", "nr", "ns", "nrt", "nrfg", "eng", "j"))
_GRAMMAR = frozenset(
    (
        *("v", "vd", "vi", "vq", "vg", "vn", "d", "df", "ad", "a", "an", "b", "p", "c", "f", "y", "e", "l", "i", "o"),
        *("u", "uj", "ul", "ud", "ug", "uv", "uz", "m", "q", "mq", "t", "tg", "r", "rr", "rz", "z", "zg"),
    )
)
_VERBS = frozenset(("v", "vd", "d", "ad", "p", "c", "r"))
_NOMINAL = _PROPER | {"n", "ng", "g", "x", "s"}
_HMM_GRAMMAR = frozenset(("c", "p", "d", "u", "r"))
# One-character words of the dictionary that stand before names. Not 投, 招, 拍, 爱, which begin names.
_LEFT = frozenset(
    "获去说有据请出无没像使做办用受给把让叫令称由被对到向在是因经等其该此各本如即若则又再也都只能才就而且与和及跟同随凭靠"
    "按为以于从自往朝当将已曾正年月日号查找看见买卖问告骗帮要想会需应须可前后内外中新原老某另涉疑恐所之的了着过并或但"
)
# Characters that the tokeniser glues to the left of an unknown word: 受澜桥, 称澜桥, 对澜桥.
_GLUE = frozenset("自和有罚的了受称由被对到向在是将从把让与及给经因据即其该等所以于就也都又令指疑使")
_GLUE_KEEP = re.compile(
    "由由|被子|对外|到家|向[日阳荣上前]|在线|是否|将军|从容|与子|经纬|经典|因特|等等|即[刻时]|以太|以岭|于是|都市"
    "|指[旺南点]|使命|有[赞利鱼]|了然|自[如由在]|和[信谐平美盈融合聚泰顺]"
)
_GOVERNS = frozenset("罚对向称令让把将被由给与到")
_POINTS = frozenset("其该此各某")
_MEASURE = re.compile(
    r"\d+(?:[.．]\d+)?[余多]?[十百千万亿]*[余多]?[名家个位人元年月日号股起件笔户次款只支条倍天期％%]+"
)
_ENDS_NO_NAME = frozenset(("管理员", "跑路", "事件", "计划", "行动", "活动", "案例", "模式", "大会", "论坛", "指南"))
_LANDS = frozenset(("中国", "美国", "全国", "香港", "中华", "亚洲", "欧洲", "日本", "英国", "德国", "海淀"))
_PAIR = 2
_FAR = 4
"""Words: a place after so many is another name's beginning (审判庭|依法|公开审理|李晶诉|河北|一卡通)."""
_ORGANISATIONS = frozenset(("银行", "公司", "集团", "协会", "有限公司"))


class Piece(NamedTuple):
    """A word of a candidate. `known`: in the dictionary. `proper`: a name by itself or part of one."""

    word: str
    flag: str
    start: int
    known: bool

    @property
    def proper(self) -> bool:
        """An unknown word, or one that the dictionary has as a name."""
        if not self.word.isalnum() or self.word.isdecimal() or self.word in generic_words():
            return False
        return self.flag in _PROPER if self.known else self.flag not in _HMM_GRAMMAR


@cache
def generic_words() -> frozenset[str]:
    """Nouns that name no one, and the terms of our own lists: 资金, 平台, 资金存管."""
    return frozenset(read_words("generic.txt"))


@lru_cache(maxsize=20_000)
def pieces(text: str) -> tuple[Piece, ...]:
    """The words of a candidate, in order."""
    segmenter = build_segmenter()
    found = []
    at = 0
    for word, flag in segmenter.tagged(text):
        found.append(Piece(word, flag, at, segmenter.knows(word)))
        at += len(word)
    return tuple(found)


@lru_cache(maxsize=20_000)
def name_offset(candidate: str, suffix: int) -> int:
    """Where in `candidate` the name begins whose suffix is the last `suffix` characters; -1 where it is none.

    The head must hold an unknown word or a proper noun, and end in no verb; `common_head` says what nouns may do.
    """
    head_end = len(candidate) - suffix
    skip = _measures(candidate, head_end)
    words = [p for p in pieces(candidate[skip:]) if p.start + skip < head_end]
    if not words or _swallows(words[-1], head_end - skip) or _is_verb(words[-1]) or words[-1].flag == "vn":
        return -1
    words = _after_grammar(words)
    kernel = next((i for i in range(len(words)) if words[i].proper or _is_spelt(words, i)), None)
    if kernel is None or (words[kernel].word[0] in _POINTS and not words[kernel].known):
        return -1
    known = [i for i, p in enumerate(words) if p.proper and p.known]
    if known and known[0] > kernel and words[kernel].flag in _GRAMMAR:  # 更香|京东
        kernel = known[0]
    return skip + _start(words, kernel)


def _measures(candidate: str, head_end: int) -> int:
    """How many characters at the beginning are figures with their measures: 11月20日, 7万余名."""
    at = 0
    while (found := _MEASURE.match(candidate, at)) and found.end() < head_end:
        at = found.end()
    return at


def _after_grammar(words: list[Piece]) -> list[Piece]:
    """The words after the last verb that a proper word follows, and after what else is grammar there."""
    verbs = [
        i
        for i, p in enumerate(words)
        if _is_verb(p) and any(q.proper or _is_spelt(words, j) for j, q in enumerate(words) if j > i)
    ]
    words = words[verbs[-1] + 1 :] if verbs else words
    first = next((i for i, p in enumerate(words) if not _is_grammar(p)), len(words))
    return words[first:]


def _start(words: list[Piece], kernel: int) -> int:
    """The kernel with one-character nouns before it (大|澜桥), without the function character glued to it."""
    first = words[kernel]
    while kernel and len(words[kernel - 1].word) == 1 and not _is_grammar(words[kernel - 1]):
        kernel -= 1
        first = words[kernel]
    if first.word[0] in "·・" and len(first.word) > 1:
        return first.start + 1
    long = len(first.word) > _PAIR or kernel + 1 < len(words)
    return first.start + (long and _is_glued(first))


def _is_glued(piece: Piece) -> bool:
    """Whether an unknown word begins with grammar that the tokeniser took for a part of it: 受澜桥."""
    return not piece.known and len(piece.word) > 1 and piece.word[0] in _GLUE and _GLUE_KEEP.match(piece.word) is None


def _swallows(last: Piece, head_end: int) -> bool:
    """Whether the suffix is only the end of an ordinary word: 借贷, 人民币, 信贷."""
    return last.known and last.start + len(last.word) > head_end and last.flag not in _PROPER


def _is_grammar(piece: Piece) -> bool:
    if not piece.known:
        return piece.flag in ("m", "mq") and not piece.word.isascii() and not _is_formal_figure(piece.word)
    if len(piece.word) == 1:
        return piece.word in _LEFT
    return piece.flag in _GRAMMAR and piece.word not in ("平安", "向上")


def _is_spelt(words: list[Piece], at: int) -> bool:
    """Whether two characters stand alone one after the other, which words of the language do not: 槿|昀."""
    return at + 1 < len(words) and all(
        len(p.word) == 1 and p.word.isalpha() and p.word not in _LEFT for p in words[at : at + 2]
    )


def _is_formal_figure(word: str) -> bool:
    """壹佰 is a name where 一百 is a number."""
    return word[0] in "壹贰叁肆伍陆柒捌玖拾佰仟萬"


def _is_verb(piece: Piece) -> bool:
    return piece.known and len(piece.word) > 1 and piece.flag in _VERBS


@lru_cache(maxsize=20_000)
def common_head(candidate: str, suffix: int) -> int:
    """Where a name of one or two ordinary nouns begins (火球|理财, 百合|钱罐); -1 where the words name no one."""
    head_end = len(candidate) - suffix
    words = [p for p in pieces(candidate) if p.start < head_end]
    if not words or _swallows(words[-1], head_end):
        return -1
    last = words[-1]
    if last.flag in ("n", "nr", "nz", "nrt", "g") and len(last.word) > 1 and last.word not in generic_words():
        return last.start
    return -1


@lru_cache(maxsize=20_000)
def full_name_offset(candidate: str, suffix: int) -> int:
    """As `name_offset` for 有限公司 and the like, whose head may be all ordinary nouns; -1 where all are generic.

    A place begins a name (公司|北京|网利); before the first place only unknown words may stand (资易贷（北京）).
    """
    skip = _measures(candidate, len(candidate) - suffix)
    words = _after_grammar([p for p in pieces(candidate[skip:]) if p.start + skip < len(candidate) - suffix])
    places = [
        i
        for i, p in enumerate(words)
        if p.flag == "ns" and p.known and len(p.word) > 1 and i and words[i - 1].word not in ("（", "(")
    ]
    place = next((i for i in places if not any(p.proper for p in words[:i]) or i >= _FAR), 0)
    words = words[place:]
    glued = next((i for i, p in enumerate(words) if _is_glued(p)), 0)
    if glued and not any(p.proper for p in words[:glued]):
        words = words[glued:]
    if not words or all(p.word in generic_words() or not p.word.isalnum() for p in words):
        return -1
    return skip + _start(words, 0)


@lru_cache(maxsize=20_000)
def reads_as_name(name: str) -> bool:
    """Whether what is in quotation marks may be a name: 松塔优投, but not 实现良性退出 or 资金存管指引."""
    words = pieces(name)
    if any(p.known and p.flag in ("", "p", "c", "u", "uj", "ul", "d", "r", "l", "i", "f") for p in words):
        return False
    if words[-1].word in generic_words() or words[-1].word in _ENDS_NO_NAME:
        return False
    if any(p.proper for p in words):
        return not any(_is_verb(p) for p in words[1:-1])
    return len(words) == _PAIR and all(p.flag.startswith("n") and p.word not in generic_words() for p in words[:1])


def begins_as_name(text: str) -> bool:
    """Whether the first word is an unknown or proper one, and no grammar: not 自周一起."""
    words = pieces(text)
    return not _is_glued(words[0]) and not _is_grammar(words[0]) and (words[0].proper or _is_spelt([*words], 0))


def is_mere_place(head: str) -> bool:
    """Whether a place is all that stands before a suffix: 仙游县|金融, 中国|支付, 海淀|在线. 京东 is no place."""
    words = pieces(head)
    return all(p.flag == "ns" and p.known for p in words) and (
        head in _LANDS or head[-1] in "省市县区州镇" or (len(words) == 1 and is_place(head))
    )


def names_an_organisation(head: str) -> bool:
    """Whether another name ends inside the head: 临澜银行|网络, 中金公司."""
    return any(p.word in _ORGANISATIONS for p in pieces(head))


def ends_generic(head: str) -> bool:
    """Whether the last word before the suffix is an ordinary one of the trade: 诚信|情况|农商行."""
    return pieces(head)[-1].word in generic_words()


def may_be_name(text: str) -> bool:
    """Whether a model's answer can name someone: 不良贷款率, AAA and 平台 do not."""
    words = pieces(text)
    if text.isascii():
        return len(text) > _PAIR and not (text.isupper() and len(set(text)) == 1)
    return not all(p.word in generic_words() or (p.known and p.flag not in _NOMINAL) for p in words)


def after_measure(text: str, begin: int) -> int:
    """One further where the name begins with the measure of a figure before it: 11月20|日柚朗."""
    return begin + (begin > 0 and text[begin - 1].isdigit() and text[begin] in "日月年号家名个位起")
