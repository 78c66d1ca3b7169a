"""The adjudicator's pages: which notes differ, one note with all readings side by side, and the gold corpus."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from annotation.adjudication import MentionCase
from annotation.screen.decisions import Choice, compared, decide, earlier, gold_of, several
from annotation.screen.guard import Leader, Number
from annotation.screen.projects_pages import download, project_of
from annotation.screen.words import words
from triage.people.guard import Db
from triage.web.render import redirect, render

router = APIRouter(prefix="/projecten/{project_id}")
ON_A_PAGE = 25
Short = Annotated[str, Form(max_length=300)]
Reason = Annotated[str, Form(max_length=2000)]


@router.get("/vergelijken")
def all_compared(
    request: Request,
    session: Db,
    person: Leader,
    project_id: Number,
    pagina: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    project = project_of(session, project_id)
    notes = several(session, project_id)
    shown = notes[(pagina - 1) * ON_A_PAGE : pagina * ON_A_PAGE]
    return render(
        request,
        "screen/compared.html",
        project=project,
        rows=[compared(session, project_id, note) for note in shown],
        total=len(notes),
        page=pagina,
        pages=max(1, -(-len(notes) // ON_A_PAGE)),
    )


@router.get("/vergelijken/{note_id}")
def one_compared(request: Request, session: Db, person: Leader, project_id: Number, note_id: Number) -> Response:
    project = project_of(session, project_id)
    found = compared(session, project_id, note_id)
    notes = several(session, project_id)
    here = notes.index(note_id)
    return render(
        request,
        "screen/adjudicate.html",
        project=project,
        found=found,
        readers=list(found.readings),
        of_mentions=[case for case in found.differing if isinstance(case, MentionCase)],
        of_questions=[case for case in found.differing if not isinstance(case, MentionCase)],
        agreed=len(found.cases) - len(found.differing),
        earlier=earlier(session, note_id),
        following=notes[here + 1] if here + 1 < len(notes) else None,
        differs=words().differs,
        qualifier_words=words().qualifiers,
        answers=words().answers,
    )


@router.post("/vergelijken/{note_id}")
def keep_decision(
    request: Request,
    session: Db,
    person: Leader,
    project_id: Number,
    note_id: Number,
    case: Short,
    readings: Short,
    choice: Short,
    reason: Reason,
    label: Short = "",
    words_: Annotated[str, Form(max_length=2000, alias="words")] = "",
    presence: Short = "aanwezig",
    temporality: Short = "huidig",
    experiencer: Short = "betrokkene",
    attribution: Short = "waarneming",
) -> Response:
    project_of(session, project_id)
    qualifiers = {
        "presence": presence,
        "temporality": temporality,
        "experiencer": experiencer,
        "attribution": attribution,
    }
    filled = Choice(choice, reason, label, words_, qualifiers)
    decide(session, person, project_id, note_id, case, readings, filled)
    return redirect(request, f"/projecten/{project_id}/vergelijken/{note_id}")


@router.get("/goud.jsonl")
def gold_corpus(session: Db, person: Leader, project_id: Number) -> Response:
    project = project_of(session, project_id)
    rows = [note.model_dump(mode="json") for note in gold_of(session, project_id).notes]
    return download(session, person, project, "goud", rows)
