"""Takes back what 0002 gave allauth's migrations. No table changes."""

import django.db.models.manager
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("city", "0002_account_for_allauth"), ("account", "0009_emailaddress_unique_primary_email")]
    operations = [
        migrations.AlterModelManagers(name="account", managers=[("everything", django.db.models.manager.Manager())])
    ]
