"""Why a job failed, in plain words for an administrator: never the error's own message, which may quote somebody's data."""

from __future__ import annotations

import errno
import traceback
from dataclasses import dataclass
from pathlib import Path

from django.db import DataError, IntegrityError, InterfaceError, OperationalError

from wutong.law.refusal import Refused
from wutong.record.jobs.kinds import Failed


@dataclass(frozen=True)
class Reason:
    """What happened, what to do about it, and where in the program."""

    reason: str
    remedy: str
    where: str = ""


LOST = Reason("做到一半停了：做它的进程被停掉、出错退出或断电", "会自动再做；反复这样，看服务器的内存和日志")
UNKNOWN_KIND = Reason("这个版本没有这种任务", "装回有它的版本，或者不用管它")
_DISK = {errno.ENOSPC: "磁盘满了", errno.EDQUOT: "磁盘配额用完了"}
_RIGHTS = {errno.EACCES, errno.EPERM, errno.EROFS}


def told(bad: BaseException) -> Reason:
    """The plain words for an exception."""
    where = place(bad)
    if isinstance(bad, Failed):
        return Reason(bad.reason[:200], bad.remedy[:200], where)
    if isinstance(bad, Refused):
        first = next(iter(bad.reasons), None)
        what = f"{first.article}：{first.missing}" if first else bad.title
        return Reason(f"规则不许：{what}"[:200], (first.remedy if first else "看规则")[:200], where)
    if isinstance(bad, OperationalError | InterfaceError):
        return Reason("数据库没有应答或正忙", "等几分钟再试一次；还不行，运行 wutong doctor 看数据库", where)
    if isinstance(bad, IntegrityError | DataError):
        return Reason("数据库不收这样的数据", "把程序位置告诉维护人员；再试一次也会一样", where)
    if isinstance(bad, OSError) and bad.errno in _DISK:
        return Reason(_DISK[bad.errno], "腾出磁盘空间，再试一次", where)
    if isinstance(bad, OSError) and bad.errno in _RIGHTS:
        return Reason("没有读写文件的权限", "看数据文件夹的属主和权限，运行 wutong doctor，再试一次", where)
    if isinstance(bad, TimeoutError | ConnectionError):
        return Reason("连不上外面的系统", "看网络和对方系统，再试一次", where)
    if isinstance(bad, OSError):
        return Reason("读写文件或网络出错", "看磁盘和网络，再试一次", where)
    if isinstance(bad, MemoryError):
        return Reason("内存不够", "关掉别的程序或加内存，再试一次", where)
    return Reason("程序出错", "再试一次；还不行，把程序位置告诉维护人员", where)


def place(bad: BaseException) -> str:
    """The kind of the exception and the innermost line of ours it came through; no value of any variable."""
    frames = [f for f in traceback.extract_tb(bad.__traceback__) if "wutong" in Path(f.filename).parts]
    ours = frames[-1] if frames else None
    if ours is None:
        return type(bad).__name__
    parts = Path(ours.filename).parts
    inside = "/".join(parts[len(parts) - parts[::-1].index("wutong") :])
    return f"{type(bad).__name__}，{inside} 第{ours.lineno}行"[:160]
