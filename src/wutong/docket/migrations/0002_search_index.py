"""The search index itself: FTS5 on SQLite, a tsvector column with GIN on PostgreSQL (no extension needed)."""

from django.db import migrations


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS docket_search USING fts5(grams, tokenize = 'unicode61')"
        )
    else:
        schema_editor.execute("ALTER TABLE docket_searchrow ADD COLUMN IF NOT EXISTS grams tsvector")
        schema_editor.execute("CREATE INDEX IF NOT EXISTS docket_searchrow_grams ON docket_searchrow USING gin (grams)")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE IF EXISTS docket_search")
    else:
        schema_editor.execute("ALTER TABLE docket_searchrow DROP COLUMN IF EXISTS grams")


class Migration(migrations.Migration):
    dependencies = [("docket", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
