"""Headers that every answer carries, and who may read the API from another site."""

from __future__ import annotations

from flask import Flask, Response, request

from webapp.service import service

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_ELSEWHERE = ("embed.script", "embed.frame")
"""What other sites load as their own: everything else stays with its origin."""

_FRAME = "embed.frame"
"""The one page that may stand in a frame: of the configured origins, and of our own page
that shows what it will look like."""

_FRAMING = "embed.page"


def install(app: Flask) -> None:
    """Add the headers to every answer of ``app``, errors and static files included."""
    app.after_request(_secured)
    app.after_request(_shared)


def _secured(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint == _FRAME:
        # Only the policy can name origins; where it is understood, the older header is not.
        response.headers["Content-Security-Policy"] = _framed()
        del response.headers["X-Frame-Options"]
    elif request.endpoint == _FRAMING:
        response.headers["Content-Security-Policy"] = f"{_POLICY}; frame-src 'self'"
    sharing = "cross-origin" if request.endpoint in _ELSEWHERE else "same-origin"
    response.headers.setdefault("Cross-Origin-Resource-Policy", sharing)
    return response


def _framed() -> str:
    allowed = " ".join(("'self'", *service().config.web.embed_origins))
    return _POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {allowed}")


def _shared(response: Response) -> Response:
    """CORS for the configured origins alone, exactly as spelled, never with credentials."""
    origins = service().config.web.embed_origins
    if origins and request.path.startswith("/api/"):
        response.vary.add("Origin")
        origin = request.headers.get("Origin", "")
        if origin in origins:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
