"""Page, files and captures become one `Document`. Pure: no network, no store."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from crawlers.attachments import Extracted
from crawlers.deadline import deadline_of
from crawlers.page import Answer, Draft, Item
from crawlers.source import Source
from regintel.errors import ParseError, RegintelError
from regintel.ids import canonical_url, document_id, normalise_doc_no, raw_sha256, text_sha256
from regintel.model import Attachment, Capture, Document, Kind

_SIGNATURE = re.compile(r"(?:^|&)(?:X-Amz-|X-Obs-)?Signature=", re.IGNORECASE)
_SIGNATURE_PART = re.compile(r"(?:X-Amz-|X-Obs-)[\w-]+=|(?:Signature|Expires|(?:AWS|OSS)?AccessKeyId)=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileResult:
    """An attachment after fetching and reading. `error` is set where it failed, then the rest may be missing."""

    name: str
    url: str
    capture: Capture | None = None
    size: int = 0
    extracted: Extracted | None = None
    error: RegintelError | None = None

    def attachment(self) -> Attachment:
        """As it is kept; a failure is its notice."""
        found = self.extracted
        return Attachment(
            name=harmless_name(self.name),
            url=unsigned(self.url),
            media_type=found.media_type if found else "",
            sha256=self.capture.sha256 if self.capture else "",
            size=self.size,
            text=_text_of(found) if found else "",
            pages=found.pages if found else (),
            notice=str(self.error) if self.error else _notice_of(found),
            capture=self.capture.id if self.capture else "",
        )


def harmless_name(printed: str) -> str:
    """A printed file name without the folders that it tries to climb into; nothing else is changed."""
    parts = printed.replace("\\", "/").split("/")
    return parts[-1].lstrip(".") or "附件" if ".." in parts or not parts[0] else printed


def unsigned(url: str) -> str:
    """An address without the signature that an object store puts into it for an hour: the file, not the permission."""
    path, mark, query = url.partition("?")
    if not _SIGNATURE.search(query):
        return url
    kept = "&".join(part for part in query.split("&") if not _SIGNATURE_PART.match(part))
    return path + mark * bool(kept) + kept


def identity_of(item: Item) -> str:
    """What a row is recognised by in every run: its page's own key (one document in two lists), else its address."""
    return item.meta.get("key") or canonical_url(item.url)


def assemble(
    source: Source, item: Item, draft: Draft, answer: Answer, capture: str, files: Sequence[FileResult]
) -> Document:
    """The document of one detail page, whose answer is archived as `capture`.

    Raises `ParseError` where it has neither title nor a kind.
    """
    title = draft.title or item.title
    if not title:
        raise ParseError(f"{item.url} 没有标题", "网站可能改版，请更新标题解析规则")
    kind = draft.kind or (source.kinds[0] if len(source.kinds) == 1 else None)
    if kind is None:
        raise ParseError(f"{item.url} 的类型无法确定", f"请在信息源 {source.id} 的解析规则中给出 kind")
    attachments = [file.attachment() for file in files]
    body = next((i for i, a in enumerate(attachments) if a.text), None) if draft.body_file else None
    text = draft.text if body is None else attachments[body].text
    published_on = draft.published_on or item.published_on
    return Document(
        id=document_id(source.id, identity_of(item)),
        source_id=source.id,
        url=draft.url or item.url,
        kind=kind,
        title=title,
        text=text,
        fetched_at=answer.fetched_at or datetime.now(UTC),
        published_on=published_on,
        doc_no=normalise_doc_no(draft.doc_no),
        doc_no_printed=draft.doc_no,
        index_no=draft.index_no,
        issuers=draft.issuers,
        effective_on=draft.effective_on,
        repealed_on=draft.repealed_on,
        deadline=draft.deadline or (deadline_of(text, published_on) if kind is Kind.CONSULTATION else None),
        status=draft.status,
        rank=draft.rank,
        language=draft.language or source.language,
        region=draft.region or source.region,
        body_in="page" if body is None else "attachment",
        attachments=tuple(attachments),
        penalties=draft.penalties,
        related=draft.related,
        text_sha256=text_sha256(text),
        raw_sha256=raw_sha256(answer.body),
        capture=capture,
        extra=dict(draft.extra),
    )


def _text_of(found: Extracted) -> str:
    """The text of a file; of a ZIP, that of its members under their names."""
    if not found.children:
        return found.text
    parts = [f"【{child.name}】\n{text}" for child in found.children if (text := _text_of(child))]
    return "\n".join(part for part in (found.text, *parts) if part)


def _notice_of(found: Extracted | None) -> str:
    if found is None:
        return ""
    notices = [found.notice, *(f"{child.name}：{n}" for child in found.children if (n := _notice_of(child)))]
    return "；".join(n for n in notices if n)
