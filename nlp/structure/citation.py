"""Citations: 《…》第…条第…款第（…）项, bare and short names, 本办法第…条, 前款, and 文号.

`find_citations(text, self_title)` claims only what is printed; which document and which version a citation means
is decided in `resolve`. Lists and ranges give one citation for each clause.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from nlp.structure.clause import Structure, parse_structure
from nlp.structure.docnumber import find_numbers
from nlp.structure.lawname import Title, bare_name, find_aliases, find_titles, is_law_title, without_state
from nlp.structure.location import STARTS, Location, parse_locations
from nlp.structure.numeral import format_article, parse_numeral
from regintel.ids import normalise_doc_no
from regintel.model import Span

Kind = Literal["law", "self", "previous", "doc_no"]


@dataclass(frozen=True, slots=True)
class Citation:
    """One clause or document that a text refers to.

    `title` is as printed without 《》, `full_title` the same or what a short name was declared for; both are "" for
    `self` and `previous`. `article` is written 第十条之一, "" for a whole document; `paragraph` and `item` count from
    1, 0 = not named. `basis`: the text says it was made on this ground (根据……制定本办法).
    """

    span: Span
    kind: Kind
    title: str = ""
    full_title: str = ""
    doc_no: str = ""
    article: str = ""
    paragraph: int = 0
    item: int = 0
    basis: bool = False

    @property
    def value(self) -> str:
        """The normalised form: 《中华人民共和国证券法》第八十五条第一款第（二）项."""
        law = f"《{self.full_title}》" if self.full_title else self.doc_no
        paragraph = f"第{_numeral(self.paragraph)}款" if self.paragraph else ""
        return law + self.article + paragraph + (f"第（{_numeral(self.item)}）项" if self.item else "")


def _numeral(number: int) -> str:
    return format_article((number,))[1:-1]


_AFTER_TITLE = re.compile(
    r"(?:[（(][^（）()]{0,60}(?:[（(][^（）()]{0,20}[)）][^（）()]{0,20})?[)）])?(?:的|中|之)?(?=第)"
)
_SELF = re.compile(
    r"(?<!基)本(?:实施|暂行)?(?:法典?|条例|办法|规定|细则|规则|解释|决定|意见|通知|准则|指引|章程|安排|规程|批复|公告|方案|制度|标准|补充规定|规范|纲要)$"
)
_SAME = re.compile(r"^(?:该|同|上述)")
_PREVIOUS = re.compile(
    r"(?<![目以之事生提年此])(?:前|上)([一二两三四五六七八九十])?([条款项])(?!目|例|件|约|线)|本([条款])(?!例|件|约|目)"
)
_CHAPTER_BEFORE = re.compile(r"(?:第[一二三四五六七八九十]{1,4}[编章节]){1,3}$")
_BASIS = re.compile(r"(?:根据|依据|依照|按照)([^。；\n]{2,600}?)(?:制定|修订|修改|特制定|作出|决定)")
_AMENDS = re.compile(r"修改|修正案|废止")


def find_citations(text: str, self_title: str = "", structure: Structure | None = None) -> list[Citation]:
    """All citations of `text` in the order of their spans.

    `self_title` is the title of the document itself: in 关于修改《X》的决定, 第十条 means X. `structure` saves a second
    parse where the caller has one of the same text. Numbers that set an article, quoted ones too, are no citations.
    Stops after some 50,000.
    """
    return _Finder(text, self_title, structure or parse_structure(text)).run()


_MOST = 50_000  # citations of one text: no law comes near it, hostile ranges would
_Event = tuple[int, int, Title | re.Match[str] | None]


@dataclass(slots=True)
class _Finder:
    text: str
    self_title: str
    structure: Structure
    out: list[Citation] = field(default_factory=list)
    taken: int = 0
    last_law: str = ""
    titles: list[Title] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()
    basis: list[tuple[int, int]] = field(default_factory=list)
    amended: str = ""
    amending: bool = False
    target: str = ""
    last_law_end: int = 0
    own: frozenset[tuple[int, ...]] = frozenset()
    ordinals: dict[int, int] = field(default_factory=dict)
    articles: list[tuple[int, ...]] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)

    def run(self) -> list[Citation]:
        text = self.text
        self.titles = list(find_titles(text))
        self.aliases = find_aliases(text, self.titles)
        laws = {title.text for title in self.titles if is_law_title(title.text)}
        self.declared = frozenset(laws | {without_state(law) for law in laws} | set(self.aliases))
        self.basis = [found.span(1) for found in _BASIS.finditer(text, 0, 3000)]
        self.own = frozenset(self.structure.nodes[i].value for i in self.structure.units())
        self._read_title()
        self._number_paragraphs()
        for start, kind, found in self._events():
            if len(self.out) >= _MOST:
                break
            if start >= self.taken and not self._names_itself(start):
                self._take(start, kind, found)
        return sorted(
            self.out, key=lambda citation: (citation.span, citation.article, citation.paragraph, citation.item)
        )

    def _number_paragraphs(self) -> None:
        counts: dict[int, int] = {}
        for i, node in enumerate(self.structure.nodes):
            if node.level == "款":
                counts[node.parent] = self.ordinals[i] = counts.get(node.parent, 0) + 1

    def _level(self, offset: int) -> str:
        index = self.structure.at(offset)
        return self.structure.nodes[index].level if index >= 0 else ""

    def _names_itself(self, offset: int) -> bool:
        """Whether a line at the front is the document's own title or 文号."""
        index = self.structure.at(offset) if self.self_title else -1
        if index < 0 or self.structure.nodes[index].level not in ("标题", "文号"):
            return False
        node = self.structure.nodes[index]
        words = re.sub(r"\s|\*", "", self.text[node.start : node.end])
        return node.level == "文号" or words in re.sub(r"\s", "", self.self_title)

    def _read_title(self) -> None:
        """The law that the document itself is about: 关于修改《X》的决定, X修正案, 关于适用X第…条的批复."""
        title = self.self_title
        self.amending = bool(_AMENDS.search(title)) and not self.structure.articles()
        if inner := [t.text for t in find_titles(title) if is_law_title(t.text)]:
            self.amended = inner[0]
        elif found := re.search(r"(刑法|宪法)(?:修正案|分则|第)", title):
            self.amended = f"中华人民共和国{found[1]}"

    def _events(self) -> list[_Event]:
        """Titles, 文号, 前款 and locations in the order of the text; what begins first wins the characters."""
        markers = {node.start for node in self.structure.nodes if node.level == "条"}
        events: list[_Event] = [(t.start, 0, t) for t in self.titles]
        self.numbers = dict(find_numbers(self.text))
        events += [(start, 1, None) for start in self.numbers]
        events += [(f.start(), 2, f) for f in _PREVIOUS.finditer(self.text)]
        events += [(f.start(), 3, f) for f in STARTS.finditer(self.text) if not self._sets(f, markers)]
        return sorted(events, key=lambda event: event[:2])

    def _sets(self, found: re.Match[str], markers: set[int]) -> bool:
        """Whether a number sets an article instead of citing one: a node of the tree, or “第十条　……” quoted."""
        start, end = found.span()
        opened = start > 0 and self.text[start - 1] in '“‘"' and self.text[end : end + 1] in (" ", "\u3000")
        return start in markers or opened

    def _take(self, start: int, kind: int, found: Title | re.Match[str] | None) -> None:
        if isinstance(found, Title):
            self._title(found)
        elif kind == 1:
            self._doc_no(start, self.numbers[start])
        elif kind == 2 and found is not None:
            self._previous(found)
        else:
            self._bare(start)

    # -- 《…》 -------------------------------------------------------------------------------------------------

    def _title(self, title: Title) -> None:
        full = self.aliases.get(title.text, title.text)
        after = _AFTER_TITLE.match(self.text, title.end)
        locations = parse_locations(self.text, after.end()) if after else []
        known = title.text in self.aliases or is_law_title(title.text)
        if not locations and not known:
            return
        self.last_law, self.last_law_end = full, title.end
        if self.amending and not self._in_quotation(title.start):
            self.target = full
        if locations:
            self._emit("law", title.start, locations, title.text, full)
            return
        if self.text[max(0, title.start - 8) : title.start].rstrip("：: ").endswith(("简称", "下称", "统称")):
            self.taken = title.end
            return
        basis = any(start <= title.start < end for start, end in self.basis)
        number = self._number_after(title.end)
        self.out.append(Citation(Span(title.start, title.end), "law", title.text, full, doc_no=number, basis=basis))
        self.taken = title.end

    def _in_quotation(self, start: int) -> bool:
        if self._level(start) == "引文":
            return True
        line = self.text.rfind("\n", max(0, start - 2000), start) + 1
        return self.text.rfind("“", line, start) > self.text.rfind("”", line, start)

    def _number_after(self, position: int) -> str:
        """《……的通知》（银发〔2018〕5号）: the 文号 belongs to the title."""
        if self.text[position : position + 1] not in ("（", "("):
            return ""
        end = self.numbers.get(position + 1)
        return normalise_doc_no(self.text[position + 1 : end]) if end else ""

    def _doc_no(self, start: int, end: int) -> None:
        previous = self.out[-1] if self.out else None
        if previous is not None and previous.doc_no and start - previous.span.end <= 1:
            return
        basis = any(first <= start < last for first, last in self.basis)
        number = normalise_doc_no(self.text[start:end])
        self.out.append(Citation(Span(start, end), "doc_no", doc_no=number, basis=basis))
        self.taken = end

    # -- bare names, 本法, and numbers alone ---------------------------------------------------------------------

    def _bare(self, start: int) -> None:
        chapter = _CHAPTER_BEFORE.search(self.text, max(0, start - 12), start)
        named = bare_name(self.text, chapter.start() if chapter else start, self.declared)
        if named is None:
            self._alone(start)
            return
        begin, name = named
        locations = parse_locations(self.text, start)
        if _SELF.search(name):
            self._own(begin if name.startswith("本") else start - len(_own_words(name)), locations)
        elif _SAME.match(name):
            self._emit("law", begin, locations, self.last_law, self.last_law)
        else:
            self.last_law = self.aliases.get(name) or (self._basic_law() if name == "基本法" else name)
            self._emit("law", begin, locations, name, self.last_law)

    def _basic_law(self) -> str:
        """基本法 alone is the one of the region that the text is about."""
        titles = [self.amended, *(title.text for title in self.titles)]
        return next((title for title in titles if title.endswith("行政区基本法")), "基本法")

    def _own(self, begin: int, locations: list[Location]) -> None:
        law = self._amended_law()
        if law and not self.structure.articles():
            self._emit("law", begin, locations, law, law)
        else:
            self._emit("self", begin, locations)

    def _amended_law(self) -> str:
        """The law that 第十条 means in a decision that amends it; in one that amends several, the last one named."""
        if not self.amending:
            return ""
        return self.target or self.amended

    def _alone(self, start: int) -> None:
        """第三条 without a name: the law just cited, the law under amendment, or the text itself."""
        article, paragraph = self._here(start)
        alone = self.text.find("款", start, start + 6) < 0
        locations = parse_locations(self.text, start, article, paragraph if alone else 0)
        if not locations or not locations[0].article:
            return
        law, first = self._amended_law(), locations[0].article
        if self._goes_on(start) or (not law and first not in self.own and self._same_sentence(start)):
            law = self.last_law
        elif not law and first not in self.own:
            law = self.amended
        if law and first != article:
            self._emit("law", start, locations, law, law)
        elif first in self.own:
            self._emit("self", start, locations)

    def _same_sentence(self, start: int) -> bool:
        """Whether the last citation of a law stands in the same sentence."""
        near = start - self.last_law_end <= 400
        return near and bool(self.last_law) and not re.search(r"[。\n]", self.text[self.last_law_end : start])

    def _goes_on(self, start: int) -> bool:
        """刑法第三百八十九条行贿罪、第三百九十三条单位行贿罪: a list goes on after a few words of explanation."""
        near = 0 <= start - self.last_law_end <= 40
        between = self.text[self.last_law_end : start] if near and self.last_law else "。"
        return between[-1:] in tuple("、和及或，") and not re.search(r"[。；;\n]", between)

    # -- 前款, 本条 -----------------------------------------------------------------------------------------------

    def _previous(self, found: re.Match[str]) -> None:
        article, paragraph = self._here(found.start())
        if not article:
            return
        count = parse_numeral(found[1]) if found[1] else 1
        unit = found[2] or found[3]
        places: list[tuple[tuple[int, ...], int, int]]
        if found[3]:
            places = [(article, paragraph if unit == "款" else 0, 0)]
        elif unit == "款":
            places = [(article, p, 0) for p in range(max(1, paragraph - count), paragraph)] or [(article, 0, 0)]
        elif unit == "条":
            places = [(a, 0, 0) for a in self._articles_before(article, count)]
        else:
            item = self._item_here(found.start())
            places = [(article, paragraph, i) for i in range(max(1, item - count), item)] or [(article, paragraph, 0)]
        rest = parse_locations(self.text, found.end(), *places[-1][:2]) if places else []
        self._emit_places("previous", found.start(), found.end(), places if not rest else places[:-1])
        if rest:
            self._emit("previous", found.start(), rest)

    def _articles_before(self, article: tuple[int, ...], count: int) -> list[tuple[int, ...]]:
        if not self.articles:
            self.articles = sorted({self.structure.nodes[i].value for i in self.structure.articles()})
        at = bisect_left(self.articles, article)
        return self.articles[max(0, at - count) : at]

    def _chain(self, offset: int) -> tuple[int, ...]:
        index = self.structure.at(offset)
        return (*self.structure.ancestors(index), index) if index >= 0 else ()

    def _here(self, offset: int) -> tuple[tuple[int, ...], int]:
        """Number of the article around `offset` and which of its 款 it is in, from 1; ((), 0) outside articles."""
        nodes, chain = self.structure.nodes, self._chain(offset)
        article = next((nodes[i].value for i in chain if nodes[i].level == "条"), ())
        return article, next((self.ordinals[i] for i in chain if i in self.ordinals), 1 if article else 0)

    def _item_here(self, offset: int) -> int:
        nodes = self.structure.nodes
        return next((nodes[i].value[0] for i in self._chain(offset) if nodes[i].level == "项" and nodes[i].value), 0)

    # -- out ---------------------------------------------------------------------------------------------------

    def _emit(self, kind: Kind, start: int, locations: list[Location], title: str = "", full: str = "") -> None:
        for n, place in enumerate(locations):
            first = start if n == 0 or place.start == locations[0].start else place.start
            basis = any(begin <= start < end for begin, end in self.basis)
            article = format_article(place.article) if place.article else ""
            span = Span(first, place.end)
            self.out.append(Citation(span, kind, title, full, "", article, place.paragraph, place.item, basis))
        if locations:
            self.taken = max(self.taken, locations[-1].end)
            if kind == "law":
                self.last_law_end = locations[-1].end

    def _emit_places(self, kind: Kind, start: int, end: int, places: list[tuple[tuple[int, ...], int, int]]) -> None:
        self._emit(kind, start, [Location(start, end, article, p, i) for article, p, i in places])


def _own_words(name: str) -> str:
    found = _SELF.search(name)
    return found[0] if found else name


def iter_titles(citations: list[Citation]) -> Iterator[str]:
    """Full titles of the laws cited, each once, in order."""
    yield from dict.fromkeys(citation.full_title for citation in citations if citation.full_title)
