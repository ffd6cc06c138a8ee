"""Answers as parsed things: a page's tree or a JSON value, with named errors where they are neither."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urljoin

from crawlers.body import inline_text, parse_html
from crawlers.charset import decode_text
from crawlers.page import Answer
from regintel.errors import ChallengeError, ParseError

_EXTENSIONS = "pdf|docx?|wps|rtf|xlsx?|et|csv|pptx?|ofd|zip|rar|7z|txt|jpe?g|png|tiff?"
_FILE = re.compile(rf"\.({_EXTENSIONS})$", re.IGNORECASE)


def answer_text(answer: Answer, encoding: str = "") -> str:
    """The body as text, see `crawlers.charset.decode_text`."""
    content_type = next((v for k, v in answer.headers.items() if k.lower() == "content-type"), "")
    return decode_text(answer.body, content_type, encoding)


def answer_html(answer: Answer, encoding: str = "") -> Any:
    """The body as an lxml element tree."""
    return parse_html(answer_text(answer, encoding))


def looks_like_html(data: bytes) -> bool:
    """Whether bytes are a page and not the JSON or the file that was asked for."""
    return (
        data[:512]
        .lstrip(b"\xef\xbb\xbf \t\r\n")[:64]
        .lower()
        .startswith((b"<!doctype html", b"<html", b"<head", b"<script"))
    )


def answer_json(answer: Answer) -> Any:
    """The body as JSON; raw control characters in strings are accepted, sites send them.

    Raises `ChallengeError` where a page came instead (sites answer so with 200), `ParseError` for broken JSON.
    """
    if looks_like_html(answer.body):
        raise ChallengeError(f"{answer.url} 返回了网页而不是 JSON 数据", "网址可能已失效或被拦截，请在浏览器中打开核对")
    try:
        return json.loads(answer_text(answer), strict=False)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"{answer.url} 返回的不是有效的 JSON：{error}", "请核对接口是否改版") from error


def file_suffix(url_or_name: str) -> str:
    """The lower-case file extension of an address or a name if it is one of a document's, else ""."""
    found = _FILE.search(url_or_name.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0].strip())
    return found[1].lower() if found else ""


def file_links(root: Any, base: str) -> list[tuple[str, str]]:
    """(name, absolute address) of the attachments linked below an element, each address once, in printed order."""
    links: dict[str, str] = {}
    for node in root.xpath(".//a[@href]"):
        url = urljoin(base, node.get("href").strip())
        name = inline_text(node) or node.get("title") or ""
        suffix = file_suffix(url) or (file_suffix(name) if url.startswith("http") else "")
        if not suffix or not url.startswith(("http://", "https://")):
            continue
        name = name or url.rsplit("/", 1)[-1]
        links.setdefault(url, name if file_suffix(name) else f"{name}.{suffix}")
    return [(name, url) for url, name in links.items()]


def meta_content(root: Any, name: str) -> str:
    """The content of the first non-empty `<meta name=…>`, names compared without case."""
    for node in root.iter("meta"):
        if (node.get("name") or node.get("property") or "").strip().lower() == name.lower():
            value = (node.get("content") or "").strip()
            if value:
                return value
    return ""


def one_line(text: object) -> str:
    """A title or a cell on one line: tags of highlighting, line breaks and doubled blanks removed."""
    plain = re.sub(r"</?\w[^<>]*>", "", str(text or ""))
    plain = re.sub(r"[\u200b-\u200f\u2060\ufeff\x00-\x08]", "", plain)
    wide = r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]"
    plain = re.sub(rf"(?<={wide})[\r\n]+\s*|\s*[\r\n]+(?={wide})", "", plain)
    return re.sub(r"\s+", " ", plain).strip()
