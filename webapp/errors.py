"""Errors as a visitor sees them: a plain page, or a problem document (RFC 9457) for the API."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import quote

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException, TooManyRequests

from index.errors import HuisouError, IndexMissing, IndexOutdated
from webapp.parameters import Problem

log = logging.getLogger(__name__)

_TEXTS = {
    400: ("请求有误", "浏览器发来的请求读不懂，请回到首页重新搜索。"),
    404: ("没有这个页面", "地址可能写错了，或者文章已经撤下。"),
    405: ("不支持这种请求方式", "这里的每个地址都只能读取（GET）。"),
    413: ("请求太大", "这里不接收上传的内容。"),
    429: ("搜索太频繁", "从您的网络来的搜索太多了，请过 {seconds} 秒再试。"),
    500: ("服务出了点问题", "问题已经记录下来，请稍后再试。"),
    503: ("暂时不能搜索", "请稍后再试。"),
}
_OUTDATED = ("索引需要重建", "程序或词典更新过，请管理员在服务器上运行下面的命令：")
_MISSING = ("索引还没有建立", "请管理员在服务器上运行下面的命令，然后刷新本页：")


def install(app: Flask) -> None:
    """Answer every error of ``app`` with one of these."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(HuisouError, _index)
    app.register_error_handler(Exception, _unexpected)


def problem_document(problems: Iterable[Problem]) -> Response:
    """400 for the API: which parameters cannot be used, and why."""
    found = [*problems]
    detail = "；".join(f"{problem.parameter}：{problem.reason}" for problem in found)
    errors = [{"parameter": problem.parameter, "reason": problem.reason} for problem in found]
    return _document(400, "参数有误", detail, errors=errors)


def _document(status: int, title: str, detail: str, **more: object) -> Response:
    response = jsonify(type="about:blank", title=title, status=status, detail=detail, **more)
    response.status_code = status
    response.mimetype = "application/problem+json"
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer(status: int, title: str, detail: str, **more: str) -> Response:
    if request.path.startswith("/api/"):
        return _document(status, title, detail, **more)
    again = _asked() if status == HTTPStatus.TOO_MANY_REQUESTS else ""
    page = render_template(
        "error.html", status=status, title=title, detail=detail, again=again, **more
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _asked() -> str:
    """The address that was asked for, its bytes as they came."""
    query = quote(request.query_string, safe="%&=+/?:;,!*'()$@")
    return f"{request.script_root}{quote(request.path)}?{query}"


def _bad_host() -> Response:
    """400 in plain text: without a usable Host header no page could link anywhere."""
    return Response("请求有误：Host 不是一个主机名。\n", 400, mimetype="text/plain")


def _http(error: HTTPException) -> Response:
    if request_ctx.url_adapter is None:
        return _bad_host()
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    status = error.code if error.code in _TEXTS else (500 if error.code >= 500 else 400)
    title, detail = _TEXTS[status]
    if isinstance(error, TooManyRequests):
        detail = detail.format(seconds=error.retry_after or 60)
    if status != error.code:
        title = f"{title}（{HTTPStatus(error.code).phrase}）"
    response = _answer(error.code, title, detail)
    for name, value in error.get_headers(request.environ):
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _index(error: HuisouError) -> Response:
    if isinstance(error, IndexMissing):
        response = _answer(503, *_MISSING, command="huisou index")
    elif isinstance(error, IndexOutdated):
        response = _answer(503, *_OUTDATED, command="huisou index --rebuild")
    else:
        log.error("no index to search: %s", error)
        response = _answer(503, *_TEXTS[503])
    response.headers["Retry-After"] = "60"
    return response


def _unexpected(error: Exception) -> Response:
    incident = secrets.token_hex(4)
    log.error("incident %s at %s", incident, request.path, exc_info=error)
    return _answer(500, *_TEXTS[500], incident=incident)
