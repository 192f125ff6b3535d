"""Offices, officers and posts as dated rows, and the accounts that sign in.

A day is asked of every question, so nothing is overwritten: a re-organisation ends one period and starts another, and
a decision of 2019 still names the office as it was called in 2019. ``valid_to`` is the last day that counts (the way an
appointment paper says 至); empty means still in force.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from wutong.city.offices.roles import ASSISTANT_ROLES, ROLES
from wutong.record.scope import Scoped


class Accounts(BaseUserManager["Account"]):
    """What Django's sign-in machinery asks. Rooms never use it: they are handed a Seat."""

    def make(self, county: str, login: str, password: str | None, **values: Any) -> Account:
        account = self.model(county=county, login=login, username=f"{login}@{county}", **values)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser, Scoped):
    """Someone who may sign in. The county stands inside the unique name, so two counties may both have a 唐敏."""

    username = models.CharField("登录名@县区代码", max_length=80, unique=True)
    login = models.CharField("登录名", max_length=60)
    is_active = models.BooleanField("在用", default=True)
    demo = models.BooleanField("演示账号", default=False)
    first_password = models.BooleanField("还是初始密码", default=False)
    password_at = models.DateTimeField("密码从何时起用", null=True, blank=True)

    everything = Accounts()  # type: ignore[misc]  # Django's sign-in needs its own kind

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        base_manager_name = "everything"
        default_manager_name = "everything"
        constraints = [
            models.UniqueConstraint(fields=["county", "login"], name="account_login_once"),
        ]

    def __str__(self) -> str:
        return self.username


class County(Scoped):
    """One county on this server: its names, its public line, its boundary and its clock of a working day."""

    name = models.CharField("名称", max_length=40)
    bureau = models.CharField("机关", max_length=80)
    region = models.CharField("裁量基准地区", max_length=60, blank=True)
    hotline = models.CharField("公众电话", max_length=40, blank=True)
    hours = models.CharField("公众时间", max_length=80, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    hosts = models.JSONField("域名", default=list, blank=True)
    working_hours = models.JSONField("工作时间", default=list, blank=True)
    boundary = models.TextField("县界", blank=True)
    map = models.JSONField("地图", default=dict, blank=True)
    places_version = models.CharField("地理数据版本", max_length=16, blank=True)
    demo = models.BooleanField("样例", default=False)

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["county"], name="county_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.county}"


class Office(Scoped):
    """An office by its code, which never changes; what it is called and whom it is under stands in its periods."""

    code = models.CharField("代码", max_length=40)

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["county", "code"], name="office_code_once")]

    def __str__(self) -> str:
        return self.code


class OfficePeriod(Scoped):
    """How an office was named, and which office it was under, from one day to another."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="periods")
    parent = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="below")
    name = models.CharField("名称", max_length=80)
    short = models.CharField("简称", max_length=20, blank=True)
    kind = models.CharField("类别", max_length=20, blank=True)
    order = models.PositiveIntegerField("次序", default=0)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["county", "office", "valid_from"], name="office_period_once"),
            models.CheckConstraint(
                name="office_period_order", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(name="office_not_own_parent", condition=~Q(parent=F("office"))),
        ]

    def __str__(self) -> str:
        return self.name


class Officer(Scoped):
    """A person who works for the bureau, officer or assistant, with the enforcement certificate if there is one."""

    code = models.CharField("工号", max_length=40)
    name = models.CharField("姓名", max_length=40)
    account = models.OneToOneField(Account, models.PROTECT, null=True, blank=True, related_name="officer")
    assistant = models.BooleanField("协管人员", default=False)
    certificate = models.CharField("执法证号", max_length=40, blank=True)
    certificate_from = models.DateField("执法证起", null=True, blank=True)
    certificate_to = models.DateField("执法证止", null=True, blank=True)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["county", "code"], name="officer_code_once"),
            models.CheckConstraint(
                name="assistant_without_certificate", condition=Q(assistant=False) | Q(certificate="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class Post(Scoped):
    """What an officer is, in which office, from one day to another. ``assistant`` repeats the officer's, so that the
    database itself can refuse an assistant the roles that only an officer may hold."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="posts")
    office = models.ForeignKey(Office, models.PROTECT, related_name="posts")
    role = models.CharField("角色", max_length=20, choices=list(ROLES.items()))
    leads = models.BooleanField("负责人", default=False)
    acting = models.BooleanField("代理", default=False)
    assistant = models.BooleanField("协管人员", default=False)
    acting_for = models.CharField("代谁", max_length=40, blank=True)
    document = models.CharField("依据", max_length=120, blank=True)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["county", "officer", "office", "role", "valid_from"], name="post_once"),
            models.CheckConstraint(
                name="post_order", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(name="post_known_role", condition=Q(role__in=sorted(ROLES))),
            models.CheckConstraint(
                name="assistant_no_officer_role",
                condition=Q(assistant=False) | (Q(role__in=sorted(ASSISTANT_ROLES)) & Q(leads=False)),
            ),
        ]
        indexes = [models.Index(fields=["county", "office", "valid_from"], name="post_of_office")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.role}"


class DayOverride(Scoped):
    """A working or resting day of this county alone (a local notice), beside the national calendar."""

    day = models.DateField("日期")
    kind = models.CharField("类别", max_length=10, choices=[("work", "上班"), ("off", "放假")])
    document = models.CharField("依据", max_length=120)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["county", "day"], name="day_override_once"),
            models.CheckConstraint(name="day_override_kind", condition=Q(kind__in=["off", "work"])),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class LocalTerm(Scoped):
    """A term or value that the law leaves to the bureau, with the paper that set it and the day it took force."""

    key = models.CharField("名称", max_length=60)
    value = models.CharField("值", max_length=60)
    mark = models.CharField("标注", max_length=20, blank=True)
    document = models.CharField("依据", max_length=120, blank=True)
    in_force = models.DateField("施行日")

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["county", "key", "in_force"], name="local_term_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.value}"


class WorkingHours(Scoped):
    """Working periods of a working day from a day on, until the next ones; before the first those of the county."""

    valid_from = models.DateField("从哪天起")
    periods = models.JSONField("时段", default=list)
    document = models.CharField("依据", max_length=120, blank=True)

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["county", "valid_from"], name="working_hours_once")]

    def __str__(self) -> str:
        return f"{self.valid_from} {'、'.join(self.periods)}"


class Successor(Scoped):
    """Which office went on with another's work from a day: all of it (merge), or that of some communities (split)."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="successors")
    to = models.ForeignKey(Office, models.PROTECT, related_name="predecessors")
    kind = models.CharField("怎么变的", max_length=8, choices=[("merge", "合并"), ("split", "分设")])
    communities = models.JSONField("社区", default=list, blank=True)
    valid_from = models.DateField("起")

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["county", "office", "to", "valid_from"], name="successor_once"),
            models.CheckConstraint(name="successor_is_another", condition=~Q(to=F("office"))),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.kind}"


class Category(Scoped):
    """One of the county's own complaint categories, in use from one day to another; the list of the rules where none is."""

    code = models.CharField("代码", max_length=20)
    tag = models.CharField("字", max_length=1)
    label = models.CharField("名称", max_length=20)
    order = models.PositiveIntegerField("次序", default=0)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["county", "code", "valid_from"], name="category_once"),
            models.CheckConstraint(
                name="category_order", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return self.label
