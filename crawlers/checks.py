"""Health of a run: what was counted, and whether it is what the source declares as healthy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from crawlers.options import CrawlOptions
from crawlers.page import Item
from crawlers.source import Source
from regintel.errors import ChallengeError, RegintelError
from regintel.model import Document

_FAILED_SHARE = 0.02  # of the details that were tried
_FEW_DOCUMENTS = 5  # below so many, shares of filled fields say nothing
_SHRUNK = 0.5  # of the median of earlier full runs
_RUNS_COMPARED = 5


@dataclass(slots=True)
class Tally:
    """Counts of one source's run, kept while it goes on."""

    list_pages: int = 0
    not_modified: int = 0
    listed: int = 0
    newest: date | None = None
    known: int = 0
    saved: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    first_errors: dict[str, RegintelError] = field(default_factory=dict)
    list_failures: list[RegintelError] = field(default_factory=list)
    file_failures: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    is_stopped: bool = False

    @property
    def documents(self) -> int:
        """Documents that this run fetched and kept."""
        return self.saved.total()

    def list_item(self, item: Item) -> None:
        self.listed += 1
        if item.published_on and (self.newest is None or item.published_on > self.newest):
            self.newest = item.published_on

    def keep(self, document: Document, saved: str, fields: Sequence[str]) -> None:
        self.saved[saved] += 1
        self.filled.update(name for name in fields if getattr(document, name))
        if document.published_on and (self.newest is None or document.published_on > self.newest):
            self.newest = document.published_on

    def fail(self, error: RegintelError) -> None:
        name = public_class(error).__name__
        self.failed[name] += 1
        self.first_errors.setdefault(name, error)

    def fail_list(self, error: RegintelError) -> None:
        self.list_failures.append(error)
        self.fail(error)

    def stats(self) -> dict[str, int | str]:
        """Flat, as the store keeps it."""
        shares = {f"filled_{name}": f"{count / self.documents:.3f}" for name, count in sorted(self.filled.items())}
        return {
            "list_pages": self.list_pages,
            "not_modified": self.not_modified,
            "listed": self.listed,
            "new": self.saved["new"],
            "revised": self.saved["revised"],
            "updated": self.saved["updated"],
            "same": self.saved["same"] + self.known,
            "failed": self.failed.total(),
            **{f"failed_{name}": count for name, count in sorted(self.failed.items())},
            "file_failures": self.file_failures,
            "newest": self.newest.isoformat() if self.newest else "",
            **shares,
        }


def public_class(error: RegintelError) -> type[RegintelError]:
    """The class that people know of an error: our sub-classes only steer repeats."""
    return next(c for c in type(error).__mro__ if c.__module__ == RegintelError.__module__)


def verdict(
    source: Source, tally: Tally, options: CrawlOptions, today: date, earlier: Sequence[Mapping[str, int | str]] = ()
) -> tuple[bool, tuple[str, ...]]:
    """(healthy, reasons in Chinese). `earlier` are the stats of the source's runs before this one, newest first."""
    reasons = [
        *_list_reasons(source, tally, options, earlier),
        *_failure_reasons(tally),
        *_filled_reasons(source, tally),
    ]
    if not options.mirror and not options.since and tally.newest is not None:
        age, most = (today - tally.newest).days, source.expectations.max_age_days
        if age > most:
            reasons.append(f"最新一条为 {tally.newest}，已 {age} 天未更新，超过预期的 {most} 天")
    if tally.is_stopped:
        reasons.append("运行被中断，未抓取完")
    return not reasons, tuple(reasons)


def _list_reasons(
    source: Source, tally: Tally, options: CrawlOptions, earlier: Sequence[Mapping[str, int | str]]
) -> list[str]:
    if tally.list_failures:
        first = tally.list_failures[0]
        return [f"{len(tally.list_failures)} 个列表页失败（{public_class(first).__name__}）：{first.what}"]
    if tally.is_stopped:
        return []
    if tally.listed == 0 and not options.since:
        return ["列表中没有任何条目，网站可能改版"]
    if options.limit or options.since:
        return []
    reasons = []
    if tally.listed < source.expectations.min_items:
        reasons.append(f"列表仅有 {tally.listed} 条，少于预期的 {source.expectations.min_items} 条")
    before = [int(stats.get("listed", 0)) for stats in earlier][:_RUNS_COMPARED]
    if before and tally.listed < median(before) * _SHRUNK:
        reasons.append(f"列表仅有 {tally.listed} 条，此前通常有 {median(before):.0f} 条")
    return reasons


def _failure_reasons(tally: Tally) -> list[str]:
    details = tally.failed.total() - len(tally.list_failures)
    tried = details + tally.documents
    is_challenged = any(isinstance(e, ChallengeError) for e in tally.first_errors.values())
    if not details or (details <= tried * _FAILED_SHARE and not is_challenged):
        return []
    counts = "、".join(f"{name} {count} 个" for name, count in tally.failed.most_common())
    first = tally.first_errors[tally.failed.most_common(1)[0][0]]
    return [f"{tried} 个详情中 {details} 个失败（{counts}），例如：{first.what}"]


def _filled_reasons(source: Source, tally: Tally) -> list[str]:
    if tally.documents < _FEW_DOCUMENTS:
        return []
    reasons = []
    for name, least in source.expectations.filled.items():
        share = tally.filled[name] / tally.documents
        if share < least:
            reasons.append(f"字段 {name} 的填充率 {share:.0%} 低于预期的 {least:.0%}，网站可能改版")
    return reasons
