"""Guessing at the second secret: five tries, then a pause, however many guess at once (both databases)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connections

from tests.collect.telling import START, Tale
from tests.people import build_wutong
from wutong.docket.matters import receipts
from wutong.docket.matters.models import Receipt
from wutong.law.refusal import Refused
from wutong.record.scope import Scope


def issued_by(scope: Scope) -> tuple[receipts.Issued, str]:
    """A receipt, and a secret that is not its own."""
    issued = Tale(scope).got.receipt
    assert issued is not None
    return issued, f"{(int(issued.secret) + 1) % 10**6:06d}"


def said(scope: Scope, number: str, secret: str) -> str:
    try:
        receipts.check_secret(scope, number, secret, START)
    except Refused as refused:
        return f"{refused.reasons[0].missing}。{refused.reasons[0].remedy}"
    return "right"


@pytest.mark.django_db
def test_it_counts_down_and_then_holds_off(wutong: Scope) -> None:
    issued, wrong = issued_by(wutong)
    answers = [said(wutong, issued.number, wrong) for _ in range(6)]
    assert ["还可以试4次" in answers[0], "还可以试1次" in answers[3]] == [True, True]
    assert "停30分钟" in answers[4] and "试0次" not in answers[4]
    assert "30分钟后再试" in answers[5]
    assert "30分钟后再试" in said(wutong, issued.number, issued.secret)
    later = START + receipts.LOCK + timedelta(seconds=1)
    assert receipts.check_secret(wutong, issued.number, issued.secret, later)


@pytest.mark.django_db
def test_a_right_guess_does_not_slip_in_when_others_have_used_up_the_tries(
    wutong: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued, wrong = issued_by(wutong)
    real, inside = receipts.check_password, []

    def slow(secret: str, hashed: str) -> bool:
        if not inside:  # while the right one is being hashed, five wrong ones are answered
            inside.append(True)
            assert all("对不上" in said(wutong, issued.number, wrong) for _ in range(receipts.TRIES))
        return bool(real(secret, hashed))

    monkeypatch.setattr(receipts, "check_password", slow)
    assert "再试" in said(wutong, issued.number, issued.secret)


@pytest.mark.django_db
def test_an_old_secret_does_not_pass_while_a_new_one_is_made(wutong: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    tale = Tale(wutong)
    issued = tale.got.receipt
    assert issued is not None
    real = receipts.check_password

    def slow(secret: str, hashed: str) -> bool:
        good = bool(real(secret, hashed))
        receipts.renew(wutong, tale.matter, "reporter", receipts.prepare(START))
        return good

    monkeypatch.setattr(receipts, "check_password", slow)
    assert "对不上" in said(wutong, issued.number, issued.secret)


@pytest.mark.django_db
def test_a_secret_given_out_as_a_slow_hash_stays_good(wutong: Scope) -> None:
    issued, wrong = issued_by(wutong)
    Receipt.objects.within(wutong).filter(number=issued.number).update(secret=make_password(issued.secret))
    assert said(wutong, issued.number, issued.secret) == "right"
    assert "对不上" in said(wutong, issued.number, wrong)


@pytest.mark.django_db
def test_a_stored_secret_says_nothing_without_the_servers_key_and_none_fits_another_key(
    wutong: Scope, settings: object
) -> None:
    issued, _ = issued_by(wutong)
    stored = Receipt.objects.within(wutong).get(number=issued.number).secret
    kind, _key, salt, mac = stored.split("$")
    assert kind == "keyed" and issued.secret not in stored
    assert receipts.keyed(issued.secret, salt) == stored and receipts.keyed(issued.secret, "other") != stored
    settings.SECRET_KEY = "another-" + "0123456789abcdef" * 4  # type: ignore[attr-defined]
    assert receipts.keyed(issued.secret, salt).split("$")[3] != mac
    answers = [said(wutong, issued.number, issued.secret) for _ in range(6)]
    assert all("换过密钥" in a and "重发" in a for a in answers), "told so, and never locked for it"
    receipts.renew(wutong, Receipt.objects.within(wutong).get(number=issued.number).matter_id, "reporter",
                   new := receipts.prepare(START))  # fmt: skip
    assert said(wutong, issued.number, new.issued.secret) == "right"


@pytest.mark.django_db(transaction=True)
def test_twelve_guesses_at_once_are_five(tmp_path: object) -> None:
    scope = build_wutong()
    issued, wrong = issued_by(scope)
    together = Barrier(12)

    def guess(n: int) -> str:
        try:
            together.wait(30)
            return said(scope, issued.number, wrong)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as hands:
        answers = list(hands.map(guess, range(12)))
    assert sum("对不上" in answer for answer in answers) == receipts.TRIES
    assert sum("先停一停" in answer for answer in answers) == 12 - receipts.TRIES
