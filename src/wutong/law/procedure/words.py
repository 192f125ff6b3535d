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
    "shift_head": "值班长",
    "centre_leader": "监督中心负责人",
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
    "subjects": True,
}
EFFECTS = {"void": "无效", "revoke": "可撤销", "slight": "轻微瑕疵", "liability": "追究责任", "none": "不影响效力"}
BEARERS = {"agency": "本机关", "party": "当事人", "outside": "其他机关"}
CORRECTED, CONFIRMED, ERASED = "corrected", "correction_confirmed", "erased"
# A fact that becomes known later, or turns out otherwise, is an entry of its own: made for every procedure with facts.
STATED = "stated"
# Questions that need more than comparing, counting and dates: pure Python, named and cited; no more than ten.
CHECKS = {
    "competence": "本机关有权管这件事",
    "time_bar": "没有过追责期限",
    "same_act": "同一行为没有罚过两次",
    "capacity": "年龄和精神状况",
    "mitigation": "从轻减轻的情节",
    "governing_text": "适用哪一个文本",
    "evidence": "每个要件都有查实的证据",
    "range": "在法定幅度以内",
    "discretion": "符合裁量基准或者说明了理由",
    "same_decision": "不是用同一事实和理由再作一遍",
}
NEEDS_LAWYER = "[needs lawyer]"
# The record writes each new value of a correction as a field of its own, so that it can be erased alone.
REPLACED = "replaced."


def roles_words(roles: tuple[str, ...]) -> str:
    return "、".join(ROLES.get(role, role) for role in roles)
