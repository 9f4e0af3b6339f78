"""The field that a caller meant who named one that there is not: "topk" for `top_k`. Pure."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel

_LIKENESS = 0.75  # of 1; "file" and "files" have 0.89, "colour" and "course" 0.67

Place = Sequence[str | int]


def models_of(route: Any) -> Mapping[str, type[BaseModel]]:
    """What a route of FastAPI takes, by the first part of an error's place."""
    body = getattr(route, "body_field", None)
    queries: Sequence[Any] = getattr(getattr(route, "dependant", None), "query_params", ())
    fields = {"body": body, "query": queries[0] if len(queries) == 1 else None}
    found = {name: _model(field.field_info.annotation) for name, field in fields.items() if field}
    return {name: model for name, model in found.items() if model is not None}


def nearest(model: type[BaseModel] | None, place: Place) -> str | None:
    """The field nearest to the last name of ``place``, which leads there from ``model``."""
    for part in place[:-1]:
        if isinstance(part, str):
            known = model.model_fields.get(part) if model else None
            model = _model(known.annotation) if known else None
    near = get_close_matches(str(place[-1]), model.model_fields if model else (), 1, _LIKENESS)
    return near[0] if near else None


def _model(annotation: Any) -> type[BaseModel] | None:
    """The first model in a type: that of ``tuple[Turn, ...]`` or of ``Turn | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model, get_args(annotation))), None)
