"""Real places, real phases, generated needs: paired by workers, one of which is killed."""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from activities.engine.values import Activity, ActorMode
from audit.services import deliver_due
from audit.tasks import _send
from matching.engine.lifecycle import AppealAction, PledgeAction, RunState
from matching.engine.values import AppealKind, HelpForm, NeedTopic, Urgency
from matching.models import Appeal, Match, MatchBlock, MatchResult, MatchRun
from matching.services import appeals, pledges, runs
from places.models import Municipality
from prerequisites import services as readiness
from prerequisites.engine.readiness import Answer
from tests.factories import an_officer, someone_of

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
APPEALS, PLEDGES = 150, 150

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.processes,
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real data is not here"),
]

READY = readiness.ReadinessAnswers(
    motives=Answer.YES,
    objectives=Answer.YES,
    communication=Answer.YES,
    endurance=Answer.YES,
    stays_years=4,
    policy=Answer.YES,
    context_sources=2,
    partners=Answer.YES,
    calm_at_home=Answer.YES,
)


def import_ukraine() -> None:
    call_command("import_katottg", str(DATA / "ua_katottg_2025-05-16.csv"))
    call_command("import_ua_municipalities", str(DATA / "ua_hromadas_kse.csv"))
    call_command("import_ua_hostilities", str(DATA / "ua_hostilities_order376_2025-05-07.csv"))
    links = ("wikidata_twin_cities.csv", "wikidata_twin_links.csv")
    call_command("import_twin_towns", *(str(DATA / name) for name in links))


def some(dice: random.Random, many: list[Municipality], number: int) -> list[Municipality]:
    return dice.sample(many, number)


def ask(town: Municipality, dice: random.Random) -> Appeal:
    now, mayor = timezone.now(), someone_of(town)
    written = appeals.write_appeal(
        municipality=town,
        content=appeals.AppealContent(
            kinds=frozenset({AppealKind.SUPPORT}),
            activity=dice.choice(list(Activity)),
            topic=dice.choice(list(NeedTopic)),
            summary="",
            languages=frozenset({"uk", dice.choice(["en", "fr", "pl", "de"])}),
            urgency=dice.choice(list(Urgency)),
            starts=now.date(),
            ends=now.date() + timedelta(days=dice.randint(60, 400)),
        ),
        by=mayor,
        at=now,
    )
    return appeals.move_appeal(
        reference=written.reference, action=AppealAction.SUBMIT, by=mayor, at=now
    )


def help_from(town: Municipality, dice: random.Random) -> None:
    now, officer = timezone.now(), someone_of(town)
    readiness.answer_questionnaire(
        municipality=town,
        answers=replace(READY, endurance=dice.choice([Answer.YES, Answer.NO])),
        by=officer,
        at=now,
    )
    written = pledges.write_pledge(
        municipality=town,
        content=pledges.PledgeContent(
            activities=frozenset(dice.sample(list(Activity), 3)),
            topics=frozenset(),
            forms=frozenset({dice.choice(list(HelpForm))}),
            actor=dice.choice(list(ActorMode)),
            capacity=dice.randint(1, 3),
            languages=frozenset({dice.choice(["en", "fr", "pl", "de"])}),
            has_interpreter=dice.random() < 0.3,
            has_host_partner=dice.random() < 0.5,
            has_platform=dice.random() < 0.5,
            can_host=dice.random() < 0.5,
            projects_done=dice.randint(0, 4),
            starts=now.date(),
            ends=now.date() + timedelta(days=500),
        ),
        by=officer,
        at=now,
    )
    pledges.move_pledge(reference=written.reference, action=PledgeAction.OFFER, by=officer, at=now)


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline and not holds():
        time.sleep(0.1)
    assert holds()


def test_a_run_over_real_places_survives_the_death_of_its_worker(
    celery_worker_process, monkeypatch
):
    monkeypatch.setattr(runs, "BLOCK_SIZE", 30)
    dice = random.Random(2008)  # noqa: S311 - the same world each time
    import_ukraine()
    ukraine = Municipality.objects.filter(country_code="UA", may_appeal=True).order_by("pk")
    abroad = Municipality.objects.exclude(country_code="UA").filter(may_help=True).order_by("pk")
    asked = [ask(town, dice) for town in some(dice, list(ukraine), APPEALS)]
    for town in some(dice, list(abroad), PLEDGES):
        help_from(town, dice)
    officer = an_officer()
    run = runs.start_run(by=officer, at=timezone.now())

    first = celery_worker_process(queues="outbox,matching,default")
    deliver_due(send=_send, at=timezone.now())
    eventually(MatchBlock.objects.exclude(done_at=None).exists)
    first.kill()
    left = MatchBlock.objects.filter(done_at=None).count()
    celery_worker_process(queues="outbox,matching,default")
    deliver_due(send=_send, at=timezone.now() + timedelta(hours=8))
    eventually(MatchRun.objects.filter(pk=run.pk, state=RunState.COMPLETE).exists)

    current = MatchResult.objects.filter(is_current=True)
    assert left > 0
    assert sorted(current.values_list("appeal", flat=True)) == sorted(a.pk for a in asked)
    assert Match.objects.filter(result__in=current).exists()
    explained = _case_page(officer, Match.objects.filter(result__in=current, rank=1)[0])
    assert "Fit of the need" in explained


def _case_page(officer: User, match: Match) -> str:
    appeal = match.result.appeal
    appeals.take_appeal(reference=appeal.reference, by=officer, at=timezone.now())
    client = Client()
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(f"/desk/cases/{appeal.reference}/").content.decode()
