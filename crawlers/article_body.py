"""The body of an unknown article page: the place where most of its running text stands, checked by trafilatura."""

from __future__ import annotations

import re
from typing import Any

from crawlers.body import lines_of, parse_html
from crawlers.doc_no import printed_doc_no
from crawlers.payload import file_suffix

_NOISE = re.compile(
    r"(?:^|[-_\s])(?:comments?|pinglun|replies|reply|related|recommend\w*|sidebar|aside|nav\w*|menu|foot\w*|header|"
    r"breadcrumbs?|crumbs?|mbx|position|share\w*|social|copyright|hot\w*|rank\w*|tags?|ads?|advert\w*|guanggao|gg|"
    r"toolbar|tools?|login|search\w*|qrcode|ewm|pager|pagination|prev\w*|next\w*|popup|modal|cookie\w*|subscribe|"
    r"friend\w*|links?|xgxw|xgyd|relat\w*|disclaimer|statement|author-?card|editor|zrbj|print|fontsize|newsletter|"
    r"latest|side|by-?line|article-?(?:info|meta)|leftbar|rightbar|lanmu|topbar|bottom|bdshare\w*|relevant|more)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_KNOWN = (
    "zoom", "UCAP-CONTENT", "ucap-content", "TRS_Editor", "TRS_UEDITOR", "trs_editor_view", "trs_paper_default",
    "pages_content", "easysiteText", "Custom_UnionStyle", "artibody", "article-content", "article_content",
    "articleContent",
    "art_content", "detail-content", "detail_content", "content_text", "post-content", "entry-content", "news_content",
    "newsContent", "js_content", "rich_media_content", "xxgk_content", "article-body", "article__body", "articleBody",
)  # fmt: skip
_TAIL = re.compile(
    r"^(?:【?(?:相关(?:阅读|新闻|文章|链接|推荐|报道|稿件|附件下载)|延伸阅读|推荐阅读|猜你喜欢|热门(?:评论|推荐|文章|新闻)|网友评论|"
    r"全部评论|最新评论|我要评论|发表评论|评论区?|精彩推荐|为您推荐|更多(?:新闻|阅读|文章)|大家都在看|"
    r"Related (?:articles|stories|news|links)|Comments|Read more|Share this|更多相关)】?(?:[：:（(].{0,20})?$)|"
    r"^(?:上一[篇条则]|下一[篇条则]|责任编辑|[（(【\[]?(?:责任编辑|责编|编辑|校对|审核)\s*[：:]|扫一扫|扫码|分享(?:到|至)|打印本页|关闭窗口|"
    r"【(?:打印|关闭|字号|纠错|大 中 小).{0,30}】?|版权(?:所有|声明)|免责声明|主办单位|"
    r"ICP备|[京沪粤]ICP|京公网安备|Copyright|©)",
    re.IGNORECASE,
)
_META_LINE = re.compile(
    r"^(?:(?:来源|來源|作者|编辑|记者|责编|发布(?:时间|日期|机构|单位)|發布(?:時間|日期)|时间|日期|发文(?:机关|单位)|索引号|"
    r"本报记者|文[/／]|字号|字体|浏览(?:次数|量)?|阅读(?:次数|量)?|点击(?:次数|量|数)?|访问量|分享|打印|收藏|评论|信息来源|稿源|文章来源|"
    r"Source|Author|By|Published|Posted)\s*(?:[：:\[【（(]|$)|"
    r"【?\s*(?:字号|字体)?\s*[：:]?\s*[大中小](?:\s*[|\uff5c/]?\s*[大中小]){1,2}|"
    r"[（(\[]?(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?[）)\]]?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?\s*(?:$|[|\uff5c]|来源|來源|作者|字号))",
    re.IGNORECASE,
)
_AUTHOR = re.compile(r"^(?:本报|本网|见习)?记者[：:\s　].{1,30}$")
_SENTENCE = re.compile(r"[，。；：！？、,.;!?”]")
_LEGAL = re.compile(
    r"ICP备|公网安备|网站标识码|Copyright|版权所有|主办单位|技术支持|制作维护|All Rights Reserved", re.IGNORECASE
)
_PROMOTION = re.compile(
    r"二维码|扫码|扫一扫|公众号|客户端(?:下载|查看)|仅供参考|不构成.{0,10}(?:建议|依据)|未经.{0,12}(?:转载|授权)|责任编辑|责编|"
    r"声明[：:]|^[（(【\[]?(?:编辑|校对|审核|作者|来源|文章来源|稿源)\s*[：:]|打印|关闭(?:窗口|本页)|分享|返回顶部|点击查看"
)
_LINKS_OF_AN_INDEX, _SHARE_OF_AN_INDEX = 8, 0.5
_MIN_BODY = 40
_SHORT = 12
_LITTLE = 150


def body_of(root: Any, source: str, title: str) -> str:
    """The body's lines: title, by-line, comments and links to other pages left out; "" where there is no text."""
    lines = _trimmed(lines_of(container_of(root)), title)
    if sum(map(_weight, lines)) >= _MIN_BODY:
        return "\n".join(lines)
    other = _trimmed(_by_trafilatura(source), title)
    return "\n".join(max(lines, other, key=lambda found: sum(map(_weight, found))))


def container_of(root: Any) -> Any:
    """The smallest element that holds the article; the page's own body where nothing stands out. Alters `root`."""
    _drop_noise(root)
    known = _known_container(root)
    body = root.find("body") if root.find("body") is not None else root
    weights = _weights(body)
    total = weights.get(body, 0.0)
    if known is not None and weights.get(known, 0.0) >= 0.5 * total > 0:
        return known
    node = body
    # Pages of tables and labels hardly have prose: there, half of it is not the article.
    least = 0.0 if total > _LITTLE else 0.85
    while True:
        heavy = max((c for c in node if isinstance(c.tag, str)), key=lambda c: weights.get(c, 0.0), default=None)
        if heavy is None or weights.get(heavy, 0.0) < max(_share(heavy), least) * weights.get(node, 0.0):
            return node
        if heavy.tag in (
            "p",
            "span",
            "font",
            "tr",
            "tbody",
            "strong",
            "b",
            "a",
            "ul",
            "ol",
            "li",
            "table",
            "blockquote",
        ):
            if heavy.tag not in ("tr", "tbody", "table"):
                return node
            if heavy.tag == "table" and not _is_skeleton(heavy, weights):
                return node
        node = heavy


def is_index(container: Any) -> bool:
    """Whether what was taken for a body mainly links to other pages; links to files are the article's own."""
    links = [a for a in container.iter("a") if not file_suffix(a.get("href") or "")]
    total = len("".join("".join(lines_of(container)).split()))
    linked = sum(len("".join("".join(lines_of(a)).split())) for a in links)
    return len(links) >= _LINKS_OF_AN_INDEX and linked > _SHARE_OF_AN_INDEX * total


def _share(heavy: Any) -> float:
    """How much of the running text a child must hold to stand for its parent."""
    named = f"{heavy.get('class') or ''} {heavy.get('id') or ''}".lower()
    return 0.55 if re.search(r"content|article|text|detail|main|body|zw|nr", named) or heavy.tag == "article" else 0.7


def _is_skeleton(table: Any, weights: dict[Any, float]) -> bool:
    """A table of the old kind that lays out a page: most of the text stands in one cell."""
    cells = [weights.get(c, 0.0) for c in table.iter("td")]
    return bool(cells) and max(cells) > 0.7 * weights.get(table, 0.0) > 100


def _known_container(root: Any) -> Any:
    best, size = None, 0
    for name in _KNOWN:
        query = "//*[@id=$n or contains(concat(' ', normalize-space(@class), ' '), concat(' ', $n, ' '))]"
        for node in root.xpath(query, n=name)[:5]:
            length = len("".join(node.itertext()))
            if length > size * 1.2:
                best, size = node, length
        if best is not None and size > _MIN_BODY:
            return best
    return best


def _drop_noise(root: Any) -> None:
    weights = _weights(root)
    total = weights.get(root, 0.0) or 1.0
    for node in list(
        root.iter("nav", "footer", "aside", "form", "div", "ul", "ol", "section", "dl", "table", "p", "td")
    ):
        if node.getparent() is None or node.tag in ("html", "body"):
            continue
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        by_name = bool(_NOISE.search(names)) or node.tag in ("nav", "footer", "aside")
        # Whole pages stand inside a `form` (ASP.NET) or a `div.main-nav-wrapper`; a share of the prose protects them.
        if (by_name and weights.get(node, 0.0) < 0.4 * total) or (
            node.tag in ("ul", "ol", "dl", "div") and _is_link_list(node)
        ):
            _remove(node)


def _is_link_list(node: Any) -> bool:
    links = list(node.iter("a"))
    if len(links) < 4:
        return False
    text = len("".join(node.itertext()).strip())
    linked = sum(len("".join(a.itertext()).strip()) for a in links)
    return text < 2000 and linked > 0.6 * text


def _remove(node: Any) -> None:
    parent, tail = node.getparent(), node.tail
    if tail and tail.strip():
        before = node.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(node)


def _weights(root: Any) -> dict[Any, float]:
    """For each element the amount of running text below it: characters outside links, runs with punctuation only."""
    from lxml import etree

    weights: dict[Any, float] = {}
    links = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        skipped = node.tag in ("script", "style", "noscript", "select", "option", "button", "textarea", "title")
        links += (node.tag == "a") * (1 if event == "start" else -1)
        if event == "start":
            own = 0.0 if skipped or links else _weight(node.text or "")
            weights[node] = weights.get(node, 0.0) + own
            continue
        if skipped:
            weights[node] = 0.0
        parent = node.getparent()
        if node is not root and parent is not None:
            tail = 0.0 if links else _weight(node.tail or "")
            weights[parent] = weights.get(parent, 0.0) + weights.get(node, 0.0) + tail
    return weights


def _weight(text: str) -> float:
    text = text.strip()
    if not text:
        return 0.0
    if len(text) < _SHORT and not _SENTENCE.search(text):
        # Labels and navigation; together they still tell a table of facts from an empty page.
        return 0.05 * len(text)
    if _LEGAL.search(text):
        return 0.0
    return len(text) * (1.0 if _SENTENCE.search(text) or len(text) > 40 else 0.2)


def _trimmed(lines: list[str], title: str) -> list[str]:
    """Without title and by-line above the text and without what sites print below it."""
    plain = re.sub(r"\s", "", title)
    start = 0
    for i, line in enumerate(lines[:15]):
        bare = re.sub(r"\s", "", line)
        by_line = (_META_LINE.match(line) and len(line) < 150) or _AUTHOR.match(line)
        if (plain and bare == plain) or by_line or len(bare) < 2:
            start = i + 1
        elif len(line) > 15 and re.search(r"[，。；]|第[一二三四五六七八九十]+条", line):
            break
    # Above its title a document may print its number, which is its own
    kept = [*(line for line in lines[:start] if printed_doc_no("", line)), *lines[start:]]
    total, seen = sum(map(_weight, kept)), 0.0
    for i, line in enumerate(kept):
        # Above the text the same words stand on buttons.
        if seen > 0.3 * total and _TAIL.match(line) and len(line) < 80:
            kept = kept[:i]
            break
        seen += _weight(line)
    while len(kept) > 1 and _is_promotion(kept[-1]):
        kept.pop()
    return kept


def _is_promotion(line: str) -> bool:
    # A sentence that merely mentions one of these words is the article's.
    stated = re.match(r".{0,8}声明[：:]", line) is not None and len(line) < 160
    return stated or (len(line) < 60 and "。" not in line and bool(_PROMOTION.search(line) or _LEGAL.search(line)))


def _by_trafilatura(source: str) -> list[str]:
    import trafilatura

    text = trafilatura.extract(source, include_comments=False, include_tables=True, favor_recall=True)
    if not text:
        return []
    return lines_of(parse_html("".join(f"<p>{_escape(line)}</p>" for line in text.split("\n"))))


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
