"""Puts the append-only guards on the tables of the record."""

from django.db import migrations

from wutong.record import guards


def forwards(apps, schema_editor):
    guards.install(schema_editor.connection)


def backwards(apps, schema_editor):
    guards.lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("record", "0001_entries")]
    operations = [migrations.RunPython(forwards, backwards)]
