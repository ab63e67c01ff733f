"""Where the program keeps things: a cache and logs that may be deleted any time, and workspaces that may not."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

APPLICATION = "classifier-workbench"
MODEL_SUFFIX = ".workbench"
"""What the names of model files end in."""
KERAS_SUFFIX = ".keras"
"""What those end in that Keras saved."""
DATABASE = "workbench.sqlite3"
"""The runs of a workspace, in its folder."""


def cache_folder() -> Path:
    """Decoded datasets and downloads. `WORKBENCH_CACHE` overrides the platform's place for such files."""
    override = os.environ.get("WORKBENCH_CACHE")
    return Path(override) if override else platformdirs.user_cache_path(APPLICATION)


def default_workspace() -> Path:
    """The workspace of a window or command line that was not given one. `WORKBENCH_WORKSPACE` overrides it."""
    override = os.environ.get("WORKBENCH_WORKSPACE")
    return Path(override) if override else platformdirs.user_data_path(APPLICATION) / "workspace"


def log_folder() -> Path:
    """What the window writes about itself. `WORKBENCH_LOGS` overrides the platform's place for such files."""
    override = os.environ.get("WORKBENCH_LOGS")
    return Path(override) if override else platformdirs.user_log_path(APPLICATION)
