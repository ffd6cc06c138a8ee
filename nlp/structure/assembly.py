"""Lines → tree. A single pass with a stack of what is open; nodes are kept flat, parents before children."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nlp.structure.context import announces_insertion, contents_range, quoted_lines
from nlp.structure.line import Line, cites_part, read_lines

RANKS = {"附件": 0, "部分": 1, "编": 1, "分编": 2, "章": 3, "节": 4, "条": 5}
"""Levels that hold articles, outermost first; everything else is deeper."""
OUTLINE = ("一级", "二级", "三级", "四级", "五级")
"""Levels of a text without articles: 一、 （一） 1. （1） ①, the order of 党政机关公文格式 (GB/T 9704-2012, 7.3.3)."""
_OUTLINE_RANK = {"chinese": 5, "section": 5, "item": 6, "arabic": 7, "decimal": 7, "paren-arabic": 8, "circled": 9}
_LEAF_RANK = 20
_TERMINAL = frozenset("。；：！？”’）》】;:!?)]…")
_PUNCTUATION = re.compile(r"[。；：，！？;:]")
_NOTE = re.compile(r"通过|公布|修[订正改]|施行|发布|印发|批准|颁布|生效|起实行")
# （2018年9月3日最高人民法院审判委员会…, also where the line is wrapped before its verb, or without the bracket.
_DATED = re.compile(
    r"[（(]?[12]\d{3}年\d{1,2}月\d{1,2}日[^，。；]{0,30}(?:会|会议|国务院|法院|检察院|部|局|令|通过|公布|发布)"
)
_DOC_NO = re.compile(
    r"[\u4e00-\u9fff]{1,16}[ ]?[〔\[【（(﹝][12][0-9]{3}[〕\]】）)﹞][ ]?第?[ ]?[0-9]{1,5}[ ]?号$"
    r"|.{0,24}令[ ]?[（(]?第?[ ]?[0-9一二三四五六七八九十百]{1,6}[ ]?号[）)]?$"
    r"|第[ ]?[0-9一二三四五六七八九十百]{1,6}[ ]?号$"
)
_CHINESE_WORDS = re.compile(r"[\u4e00-\u9fff、]+")
_TITLED = re.compile(r"[【［\[]([^】］\]\n]{1,40})[】］\]][ \u3000]*")
_WRAPPED = 16  # characters: shorter lines without a full stop are titles, longer ones were wrapped by a page


@dataclass(slots=True)
class Draft:
    """A node while it is being built; `end` grows with its children at the end."""

    level: str
    number: str
    start: int
    end: int
    body: int
    parent: int
    rank: int
    heading: str = ""


@dataclass(slots=True)
class Assembler:
    """Builds the nodes of one text. `run` is the only thing to call, once."""

    text: str
    nodes: list[Draft] = field(default_factory=list)
    stack: list[int] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    last: tuple[int, ...] = ()
    previous: Line | None = None
    structured: bool = False
    heading_open: bool = False
    inserting: bool = False
    listing: bool = False
    standard: bool = False
    bare: bool = False
    page: int = -1

    def run(self) -> list[Draft]:
        text = self.text
        lines = list(read_lines(text))
        kinds = {line.kind for line in lines}
        self.standard = {"section", "decimal"} <= kinds and "article" not in kinds
        self.bare = "bare" in kinds
        contents, quoted = contents_range(text, lines), quoted_lines(text, lines)
        annexes = sum(line.kind == "annex" for line in lines)
        for i, line in enumerate(lines):
            following = lines[i + 1] if i + 1 < len(lines) else None
            if line.kind == "page":
                self.page = line.start
                continue
            if i in contents:
                self._contents(line)
            elif quoted[i]:
                self._leaf("引文", line)
            elif line.kind == "annex":
                annexes -= 1
                self._annex(line, following, later=annexes > 0)
            else:
                self._place(line, following)
            self.previous = line
        return self._close()

    def _lists_annexes(self, line: Line) -> bool:
        """附件：1.甲 / 2.乙: a list of what is attached, which is no part of the last clause."""
        self.listing = self.listing and line.kind in ("arabic", "chinese", "item") and line.end - line.start <= 80
        return self.listing

    def _place(self, line: Line, following: Line | None) -> None:
        kind = line.kind
        if self._lists_annexes(line):
            self.nodes[-1].end = line.end
        elif kind == "heading":
            self._open(line.level, line)
        elif kind == "article" and self._is_article(line):
            self._article(line, following)
        elif kind == "bare":
            self._bare(line)
        elif kind == "table":
            self._table(line)
        elif kind == "date":
            self._signature(line)
        elif kind in _OUTLINE_RANK and (kind != "section" or self.standard):
            self._enumerated(line, following)
        elif self._heads_bare(line, following):
            self._open("章", line)
        else:
            self._text(line)

    def _heads_bare(self, line: Line, following: Line | None) -> bool:
        """A heading without number before an article, in a text that heads its other parts with 总则 or 附则 alone."""
        if not self.bare or self.previous is None or following is None or following.kind != "article":
            return False
        words = self.text[line.start : line.end]
        ends = self.text[self.previous.end - 1] in "。）)" and not following.cites
        return ends and line.kind == "text" and 2 <= len(words) <= 20 and _CHINESE_WORDS.fullmatch(words) is not None

    # -- what opens a level ------------------------------------------------------------------------------------

    def _open(self, level: str, line: Line, heading: str | None = None) -> None:
        self._pop(RANKS[level])
        node = self._add(level, line.start, line.end, line.body, rank=RANKS[level], number=line.number)
        self.nodes[node].heading = _tidy(self.text[line.body : line.end]) if heading is None else heading
        self.stack.append(node)
        self.structured = self.heading_open = True
        self.inserting = False

    def _bare(self, line: Line) -> None:
        top = self.nodes[self.stack[-1]] if self.stack else None
        if top is not None and self.heading_open and not top.heading and top.rank < RANKS["条"]:
            top.heading, top.end = _tidy(self.text[line.start : line.end]), line.end
        else:
            self._open("章", line)

    def _annex(self, line: Line, following: Line | None, later: bool) -> None:
        told = line.body < line.end and self.text[line.start : line.body].rstrip()[-1:] in "：:"
        short_rest = len(self.text) - line.end < 200
        holds = following is not None and following.kind in ("article", "heading") and not following.cites
        if following is None or (told and not holds and (later or (short_rest and not self._heads_list(line)))):
            self.stack, self.styles, self.listing = self.stack[:1] if self._in_annex() else [], [], told
            self._leaf("目录" if told else "段", line)
            return
        self._open("附件", line)
        self.last, self.styles = (), []

    def _in_annex(self) -> bool:
        return bool(self.stack) and self.nodes[self.stack[0]].level == "附件"

    def _heads_list(self, line: Line) -> bool:
        return self.text.find("|", line.end) >= 0

    def _is_article(self, line: Line) -> bool:
        if not line.value or self._inserted(line):
            return False
        expected = self._follows(line.value)
        if line.loose:
            return expected and not line.cites
        if expected:
            return True
        if line.value <= self.last and cites_part(self.text, line):
            return False
        if line.bold:
            return True
        previous = self.previous
        wrapped = previous is not None and previous.kind not in ("heading", "bare", "annex") and self._runs_on(previous)
        return not wrapped and (line.value > self.last or line.value == (1,) or not line.cites)

    def _inserted(self, line: Line) -> bool:
        """第十条 after ……修改为： belongs to the law that is being changed, unless it continues our own numbers."""
        if self.previous is not None and announces_insertion(self.text, self.previous) and not line.bold:
            self.inserting = not self.last
            return True
        return self.inserting and not self.last

    def _follows(self, value: tuple[int, ...]) -> bool:
        last = self.last
        if not last:
            return value == (1,)
        return value in ((last[0] + 1,), (*last, 1), (*last[:-1], last[-1] + 1))

    def _article(self, line: Line, following: Line | None) -> None:
        if line.value == (1,) and self.last and not self.heading_open:
            self._pop(RANKS["部分"])
        self._pop(RANKS["条"])
        node = self._add("条", line.start, line.end, line.body, rank=RANKS["条"], number=line.number)
        self.stack.append(node)
        self.styles, self.last, self.structured, self.heading_open = [], line.value, True, False
        body = line.body
        if titled := _TITLED.match(self.text, body, line.end):
            self.nodes[node].heading, body = _tidy(titled[1]), titled.end()
        rest = self.text[body : line.end]
        if 0 < len(rest) <= 20 and not _PUNCTUATION.search(rest) and following is not None and following.kind == "text":
            self.nodes[node].heading = _tidy(rest)
        elif rest:
            self._add("款", body, line.end, body)
        self.nodes[node].body = body

    def _enumerated(self, line: Line, following: Line | None) -> None:
        self.heading_open = False
        rank = _OUTLINE_RANK[line.kind] + (len(line.value) - 2 if line.kind == "decimal" else 0) - self._lift(line)
        if rank <= 6 and self._heads_articles(line, following):
            self._open("章" if line.kind == "chinese" else "节", line)
            return
        article = next((i for i in self.stack if self.nodes[i].level == "条"), None)
        if article is not None:
            self._item(line, article)
            return
        self._pop(rank)
        node = self._add(OUTLINE[rank - 5], line.start, line.end, line.body, rank=rank, number=line.number)
        self.nodes[node].heading = _first_words(self.text[line.body : line.end])
        self.stack.append(node)
        self.structured, self.inserting = True, False

    def _lift(self, line: Line) -> int:
        """In a technical standard 3.1 stands right below 3, elsewhere where 1. stands."""
        return int(self.standard and line.kind == "decimal")

    def _heads_articles(self, line: Line, following: Line | None) -> bool:
        if following is None or following.kind != "article" or following.loose or following.cites:
            return False
        return line.end - line.body <= 40 and not _PUNCTUATION.search(self.text, line.body, line.end)

    def _item(self, line: Line, article: int) -> None:
        base = self.stack.index(article) + 1
        if line.kind in self.styles:
            depth = self.styles.index(line.kind)
        else:
            depth = len(self.styles)
            if depth == 0 and self.nodes[-1].level == "款" and self.nodes[-1].parent == article:
                self.stack[base:] = [len(self.nodes) - 1]
        self.styles[depth:] = [line.kind]
        first = base + (len(self.stack) > base and self.nodes[self.stack[base]].level == "款")
        del self.stack[first + depth :]
        node = self._add("项" if depth == 0 else "目", line.start, line.end, line.body, number=line.number)
        self.stack.append(node)

    # -- what fills it -----------------------------------------------------------------------------------------

    def _text(self, line: Line) -> None:
        previous = self.previous
        if previous is not None and self.nodes and self._continues(previous, line):
            return
        self.heading_open = False
        for place, i in enumerate(self.stack):
            if self.nodes[i].level == "条":
                del self.stack[place + 1 :]
                self.styles = []
                self._add("款", line.start, line.end, line.start)
                return
        self._leaf("段" if self.stack or self.structured else self._front(line), line)

    def _continues(self, previous: Line, line: Line) -> bool:
        """Takes the line as the rest of the heading or the sentence before it, where it is that."""
        text, node = self.text, self.nodes[-1]
        page = previous.end <= self.page < line.start  # a page's number between two lines does not part them
        adjacent = text.count("\n", previous.end, line.start) <= (3 if page else 1)
        short = line.end - line.start <= 30 and not _PUNCTUATION.search(text, line.start, line.end)
        if self.heading_open and node.rank < RANKS["条"]:
            if short and (not node.heading or (adjacent and len(node.heading) >= _WRAPPED)):
                node.heading, node.end = node.heading + _tidy(text[line.start : line.end]), line.end
                return True
            return False
        if node.level in ("标题", "序言") and self._front(line) in ("文号", "题注"):
            return False
        wrapped = node.end == previous.end and previous.kind not in ("table", "date") and self._is_wrapped(previous)
        if adjacent and wrapped:
            node.end = line.end
        elif adjacent and line.kind == "article" and node.end == previous.end and self._runs_on(previous):
            node.end, wrapped = line.end, True  # 第三条 at the start of a line that goes on with a citation
        return adjacent and wrapped

    def _is_wrapped(self, line: Line) -> bool:
        return line.end - line.start >= _WRAPPED and self.text[line.end - 1] not in _TERMINAL

    def _runs_on(self, line: Line) -> bool:
        return line.end - line.start >= _WRAPPED // 2 and self.text[line.end - 1] not in "。；：！？”;:!?"

    def _front(self, line: Line) -> str:
        words = self.text[line.start : line.end]
        if (words[0] in "（(" and _NOTE.search(words)) or (_DATED.match(words) and len(words) <= 120):
            return "题注"
        if len(words) <= 40 and _DOC_NO.match(words):
            return "文号"
        return "标题" if len(words) <= 60 and not _PUNCTUATION.search(words) else "序言"

    def _leaf(self, level: str, line: Line) -> None:
        self._add(level, line.start, line.end, line.start)

    def _table(self, line: Line) -> None:
        if self.nodes and self.previous is not None and self.previous.kind == "table" and self.nodes[-1].level == "表":
            self.nodes[-1].end = line.end
        else:
            self._leaf("表", line)

    def _contents(self, line: Line) -> None:
        if self.nodes and self.nodes[-1].level == "目录":
            self.nodes[-1].end = line.end
        else:
            self._leaf("目录", line)

    def _signature(self, line: Line) -> None:
        """A date alone in its line ends a part; the short lines before it are who signed."""
        first = len(self.nodes)
        while first > 0 and len(self.nodes) - first < 6 and self._may_sign(self.nodes[first - 1]):
            first -= 1
        root = self.stack[0] if self._in_annex() else -1
        for node in self.nodes[first:]:
            node.level, node.parent = "署名", root
        if not self.nodes:
            self._leaf("题注", line)
            return
        self.stack, self.styles = ([root] if root >= 0 else []), []
        self._leaf("署名", line)

    def _may_sign(self, node: Draft) -> bool:
        words = self.text[node.start : node.end]
        return node.level in ("款", "段", "标题") and len(words) <= 40 and not _PUNCTUATION.search(words)

    # -- the stack ---------------------------------------------------------------------------------------------

    def _pop(self, rank: int) -> None:
        while self.stack and self.nodes[self.stack[-1]].rank >= rank:
            self.stack.pop()

    def _add(self, level: str, start: int, end: int, body: int, *, rank: int = _LEAF_RANK, number: str = "") -> int:
        self.nodes.append(Draft(level, number, start, end, body, self.stack[-1] if self.stack else -1, rank))
        return len(self.nodes) - 1

    def _close(self) -> list[Draft]:
        for node in reversed(self.nodes):
            if node.parent >= 0 and self.nodes[node.parent].end < node.end:
                self.nodes[node.parent].end = node.end
        if not self.structured:
            for node in self.nodes:
                node.level = "段" if node.level == "序言" else node.level
        return self.nodes


def _tidy(words: str) -> str:
    """A heading without the blanks that printers spread it with: 总　　则 → 总则. English words keep theirs."""
    words = words.strip(" \t\u3000*")
    return re.sub(r"(?<=[^\x00-\x7f])[ \t\u3000\xa0]+(?=[^\x00-\x7f])", "", words)


def _first_words(words: str) -> str:
    """The heading of an outline item: its line if that is no sentence, or a short first sentence before more."""
    head, stop, rest = words.partition("。")
    if len(head) <= 30 and not re.search(r"[，；：]", head) and (rest or not stop):
        return _tidy(head)
    return ""
