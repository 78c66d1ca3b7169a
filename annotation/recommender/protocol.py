"""What INCEpTION sends and expects. Source: its user guide, chapter on external recommenders."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Anchoring = Literal["characters", "singleToken", "tokens", "sentences"]

PREDICTED = "inception_internal_predicted"
"""The feature by which INCEpTION knows a suggestion from an annotation."""

EXPLANATION = "_score_explanation"
"""Behind a feature's name: why it was suggested, shown to the annotator."""


class _Message(BaseModel):
    # INCEpTION may send more than we need, and more with every version.
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True)


class Metadata(_Message):
    """Which layer and feature to fill, and what a suggestion may span."""

    layer: str = Field(min_length=1)
    feature: str = Field(min_length=1)
    project_id: int
    anchoring_mode: Anchoring = "tokens"
    cross_sentence: bool = False


class Document(_Message):
    """A document as XMI, with whose it is."""

    xmi: str = Field(min_length=1)
    document_id: int | None = None
    user_id: str | None = None


class PredictRequest(_Message):
    """The body of `POST /predict`."""

    metadata: Metadata
    document: Document
    type_system: str = Field(min_length=1)


class PredictResponse(_Message):
    """The document as XMI, suggestions added."""

    document: str
