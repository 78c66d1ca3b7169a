"""The screen in a real browser: a note annotated by keys alone, by mouse, undone, saved, found again; axe; speed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from annotation.corpus import AnnotatedNote
from annotation.screen.export import finished
from annotation.screen.tables import Assignment, Showing
from annotation.screen.work import shown
from triage.store.session import Store

from .conftest import TEXT

Page = Callable[..., Any]
pytestmark = pytest.mark.slow

PICTURES = Path(__file__).parents[3] / "out" / "annotation-screen"

# What the browser holds of a note, with offsets as the server counts them.
STATE = """() => {
  const note = window.annotatie.note;
  const mention = (found) => { const { text, ...rest } = note.there(found); return rest; };
  return {
    fates: note.fates,
    taken: Object.fromEntries([...note.taken].map(([number, found]) => [number, mention(found)])),
    own: Object.fromEntries([...note.own].map(([key, found]) => [key, mention(found)])),
    answers: note.answers,
  };
}"""


def open_note(page: Any, project: int) -> None:
    page.goto(f"/annoteren/{project}/verder")
    page.wait_for_selector(".an-piece")


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def until(page: Any, expression: str) -> None:
    """Waits for something in the page; the policy of the page forbids what Playwright would do itself."""
    for _ in range(1200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {expression}")


def saved(page: Any) -> None:
    until(page, "window.annotatie.idle")


def hard_note() -> list[AnnotatedNote]:
    return [AnnotatedNote(id="m-1", text=TEXT), AnnotatedNote(id="m-2", text="Alles rustig.")]


def exported(store: Store, project: int) -> list[AnnotatedNote]:
    with store.session() as session:
        return [work.note() for work in finished(session, project)]


def of_server(store: Store, page: Any) -> dict[str, Any]:
    """What the server makes of the acts of the note on the screen."""
    from annotation.screen.reading import fold
    from annotation.screen.work import acts_of, suggestions_of

    number = page.evaluate("window.annotatie.note.id")
    with store.session() as session:
        assignment = session.get(Assignment, number)
        assert assignment is not None
        reading = fold(suggestions_of(assignment.note), acts_of(session, number))
    plain = {"fates": reading.fates, "taken": reading.taken, "own": reading.own, "answers": reading.answers}
    return json.loads(json.dumps(plain))  # type: ignore[no-any-return]


def test_a_note_by_keys_alone(project: Any, page: Page, store: Store) -> None:
    made = project(notes=[AnnotatedNote(id="m-1", text=TEXT)])
    screen = page(made.people["anna"])
    open_note(screen, made.project)
    # Buurvrouw 😊: two words, overlast, by somebody else; one word less, then moved to other words by hand.
    press(screen, "ArrowRight", "Shift+ArrowRight", "h", "4", "4", "Shift+ArrowLeft")
    # The same words with a second label, taken back.
    press(screen, "Escape", "v", "Control+z")
    # First suggestion: right. Second: uncertain instead of denied. Third: wrong.
    press(screen, "Home", "Tab", "Tab", "Enter", "Tab", "1", "1", "Tab", "Delete")
    screen.get_by_label("nee").first.check()
    press(screen, "Control+Enter")
    saved(screen)
    (note,) = exported(store, made.project)
    assert [(m.text, m.label, m.presence, m.attribution) for m in note.mentions] == [
        ("Buurvrouw", "overlast", "aanwezig", "volgens_ander"),
        ("vervuiling", "vervuiling", "aanwezig", "waarneming"),
        ("schulden", "financiele_problemen", "onzeker", "waarneming"),
    ]
    assert note.triage == {"al_bekend": "nee"}
    assert note.metadata["fates"] == {"accepted": 1, "changed": 1, "own": 1, "rejected": 1, "seen": 3}


def test_the_same_by_mouse(project: Any, page: Page, store: Store) -> None:
    made = project(notes=[AnnotatedNote(id="m-1", text=TEXT)], showing=Showing.WITHHELD)
    screen = page(made.people["anna"])
    open_note(screen, made.project)
    assert screen.locator("#zonder").is_visible() and screen.locator(".an-marked").count() == 0
    first, last = (screen.locator(".an-piece", has_text=words).bounding_box() for words in ("Geen", "schulden"))
    screen.mouse.move(first["x"] + 2, first["y"] + first["height"] / 2)
    screen.mouse.down()
    screen.mouse.move(last["x"] + last["width"] - 2, last["y"] + last["height"] / 2, steps=5)
    screen.mouse.up()
    screen.get_by_role("button", name="Financiële problemen").click()
    screen.get_by_role("button", name="ontkend").click()
    screen.get_by_role("button", name="Klaar, volgende").click()
    saved(screen)
    (note,) = exported(store, made.project)
    assert [(m.text, m.label, m.presence) for m in note.mentions] == [
        ("Geen schulden", "financiele_problemen", "ontkend")
    ]
    assert note.metadata == {"suggestions": "withheld"}


def test_browser_and_server_make_the_same_of_any_keys(project: Any, page: Page, store: Store) -> None:
    made = project(notes=hard_note())
    screen = page(made.people["anna"])
    open_note(screen, made.project)
    keys = ["ArrowRight", "ArrowLeft", "Shift+ArrowRight", "Shift+ArrowLeft", "Control+Shift+ArrowRight", "Tab"]
    keys += ["Home", "End", "ArrowDown", "Enter", "Delete", "Escape", "1", "2", "3", "4", "v", "h", "S", "Control+z"]
    draw = random.Random(7)
    for _ in range(250):
        press(screen, draw.choice(keys))
        screen.evaluate("document.getElementById('tekst').focus()")
    saved(screen)
    assert screen.locator("#opslaan").inner_text() == "Alles is bewaard."
    found = screen.evaluate(STATE)
    assert found == of_server(store, screen)
    assert found["own"] or any(fate != "untouched" for fate in found["fates"])
    screen.reload()
    screen.wait_for_selector(".an-piece")
    assert screen.evaluate(STATE) == found, "what was saved is there again"


def test_seen_is_stored_and_an_untouched_suggestion_is_no_answer(project: Any, page: Page, store: Store) -> None:
    made = project(notes=hard_note()[:1])
    screen = page(made.people["anna"])
    open_note(screen, made.project)
    until(screen, "window.annotatie.note.seen.size === 3")
    press(screen, "Control+Enter")
    saved(screen)
    (note,) = exported(store, made.project)
    assert note.mentions == () and note.metadata["fates"] == {"own": 0, "seen": 3, "untouched": 3}
    assert screen.locator("#heropenen").is_visible()
    press(screen, "ArrowRight", "v")
    assert screen.locator("#melding").inner_text().startswith("Deze notitie is klaar")
    screen.get_by_role("button", name="Heropenen").click()
    press(screen, "ArrowRight", "v")
    saved(screen)
    assert len(of_server(store, screen)["own"]) == 1


def test_after_the_last_note_one_stays_there(project: Any, page: Page, store: Store) -> None:
    made = project(notes=hard_note())
    screen = page(made.people["anna"])
    open_note(screen, made.project)
    until(screen, "document.getElementById('plaats').textContent === '1'")
    press(screen, "Control+Enter")
    until(screen, "document.getElementById('plaats').textContent === '2'")
    press(screen, "Control+Enter")
    saved(screen)
    assert screen.locator("#plaats").inner_text() == "2" and screen.locator("#klaar-aantal").inner_text() == "2"
    # Notes come in an order of chance: whether the last one had suggestions differs from time to time.
    assert screen.locator("#melding").inner_text().endswith("Dit was de laatste notitie.")


def test_nothing_is_lost_without_a_connection(project: Any, page: Page, store: Store) -> None:
    made = project(notes=hard_note())
    screen = page(made.people["anna"])
    open_note(screen, made.project)
    saved(screen)
    refused = lambda route: route.abort()  # noqa: E731
    screen.route("**/acties", refused)
    screen.context.set_offline(True)
    press(screen, "ArrowRight", "v")
    until(screen, "document.getElementById('opslaan').dataset.state === 'failed'")
    screen.unroute("**/acties", refused)
    screen.context.set_offline(False)
    saved(screen)
    assert len(of_server(store, screen)["own"]) == 1


def test_two_windows_do_not_overwrite_each_other(project: Any, page: Page, store: Store) -> None:
    made = project(notes=hard_note())
    one, other = page(made.people["anna"]), page(made.people["anna"])
    open_note(one, made.project)
    saved(one)
    open_note(other, made.project)
    press(one, "ArrowRight", "v")
    saved(one)
    press(other, "ArrowRight", "h")
    until(other, "document.getElementById('opslaan').dataset.state === 'elsewhere'")
    assert [mention["label"] for mention in of_server(store, one)["own"].values()] == ["vervuiling"]


def test_a_label_by_its_name_and_the_guideline_beside_it(project: Any, page: Page, store: Store) -> None:
    made = project(notes=hard_note())
    screen = page(made.people["anna"])
    open_note(screen, made.project)
    press(screen, "ArrowRight", "/")
    screen.keyboard.type("isolement")
    press(screen, "Enter")
    assert screen.locator("#markeringen .an-active b").inner_text() == "Sociaal isolement of ontbrekend netwerk"
    assert screen.locator("#richtlijn > section:not([hidden]) h3").first.inner_text().startswith("Sociaal isolement")
    press(screen, "?")
    assert screen.locator("#toetsen").is_visible()
    press(screen, "Escape")
    assert not screen.locator("#toetsen").is_visible()


def test_no_keyboard_trap(project: Any, page: Page) -> None:
    made = project(notes=hard_note())
    screen = page(made.people["anna"])
    open_note(screen, made.project)
    for _ in range(4):
        press(screen, "Tab")
    assert screen.evaluate("document.activeElement.id") != "tekst"


def test_axe_finds_nothing(project: Any, page: Page, store: Store) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    made = project(["anna", "bilal"], notes=hard_note(), overlap=2)
    screen = page(made.people["anna"])
    for login in ("bilal", "anna"):
        other = page(made.people[login])
        open_note(other, made.project)
        for _ in range(2):
            press(other, "ArrowRight", "v" if login == "anna" else "h", "Control+Enter")
        saved(other)
    open_note(screen, made.project)
    press(screen, "Tab")
    paths = ["/annoteren", f"/annoteren/{made.project}", "/projecten", f"/projecten/{made.project}", "/richtlijn"]
    paths.append(f"/projecten/{made.project}/vergelijken")
    with store.session() as session:
        note = session.scalars(select(Assignment.note_id)).first()
    paths.append(f"/projecten/{made.project}/vergelijken/{note}")
    PICTURES.mkdir(parents=True, exist_ok=True)
    results = {"screen": axe.run(screen)}
    screen.screenshot(path=PICTURES / "scherm.png")
    for path in paths:
        screen.goto(path)
        results[path] = axe.run(screen)
        screen.screenshot(path=PICTURES / f"{path.strip('/').replace('/', '-')}.png", full_page=True)
    wrong = {
        place: [(found["id"], found["nodes"][0]["html"][:120]) for found in result.response["violations"]]
        for place, result in results.items()
        if result.violations_count
    }
    assert wrong == {}


def test_what_the_server_sends_is_what_the_page_needs(project: Any, store: Store) -> None:
    made = project(notes=hard_note())
    with store.session() as session:
        first = session.scalars(select(Assignment).where(Assignment.project_id == made.project)).unique().first()
        assert first is not None
        assert shown(session, first)["next_to_do"] is not None
