"""The monthly figures: as a page with charts, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from pipeline.spreadsheet import no_formula
from triage.monitoring.alarms import Alarm, alarms
from triage.monitoring.charts import count_chart, share_chart
from triage.monitoring.collecting import collect
from triage.monitoring.figures import Month, figures
from triage.monitoring.months import CalendarMonth
from triage.monitoring.shares import Share
from triage.people.guard import Config, needs
from triage.settings import Settings
from triage.store.choices import Role
from triage.store.tables import Person
from triage.store.types import now
from triage.web.dates import day
from triage.web.errors import Refused
from triage.web.render import redirect, render
from triage.web.texts import lines, text

router = APIRouter()
WATCHERS = needs(Role.BEHEERDER, Role.AUDITOR, Role.ONDERZOEKER)
SHORT = 3


def _month(settings: Settings, written: str) -> CalendarMonth:
    """The month in an address; raises `Refused` for one that is none or that has not begun."""
    zone = ZoneInfo(settings.timezone)
    found = CalendarMonth.parse(written, zone)
    if found is None or found > CalendarMonth.of(now(), zone):
        raise Refused("web.error_404", 404)
    return found


def _figures(request: Request, month: CalendarMonth) -> Month:
    with request.app.state.store.reading() as session:
        return figures(collect(session, month))


@router.get("/controle/maand")
def this_month(request: Request, settings: Config, person: Annotated[Person, Depends(WATCHERS)]) -> Response:
    return redirect(request, f"/controle/maand/{CalendarMonth.of(now(), ZoneInfo(settings.timezone))}")


@router.get("/controle/maand/{written}")
def show_month(
    request: Request, settings: Config, person: Annotated[Person, Depends(WATCHERS)], written: str
) -> Response:
    month = _month(settings, written)
    made = _figures(request, month)
    zone = ZoneInfo(settings.timezone)
    return render(
        request,
        "monitoring/month.html",
        month=month,
        newest=month == CalendarMonth.of(now(), zone),
        figures=made,
        alarms=[_sentence(alarm, zone) for alarm in alarms(made, settings, now().astimezone(zone).date())],
        recall_chart=share_chart([(row.label, row.found) for row in made.blind.rows]),
        override_chart=share_chart([(row.label, row.overridden) for row in made.signals]),
        intake_chart=count_chart(
            [(one.name[:SHORT], own.raised, own.arrived - own.raised) for one, own in made.facts.history]
        ),
        history=[(one.name, own) for one, own in reversed(made.facts.history)],
    )


def _sentence(alarm: Alarm, zone: ZoneInfo) -> str:
    share = "" if alarm.share is None or alarm.share.value is None else _said(alarm.share)
    return text(
        f"monitoring.alarm_{alarm.kind}",
        subject=alarm.subject or "",
        share=share,
        seconds=round(alarm.seconds or 0),
        day=day(alarm.day, zone) if alarm.day else "",
    )


def _said(share: Share) -> str:
    return f"{round(100 * (share.value or 0))} % ({share.events} van {share.units})"


def as_rows(made: Month) -> Iterable[tuple[str, str, int | None, int | None, float | None, float | None, float | None]]:
    """The figures as rows of (figure, subject, events, units, value, low, high)."""

    def row(name: str, subject: str, share: Share) -> tuple[Any, ...]:
        low, high = share.interval or (None, None)
        return name, subject, share.events, share.units, share.value, low, high

    for name, share in (
        ("gevolgd", made.follow),
        ("niet_beoordeeld", made.untouched),
        ("van_mening_veranderd", made.change),
        ("signaal_erbij", made.added),
        ("signaal_eraf", made.dropped),
        ("steekproef_toch_signaal", made.sample_missed),
        ("blind_gevonden", made.blind.found),
        ("blind_terecht", made.blind.right),
    ):
        yield row(name, "", share)
    recall = made.recall
    yield "schatting_gevonden_meldingen", "", None, None, recall.value, recall.low, recall.high
    for signal in made.signals:
        yield row("niet_gevolgd", signal.signal, signal.overridden)
    for found in made.blind.rows:
        yield row("blind_gevonden", found.signal, found.found)
    for team in made.teams:
        yield row("gevolgd_team", team.team, team.follow)


@router.get("/controle/maand/{written}/cijfers.csv")
def month_csv(
    request: Request, settings: Config, person: Annotated[Person, Depends(WATCHERS)], written: str
) -> Response:
    made = _figures(request, month := _month(settings, written))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(lines("monitoring.columns"))
    for values in as_rows(made):
        writer.writerow([_cell(value) for value in values])
    return Response(
        "\ufeff" + out.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="maandcijfers-{month}.csv"'},
    )


def _cell(value: object) -> str:
    """A figure with a comma, and no name of a team that a spreadsheet takes for a formula."""
    if isinstance(value, float):
        return f"{value:.4f}".replace(".", ",")
    return "" if value is None else no_formula(str(value))


@router.get("/controle/maand/{written}/cijfers.json")
def month_json(
    request: Request, settings: Config, person: Annotated[Person, Depends(WATCHERS)], written: str
) -> JSONResponse:
    made = _figures(request, month := _month(settings, written))
    names = ("cijfer", "onderwerp", "aantal", "van", "deel", "laag", "hoog")
    return JSONResponse(
        {
            "maand": str(month),
            "meldingen": asdict(made.facts.intake),
            "gelezen": made.readings,
            "suggesties_bekeken": made.revealed,
            "middelste_seconden": made.median_seconds,
            "cijfers": [dict(zip(names, values, strict=True)) for values in as_rows(made)],
        }
    )
