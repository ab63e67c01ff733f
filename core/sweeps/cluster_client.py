"""Reaching a cluster, and making sure that it runs this very program."""

from __future__ import annotations

import socket
import warnings
from typing import TYPE_CHECKING, Final

from core.errors import WorkbenchError
from core.sweeps.cluster_worker import versions

if TYPE_CHECKING:  # an optional extra
    from distributed import Client, LocalCluster

_SECONDS_TO_CONNECT: Final = 10.0
_INSTALL: Final = 'Install what it needs: pip install "classifier-workbench[cluster]".'


def check_installed() -> None:
    """Raise a WorkbenchError where what is needed for a cluster is not installed."""
    try:
        import distributed  # noqa: F401, PLC0415 - an optional extra
    except ImportError as error:
        raise WorkbenchError("Runs cannot be sent to a cluster: distributed is missing.", _INSTALL) from error


def start_local(workers: int) -> LocalCluster:
    """A scheduler and workers of one thread each, processes of this machine that others cannot reach."""
    from distributed import LocalCluster  # noqa: PLC0415 - an optional extra

    host = "127.0.0.1"
    return LocalCluster(workers, threads_per_worker=1, processes=True, host=host, dashboard_address=f"{host}:0")


def connect(address: str) -> Client:
    """A connection to the scheduler of a cluster.

    Args:
        address: Such as tcp://127.0.0.1:8786.

    Raises:
        WorkbenchError: Nobody answers there, or the cluster runs another version.
    """
    import dask  # noqa: PLC0415 - an optional extra
    from distributed import Client  # noqa: PLC0415
    from distributed.comm.addressing import get_address_host_port  # noqa: PLC0415
    from distributed.versions import VersionMismatchWarning  # noqa: PLC0415

    # Also of what is asked of a scheduler that has gone; half a minute, otherwise.
    dask.config.set({"distributed.comm.timeouts.connect": _SECONDS_TO_CONNECT})
    try:
        # A client that cannot connect leaves a thread behind.
        socket.create_connection(get_address_host_port(address), _SECONDS_TO_CONNECT).close()
        with warnings.catch_warnings():
            # What matters of it is refused below.
            warnings.simplefilter("ignore", VersionMismatchWarning)
            client = Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise WorkbenchError(
            f"No dask scheduler answers at {address}.",
            "Start one with `dask scheduler`, and workers with `dask worker ADDRESS`.",
            str(error),
        ) from error
    try:
        check_cluster(client)
    except BaseException:
        client.close()
        raise
    return client


def check_cluster(client: Client) -> None:
    """Compare the versions of scheduler and workers with ours.

    Raises:
        WorkbenchError: One is different, or cannot import this program.
    """
    try:
        theirs = {"the scheduler": client.run_on_scheduler(versions)}
    except Exception as error:  # whatever importing this program there led to
        raise WorkbenchError(
            "The scheduler cannot load this program.", "Install the same version of it there.", str(error)
        ) from error
    for worker, found in client.run(versions, on_error="return").items():
        if not isinstance(found, dict):
            message = f"The worker {worker} cannot load this program."
            raise WorkbenchError(message, "Install the same version of it there.", str(found))
        theirs[f"the worker {worker}"] = found
    for who, found in theirs.items():
        if refusal := refusal_of(who, found):
            raise WorkbenchError(refusal, "Install the same versions everywhere.")


def refusal_of(who: str, theirs: dict[str, str]) -> str:
    """Why somebody with these versions may not train our runs; empty where they are ours."""
    for name, ours in versions().items():
        if (found := theirs.get(name, "none")) != ours:
            return f"{who[0].upper()}{who[1:]} has {name} {found}, this program runs on {ours}."
    return ""
