"""Whether the tables of a database are those that our migrations make. Needs Django set up."""

import os

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader

from todock.local.trouble import Trouble


def refuse_older_tables() -> None:
    """Raise Trouble where the database was made by migrations that have been cut anew since."""
    loader = MigrationLoader(connection)
    if not (_has_unknown(loader) or _has_tables_ahead(loader) or _is_out_of_order(loader)):
        return
    if os.environ.get("DATABASE_URL"):
        raise Trouble(
            "The database of DATABASE_URL was made by an older todock: name an empty one. "
            "DATABASE_URL のデータベースは古い版のものです。空のものを指定してください。"
        )
    raise Trouble(
        f"The data in {settings.VAR_DIR} was made by an older todock: run «make reset». "
        f"{settings.VAR_DIR} のデータは古い版のものです。make reset で空にしてください。"
    )


def _has_unknown(loader: MigrationLoader) -> bool:
    """Whether a migration of ours was applied that is not there any more."""
    known = set(loader.disk_migrations)
    known.update(*(migration.replaces for migration in loader.disk_migrations.values()))
    # A library that drops what it has replaced says itself that nobody needs it any more.
    libraries = {app.label for app in apps.get_app_configs() if "site-packages" in app.path}
    return any(label not in libraries for label, _ in loader.applied_migrations.keys() - known)


def _has_tables_ahead(loader: MigrationLoader) -> bool:
    """Whether an app of which nothing was applied has tables: another app made them."""
    begun = {label for label, _ in loader.applied_migrations}
    ahead = {label for label, _ in loader.disk_migrations} - begun
    models = [model for label in ahead for model in apps.get_app_config(label).get_models()]
    tables = {model._meta.db_table for model in models if model._meta.can_migrate(connection)}
    return not tables.isdisjoint(connection.introspection.table_names())


def _is_out_of_order(loader: MigrationLoader) -> bool:
    """Whether a migration was applied before one that it builds on."""
    try:
        loader.check_consistent_history(connection)
    except InconsistentMigrationHistory:
        return True
    return False
