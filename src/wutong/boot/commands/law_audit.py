"""``wutong law audit``: hold a dossier against the law and score it, without a home, a county or a server."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wutong.boot.commands.home import Wrong

if TYPE_CHECKING:
    from wutong.law.procedure.schema import Procedure

#: a few dozen entries are some 100 kB
MOST = 20_000_000


def _text_on(family: str, params: dict[str, object], day: date) -> Procedure:
    from wutong.law import rulebook

    return rulebook.procedure(family, day, params)


@click.command(short_help="Audit a dossier. / 案卷评查")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--defects", is_flag=True, help="Only what is wrong, no score. / 只列问题，不打分")
def audit(file: Path, defects: bool) -> None:
    """Audit FILE.json (docs/law.md says how it is written): every defect with article, severity, consequence and cure, then
    the score. Exit code 1 where one defect vetoes. / 逐项列出问题、依据、后果、怎么补救，再打分"""
    from wutong.law import audit as law
    from wutong.law import rulebook
    from wutong.law.checks import computed
    from wutong.law.procedure.yamlfile import RuleError, nearest

    try:
        if file.stat().st_size > MOST:
            raise Wrong(f"{file}: larger than {MOST // 1_000_000} MB, no dossier / 太大，不是一个案卷")
        dossier = law.dossier(file.read_text(encoding="utf-8-sig"), file.name)
    except (law.Unreadable, UnicodeDecodeError) as bad:
        raise Wrong(f"{bad} / 案卷文件读不了") from bad
    sheet = law.sheet_for(dossier.procedure)
    if sheet is None:
        known = [family for each in law.sheets() for family in each.procedures]
        near = nearest(dossier.procedure, known)
        raise Wrong(
            f"no score sheet for {dossier.procedure!r}"
            + (f", did you mean {near}?" if near else "")
            + " / 没有评查标准"
        )
    try:
        texts = partial(_text_on, dossier.procedure, dict(dossier.params))
        report = law.audit(dossier, texts, rulebook.calendar(), sheet, checks=computed(dossier.entries))
    except (KeyError, ValueError, RuleError) as bad:
        said = bad.args[0] if isinstance(bad, KeyError) and bad.args else bad
        raise Wrong(f"{file.name}: {said} / 案卷里的内容和规则对不上") from bad
    click.echo(f"{sheet.title}（{sheet.mark}）{dossier.title}，{len(dossier.entries)}步，{len(report.findings)}处问题")
    for n, found in enumerate(report.findings, start=1):
        when = f"{found.at:%Y-%m-%d} " if found.at else ""
        mark = f"（{found.defect.mark}）" if found.defect.mark else ""
        click.echo(f"{n} {when}{found.defect.title}：{found.defect.missing}")
        click.echo(f"    依据 {found.defect.article}{mark}")
        click.echo(f"    后果 {found.consequence}")
        click.echo(f"    补救 {found.cure}")
    if not defects:
        for block in report.blocks:
            click.echo(f"{block.title} {block.left}/{block.points}")
        veto = f"，{len(report.veto)}处否决" if report.veto else ""
        click.echo(f"得分 {report.score}，{report.grade}{veto}")
    if report.veto:
        raise SystemExit(1)
