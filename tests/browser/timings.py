"""How long a reader waits: run by hand, `python -m tests.browser.timings http://127.0.0.1:8000`.

Milliseconds, median of twenty each: from navigation to a page that takes a question, from Enter
to the first words of the answer, from a click on a marker to the highlighted words.
"""

import shutil
import statistics
import sys

from playwright.sync_api import Browser, Page, sync_playwright

TIMES = 20
QUESTION = "What was the value of trade between China and Israel in 2023?"
# Resolves with the milliseconds until an element is there that was not there before.
UNTIL = """([act, selector]) => new Promise((resolve) => {
  const before = document.querySelectorAll(selector).length;
  const began = performance.now();
  const seen = () => document.querySelectorAll(selector).length > before
    && (watch.disconnect(), requestAnimationFrame(() => resolve(performance.now() - began)));
  const watch = new MutationObserver(seen);
  watch.observe(document.body, {childList: true, subtree: true});
  act === 'ask' ? document.querySelector('.composer').requestSubmit()
    : document.querySelector('button.marker').click();
})"""


def main(url: str) -> None:
    """Print the three medians, with the slowest of each."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        tell("page interactive, nothing cached", [interactive(browser, url) for _ in range(TIMES)])
        page = browser.new_page(reduced_motion="reduce")
        page.goto(url)
        page.wait_for_selector("#question")
        tell("first words", [first_words(page) for _ in range(TIMES)])
        tell("panel open", [panel(page) for _ in range(TIMES)])
        browser.close()


def interactive(browser: Browser, url: str) -> float:
    context = browser.new_context()
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector("#question")
    found = page.evaluate("performance.getEntriesByName('interactive')[0].startTime")
    context.close()
    return float(found)


def first_words(page: Page) -> float:
    page.get_by_role("button", name="New conversation").click()
    page.fill("#question", QUESTION)
    took = page.evaluate(UNTIL, ["ask", ".said-text"])
    page.wait_for_selector(".turn .actions")
    return float(took)


def panel(page: Page) -> float:
    took = page.evaluate(UNTIL, ["open", "#source mark.current"])
    page.keyboard.press("Escape")
    return float(took)


def tell(what: str, times: list[float]) -> None:
    print(f"{what}: median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms")


if __name__ == "__main__":
    main(sys.argv[1])
