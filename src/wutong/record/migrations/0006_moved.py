"""Where a county went that moved out of this server."""

import django.db.models.manager
from django.db import migrations, models

from wutong.record import guards


def guard(apps, schema_editor):
    guards.install(schema_editor.connection)


def bare(apps, schema_editor):
    guards.lift(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0005_access_kinds'),
    ]

    operations = [
        migrations.CreateModel(
            name='Moved',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.CharField(max_length=12, verbose_name='县区代码')),
                ('move', models.CharField(max_length=32, verbose_name='哪一次')),
                ('at', models.DateTimeField(verbose_name='什么时候')),
                ('home', models.CharField(max_length=400, verbose_name='搬到哪个文件夹')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='新地址')),
            ],
            options={
                'db_table': 'record_moved',
                'abstract': False,
                'base_manager_name': 'everything',
                'constraints': [models.UniqueConstraint(fields=('county',), name='record_moved_once')],
            },
            managers=[
                ('everything', django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(guard, bare),
    ]
