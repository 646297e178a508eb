"""What ties a process to the supervisor that started it: when that one is killed, nothing is left behind."""

import ctypes
import os
import signal
import sys

SUPERVISOR_PID = "_CLAIMWIRE_SUPERVISOR_PID"
"""The environment variable by which a supervisor names itself to what it starts."""


def end_with_supervisor() -> None:
    """Ask for a SIGTERM when the supervisor that started this process dies, however that happens (Linux only)."""
    supervisor = os.environ.get(SUPERVISOR_PID)
    if supervisor is None or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(supervisor):
        sys.exit("the supervisor that started this process is gone")


_PR_SET_PDEATHSIG = 1
"""prctl(2)"""
