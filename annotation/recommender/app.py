"""The service: `POST /predict` answers, `POST /train` is taken in silence, because this tagger learns from corpora only."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from annotation.recommender.predict import RequestError, predict
from annotation.recommender.protocol import PredictRequest, PredictResponse
from annotation.suggestions import Suggest


def create_app(suggest: Suggest) -> FastAPI:
    """The application. Documents are neither stored nor logged."""
    app = FastAPI(title="nietpluis: external recommender for INCEpTION", docs_url=None, redoc_url=None)

    @app.post("/predict")
    def answer(request: PredictRequest) -> PredictResponse:
        return PredictResponse(
            document=predict(request.document.xmi, request.type_system, request.metadata, suggest),
        )

    @app.post("/train", status_code=204)
    def train() -> Response:
        return Response(status_code=204)

    @app.exception_handler(RequestError)
    def refused(_request: Request, error: RequestError) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, status_code=422)

    @app.exception_handler(RequestValidationError)
    def malformed(_request: Request, error: RequestValidationError) -> JSONResponse:
        # The usual answer repeats the input, and the input is a note.
        said = [{"where": list(found["loc"]), "what": found["msg"]} for found in error.errors()]
        return JSONResponse({"detail": said}, status_code=422)

    return app
