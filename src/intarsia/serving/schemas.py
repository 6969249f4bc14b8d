"""What OpenAPI says of the model: its columns as the fields of a row, and the shape of its answers."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from intarsia.columns.base import Column, columns
from intarsia.columns.schema import Schema
from intarsia.serving.limits import Limits
from intarsia.serving.request_body import JSON, MULTIPART

Scalar = str | int | float | bool | None
Label = Scalar | list[Scalar]
ByOutput = dict[str, float | None]


class RowAnswer(BaseModel):
    """The answer to one row, and what it rests on."""

    answer: Label = Field(description="in the labels' own type; a list where a row has several")
    probabilities: ByOutput | None = Field(description="of every class or label; null for a regression")
    missing: list[str] = Field(description="columns in which the row has no cell")
    unseen: list[str] = Field(description="columns whose category no training row had")


class PredictResponse(BaseModel):
    """The answers that `/predict` gives."""

    label: str
    kind: str
    answers: list[RowAnswer]


class EmbedResponse(BaseModel):
    """What `/embed` answers: the fused vectors, one per row."""

    width: int
    vectors: list[list[float | None]]


class RowExplanation(BaseModel):
    """Why one row is answered as it is, in the unit of the scores."""

    answer: Label
    scores: ByOutput
    base: ByOutput = Field(description="the answer with everything hidden")
    contributions: dict[str, ByOutput] = Field(description="Shapley values: base and their sum make the scores")
    drops: dict[str, ByOutput] = Field(description="what the scores lose without one modality")
    missing: list[str] = Field(description="modalities that the row does not have")
    weights: ByOutput | None = Field(description="shares that the fusion gives its voices, where it has such")
    attention: dict[str, list[float | None]] | None = Field(
        description="shares that the fusion's attention gives every modality's tokens, where it has such"
    )


class ExplainResponse(BaseModel):
    """The answers and reasons that `/explain` gives."""

    label: str
    kind: str
    explanations: list[RowExplanation]


class ModelListItem(BaseModel):
    """One of the models that are served."""

    name: str
    path: str = Field(description="below which it is asked: `path`/predict, `path`/explain, `path`/embed")
    label: str
    kind: str


class ModelList(BaseModel):
    """The models and applications that `/models` lists."""

    models: list[ModelListItem]
    apps: list[str] = Field(description="paths below which applications are asked")


class ServiceState(BaseModel):
    """What `/health` and `/ready` answer."""

    status: str


def body(schema: Schema, limits: Limits, rows: int) -> dict[str, Any]:
    """The request body of an endpoint that takes up to so many rows, as `openapi_extra`."""
    cells = {name: _cell(column, limits) for name, column in schema.columns.items()}
    row = {"type": "object", "properties": cells, "additionalProperties": False}
    many = {"type": "array", "items": row, "minItems": 1, "maxItems": rows}
    whole = {"type": "object", "properties": {"rows": many}, "required": ["rows"], "additionalProperties": False}
    fields = {name: {"type": "array", "items": _part(column)} for name, column in schema.columns.items()}
    form = {"type": "object", "properties": fields, "minProperties": 1, "additionalProperties": False}
    told = "Every field is a column; repeat it for several rows, as often as all others."
    content = {JSON: {"schema": whole}, MULTIPART: {"schema": form | {"description": told}}}
    return {"requestBody": {"required": True, "content": content}}


def _cell(column: Column, limits: Limits) -> dict[str, Any]:
    kind = columns.name_of(column)
    field = column.field()
    if not field.is_file:
        longest = {"maxLength": limits.characters} if field.control == "words" else {}
        return {"type": ["string", "number", "boolean", "null"], **longest, "description": kind}
    told = f"{kind}: a data: URL" + (", or a path on the server" if limits.paths else "")
    bound = {} if limits.paths else {"pattern": "^(data:[^,]{0,200};base64,|$)"}
    return {"type": ["string", "null"], **bound, "description": told}


def _part(column: Column) -> dict[str, Any]:
    told = {"type": "string", "description": columns.name_of(column)}
    return told | {"format": "binary"} if column.field().is_file else told
