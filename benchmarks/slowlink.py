"""How long a mayor on a very bad line needs to send an appeal, against a platform that runs.

Start the demo first. Chromium's own throttle holds the line to 32 kbit/s each way with 1,500 ms
for each answer, with nothing kept from an earlier visit; JavaScript is off. What the person
types takes no time here.
"""

import argparse
from collections.abc import Callable
from time import perf_counter
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from devtools import chromium
from tests.journeys.screens import PHONE

BYTES_A_SECOND: Final = 32_000 / 8
LATENCY_MS: Final = 1_500
_LONGEST_MS: Final = 180_000


def main(arguments: list[str]) -> int:
    """Send one appeal in each language, and print what each step took."""
    parser = argparse.ArgumentParser(prog="bench slowlink")
    parser.add_argument("--address", default="http://localhost:8000")
    parser.add_argument("--town", default="Lyman", help="a town of the demo that may ask")
    options = parser.parse_args(arguments)
    chosen = chromium.executable()  # before Playwright starts: to find one may start it too
    print("| language | first page | to who asks | to the review | sent | together, s | kB |")
    print("|---|---|---|---|---|---|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chosen, args=chromium.arguments())
        for language in ("en", "fr", "uk", "ar"):
            spent, received = _send(browser, options.address, options.town, language)
            steps = " | ".join(f"{seconds:.1f}" for seconds in spent)
            print(
                f"| {language} | {steps} | {sum(spent):.1f} | {received / 1000:.0f} |", flush=True
            )
        browser.close()
    return 0


def _send(browser: Browser, address: str, town: str, language: str) -> tuple[list[float], int]:
    context = browser.new_context(
        locale=language, viewport=PHONE.viewport, java_script_enabled=False
    )
    context.set_default_timeout(_LONGEST_MS)
    page = context.new_page()
    line = context.new_cdp_session(page)
    received = [0]
    line.on(
        "Network.loadingFinished",
        lambda told: received.append(int(told["encodedDataLength"])),
    )
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        },
    )
    spent = [
        _timed(lambda: page.goto(f"{address}/ask/what/")),
        _timed(lambda: _say_what(page, town)),
        _timed(lambda: _say_who(page)),
        _timed(lambda: page.locator("form[action$='/send/'] button").click()),
    ]
    page.locator(".receipt").wait_for()
    context.close()
    return spent, sum(received)


def _timed(deed: Callable[[], object]) -> float:
    began = perf_counter()
    deed()
    return perf_counter() - began


def _say_what(page: Page, town: str) -> None:
    page.locator("input[name=kinds][value=support]").check()
    page.locator("select[name=topic]").select_option("waste")
    page.locator("textarea[name=summary]").fill("The lorries are gone. We need two and a planner.")
    page.locator("input[name=sought]").fill(town)
    page.locator("main form button.button").click()


def _say_who(page: Page) -> None:
    page.locator("input[name=town]").first.check()
    page.locator("input[name=urgency][value=urgent]").check()
    page.locator("input[name=languages][value=uk]").check()
    page.locator("input[name=filer][value=mayor]").check()
    page.locator("textarea[name=contact]").fill("Ask for the clerk at noon.")
    page.locator("main form button.button").click()
