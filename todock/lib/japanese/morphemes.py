"""SudachiPy's tokenizer: one dictionary a process, one tokenizer a thread."""

import threading

from sudachipy import Dictionary, SplitMode, Tokenizer

_local = threading.local()
_lock = threading.Lock()
_dictionary: Dictionary | None = None


def tokenizer() -> Tokenizer:
    """Return this thread's tokenizer, which splits into the longest words (mode C).

    Tokenizers are not safe to share; the dictionary (mapped, not read) is.
    """
    found = getattr(_local, "tokenizer", None)
    if found is None:
        global _dictionary
        with _lock:
            if _dictionary is None:
                _dictionary = Dictionary()
            found = _local.tokenizer = _dictionary.tokenizer(mode=SplitMode.C)
    return found
