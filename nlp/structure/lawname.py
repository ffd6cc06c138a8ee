"""Names of laws as texts print them: 《…》 with anything nested in it, declared short names, and bare names.

A bare name is what stands before 第…条 without 《》: 依照民事诉讼法第二百五十三条. Where it begins has to be found:
known names first (declared in the text, or in the lexicon), then the last word that introduces a law.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from nlp.lexicon import read_words

_OPEN, _CLOSE = "《", "》"
_LONGEST_TITLE = 160
_NOUNS = (
    "法|法典|宪法|条例|规定|办法|细则|通则|规则|解释|决定|决议|意见|通知|批复|公告|准则|指引|章程|安排|规程|方案|纲要|制度|标准|"
    "目录|名录|规范|措施|规划|计划|命令|令|函|复函|答复|解答|答复意见|会议纪要|纪要|要求|修正案|公约|协定|议定书|条约|总则|分则|附则|修改决定|政策|要点|清单|指南|"
    "说明|指导意见|正案"
)
_LAW_TITLE = re.compile(rf"(?:{_NOUNS})(?:[（(][^（）()]{{1,20}}[)）]|\d{{4}}年?版?|全文|\s)*$")
_NOT_A_LAW = re.compile(
    r"(?:决定书|通知书|意见书|说明书|告知书|承诺书|建议书|责任书|合同|协议书|许可证?|执照|证书?|日报|公报|报告书?|登记表|审批表|表|报|周刊|杂志)$"
)
_ALIAS = re.compile(
    r"[（(](?:[^（）()《》]{0,40}[，,；;])?以?下(?:简称|称|统称)[：:]?\s*(?:[“\"]|《)?"
    r"([^（）()《》“”\"，,。；;]{1,30}(?:（[^（）]{1,6}）)?)(?:[”\"]|》)?(?:[，,][^（）()]{0,30})?[)）]"
)
_BARE_END = re.compile(
    r"(?:法典|宪法|法|条例|规定|办法|细则|通则|规则|解释|决定|章程|安排|意见|补充规定|法令|准则|指引|公约)$"
)
_WINDOW = re.compile(r"[\u4e00-\u9fff]{1,40}$")
_OWN = re.compile(
    r"(?<!基)(?:本|该|同|上述)[\u4e00-\u9fff]{0,4}(?:法典?|条例|规定|办法|细则|规则|解释|决定|章程|安排|意见|准则|指引|公约)$"
)
_STATE = "中华人民共和国"
# What introduces a bare name. Longest first: 违反了 before 违反.
_INTRODUCES = re.compile(
    r"依照|按照|根据|违反|依据|适用于?|不适用|符合|属于|具有|援用|触犯|实施|参照|比照|遵守|执行|规避|对照|包括|除依?|未尽|所犯|单位犯|犯|"
    r"修改后的|修正后的|修订后的|修正的|修订的|修改的|现行的?|以及|或者|还是|作出的|制定的|发布的|行为人|当事人|人民法院|法院|"
    r"不符合|不违反|和|与|及|或|将|由|是|按|依|如|则|有|在|对|从|原|新|旧|中|为|向|据|的"
)


class Title(NamedTuple):
    """《…》: `[start, end)` with the brackets; `text` without them."""

    start: int
    end: int
    text: str


def find_titles(text: str) -> Iterator[Title]:
    """Every 《…》 of up to 160 characters in `text`, outermost only, brackets nested to any depth."""
    position = 0
    while (start := text.find(_OPEN, position)) >= 0:
        end = _closing(text, start)
        if end:
            if text.count(_OPEN, start, end) != text.count(_CLOSE, start, end):
                start = text.rfind(_OPEN, start, end)  # an opening bracket too many: the innermost pair is the title
            yield Title(start, end, text[start + 1 : end - 1])
        position = end or start + 1


def _closing(text: str, start: int) -> int:
    depth, position, limit = 0, start, min(len(text), start + _LONGEST_TITLE)
    if text.find(_CLOSE, start, limit) < 0:
        return 0
    first_close = 0
    for position in range(start, limit):
        char = text[position]
        if char == _OPEN:
            depth += 1
        elif char == _CLOSE:
            first_close = first_close or position + 1
            depth -= 1
            if depth == 0:
                return position + 1
        elif char == "。" and first_close:
            break
    return first_close


def is_law_title(title: str) -> bool:
    """Whether a 《…》 names a law, rule or official paper, and not a newspaper, a form or a licence."""
    clean = re.sub(r"\s", "", title)
    return bool(_LAW_TITLE.search(clean)) and not _NOT_A_LAW.search(clean)


def find_aliases(text: str, titles: Collection[Title]) -> dict[str, str]:
    """Short names that the text declares: 《A证券法》（以下简称《证券法》） gives {"证券法": "A证券法"}."""
    aliases: dict[str, str] = {}
    for title in titles:
        if found := _ALIAS.match(text, title.end):
            short = found[1].strip()
            if not short.startswith("本"):
                aliases.setdefault(short, title.text)
    return aliases


def without_state(title: str) -> str:
    """A title without 中华人民共和国 at its front: how texts shorten most laws."""
    return title.removeprefix("中华人民共和国")


@cache
def known_names() -> frozenset[str]:
    """Short names of laws known without the text: the lexicon's, and those in `names.txt` beside this module."""
    own = files(__package__).joinpath("names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(read_words("laws.txt")) | {name for name in own if name and not name.startswith("#")}


def bare_name(text: str, end: int, declared: Collection[str]) -> tuple[int, str] | None:
    """The name of a law that ends at `end` without 《》, as (start, name); None where there is none.

    `declared` are names that this text has introduced. 本法 and the like come back as they are.
    """
    window = _WINDOW.search(text, max(0, end - 40), end)
    if not window:
        return None
    words, known = window[0], known_names()
    for length in range(len(words), 1, -1):
        tail = words[-length:]
        if tail in declared or tail in known or without_state(tail) in known:
            return end - length, tail
    if not _BARE_END.search(words):
        return None
    if own := _OWN.search(words):
        return end - len(own[0]), own[0]
    if _STATE in words:
        words = words[words.rindex(_STATE) :]
        return end - len(words), words
    noun = _BARE_END.search(words)
    stop = len(words) - (len(noun[0]) if noun else 0)
    cut = max((found.end() for found in _INTRODUCES.finditer(words, 0, stop)), default=0)
    name = words[cut:]
    return (end - len(name), name) if len(name) >= 2 and name not in ("办法", "规定", "意见") else None
