"""Articles whose list already says most of them: the body where the site is known to put it, else where it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from crawlers.article import ArticlePage
from crawlers.body import inline_text, readable_text
from crawlers.day import english_day
from crawlers.kind import kind_of_title
from crawlers.page import DetailPage, Draft
from crawlers.payload import answer_html, one_line
from regintel.errors import ParseError
from regintel.model import Kind


def has_class(name: str) -> str:
    """An XPath condition: the element has this class."""
    return f"contains(concat(' ',normalize-space(@class),' '),' {name} ')"


class ListedArticle(ArticlePage):
    """Sub-classes name the places of a site. The day of the list goes before that of the page, which may be an update.

    `body_path`, `title_path`, `day_path`: XPath, "" where unknown; what does not match is found as on any page.
    """

    body_path: ClassVar[str] = ""
    title_path: ClassVar[str] = ""
    day_path: ClassVar[str] = ""
    has_files: ClassVar[bool] = False

    def draft(self) -> Draft:
        """Raises `ParseError` where the page holds no article."""
        root = answer_html(self.answer, self.source.encoding)
        text = next((t for node in self._all(root, self.body_path) if (t := readable_text(node))), "")
        found = self._of_any_page(text)
        title = next((t for n in self._all(root, self.title_path) if (t := one_line(inline_text(n)))), "")
        title = title or found.title or self.item.title
        shown = next((d for n in self._all(root, self.day_path) if (d := english_day(_stated(n)))), None)
        return replace(
            found,
            url=self.item.url,
            title=title,
            text=text or found.text,
            kind=self.kind(title),
            published_on=self.item.published_on or shown or found.published_on,
            issuers=(self.source.issuer,) if self.source.issuer else (),
            files=found.files if self.has_files else (),
            body_file=found.body_file and self.has_files and not text,
        )

    def kind(self, title: str) -> Kind:
        """Of the source's kinds the one that the title announces."""
        return kind_of_title(title, self.source.kinds[0])

    def _of_any_page(self, text: str) -> Draft:
        try:
            return super().draft()
        except ParseError:
            if text:
                return Draft()
            raise

    @staticmethod
    def _all(root: Any, path: str) -> list[Any]:
        return list(root.xpath(path)) if path else []


class NoPage(DetailPage):
    """For sources whose lists carry everything (or a file), so that no page is ever read."""

    def draft(self) -> Draft:
        raise ParseError(f"{self.answer.url} 不应作为详情页读取", "该信息源的内容全部来自列表")


def _stated(node: Any) -> str:
    return node if isinstance(node, str) else node.get("datetime") or inline_text(node)
