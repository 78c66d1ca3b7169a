"""The organisation's own theme: one CSS file named in the settings, served as ours."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse
from starlette.responses import Response

from triage.people.guard import Config, public
from triage.web.errors import Refused

theme_router = APIRouter()


@theme_router.get("/thema.css", dependencies=[Depends(public)], include_in_schema=False)
def theme(settings: Config) -> Response:
    if settings.theme_css is None:
        raise Refused("web.error_404", 404)
    return FileResponse(settings.theme_css, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})
