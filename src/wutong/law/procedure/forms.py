"""Checks what an act carries, field by field, and says which field is missing or does not read."""

import re
from collections.abc import Mapping
from datetime import date

from wutong.law.procedure.schema import Act, Field
from wutong.law.refusal import Reason
from wutong.law.terms import Term

LONGEST_TEXT = 50_000
#: a short number for a party or a thing inside one matter, never a name: a fold keeps it
SUBJECT = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def check_fields(act: Act, given: Mapping[str, object], *, imported: bool) -> list[Reason]:
    """Reasons against the data of an act; an empty list if they are in order."""
    reasons = []
    for field in act.carries:
        value = given.get(field.name)
        if value is None or (isinstance(value, str | list | tuple) and not value) or _blank(value):
            if not (field.optional or (imported and field.optional_in_import)):
                reasons.append(_reason(act, f"缺{field.label}", f"填写{field.label}"))
            continue
        problem = check_value(field, value)
        if problem:
            reasons.append(_reason(act, f"{field.label}{problem}", f"改正{field.label}"))
    known = {field.name for field in act.carries}
    for name in given:
        if name not in known:
            reasons.append(_reason(act, f"{act.title}没有“{name}”这一栏", "去掉这一栏"))
    return reasons


def check_value(field: Field, value: object) -> str:
    """What is wrong with a value, as the end of a sentence that starts with the field's label; '' if nothing is."""
    match field.type:
        case "text" | "party" | "category" | "office" | "officer" | "matter":
            if not isinstance(value, str) and not (field.type == "party" and isinstance(value, Mapping)):
                return "应当是文字"
            return "太长" if isinstance(value, str) and len(value) > LONGEST_TEXT else ""
        case "choice":
            return "" if value in [code for code, _ in field.choices] else f"应当是{_choices(field)}之一"
        case "choices":
            known = [code for code, _ in field.choices]
            ok = isinstance(value, list | tuple) and all(each in known for each in value)
            return "" if ok else f"应当从{_choices(field)}里选"
        case "yesno":
            return "" if isinstance(value, bool) else "应当是“是”或“否”"
        case "days" | "number":
            least = 1 if field.type == "days" else 0
            whole = isinstance(value, int) and not isinstance(value, bool) and value >= least
            return "" if whole else "应当是整数"
        case "date":
            return "" if _date(value) else "应当是日期，如2019-04-03"
        case "term":
            return "" if is_term(value) else "应当是期限，如15 workdays"
        case "money":
            return "" if _money(value) else "应当是金额（元）"
        case "file":
            return "" if isinstance(value, str) else "应当是一个文件"
        case "files":
            ok = isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)
            return "" if ok else "应当是文件"
        case "degrees":
            return "" if _degrees(value) else "应当是十进制度数，如30.593210"
        case "subjects":
            named = isinstance(value, list | tuple) and all(isinstance(x, str) and SUBJECT.fullmatch(x) for x in value)
            return "" if named else "应当是编号，如p1、p2"
        case "details":
            return "" if isinstance(value, Mapping) else "应当是成组的内容"
    raise AssertionError(field.type)


def _reason(act: Act, missing: str, remedy: str) -> Reason:
    return Reason(act.cite.text, missing, remedy, mark=act.cite.mark)


def _blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def _choices(field: Field) -> str:
    return "、".join(label for _, label in field.choices)


def _date(value: object) -> bool:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_term(value: object) -> bool:
    """Whether a value reads as a length of time."""
    try:
        Term.parse(str(value))
    except ValueError:
        return False
    return isinstance(value, str)


def _money(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"\d{1,12}(\.\d{1,2})?", value))


def _degrees(value: object) -> bool:
    """A decimal text: floats have no canonical form and never reach the record."""
    return isinstance(value, str) and bool(re.fullmatch(r"-?\d{1,3}(\.\d{1,8})?", value)) and abs(float(value)) <= 180
