"""Errors as the outside sees them: JSON for the interface, a page for people, in Chinese and never a traceback."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assistant.rules.given import UnknownRuleError
from assistant.templating import render
from index.errors import (
    IndexUnavailableError,
    PolicyError,
    QuestionError,
    UnknownClauseError,
    UnknownDocumentError,
)

_JSON_PATHS: Final = ("/api", "/healthz", "/readyz", "/metrics", "/gradio_api")
_STATUS: Final[dict[type[PolicyError], int]] = {
    UnknownDocumentError: 404,
    UnknownClauseError: 404,
    UnknownRuleError: 404,
    QuestionError: 400,
    IndexUnavailableError: 503,
}
HTTP_FAULTS: Final[dict[int, tuple[str, str]]] = {
    400: ("bad_request", "请求内容无法读取。请核对格式：请求体应为 UTF-8 编码的 JSON。"),
    403: ("forbidden", "本站不开放这一功能。"),
    404: ("not_found", "没有这个地址。请核对网址，接口清单见 /api/v1/openapi.json。"),
    405: ("method_not_allowed", "这个地址不支持所用的请求方法。请核对接口清单 /api/v1/openapi.json。"),
    413: ("too_large", "请求内容过大，上限为 256 KB。请缩短问题或减少对话记录后重试。"),
}
DEFECT: Final = ("internal_error", "系统内部出错，已记入日志。请稍后重试；如仍出错，请联系管理员。")
_REASONS: Final[dict[str, str]] = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项，请核对拼写",
    "json_invalid": "请求体不是合法的 JSON",
    "string_type": "应为文字",
    "string_too_long": "文字过长",
    "literal_error": "只能取规定的几个值之一",
    "list_type": "应为列表",
    "too_long": "条数过多",
    "too_short": "不能为空",
    "model_attributes_type": "应为 JSON 对象，请求头应写明 Content-Type: application/json",
    "dict_type": "应为 JSON 对象",
}


def register_faults(app: FastAPI) -> None:
    """Make `app` answer all foreseen errors in the promised form."""
    app.add_exception_handler(PolicyError, _policy_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)


def fault(request: Request, status: int, code: str, message: str, headers: Any = None) -> Response:
    """Return an error as JSON or, where people look, as a page."""
    if request.url.path.startswith(_JSON_PATHS):
        return JSONResponse(error_body(code, message), status_code=status, headers=headers)
    page = render("fault.html", status=status, message=message, path=request.url.path)
    return Response(page, status_code=status, media_type="text/html", headers=headers)


def error_body(code: str, message: str) -> dict[str, dict[str, str]]:
    """Return an error in the promised form."""
    return {"error": {"code": code, "message": message.encode("utf-8", "replace").decode()}}


def unexpected(request: Request) -> Response:
    """Return the answer to a defect of ours."""
    return fault(request, 500, *DEFECT)


async def _policy_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, PolicyError):
        raise error
    status = next((s for kind, s in _STATUS.items() if isinstance(error, kind)), 500)
    return fault(request, status, error.code, str(error))


async def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    code, message = HTTP_FAULTS.get(
        error.status_code, (HTTPStatus(error.status_code).name.lower(), "请求未能完成。请核对后重试。")
    )
    if error.status_code == 404 and not request.url.path.startswith(_JSON_PATHS):
        message = "没有这个页面。请核对网址，或从文件目录进入。"
    return fault(request, error.status_code, code, message, error.headers)


async def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    if any(item["type"] == "json_invalid" for item in error.errors()):
        return fault(request, 400, "bad_json", "请求体不是合法的 JSON。请核对引号、逗号和 UTF-8 编码。")
    reasons = "；".join(dict.fromkeys(_reason(item) for item in error.errors()))
    return fault(request, 422, "bad_request", f"请求参数有误：{reasons}。请核对接口清单 /api/v1/openapi.json。")


def _reason(item: dict[str, Any]) -> str:
    """Say in Chinese what is wrong with one argument; the argument itself is never repeated."""
    where = _name([p for p in item["loc"] if p not in ("body", "query", "path")])
    if item["type"] == "value_error":
        return f"{where}{item['ctx']['error']}"
    return f"{where}{_REASONS.get(item['type'], '取值不对')}"


def _name(location: Sequence[str | int]) -> str:
    path = ".".join(str(part) for part in location)
    # a key of the request may itself hold a lone surrogate
    return f"“{path.encode('utf-8', 'replace').decode()[:60]}”" if path else ""
