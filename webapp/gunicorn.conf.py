"""gunicorn's settings, from huisou.toml; it runs ``webapp:create_app()``.

Sync workers, because only there does ``timeout`` end a stuck request. The application is
loaded before the fork, so that the workers share jieba's dictionary; the index is opened
after it, so that none of them shares a file position.
"""

import gc
import os
import re
import sys
from types import TracebackType
from typing import Any

from gunicorn.http import message

from index.config import load_config
from index.errors import ConfigError, HuisouError
from index.generations import Generations
from webapp.warming import warm


def _say(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Of an error that is the configuration's, its message alone."""
    if isinstance(error, HuisouError):
        print(error, file=sys.stderr, flush=True)
    else:
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _say

try:
    _config = load_config()
except ConfigError as error:
    sys.exit(str(error))

_web = _config.web

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
    """Verify the index, then say where to point a browser (a command may have moved it).

    Workers are forked after this and inherit which files are whole, so that none of them
    reads the whole index again at its first request.
    """
    try:
        Generations(_config.index.path).newest_whole()
        problem = ""
    except HuisouError as error:
        problem = str(error)
    warm(server.app.wsgi())
    # The dictionary's half a million objects live as long as the process: out of the cycle
    # collector's sight they neither stop a request for 30 ms nor have their pages copied.
    gc.collect()
    gc.freeze()
    for host, port, *_ in server.address:
        shown = f"[{host}]" if ":" in host else host
        print(f"会搜已启动：http://{shown}:{port}", flush=True)
    if problem:  # every page says so until there is an index
        print(problem, file=sys.stderr, flush=True)
