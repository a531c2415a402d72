"""gunicorn's settings, from huisou.toml; it runs ``webapp:create_app()``.

Sync workers, because only there does ``timeout`` end a stuck request. The application is
loaded before the fork, so that the workers share jieba's dictionary; the index is opened
after it, so that none of them shares a file position.
"""

import os
import re
import sys
from types import TracebackType
from typing import Any

from gunicorn.http import message

from index.config import load_config
from index.errors import ConfigError, HuisouError


def _say(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Of an error that is the configuration's, its message alone."""
    if isinstance(error, HuisouError):
        print(error, file=sys.stderr, flush=True)
    else:
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _say

try:
    _web = load_config().web
except ConfigError as error:
    sys.exit(str(error))

# A query of ten thousand characters as a GBK form sends it, with every filter, still gets
# a page that says what was ignored; gunicorn's own ceiling of 8190 would be a bare 400.
message.MAX_REQUEST_LINE = 64 * 1024
limit_request_line = 64 * 1024
# Old browsers, curl and hand-made links send Chinese as bare bytes, UTF-8 or GBK. Controls
# and spaces stay refused; bytes above ASCII cannot end a line or a header.
message.RFC9112_TARGET_INVALID = re.compile(r"[^\x21-\x7e\x80-\xff]")
limit_request_fields = 60
limit_request_field_size = 8190

_shown_host = f"[{_web.host}]" if ":" in _web.host else _web.host
bind = f"{_shown_host}:{_web.port}"
worker_class = "sync"
workers = _web.workers
timeout = _web.timeout
graceful_timeout = 10
preload_app = True
max_requests = 20_000
max_requests_jitter = 2_000
proc_name = "huisou"
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "warning"
if os.path.isdir("/dev/shm"):
    worker_tmp_dir = "/dev/shm"


def when_ready(server: Any) -> None:
    """Say where to point a browser, once the address is taken (a command may have moved it)."""
    for host, port, *_ in server.address:
        shown = f"[{host}]" if ":" in host else host
        print(f"会搜已启动：http://{shown}:{port}", flush=True)
