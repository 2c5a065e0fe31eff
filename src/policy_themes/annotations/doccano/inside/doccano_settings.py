"""Settings of our Doccano, read by its own Python, not by ours: all its files lie in our folder."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

_HOME = Path(os.environ["POLICY_THEMES_DOCCANO_HOME"])
_OWN = json.loads((_HOME / "settings.json").read_text("utf-8"))
_SQLITE = f"sqlite:///{_HOME}/db.sqlite3"
# Not in the environment that the process was given, which others of this user could read.
os.environ["DATABASE_URL"] = _OWN["database_url"] or _SQLITE
os.environ["DEBUG"] = "False"

from config.settings import production  # noqa: E402
from kombu.transport.sqlalchemy import Transport  # noqa: E402

globals().update({name: value for name, value in vars(production).items() if name.isupper()})

SECRET_KEY = _OWN["secret_key"]
MEDIA_ROOT = str(_HOME / "media")
DATABASES = production.DATABASES
if not _OWN["database_url"]:
    # The address would not hold a path with a percent sign. Writers wait for each other.
    DATABASES["default"]["NAME"] = str(_HOME / "db.sqlite3")
    DATABASES["default"]["OPTIONS"] = {"timeout": 30}

DJANGO_DRF_FILEPOND_UPLOAD_TMP = str(_HOME / "uploads")
DJANGO_DRF_FILEPOND_FILE_STORE_PATH = MEDIA_ROOT
DJANGO_DRF_FILEPOND_ALLOW_EXTERNAL_UPLOAD_DIR = True

# In a file of its own: the worker asks it for tasks all the time.
CELERY_BROKER_URL = f"sqla+sqlite:///{_HOME}/tasks.sqlite3"
CELERY_BROKER_TRANSPORT_OPTIONS = {"connect_args": {"timeout": 30}}
# Seconds; as an option it would be passed on to SQLAlchemy, which refuses it.
Transport.polling_interval = 0.3
# Doccano repeats a task that failed, some seconds later; an import that had written a part of its
# rows would write them again. A push that is given again looks at what is there first.
CELERY_TASK_ANNOTATIONS = {"*": {"max_retries": 0}}

# Above all: the start page of a project plays films of YouTube, which would learn who annotates.
MIDDLEWARE = [
    "doccano_settings.keep_pages_here",
    *production.MIDDLEWARE,
    "doccano_settings.remove_exports",  # beside the view, before others wrap what it answers
]
_HERE = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:"


def keep_pages_here(get_response):  # type: ignore[no-untyped-def]
    """Make the middleware that forbids pages to ask anything of another server."""

    def answer(request):  # type: ignore[no-untyped-def]
        response = get_response(request)
        response["Content-Security-Policy"] = _HERE
        return response

    return answer


def remove_exports(get_response):  # type: ignore[no-untyped-def]
    """Make the middleware that removes an export, with all its answers, once it was fetched."""

    def answer(request):  # type: ignore[no-untyped-def]
        response = get_response(request)
        file = getattr(response, "file_to_stream", None)
        path = Path(getattr(file, "name", ""))
        if path.parent == Path(MEDIA_ROOT) and path.suffix == ".zip":
            response.streaming_content = _send_once(response.streaming_content, path)
        return response

    return answer


def _send_once(chunks: Iterable[bytes], path: Path) -> Iterator[bytes]:
    yield from chunks
    path.unlink(missing_ok=True)  # not where the connection broke: it is asked for again
