"""People at their browsers: they press buttons and write down what the platform told them."""

import html
import http.client
import json
import os
import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from http.cookies import SimpleCookie
from random import Random
from typing import IO, Final
from urllib.parse import urlencode, urlsplit

from benchmarks.faults.world import Case, Person

TRIES: Final = 40
PATIENCE_SECONDS: Final = 20
_FIELD: Final = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_REFERENCE: Final = re.compile(r"/([0-9a-f-]{36})/")


class Outcome(StrEnum):
    """What a person knows of a button that was pressed."""

    OK = "ok"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What came back."""

    status: int
    address: str
    text: str

    def fields(self) -> dict[str, str]:
        """Return the hidden fields, the first of each name."""
        found: dict[str, str] = {}
        for name, value in _FIELD.findall(self.text):
            found.setdefault(name, html.unescape(value))
        return found


class NeverSent(Exception):
    """Nobody listened, so nothing can have been changed."""


class CutOff(Exception):
    """The line broke before an answer came."""


@dataclass(slots=True)
class Seen:
    """What all people saw together: how often each status, and every answer that must not be."""

    statuses: Counter[int] = field(default_factory=Counter)
    cut_off: int = 0
    never_sent: int = 0
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, answer: http.client.HTTPResponse, address: str, text: str) -> None:
        """Count an answer; keep it where it is bare: a 500, or a pause that says nothing."""
        is_pause = answer.status == http.client.SERVICE_UNAVAILABLE
        is_kind = answer.getheader("Retry-After") is not None and "<h1>" in text
        is_fault = answer.status >= http.client.INTERNAL_SERVER_ERROR
        with self.lock:
            self.statuses[answer.status] += 1
            if is_fault and not (is_pause and is_kind):
                self.faults.append(f"{answer.status} {address} {text[:200]}")


@dataclass(slots=True)
class Browser:
    """One person's browser: it keeps cookies and follows what the platform says."""

    port: int
    person: Person
    seen: Seen
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cookies["session"] = self.person.session

    def ask(self, method: str, address: str, said: Mapping[str, object] | None = None) -> Page:
        """Send one request.

        Raises:
            NeverSent: there was no connection.
            CutOff: there was no whole answer.
        """
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            line.connect()
        except OSError as error:
            with self.seen.lock:
                self.seen.never_sent += 1
            raise NeverSent from error
        try:
            line.request(method, address, urlencode(said or {}, doseq=True), self._headers())
            answer = line.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            with self.seen.lock:
                self.seen.cut_off += 1
            raise CutOff from error
        finally:
            line.close()
        self._keep(answer)
        self.seen.note(answer, address, text)
        return Page(
            status=answer.status,
            address=urlsplit(answer.getheader("Location") or address).path,
            text=text,
        )

    def read(self, address: str) -> Page | None:
        """Read a page, again and again while the platform is away; None: the patience ended."""
        for _attempt in range(TRIES):
            try:
                page = self.ask("GET", address)
            except (NeverSent, CutOff):
                time.sleep(0.5)
                continue
            if page.status < http.client.INTERNAL_SERVER_ERROR:
                return page
            time.sleep(0.5)
        return None

    def _headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }

    def _keep(self, answer: http.client.HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.coded_value


@dataclass(slots=True, kw_only=True)
class Client:
    """One town with its officer and helper, from appeal to appeal, until it is told to end."""

    case: Case
    port: int
    seen: Seen
    journal: IO[str]
    draw: Random
    ends: threading.Event

    def live(self) -> None:
        """Go through one case after another."""
        mayor, officer, helper = (
            Browser(self.port, person, self.seen)
            for person in (self.case.mayor, self.case.officer, self.case.helper)
        )
        while not self.ends.wait(0.5):
            appeal = self._appeals(mayor)
            if appeal is None:
                continue
            if self.draw.random() < 0.9:  # others think better of it before anyone reads
                self._is_heard(appeal, mayor, officer, helper)
            self._press(
                mayor, f"appeal.withdrawn:{appeal}", f"/appeals/{appeal}/withdraw/", "is withdrawn"
            )

    def _appeals(self, mayor: Browser) -> str | None:
        page = mayor.read("/appeals/new/")
        if page is None or page.status != http.client.OK:
            return None
        hidden, today = page.fields(), datetime.now(UTC).date()
        said = hidden | {
            "kinds": "support",
            "activity": "forums",
            "topic": "dialogue",
            "summary": "We ask to be heard.",
            "urgency": "urgent",
            "languages": "en",
            "starts": today.isoformat(),
            "last_day": (today + timedelta(days=90)).isoformat(),
        }
        draft = self._press(mayor, f"written:{hidden['client_key']}", "/appeals/new/", "", said)
        found = _REFERENCE.search(draft or "")
        if found is None:
            return None
        own = f"/appeals/{found[1]}/"
        self._press(
            mayor, f"appeal.submitted:{found[1]}", f"{own}send/", "is with the secretariat", at=own
        )
        return found[1]

    def _is_heard(self, appeal: str, mayor: Browser, officer: Browser, helper: Browser) -> None:
        case, pledge = f"/desk/cases/{appeal}/", self.case.pledge
        self._press(
            officer, f"appeal.taken:{appeal}", f"{case}take/", "The case is yours", at="/desk/"
        )
        self._press(
            officer,
            f"appeal.acknowledged:{appeal}",
            f"{case}acknowledge/",
            "a person has read",
            at=case,
        )
        put = self._press(
            officer, f"put:{appeal}:{pledge}", f"{case}put/{pledge}/", "Each party is asked"
        )
        found = _REFERENCE.search(put or "")
        if found is None or "/proposals/" not in (put or ""):
            return
        for browser in (mayor, helper):
            self._speaks(browser, found[1])

    def _speaks(self, browser: Browser, proposal: str) -> None:
        user, address = browser.person.user, f"/proposals/{proposal}/"
        if self.draw.random() < 0.8:
            said = {"releases": "contact", "contact": "Call the desk."}
            key = f"proposal.consented:{proposal}:{user}"
            self._press(browser, key, f"{address}agree/", "consent is kept", said, at=address)
        else:
            key = f"proposal.refused:{proposal}:{user}"
            said = {"reason": "not_now"}
            self._press(browser, key, f"{address}refuse/", "have refused", said, at=address)

    def _press(
        self,
        browser: Browser,
        key: str,
        address: str,
        sentence: str,
        said: Mapping[str, object] | None = None,
        *,
        at: str = "",
    ) -> str | None:
        """Press a button until the platform says what became of it; return where it led.

        Args:
            key: what is done, in words that the judge finds again in the database.
            sentence: what the next page says when it was done; empty: to be led there is enough.
            at: the page on which the button lies, where it is another than its address.
        """
        form = browser.read(at or address)
        if form is None or form.status != http.client.OK:
            return None
        says = {**(said or {}), "csrfmiddlewaretoken": form.fields()["csrfmiddlewaretoken"]}
        for _attempt in range(TRIES):
            outcome, where = self._once(browser, address, sentence, says)
            self._write(key, outcome)
            if where:
                return where
            time.sleep(0.3)
        return None

    def _once(
        self, browser: Browser, address: str, sentence: str, said: Mapping[str, object]
    ) -> tuple[Outcome, str]:
        """Press once; a failure without a place is one that another try may mend."""
        try:
            page = browser.ask("POST", address, said)
        except NeverSent:
            return Outcome.FAIL, ""
        except CutOff:
            return Outcome.UNKNOWN, ""
        if page.status >= http.client.INTERNAL_SERVER_ERROR:
            return Outcome.UNKNOWN, ""
        if page.status != http.client.FOUND:
            return Outcome.FAIL, page.address
        if not sentence:
            return Outcome.OK, page.address
        told = browser.read(page.address)
        if told is None:
            return Outcome.UNKNOWN, ""
        is_told = sentence in html.unescape(told.text)
        return (Outcome.OK if is_told else Outcome.FAIL), page.address

    def _write(self, key: str, outcome: Outcome) -> None:
        self.journal.write(json.dumps({"key": key, "outcome": outcome.value}) + "\n")
        self.journal.flush()
        os.fsync(self.journal.fileno())
