"""A body whose fields are declared: the same as JSON and as a form, described to OpenAPI by what reads it."""

from __future__ import annotations

import abc
import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from intarsia.i18n import messages
from intarsia.media.written import DATA_URL
from intarsia.serving.problems import ProblemDetail, invalid, unreadable
from intarsia.serving.request_body import JSON, MULTIPART, bounded, is_json, parts, problems, sized

say = messages(__package__)


class Strict(BaseModel, abc.ABC):
    """A part of a body: what is not declared is refused, and no type is taken for another."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Fields(Strict, abc.ABC):
    """A body. In a form, fields of files and texts are as they are, fields of several repeat, all others hold JSON.

    Attributes:
        files: fields that hold a picture, as a data: URL or an uploaded file.
        several: those of them that may be repeated.
        texts: fields that a form holds without quotes.
    """

    files: ClassVar[frozenset[str]] = frozenset()
    several: ClassVar[frozenset[str]] = frozenset()
    texts: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def read(cls, headers: Mapping[str, str], body: bytes) -> Self:
        """What a body says; its pictures are not looked at. Raises a `Refusal`."""
        try:
            if is_json(headers):
                return cls.model_validate_json(sized(body))
            return cls._of_form(parts(headers, body))
        except ValidationError as error:
            raise unreadable(problems(error)) from error

    @classmethod
    def described(cls) -> dict[str, Any]:
        """Return the body's description for OpenAPI (`openapi_extra`)."""
        whole = inlined(cls.model_json_schema())
        fields = {name: cls._part(name, told) for name, told in whole["properties"].items()}
        form = {"type": "object", "properties": fields, "additionalProperties": False}
        form |= {"required": whole["required"]} if "required" in whole else {"minProperties": 1}
        content = {JSON: {"schema": whole}, MULTIPART: {"schema": form}}
        return {"requestBody": {"required": True, "content": content}}

    @classmethod
    def _of_form(cls, cells: Mapping[str, Sequence[object]]) -> Self:
        """JSON cannot hold files, so they come to their fields when all else has been read."""
        bounded(cell for name, given in cells.items() if name not in cls.files for cell in given)
        uploads: dict[str, Any] = {}
        told: dict[str, Any] = {}
        amiss: list[ProblemDetail] = []
        for name, given in cells.items():
            if name not in cls.several and len(given) > 1:
                amiss.append(ProblemDetail.of(say("form.twice", count=len(given)), name[:40]))
            elif name in cls.files:
                uploads[name] = list(given) if name in cls.several else given[0]
                told[name] = [None] * len(given) if name in cls.several else None
            else:
                text = given[0].decode("utf-8", "replace") if isinstance(given[0], bytes) else str(given[0])
                try:
                    told[name] = (
                        text if name in cls.texts or name not in cls.model_fields else ANYTHING.validate_json(text)
                    )
                except ValidationError as error:
                    amiss.append(ProblemDetail.of(say("field.expected_json", why=invalid(error.errors()[0])), name))
        if amiss:
            raise unreadable(amiss)
        return cls.model_validate_json(json.dumps(told)).model_copy(update=uploads)

    @classmethod
    def _part(cls, name: str, told: Mapping[str, Any]) -> dict[str, Any]:
        """Return how a field looks in a form."""
        about = {"description": told["description"]} if "description" in told else {}
        if name in cls.several:
            bound = {"maxItems": told["maxItems"]} if "maxItems" in told else {}
            return {"type": "array", "items": {"type": "string", "format": "binary"}, **bound, **about}
        if name in cls.files:
            return {"type": "string", "format": "binary", **about}
        if name in cls.texts:
            return dict(told)
        return {"type": "string", "contentMediaType": JSON, **about}


ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)
"""Reads JSON as bodies are read: bounded in depth."""
PICTURE: dict[str, Any] = {"type": "string", "pattern": DATA_URL, "description": "a data: URL of a picture"}
"""Schema of a field that holds a picture."""


def inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without references: OpenAPI has no place for a model's own definitions."""
    known = schema.pop("$defs", {})

    def without(part: Any) -> Any:
        if isinstance(part, list):
            return [without(each) for each in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return without(known[part["$ref"].rpartition("/")[2]]) | {k: v for k, v in part.items() if k != "$ref"}
        return {name: without(each) for name, each in part.items()}

    return dict(without(schema))
