"""``wutong law band`` and ``wutong law competent``: which part of a range, and which body, both from a county's own data."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from wutong.boot.commands.home import Wrong
from wutong.boot.commands.law_offences import DAY, day_of, local_file, stated_pair

if TYPE_CHECKING:
    from wutong.law.discretion import Bands, Charge
    from wutong.law.offences import Offence

Read = TypeVar("Read")


@click.command(short_help="Find a discretion band. / 裁量")
@click.argument("key")
@click.option("--act-end", type=DAY, metavar="DAY", help="The day the act ended. / 行为终了的日子")
@click.option("--decided", type=DAY, metavar="DAY", help="The day of the decision. / 作出决定的日子")
@click.option(
    "--party", type=click.Choice(["person", "unit", "household"]), default="unit", help="Which kind. / 当事人种类"
)
@click.option("--norm", "norms", multiple=True, help="Only this norm, where a lawyer chose. / 只用这一条")
@click.option("--case", "case", default="", help="The case of the clause, in its words. / 条文里的哪种情形")
@click.option("--role", default="", help="The role of the party, in the clause's words. / 条文里的哪种主体")
@click.option("--corrected/--not-corrected", default=None, help="Whether the party corrected in time. / 是否按期改正")
@click.option("--measure", "measures", multiple=True, metavar="NAME=NUMBER", help="area=6. / 裁量因素")
@click.option("--lighter", multiple=True, metavar="GROUND", help="minor, coerced … / 从轻、减轻情节")
@click.option("--heavier", multiple=True, metavar="GROUND", help="A ground of the bands. / 从重情节")
@click.option(
    "--bands",
    "file",
    type=click.Path(exists=True, dir_okay=False),
    help="A county's bands; else a sample. / 裁量基准文件",
)
@click.option(
    "--local", "local", type=click.Path(exists=True, dir_okay=False), help="A file of local ranges. / 本地数额文件"
)
@click.option(
    "--base", "bases", multiple=True, metavar="NAME=YUAN", help="A base such as 建设工程造价=500000. / 计算基数"
)
@click.option("--amount", metavar="YUAN", help="Judge this amount. / 检查这个数额")
@click.option("--reasons", default="", help="Reasons for leaving the bands. / 偏离的理由")
@click.option("--deliberated", is_flag=True, help="The heads deliberated on it. / 已经集体讨论")
@click.option("--mitigated", is_flag=True, help="Below the statutory minimum on purpose. / 减轻处罚")
def band(
    key: str,
    act_end: object,
    decided: object,
    party: str,
    norms: tuple[str, ...],
    case: str,
    role: str,
    corrected: bool | None,
    measures: tuple[str, ...],
    lighter: tuple[str, ...],
    heavier: tuple[str, ...],
    file: str | None,
    local: str | None,
    bases: tuple[str, ...],
    amount: str | None,
    reasons: str,
    deliberated: bool,
    mitigated: bool,
) -> None:
    """Which part of the range fits an act of KEY; without dates, the bands themselves. / 裁量基准算到哪一档"""
    from wutong.law.discretion import Charge, Facts, read, sample
    from wutong.law.offences import Act

    asked = _offence(key)
    bands = _read(file, lambda text, name: read(text, name)) if file else sample()
    end, day = day_of(act_end), day_of(decided)
    click.echo(f"{asked.no} {asked.title}  {bands.document}（{bands.mark}）")
    if end is None and day is None:
        _shown(asked, bands)
        return
    if end is None or day is None:
        raise Wrong("--act-end and --decided go together / 行为终了和作出决定的日子都要写")
    unknown = set(norms) - set(asked.norms)
    if unknown:
        raise Wrong(f"no norm {sorted(unknown)}; one of {', '.join(asked.norms)} / 没有这一条")
    charge = Charge(
        party, party, asked.key, Act(end), end, Facts(person=party == "person", corrected=corrected), role, case, norms,
        dict(stated_pair(each) for each in bases), dict(stated_pair(each) for each in measures),
        tuple(heavier), tuple(lighter),
    )  # fmt: skip
    judged = None if amount is None else stated_pair(f"amount={amount}")[1]
    _weighed(charge, bands, local, day_of(decided), judged, reasons, deliberated, mitigated)


def _weighed(
    charge: Charge,
    bands: Bands,
    local: str | None,
    decided: object,
    amount: Decimal | None,
    reasons: str,
    deliberated: bool,
    mitigated: bool,
) -> None:
    from datetime import date

    from wutong.law.discretion import applied, judge, worksheet

    assert isinstance(decided, date)
    chosen, outcome = applied(charge, decided, local_file(local))
    for step in chosen.steps:
        click.echo(f"   {step}")
    range_ = chosen.candidate.range
    if range_ is None:
        click.echo("   " + "，".join([*outcome.also, "没有罚款"]))
        return
    sheet = worksheet(
        [bands],
        f"{charge.offence}.{chosen.candidate.norm}",
        range_,
        charge.measured,
        lighter=charge.lighter,
        heavier=charge.heavier,
        decided_on=decided,
    )
    for step in sheet.steps:
        click.echo(f"   {step}")
    if amount is not None:
        told = judge(sheet, amount, reasons=reasons, deliberated=deliberated, mitigated=mitigated)
        click.echo(f"   {told}")


def _shown(offence: Offence, bands: Bands) -> None:
    from wutong.law.offences import yuan

    found = [bands.bands[key] for norm in offence.norms if (key := f"{offence.key}.{norm}") in bands.bands]
    if not found:
        click.echo("   没有这个案由的裁量基准")
    for each in found:
        law = offence.norms[each.key.rpartition(".")[2]].texts[-1].law
        grades = "、".join(f"{grade.name}{yuan(grade.low)}%至{yuan(grade.high)}%" for grade in each.grades)
        click.echo(f"   {law}（{each.key.rpartition('.')[2]}）：法定幅度的{grades}")
        for measure in each.measures.values():
            limits = "、".join(yuan(limit) for limit in measure.above)
            click.echo(f"   {measure.name}  {measure.label}，超过{limits}各升一档")
    for name, (label, cite) in bands.heavier.items():
        click.echo(f"   从重 {name}  {label}（{cite}）")


@click.command(short_help="Who may act. / 哪个机关管")
@click.argument("key")
@click.option("--on", type=DAY, metavar="DAY", required=True, help="The day of the step. / 哪天")
@click.option("--place", required=True, metavar="CODE", help="The division code of the place. / 行为地的区划代码")
@click.option("--body", default="", help="Whether this body may. / 这个机关能不能办")
@click.option(
    "--list", "file", type=click.Path(exists=True, dir_okay=False), help="A county's list; else a sample. / 清单文件"
)
def competent(key: str, on: object, place: str, body: str, file: str | None) -> None:
    """Which body may act on KEY at a place on a day, by the county's published list. / 哪个机关有权办理"""
    from wutong.law.competence import competent as ask
    from wutong.law.competence import may_act, read, sample
    from wutong.law.offences import offences

    asked = _offence(key)
    powers = _read(file, lambda text, name: read(text, name, tuple(offences()))) if file else sample()
    day = day_of(on)
    assert day is not None
    click.echo(f"{asked.no} {asked.title}  {powers.document}（{powers.mark}）")
    answer = ask(powers, asked.key, place, day)
    steps = may_act(powers, body, asked.key, place, day) if body else answer.steps
    for step in steps:
        click.echo(f"   {step}")


def _offence(key: str) -> Offence:
    from wutong.law.offences import offence

    try:
        return offence(key)
    except KeyError as bad:
        raise Wrong(f"{bad.args[0]} / 没有这个案由") from bad


def _read(file: str, how: Callable[[str, str], Read]) -> Read:
    from wutong.law.procedure import RuleError

    try:
        return how(Path(file).read_text(encoding="utf-8"), file)
    except (RuleError, UnicodeDecodeError) as bad:
        raise Wrong(f"{bad} / 文件读不懂") from bad
