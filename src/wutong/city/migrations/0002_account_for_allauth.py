"""Gives allauth's own migrations the `objects` they ask the account for; 0003 takes it back. No table changes."""

import django.db.models.manager
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("city", "0001_offices_and_places")]
    run_before = [("account", "0006_emailaddress_lower")]
    operations = [
        migrations.AlterModelManagers(
            name="account",
            managers=[
                ("everything", django.db.models.manager.Manager()),
                ("objects", django.db.models.manager.Manager()),
            ],
        )
    ]
