"""Reading an experiment's file as a draft, right or wrong. Loads no pydantic: the program's start asks here too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.errors import WorkbenchError

_LARGEST_FILE = 16 * 2**20


def read_draft(path: Path) -> dict[str, Any]:
    """What is in the file; whether it is a valid experiment is for `draft.validate` to say.

    Raises:
        WorkbenchError: It cannot be read, or is no JSON object.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise WorkbenchError(f"{path} is too large to be an experiment.", "Choose a file saved by this program.")
        draft = json.loads(path.read_text("utf-8"))
        # JSON can name halves of characters, which no file or database takes when the draft is kept.
        json.dumps(draft, ensure_ascii=False).encode()
    except OSError as error:
        raise WorkbenchError(f"{path} cannot be read: {error.strerror}.", "Check its permissions.") from error
    # Besides text that is not JSON: whole numbers of thousands of digits, and lists nested as deeply.
    except (ValueError, RecursionError) as error:
        raise WorkbenchError(f"{path} is not JSON.", "Choose a file saved by this program.", str(error)) from error
    if not isinstance(draft, dict):
        raise WorkbenchError(f"{path} holds no experiment.", "It must be a JSON object with name and network.")
    return draft
