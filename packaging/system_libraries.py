"""The shared libraries that Qt's windows need from a Linux system, which no wheel brings."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys

# soname: package on Debian and Ubuntu, package on Arch. RPM systems install by soname.
PACKAGES = {
    "libEGL.so.1": ("libegl1", "libglvnd"),
    "libGL.so.1": ("libgl1", "libglvnd"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libx11"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libwayland-client.so.0": ("libwayland-client0", "wayland"),
    "libwayland-cursor.so.0": ("libwayland-cursor0", "wayland"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
}

SECONDS_FOR_LOCK = 180

# What the tests of the real window use: a screen in memory, a window manager, a mouse and keyboard.
SCREEN_PROGRAMS = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool"}


def provide() -> bool:
    """Install what is missing as root on Debian or Ubuntu, else say how to; False where some stay missing."""
    missing = missing_libraries()
    if not missing:
        return True
    if shutil.which("apt-get") and os.geteuid() == 0:
        print(
            f"Installing {len(missing)} system libraries that Qt needs, with apt-get ...", file=sys.stderr, flush=True
        )
        failure = install_with_apt(apt_packages(missing))
        if failure:
            print(
                f"{failure}\nThat did not work; what is needed:\n  {install_command(missing)}",
                file=sys.stderr,
                flush=True,
            )
        return not failure
    print(
        f"Qt's windows need system libraries. Install them with:\n  {install_command(missing)}",
        file=sys.stderr,
        flush=True,
    )
    return False


def provide_screen() -> None:
    """Install what the tests of the real window use, as root on Debian or Ubuntu; without it they are skipped."""
    missing = [package for program, package in SCREEN_PROGRAMS.items() if not shutil.which(program)]
    if not missing or not sys.platform.startswith("linux") or not shutil.which("apt-get") or os.geteuid():
        return
    print(f"Installing {', '.join(missing)} for the tests of the window, with apt-get ...", file=sys.stderr, flush=True)
    if install_with_apt(missing):
        print("That did not work; these tests will be skipped.", file=sys.stderr, flush=True)


def missing_libraries() -> list[str]:
    """The sonames that the system's loader does not find; none on Windows and macOS, where Qt brings its own."""
    return [soname for soname in PACKAGES if not loads(soname)] if sys.platform.startswith("linux") else []


def loads(soname: str) -> bool:
    """Whether the loader finds a library."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def install_command(missing: list[str]) -> str:
    """The line that installs them, for the package manager found here."""
    if shutil.which("apt-get"):
        return " ".join(["sudo apt-get install -y", *apt_packages(missing)])
    if shutil.which("pacman"):
        return " ".join(["sudo pacman -S --needed", *sorted({PACKAGES[soname][1] for soname in missing})])
    width = "()(64bit)" if sys.maxsize > 2**32 else ""
    manager = "zypper" if shutil.which("zypper") else "dnf"
    return " ".join([f"sudo {manager} install -y", *(f"'{soname}{width}'" for soname in missing)])


def apt_packages(missing: list[str]) -> list[str]:
    """Debian's names of the packages that hold these libraries."""
    return [PACKAGES[soname][0] for soname in missing]


def install_with_apt(packages: list[str]) -> str:
    """Run apt-get quietly; returns what it said where it failed, or nothing."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # A new machine often updates itself at first, and holds the lock for a while.
    wait = ["-o", f"DPkg::Lock::Timeout={SECONDS_FOR_LOCK}"]
    install = ["apt-get", *wait, "install", "-y", "--no-install-recommends", *packages]
    for command in (["apt-get", "update"], install):
        result = subprocess.run(
            command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
    return (result.stdout or "apt-get failed.") if result.returncode else ""
