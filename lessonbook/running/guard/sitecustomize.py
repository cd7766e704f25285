"""What a lesson may not do, enforced in every Python process that it starts.

Python imports `sitecustomize` at start-up when its folder is on PYTHONPATH; `kernel.py` puts it there for the kernels of
the book. An audit hook (PEP 578) then refuses network connections other than loopback and files written outside LESSON_WRITABLE,
so that the cell which tries it fails with a message instead of passing on the machine where it was written.
"""

import ipaddress
import os
import sys


class NotAllowedInALesson(RuntimeError):
    """A lesson reached for the network or wrote outside its temporary directory."""


def _install():
    writable = tuple(os.path.realpath(p) for p in os.environ["LESSON_WRITABLE"].split(os.pathsep))
    realpath, fspath, sep = os.path.realpath, os.fspath, os.sep
    write_flags = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
    # event: pairs of (index of a path that is written, index of the folder descriptor it is relative to or None)
    path_events = {
        "os.mkdir": [(0, 2)],
        "os.remove": [(0, 1)],
        "os.rmdir": [(0, 1)],
        "os.rename": [(0, 2), (1, 3)],
        "os.link": [(1, 3)],
        "os.symlink": [(1, 2)],
        "os.truncate": [(0, None)],
        "sqlite3.connect": [(0, None)],
    }

    def resolve(event, path, folder):
        path = os.fsdecode(fspath(path))
        if folder is not None and folder >= 0:
            path = os.path.join(os.readlink(f"/proc/self/fd/{folder}"), path)
        if event in ("open", "os.truncate", "sqlite3.connect"):
            return realpath(path)
        head, tail = os.path.split(
            os.path.abspath(path)
        )  # these act on a link itself, not on what it points to
        return os.path.join(realpath(head), tail)

    def check_path(event, path, folder=None):
        if isinstance(path, int) or path in (None, "", b"", ":memory:"):
            return
        path = resolve(event, path, folder)
        if path.startswith("/dev/") or any(
            path == w or path.startswith(w + sep) for w in writable
        ):
            return
        raise NotAllowedInALesson(
            f"this cell writes {path}, outside the temporary directory. "
            "Write below tempfile.TemporaryDirectory() and let it clean up."
        )

    def check_host(host):
        if host in (None, "", b"", "localhost", b"localhost"):
            return
        host = os.fsdecode(host)
        try:
            if ipaddress.ip_address(host.split("%")[0]).is_loopback:
                return
        except ValueError:
            pass  # a name: only localhost is known without a network
        raise NotAllowedInALesson(
            f"this cell connects to {host!r}. A lesson runs without a network: use data that a package ships, "
            "and bind servers to 127.0.0.1."
        )

    def hook(event, args):
        if event == "open":
            path, mode, flags = args
            if (mode and set(mode) & set("wax+")) or (not mode and flags and flags & write_flags):
                check_path(event, path)
        elif event in path_events:
            for i, j in path_events[event]:
                check_path(event, args[i], args[j] if j is not None else None)
        elif event in ("socket.connect", "socket.sendto", "socket.bind"):
            address = args[1]
            if isinstance(address, tuple):  # AF_INET and AF_INET6; a Unix socket has a path
                if event == "socket.bind" and address[0] in ("", "0.0.0.0", "::"):
                    raise NotAllowedInALesson(
                        "this cell binds a server to every interface: bind it to 127.0.0.1."
                    )
                check_host(address[0])
        elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
            check_host(args[0])

    sys.addaudithook(hook)


if os.environ.get("LESSON_WRITABLE"):
    _install()
