"""The roles an officer may hold by post; the law's procedures name the same words."""

from __future__ import annotations

ROLES: dict[str, str] = {
    "receiver": "受理员",
    "dispatcher": "派遣员",
    "officer": "队员",
    "assistant": "协管员",
    "squad_head": "队长",
    "legal_reviewer": "法制员",
    "deputy_head": "副局长",
    "bureau_head": "局长",
    "supervisor": "监督员",
    "police": "公安联络员",
    "administrator": "系统管理员",
}

#: What an assistant may be: help on the street and at the counter. Everything else decides or coerces, and belongs to
#: officers (城市管理执法办法第18条: 协管人员只能配合执法人员从事宣传教育、巡查、信息收集、违法行为劝阻等辅助性事务).
ASSISTANT_ROLES = frozenset({"assistant", "receiver"})

#: Heads see and decide for their office and those below it.
HEAD_ROLES = frozenset({"squad_head", "deputy_head", "bureau_head"})
