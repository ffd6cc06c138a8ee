"""One request, repeated with back-off until it gives an answer that can be read, or a named error."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import scrapy
from scrapy import exceptions as scrapy_errors
from scrapy.http.request import NO_CALLBACK

from crawlers.challenge import refuse_false_page
from crawlers.moment import stamped
from crawlers.options import CrawlOptions
from crawlers.pace import Pace
from crawlers.page import NOT_MODIFIED, Answer
from crawlers.pipelines import Held
from crawlers.source import Request, Source
from regintel.errors import ChallengeError, CrawlError, FetchError, ParseError

Download = Callable[[scrapy.Request], Awaitable[Any]]
T = TypeVar("T")

_PASSING_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
GONE_STATUS = frozenset({403, 404, 410, 451})
_CHALLENGE_RETRIES = 2
_FILE_TIMEOUTS = 5
_LONGEST_WAIT = 120.0  # seconds; a longer Retry-After is left to the next run

# exception of the downloader → (what happened, what to do, whether it may pass)
_FAILURES: tuple[tuple[type[BaseException], str, str, bool], ...] = (
    (scrapy_errors.CannotResolveHostError, "域名无法解析", "请检查网络、DNS 和网址", True),
    (scrapy_errors.DownloadConnectionRefusedError, "连接被拒绝", "请检查网站或镜像是否在运行", True),
    (scrapy_errors.DownloadTimeoutError, "响应超时", "请稍后重试", True),
    (scrapy_errors.ResponseDataLossError, "响应不完整，数据在传输中丢失", "请稍后重试", True),
    (scrapy_errors.DownloadCancelledError, "响应超过大小上限，已中止下载", "确属正常文件时请提高上限", False),
    (scrapy_errors.DownloadFailedError, "连接被中断", "请稍后重试；持续出现时可能是对方屏蔽了本机地址", True),
    (scrapy_errors.UnsupportedURLSchemeError, "网址不是 http 或 https 地址，已拒绝", "只能抓取 http(s) 网址", False),
    (scrapy_errors.NotSupported, "网址不是 http 或 https 地址，已拒绝", "只能抓取 http(s) 网址", False),
    (OSError, "网络错误", "请稍后重试", True),
)


class PassingError(FetchError):
    """A failure that may pass; `wait` is how many seconds the site asks to wait (0: it does not say)."""

    def __init__(self, what: str, mend: str, wait: float = 0.0) -> None:
        super().__init__(what, mend)
        self.wait = wait


class GoneError(FetchError):
    """The site says that there is nothing (any more) or that it may not be had."""


class Fetcher:
    """Fetches for one source. `download` is Scrapy's engine: middlewares, delays and limits apply."""

    def __init__(self, download: Download, source: Source, options: CrawlOptions, pace: Pace | None = None) -> None:
        self._download = download
        self._source = source
        self._options = options
        self._pace = pace or Pace(options.delay_factor)
        self._pause = 1.0 if options.delay_factor else 0.1
        self.requests = 0
        self.repeats = 0

    async def read(
        self, request: Request, parse: Callable[[Answer], T], expected_title: str = "", held: Held | None = None
    ) -> tuple[Answer, T]:
        """Fetch a page and parse it. A challenge is tried again, for throttles pass after a rest.

        With `held` the site is asked whether that has changed; where it has not the answer has status 304 and the body
        that is held. Raises `FetchError`, `ChallengeError` or what `parse` raises.
        """
        for attempt in range(_CHALLENGE_RETRIES + 1):
            answer = await self._current(request, held)
            try:
                refuse_false_page(answer, expected_title)
                _refuse_status(answer)
                return answer, _parsed(answer, parse)
            except ChallengeError:
                if attempt == _CHALLENGE_RETRIES:
                    raise
                self.repeats += 1
                if self._source.rest:
                    self.warned(request)
                else:
                    await asyncio.sleep(1.5 * (attempt + 1) * max(self._pause, 0.5))
        raise AssertionError("unreachable")

    async def _current(self, request: Request, held: Held | None) -> Answer:
        if held is None:
            return await self.answer(request)
        answer = await self.answer(replace(request, headers={**request.headers, **held.conditions()}))
        if answer.status != NOT_MODIFIED:
            return answer
        return replace(answer, body=held.body, headers={**held.headers, **answer.headers})

    def warned(self, request: Request) -> None:
        """The host answered with a false page: where a rest helps it gets one, and is asked less often after that."""
        if self._source.rest:
            self._pace.slow_down(request.url, self._source.rest)

    async def file(self, request: Request) -> Answer:
        """Fetch an attachment: larger and slower than a page. Raises `FetchError`."""
        answer = await self.answer(request, is_file=True)
        _refuse_status(answer)
        return answer

    async def answer(self, request: Request, is_file: bool = False) -> Answer:
        """The answer of whatever status that will not pass. Raises `FetchError` once repeats are used up."""
        for attempt in range(self._options.retries + 1):
            try:
                return await self._once(request, is_file)
            except PassingError as error:
                if attempt == self._options.retries or error.wait > _LONGEST_WAIT:
                    raise
                self.repeats += 1
                backoff = self._pause * 2**attempt * random.uniform(0.75, 1.25)  # noqa: S311  jitter, no secret
                await asyncio.sleep(max(error.wait, backoff))
        raise AssertionError("unreachable")

    async def _once(self, request: Request, is_file: bool) -> Answer:
        await self._pace.wait(request.url)
        self.requests += 1
        try:
            response = await self._download(self._scrapy_request(request, is_file))
        except CrawlError:
            raise
        except scrapy_errors.IgnoreRequest as error:
            raise _ignored(request.url, error) from error
        except Exception as error:  # not BLE001: named and raised again
            raise _named(request.url, error) from error
        if response.status in _PASSING_STATUS:
            wait = retry_after(response.headers.get("Retry-After"))
            raise PassingError(f"{request.url} 返回 HTTP {response.status}", "请稍后重试", wait)
        headers = {k.decode("latin-1"): b", ".join(v).decode("latin-1") for k, v in response.headers.items()}
        return Answer(response.url, response.body, response.status, headers, request.meta, datetime.now(UTC))

    def _scrapy_request(self, request: Request, is_file: bool) -> scrapy.Request:
        options = self._options
        meta: dict[str, Any] = {"download_slot": urlsplit(request.url).hostname or ""}
        if self._source.robots_override:
            meta["dont_obey_robotstxt"] = True
        if is_file:
            meta |= {
                "download_maxsize": options.max_file_bytes,
                "download_timeout": options.timeout * _FILE_TIMEOUTS,
            }
        try:
            return scrapy.Request(
                request.url,
                method=request.method,
                headers=stamped(request.headers),
                body=request.body,
                meta=meta,
                callback=NO_CALLBACK,
            )
        except ValueError as error:
            raise FetchError(f"网址 {request.url} 格式不正确", "请核对网址") from error


def refuse_malformed(url: str) -> None:
    """Raises `FetchError` for an address that cannot even be taken apart (an open bracket, a port that is none)."""
    try:
        urlsplit(url).port  # noqa: B018  reading it is the check
    except ValueError as error:
        raise FetchError(f"网址 {url} 格式不正确", "请核对网址") from error


def retry_after(header: bytes | None) -> float:
    """Seconds that a `Retry-After` header asks for, given as a number or a date; 0 where it says nothing."""
    text = (header or b"").decode("latin-1").strip()
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _parsed(answer: Answer, parse: Callable[[Answer], T]) -> T:
    try:
        return parse(answer)
    except CrawlError:
        raise
    except Exception as error:  # not BLE001: named and raised again
        # A page that a parser did not foresee must cost this page only
        where = f"{type(error).__name__}: {error}"[:200]
        raise ParseError(f"{answer.url} 解析出错（{where}）", "网站可能改版，请更新解析规则") from error


def _refuse_status(answer: Answer) -> None:
    if answer.status == NOT_MODIFIED and answer.body:
        return
    if answer.status in GONE_STATUS:
        raise GoneError(f"{answer.url} 返回 HTTP {answer.status}", "页面不存在或无权访问，请在浏览器中核对")
    if 300 <= answer.status < 400:
        raise FetchError(f"{answer.url} 重定向到不能访问的地址（HTTP {answer.status}）", "请在浏览器中核对网址")
    if not 200 <= answer.status < 300:
        raise FetchError(f"{answer.url} 返回 HTTP {answer.status}", "请在浏览器中核对")


def _named(url: str, error: Exception) -> FetchError:
    if "certificate verify failed" in str(error) or "VerificationError" in str(error):
        mend = "网站证书确有问题而又必须采集时，在信息源定义的 unverified_tls 中写明理由"
        return FetchError(f"{url} 的 TLS 证书无法验证，已拒绝", mend)
    if isinstance(error, ValueError) and ("URL" in str(error) or "port" in str(error).lower()):
        return FetchError(f"{url} 或它重定向到的网址格式不正确：{error}", "请在浏览器中核对网址")
    for kind, what, mend, passing in _FAILURES:
        if isinstance(error, kind):
            return PassingError(f"{url} {what}", mend) if passing else FetchError(f"{url} {what}", mend)
    return FetchError(f"{url} 下载失败：{type(error).__name__}: {error}", "请稍后重试")


def _ignored(url: str, error: Exception) -> FetchError:
    said = str(error).lower()
    if "robots" in said:
        return GoneError(f"{url} 被 robots.txt 禁止抓取", "如确有授权，请在信息源定义中写明 robots_override 的理由")
    if "redirect" in said:
        return FetchError(f"{url} 重定向次数过多", "请在浏览器中核对网址")
    if "maxsize" in said:
        return FetchError(f"{url} 解压后超过大小上限，已中止下载", "确属正常文件时请提高上限")
    return FetchError(f"{url} 被拒绝下载：{error}", "请核对网址")
