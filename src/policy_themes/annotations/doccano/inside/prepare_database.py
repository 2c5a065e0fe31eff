"""Bring the database up to date and make the administrator, whose account comes by stdin."""

import json
import sys

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402


def prepare(name: str, password: str) -> None:
    """Make what is missing; an administrator with another password gets this one."""
    call_command("wait_for_db", poll_seconds=1, max_retries=10)
    if connection.vendor == "sqlite":
        # Readers go on while one writes; the file keeps it.
        connection.cursor().execute("PRAGMA journal_mode=WAL")
    call_command("migrate", verbosity=0)
    call_command("create_roles")
    user, _ = get_user_model().objects.get_or_create(username=name)
    user.is_active = user.is_staff = user.is_superuser = True
    if not user.check_password(password):
        user.set_password(password)
    user.save()


account = json.load(sys.stdin)
prepare(account["name"], account["password"])
