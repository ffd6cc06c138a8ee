"""Errors → answers. The one table from error classes to HTTP status; every answer is Chinese and names the mend."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from regintel.errors import (
    AnnotateError,
    ConfigError,
    CrawlError,
    IndexBackendError,
    IndexNotReadyError,
    ModelMissingError,
    NotFoundError,
    QueryError,
    RegintelError,
    StoreError,
)
from search_api.page import render_error

STATUS: dict[type[RegintelError], HTTPStatus] = {
    NotFoundError: HTTPStatus.NOT_FOUND,
    QueryError: HTTPStatus.BAD_REQUEST,
    ConfigError: HTTPStatus.BAD_REQUEST,
    IndexNotReadyError: HTTPStatus.SERVICE_UNAVAILABLE,
    IndexBackendError: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    ModelMissingError: HTTPStatus.SERVICE_UNAVAILABLE,
    AnnotateError: HTTPStatus.INTERNAL_SERVER_ERROR,
    CrawlError: HTTPStatus.BAD_GATEWAY,
    RegintelError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""The nearest class in an error's ancestry decides."""

_HTTP = {
    HTTPStatus.UNAUTHORIZED: (
        "UnauthorizedError",
        "需要访问密钥",
        "请求头加 X-API-Key，或在浏览器弹窗填写密码",
    ),
    HTTPStatus.NOT_FOUND: ("NotFoundError", "没有这个页面", "检查网址，或从首页检索"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("MethodError", "不支持这种请求方式", "请改用 GET"),
}

_log = logging.getLogger(__name__)


def status_of(error: RegintelError) -> HTTPStatus:
    """The status of an error's class, or of the nearest class above it."""
    return next(STATUS[c] for c in type(error).__mro__ if c in STATUS)


def add_handlers(app: FastAPI) -> None:
    """Make every failure of the app an answer of ours."""

    @app.exception_handler(RegintelError)
    def known(request: Request, error: RegintelError) -> Response:
        return _answer(request, status_of(error), type(error).__name__, error.what, error.mend)

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        status = HTTPStatus(error.status_code)
        name, what, mend = _HTTP.get(status, ("HTTPError", f"请求失败：{status.value}", "检查请求后重试"))
        return _answer(request, status, name, what, mend, dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        where = "、".join(sorted({str(e["loc"][-1]) for e in error.errors()}))
        return _answer(request, HTTPStatus.BAD_REQUEST, "QueryError", f"参数无效：{where}", "对照 /about 检查参数")

    @app.exception_handler(Exception)
    def unknown(request: Request, error: Exception) -> Response:
        _log.error("unexpected error at %s", request.url.path, exc_info=error)
        what, mend = "程序内部错误", "查看服务日志，并把日志中的错误报告给维护者"
        return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "InternalError", what, mend)


def _answer(
    request: Request, status: HTTPStatus, name: str, what: str, mend: str, headers: dict[str, str] | None = None
) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": name, "what": what, "mend": mend}, status, headers)
    return render_error(request, status, what, mend, headers)
