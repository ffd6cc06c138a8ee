"""Laws and articles that a decision stands on, with full names: `[LawRef(中华人民共和国证券法, 第一百九十七条)]`."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import cache

from nlp.lexicon import read_words
from regintel.model import LawRef

_TITLE = re.compile(r"《(?P<title>[^《》\n]{2,80}(?:《[^《》\n]{1,60}》[^《》\n]{0,30})?)》")
_N = r"[〇零一二三四五六七八九十百千\d]+"
_DOC_NO = r"(?:[（(][^（）()]*(?:[（(〔\[][^（）()]*[）)〕\]][^（）()]*)?[）)]?)?"
_START = re.compile(rf"\s*{_DOC_NO}\s*(?:的|中|之)?")
_ARTICLE = re.compile(
    rf"\s*(?:[、,，和及与或]|以及)*\s*(?P<article>(?:第\s*)?{_N}\s*条(?:\s*之\s*[一二三四五六七八九十]+)?)"
    rf"(?P<rest>(?:\s*[、,，和及与或]?\s*(?:第?\s*[（(]?{_N}[）)]?\s*[款项目]"
    rf"|[（(]{_N}[）)](?=\s*[、,，（(]?\s*(?:[（(]?{_N}|第?\s*[（(]?{_N}[）)]?\s*项))))*)"
)
_SHORT = re.compile(r"[（(](?:以下)?(?:简称|称)[:：]?\s*[《“\"]?(?P<short>[^《》“”\"（）()]{2,30})[》”\"]?\s*[）)]")
_NATION = "中华人民共和国"


def short_names(text: str) -> dict[str, str]:
    """Short name → full title, as declared in the text: 《中华人民共和国证券法》（以下简称《证券法》）."""
    table = {}
    for match in _TITLE.finditer(text):
        short = _SHORT.match(text, match.end())
        if short is not None:
            table[short["short"].strip()] = match["title"]
    return table


def full_title(printed: str, declared: Mapping[str, str]) -> str:
    """The full title: as declared in the document, else with 中华人民共和国 for the national laws we know."""
    title = re.sub(r"\s+", "", html.unescape(printed))  # some sites escape twice: &lt;贷款分类指引&gt;
    if title in declared:
        return declared[title]
    return _NATION + title if title in _national() else title


@cache
def _national() -> frozenset[str]:
    """Short names of national laws; only these carry 中华人民共和国 in their title."""
    return frozenset(w for w in read_words("laws.txt") if w.endswith("法") and not w.endswith("办法"))


def find_laws(text: str, declared: Mapping[str, str] | None = None) -> tuple[LawRef, ...]:
    """Every law named in 《》 with each of its articles, in printed order, each pair once.

    The article is the number as printed (第四十六条), without 款 and 项; "" where the law is named without one.
    A law named again without an article adds nothing.
    """
    declared = {**short_names(text), **(declared or {})}
    found: list[LawRef] = []
    for match in _TITLE.finditer(text):
        title = full_title(match["title"], declared)
        at = match.end()
        start = _START.match(text, at)
        if start is not None:
            at = start.end()
        articles = []
        while article := _ARTICLE.match(text, at):
            number = re.sub(r"\s+", "", article["article"])
            articles.append(number if number.startswith("第") else "第" + number)
            at = article.end()
        refs = [LawRef(title, number) for number in articles] or [LawRef(title)]
        found += [ref for ref in refs if ref not in found]
    named = {ref.title for ref in found if ref.article}
    return tuple(ref for ref in found if ref.article or ref.title not in named)
