"""文号, article numbers and names of laws in one spelling each, so that all ways of writing them meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import starmap

from indexer.fold import fold
from regintel.ids import normalise_doc_no

_NUMERAL = "零〇○一二两三四五六七八九十百千"
_ARTICLE = re.compile(rf"第\s*(\d{{1,4}}|[{_NUMERAL}]{{1,9}})\s*条(?:\s*之\s*(\d{{1,2}}|[{_NUMERAL}]{{1,3}}))?")
_DOC_NO = re.compile(
    r"([一-鿿]{1,24})\s*[〔\[【(﹝]\s*(\d{4})\s*年?\s*[〕\]】)﹞]\s*第?\s*(\d{1,5}(?:\s*[-~至、,]\s*\d{1,5})*)\s*号"
)
_DECREE = re.compile(r"([一-鿿]{1,16}令)\s*第?\s*(\d{1,5})\s*号")
_LONGEST_AGENCY = 12
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_REVISION = re.compile(
    r"\((?:\d{4}年?)?(?:修正|修订|修改|试行)?(?:本|版|文本)?\)$|\(\d{4}年.{0,12}?(?:修正|修订).{0,4}\)$"
)
_NOT_IN_A_NAME = re.compile(r"中华人民共和国|[\W_]+")


@lru_cache(maxsize=4096)
def number(numeral: str) -> int:
    """The value of an Arabic or Chinese numeral below 10,000, also of digits in a row (一〇五)."""
    if numeral.isdigit() and numeral.isascii():
        return int(numeral)
    if not any(char in _SCALES for char in numeral):
        return int("".join(str(_DIGITS[char]) for char in numeral))
    total = digit = 0
    for char in numeral:
        if char in _SCALES:
            total += (digit or 1) * _SCALES[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def article_key(printed: str) -> str:
    """第十六条, 第16条 and 第 十六 条 all give 第16条; 第十条之一 gives 第10条之1; no article number gives ""."""
    match = _ARTICLE.search(fold(printed))
    return _article_key(match[1], match[2]) if match else ""


@lru_cache(maxsize=4096)
def _article_key(numeral: str, branch: str | None) -> str:
    return f"第{number(numeral)}条" + (f"之{number(branch)}" if branch else "")


def find_articles(folded: str) -> Iterator[tuple[str, int, int]]:
    """Canonical article numbers in a folded text, with their places."""
    for match in _ARTICLE.finditer(folded):
        yield _article_key(match[1], match[2]), match.start(), match.end()


def find_doc_nos(folded: str) -> Iterator[tuple[str, int, int]]:
    """文号 in a folded text in canonical form, with as much before them as could be the agency's sign."""
    for match in _DOC_NO.finditer(folded):
        yield doc_no_key(f"{match[1]}〔{match[2]}〕{match[3]}号"), match.start(), match.end()
    for match in _DECREE.finditer(folded):
        yield doc_no_key(match[0]), match.start(), match.end()


def names_place(text: str) -> bool:
    """Whether an article or a 文号 is asked for by its number."""
    folded = fold(text)
    return _ARTICLE.search(folded) is not None or next(find_doc_nos(folded), None) is not None


def doc_no_key(printed: str) -> str:
    """The one spelling of a 文号, folded; 国务院令第737号 and 国务院令737号 are one too."""
    return re.sub(r"令第?(\d+)号", r"令第\1号", fold(normalise_doc_no(fold(printed))))


def endings(doc_no: str) -> list[str]:
    """The 文号 and what remains of it when characters are taken from its front.

    Running text puts words right before a 文号 (根据银发〔2026〕4号), and only its reader knows where it begins. All
    candidates are indexed, so that the one asked for is among them.
    """
    mark = max(doc_no.find("〔"), doc_no.find("令"))
    first = max(0, mark - _LONGEST_AGENCY)
    return [doc_no[start:] for start in range(first, max(mark, first + 1))]


def find_references(folded: str) -> Iterator[str]:
    """The canonical tokens of every 文号 and article number in a folded text."""
    if "号" in folded:
        for doc_no, _, _ in find_doc_nos(folded):
            yield from endings(doc_no)
    if "条" in folded:
        yield from starmap(_article_key, _ARTICLE.findall(folded))


def name_key(title: str) -> str:
    """The name under which a law is asked for: folded, without 中华人民共和国, marks and a final （2018修正）."""
    return _NOT_IN_A_NAME.sub("", _REVISION.sub("", re.sub(r"\s+", "", fold(title))))
