"""Watching which hosts a process and its children turn to: by system calls, else by what the kernel lists of them."""

from __future__ import annotations

import ipaddress
import os
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from waiting import until

STRACE = shutil.which("strace")

_ADDRESS = re.compile(r'htons\((\d+)\).*?(?:inet_addr\("|inet_pton\(AF_INET6, ")([0-9a-fA-F.:]+)"')
DNS = 53


def strace(log: Path) -> list[str]:
    """What a command is started with, for its system calls that name an address to be logged."""
    calls = "connect,sendto,sendmsg,sendmmsg"
    return [STRACE or "strace", "-f", "--seccomp-bpf", "-qq", "-e", f"trace={calls}", "-o", str(log)]


def can_trace(folder: Path) -> bool:
    """Whether strace is there and may be used: some containers forbid it."""
    if STRACE is None:
        return False
    return subprocess.run([*strace(folder / "tried"), "true"], capture_output=True).returncode == 0


def turned_to(log: Path) -> set[tuple[str, int]]:
    """Addresses and ports outside of this machine in a log of strace, and name servers wherever they are."""
    return {
        (address, int(port))
        for port, address in _ADDRESS.findall(log.read_text("utf-8", "replace"))
        if is_foreign(address, int(port))
    }


def is_foreign(address: str, port: int) -> bool:
    """Whether something at another machine is meant, or a name server, which may be on this one."""
    return port == DNS or not (
        ipaddress.ip_address(address).is_loopback or ipaddress.ip_address(address).is_unspecified
    )


@contextmanager
def sampled(pid: int) -> Iterator[set[tuple[str, int]]]:
    """Look at the sockets of a process and its children all the time; less sure than strace, but always possible."""
    found: set[tuple[str, int]] = set()
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.002):
            found.update(each for each in _sockets(pid) if is_foreign(*each))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield found
    finally:
        done.set()
        thread.join()


def _sockets(pid: int) -> Iterator[tuple[str, int]]:
    """The remote ends of all sockets in the network namespace of a process that it or a child of it holds."""
    held = {inode for each in _family(pid) for inode in _held(each)}
    for table in ("tcp", "tcp6", "udp", "udp6"):
        try:
            lines = Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            host, _, port = fields[2].partition(":")
            if fields[9] in held and int(port, 16):
                yield _readable(host), int(port, 16)


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            below = children.read_text().split()
        except OSError:
            continue
        for each in below:
            yield from _family(int(each))


def _held(pid: int) -> Iterator[str]:
    folder = f"/proc/{pid}/fd"
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        try:
            target = os.readlink(f"{folder}/{name}")
        except OSError:
            continue
        if target.startswith("socket:["):
            yield target[8:-1]


def _readable(host: str) -> str:
    """The kernel writes addresses as words of 32 bits in this machine's order of bytes."""
    raw = bytes.fromhex(host)
    turned = b"".join(raw[start : start + 4][::-1] for start in range(0, len(raw), 4))
    return str(ipaddress.ip_address(turned))


def watched(
    command: Sequence[str], log: Path, mark: str, seconds: float, environment: Mapping[str, str]
) -> set[tuple[str, int]]:
    """What a command turns to outside of this machine until it has printed `mark`, and for some seconds after that.

    It runs in the folder of the log; its output goes beside it, as NAME.out.
    """
    traced = can_trace(log.parent)
    whole = [*strace(log), *command] if traced else list(command)
    output = log.with_suffix(".out")
    with output.open("wb") as file:
        process = subprocess.Popen(
            whole, env=environment, cwd=log.parent, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
            start_new_session=True,
        )  # fmt: skip
    with nullcontext(set[tuple[str, int]]()) if traced else sampled(process.pid) as found:
        try:
            until(lambda: mark in output.read_text("utf-8", "replace"), mark, lambda: process.poll() is None)
            with suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
        finally:
            stop(process)
    return turned_to(log) if traced else found


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and whatever it has started."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
