"""Text, Markdown and HTML files."""

from __future__ import annotations

import re

from crawlers.attachments.charset import decode
from crawlers.attachments.model import Extracted, Limits
from crawlers.attachments.sniff import HTML, MARKDOWN, TEXT

_RULE = re.compile(r"^\s*(?:[-*_]\s*){3,}$")
_TABLE_RULE = re.compile(r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*:?-*:?\s*$")
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_BLOCK = re.compile(r"^\s*(?:>\s?)*(?:#{1,6}\s+|[-*+]\s+(?=\S))?(?:>\s?)*")
_HEADING = re.compile(r"^\s*#{1,6}\s+(.+?)\s*#*\s*$")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff\u200b\u2060]+")
_BREAKS = dict.fromkeys(map(ord, "\r\x0b\x0c\x85\u2028\u2029"), "\n")
_MARKS = frozenset(">#-*+_|`~:=")
_INLINE = (
    ("![", re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)"), r"\1"),
    ("](", re.compile(r"(?<!\\)\[([^\]\n]+)\]\([^)\s]*(?:\s+\"[^\"\n]*\")?\)"), r"\1"),
    ("**", re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*"), r"\1"),
    ("__", re.compile(r"(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)"), r"\1"),
    ("*", re.compile(r"(?<![A-Za-z0-9*])\*(?=[^\s*])([^*\n]+?)(?<=\S)\*(?![A-Za-z0-9*])"), r"\1"),
    ("`", re.compile(r"`([^`\n]+)`"), r"\1"),
    ("<", re.compile(r"<br\s*/?>", re.IGNORECASE), "\n"),
    ("<", re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>"), ""),
    ("\\", re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])"), r"\1"),
)


def extract_text(data: bytes, name: str, _limits: Limits) -> Extracted:
    """A text file in any charset; the first line is its title where it is short and no sentence."""
    text = tidy(decode(data))
    first = text.split("\n", 1)[0].strip()
    title = first if 2 <= len(first) <= 80 and not re.search(r"[。；，,;]$", first) else ""
    return Extracted(name, text, (), title, TEXT)


def extract_markdown(data: bytes, name: str, _limits: Limits) -> Extracted:
    """Markdown as plain text; its first heading, else its first bold line, is the title."""
    source = decode(data)
    return Extracted(name, markdown_to_text(source), (), markdown_title(source), MARKDOWN)


def extract_html(data: bytes, name: str, _limits: Limits) -> Extracted:
    """The article of a page; everything on it where it has no article."""
    from crawlers.article import read_article

    article = read_article(data)
    return Extracted(name, article.text, (), article.title, HTML)


def markdown_title(source: str) -> str:
    """The first heading of a Markdown text, else its first line where that is all bold; "" without either."""
    for line in source.split("\n", 60)[:60]:
        heading = _HEADING.match(line) or re.match(r"^\s*\*\*([^*]{2,120})\*\*\s*$", line)
        if heading:
            return re.sub(r"\s+", " ", _inline(heading[1])).strip()
    return ""


def markdown_to_text(source: str) -> str:
    """Plain text in which every block of the Markdown is a line; marks go, words and blanks stay.

    Headings and list items are plain lines, `> ` and `**` vanish, table rows keep their cells between ` | `, links
    keep their words. 第X条 and the blank after it are left as they are, at the start of their line.
    """
    lines: list[str] = []
    fenced = False
    for raw in source.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = raw.strip(" \t")
        # Most lines of a law begin with a character that is no mark.
        if line[:1] in _MARKS:
            if _FENCE.match(line):
                fenced = not fenced
                continue
            if not fenced:
                if _RULE.match(line) or _TABLE_RULE.match(line):
                    continue
                line = _cells(line) if line.startswith("|") else _BLOCK.sub("", line, count=1)
        lines.append(line)
    return tidy(_inline("\n".join(lines)))


def _cells(line: str) -> str:
    return " | ".join(c.strip() for c in line.strip("|").split("|"))


def _inline(text: str) -> str:
    for sign, pattern, replacement in _INLINE:
        if sign in text:
            text = pattern.sub(replacement, text)
    return text


def tidy(text: str) -> str:
    """Lines without blanks at their ends, without empty lines and without control characters."""
    lines = (line.strip() for line in _INVISIBLE.sub("", text.replace("\r\n", "\n")).translate(_BREAKS).split("\n"))
    return "\n".join(line for line in lines if line)
