"""Words that rules share: roles, field types, effects. The strings are a contract with the rooms above."""

OUTSIDER = "outsider"
ROLES: dict[str, str] = {
    OUTSIDER: "反映人",
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
HEADS = ("squad_head", "deputy_head", "bureau_head")

# Field types and whether a fold may keep their value: what people wrote or filed stays in the record alone.
FIELD_TYPES: dict[str, bool] = {
    "text": False,
    "choice": True,
    "choices": True,
    "category": True,
    "office": True,
    "officer": True,
    "date": True,
    "days": True,
    "number": True,
    "money": True,
    "term": True,
    "yesno": True,
    "file": False,
    "files": False,
    "party": False,
    "degrees": False,
    "details": False,
    "matter": True,
}
EFFECTS = ("void", "revoke", "slight", "liability", "none")
BEARERS = {"agency": "本机关", "party": "当事人", "outside": "其他机关"}
CORRECTED, CONFIRMED, ERASED = "corrected", "correction_confirmed", "erased"
# The record writes each new value of a correction as a field of its own, so that it can be erased alone.
REPLACED = "replaced."


def roles_words(roles: tuple[str, ...]) -> str:
    return "、".join(ROLES.get(role, role) for role in roles)
