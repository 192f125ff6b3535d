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
    "security": "安全管理员",
    "auditor": "审计管理员",
}

#: The three who look after the system and not after its matters: accounts and running, rules and second factors, and who
#: did what. Nobody is two of them at a time, nor any of them and something else: otherwise one person could give himself
#: a right, use it and be the only one to see that he did.
STEWARDS = ("administrator", "security", "auditor")

#: What an assistant may be: help on the street and at the counter. Everything else decides or coerces, and belongs to
#: officers (城市管理执法办法第18条: 协管人员只能配合执法人员从事宣传教育、巡查、信息收集、违法行为劝阻等辅助性事务).
ASSISTANT_ROLES = frozenset({"assistant", "receiver"})

#: Whoever may ask for a reporter's name and number (each look is recorded). To all others the numbers that people write
#: into their own words are shown without their middle too.
LOOK_ROLES = frozenset({"receiver", "deputy_head", "bureau_head"})

#: Heads see and decide for their office and those below it.
HEAD_ROLES = frozenset({"squad_head", "deputy_head", "bureau_head"})
