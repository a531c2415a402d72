"""Static files: their address carries a hash of their content, so they are kept for good."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

_KEY = "huisou.assets"
_FOREVER = "public, max-age=31536000, immutable"
_BRIEFLY = "public, max-age=300"


def install(app: Flask) -> None:
    """Hash every static file now; templates call ``asset(name)`` for an address."""
    static = Path(app.static_folder or "")
    app.extensions[_KEY] = {
        file.relative_to(static).as_posix(): _digest(file.read_bytes())
        for file in sorted(static.rglob("*"))
        if file.is_file()
    }
    app.add_template_global(asset)
    app.after_request(_keep)


def asset(name: str) -> str:
    """The address of a static file; raises KeyError where there is none of that name."""
    return url_for("static", filename=name, v=current_app.extensions[_KEY][name])


def release() -> str:
    """Changes with the static files and the templates of this application."""
    hashes: dict[str, str] = current_app.extensions[_KEY]
    if "" not in hashes:
        folder = Path(current_app.root_path)
        sources = sorted([*folder.glob("*.py"), *folder.glob("templates/*.html")])
        content = b"\0".join(source.read_bytes() for source in sources)
        hashes[""] = _digest(content + repr(sorted(hashes.items())).encode())
    return hashes[""]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _keep(response: Response) -> Response:
    if request.endpoint == "static" and response.status_code in (200, 304):
        name = (request.view_args or {}).get("filename", "")
        current = current_app.extensions[_KEY].get(name)
        fresh = current is not None and request.args.get("v") == current
        response.headers["Cache-Control"] = _FOREVER if fresh else _BRIEFLY
    return response
