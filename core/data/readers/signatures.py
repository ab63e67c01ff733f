"""What a file is, told by its first bytes alone. Loads no NumPy: the program's start asks here too."""

from __future__ import annotations

from pathlib import Path

from core.errors import WorkbenchError

FORMATS = (
    "A dataset is a folder of class folders, a zip of one, SVHN's .mat files, fer2013.csv, "
    "or an .npz with images and labels."
)
_START = 1024
_ZIP = b"PK"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"BM", b"GIF8", b"RIFF")
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")


def start_of(path: Path) -> bytes:
    """The first bytes of a file, as many as the other functions look at.

    Raises:
        WorkbenchError: It cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(_START)
    except OSError as error:
        raise WorkbenchError(f"{path} cannot be read: {error.strerror}.", "Check its permissions.") from error


def is_zip(start: bytes) -> bool:
    """Whether a file that begins so is a zip archive, which NumPy's .npz and our models are too."""
    return start.startswith(_ZIP)


def is_matlab(start: bytes) -> bool:
    """Whether a file that begins so is a MATLAB 5 file; its first 128 bytes are the header."""
    return len(start) >= 128 and start[126:128] in {b"IM", b"MI"} and not is_matlab_73(start)


def is_matlab_73(start: bytes) -> bool:
    """Whether a file that begins so is HDF5, which MATLAB writes as version 7.3."""
    return start.startswith((b"MATLAB 7.3", b"\x89HDF\r\n"))


def is_fer_csv(start: bytes) -> bool:
    """Whether a file that begins so has FER2013's header line."""
    header = start.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("ascii", "replace")
    return {"emotion", "pixels"} <= set(column_names(header.split(",")))


def is_picture(start: bytes) -> bool:
    """Whether a file that begins so is one picture."""
    return start.startswith(_PICTURES)


def column_names(header: list[str]) -> list[str]:
    """A table's column names as they are compared."""
    return [name.strip().strip('"').lower() for name in header]


def unknown(path: Path, start: bytes) -> WorkbenchError:
    """What to say of a file that is no dataset: empty, or of a kind that many take for one."""
    if not start:
        return WorkbenchError(f"{path} is empty.", "Download or copy it again.")
    if is_matlab_73(start):
        return WorkbenchError(
            f"{path} is an HDF5 file (MATLAB 7.3), which is not read.", "Save it in MATLAB with the option -v7."
        )
    if is_picture(start):
        return WorkbenchError(f"{path} is one picture, not a dataset.", "Open the folder that has the class folders.")
    if start.startswith(_ARCHIVES) or start[257:262] == b"ustar":
        return WorkbenchError(f"{path} is an archive, but not a zip.", "Unpack it and open the folder instead.")
    if start.startswith(b"\x93NUMPY"):
        return WorkbenchError(
            f"{path} is a single array without labels.", "Save both with np.savez(path, images=..., labels=...)."
        )
    return WorkbenchError(f"{path} is not a dataset that this program reads.", FORMATS)
