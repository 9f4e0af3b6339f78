"""What can go wrong, drawn as a tree. Each message names the value and the next step.

::

    RagError                    any error of ours; str(error) can be shown to a user
    ├── SettingsError           a setting has a value we cannot use
    ├── ModelError              the embedding model is missing or not the one we pinned
    ├── ReadError               one file could not be read (the rest of the batch goes on)
    │   ├── UnsupportedFile     not a kind of file we read
    │   ├── EmptyFile           no text in it
    │   ├── FileTooLarge        over a size, page or unpacking limit
    │   └── ParserFailed        damaged, encrypted, too slow or too hungry
    ├── StoreError              the data directory cannot be used
    │   ├── StoreLocked         another process owns it
    │   └── StoreMismatch       made with another embedder, chunker or version: reindex
    ├── NotFound                no such document, chunk or conversation
    ├── InvalidQuestion         empty, too long or not text
    ├── AnswererUnavailable     the model server is down, slow or refuses
    └── EvalError               a gold file, baseline or run that cannot be used
"""


class RagError(Exception):
    """Any error of ours; ``str(error)`` is one line that can be shown to a user."""


class SettingsError(RagError):
    """A setting has a value we cannot use."""


class ModelError(RagError):
    """The embedding model is missing or is not the one whose hash we pinned."""


class ReadError(RagError):
    """One file could not be read; the rest of a batch goes on."""


class UnsupportedFile(ReadError):
    """Not a kind of file we read."""


class EmptyFile(ReadError):
    """There is no text in it."""


class FileTooLarge(ReadError):
    """Over a size, page or unpacking limit."""


class ParserFailed(ReadError):
    """Damaged, encrypted, too slow or too hungry for its parser's limits."""


class StoreError(RagError):
    """The data directory cannot be used."""


class StoreLocked(StoreError):
    """Another process owns the data directory."""


class StoreMismatch(StoreError):
    """The data directory was made with another embedder, chunker or version."""


class NotFound(RagError):
    """No such document, chunk or conversation."""


EMPTY_QUESTION = "The question is empty. Ask something in a few words."


class InvalidQuestion(RagError):
    """The question is empty, too long or not text."""


class AnswererUnavailable(RagError):
    """The model server is down, slow or refuses; the built-in answerer still works."""


class EvalError(RagError):
    """A gold file, a baseline or a run that cannot be used."""
