"""Conversations that the server remembers, for callers who would rather not send the history."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Security
from starlette.responses import Response

from rag import schema
from rag.errors import NotFound
from rag.server import asked, wire
from rag.server.access import READ, Keys, needs
from rag.server.failures import responses
from rag.store import Library
from rag.store.records import Notes

KIND = "api_conversation"

ConversationId = Annotated[
    str, Path(pattern=asked.ID, description="The id that was sent with its questions.")
]


class Conversations:
    """Turns by conversation; a key sees only its own."""

    def __init__(self, notes: Notes, library: Library) -> None:
        self._notes = notes
        self._library = library

    def turns(self, request: Request, conversation_id: str) -> list[schema.Turn]:
        """Oldest first; empty for one that is not known."""
        return [
            schema.Turn(turn["question"], turn["answer"], turn["searched"])
            for turn in self._kept(_owned(request, conversation_id))
        ]

    def add(self, request: Request, conversation_id: str, answer: schema.Answer) -> None:
        """Remember an exchange; the oldest ones go where there are too many.

        The documents that an answer cites are noted beside it: it goes when one of them does,
        also where that happened while it was written.
        """
        searched = answer.standalone_question or answer.question
        turn = asdict(schema.Turn(answer.question, answer.text, searched))
        turn["documents"] = sorted({c.provenance.document_id for c in answer.citations})
        name = _owned(request, conversation_id)
        turns = [*self._kept(name), turn][-asked.MAX_HISTORY :]
        self._notes.save({"turns": turns}, name)
        if len(self._library.provenance(turn["documents"])) < len(turn["documents"]):
            turn |= {"answer": "", "searched": "", "documents": []}
            self._notes.save({"turns": turns}, name)

    def forget(self, request: Request, conversation_id: str) -> None:
        """Remove it for good. Raises NotFound."""
        if not self._notes.delete(_owned(request, conversation_id)):
            raise NotFound(f"No conversation {conversation_id!r}.")

    def _kept(self, name: str) -> list[dict[str, Any]]:
        note = self._notes.get(name)
        return list(note.data["turns"]) if note else []


def _owned(request: Request, conversation_id: str) -> str:
    return f"{request.scope.get('rag.key') or ''}/{conversation_id}"


def router(stored: Conversations, keys: Keys) -> APIRouter:
    """Read and forget."""
    read = [Security(needs(keys), scopes=[READ])]
    routes = APIRouter(prefix="/conversations", tags=["Ask"], dependencies=read)

    @routes.get(
        "/{conversation_id}",
        operation_id="get_conversation",
        summary="Read a conversation",
        responses=responses(404),
    )
    def get_conversation(request: Request, conversation_id: ConversationId) -> wire.Conversation:
        """What was asked with this `conversation_id`, oldest first.

        An answer is empty once a document that it cites was removed or replaced.
        """
        turns = stored.turns(request, conversation_id)
        if not turns:
            raise NotFound(f"No conversation {conversation_id!r}.")
        return wire.Conversation(
            id=conversation_id,
            turns=tuple(wire.Turn(question=turn.question, answer=turn.answer) for turn in turns),
        )

    @routes.delete(
        "/{conversation_id}",
        operation_id="forget_conversation",
        summary="Forget a conversation",
        status_code=204,
        responses=responses(404),
    )
    def forget_conversation(request: Request, conversation_id: ConversationId) -> Response:
        """Removes what was asked and answered in it."""
        stored.forget(request, conversation_id)
        return Response(status_code=204)

    return routes
