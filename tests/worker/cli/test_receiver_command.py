"""`claimwire-worker receiver` in a shell: what it cannot listen on is told in one line."""

import os
import socket
import subprocess
import sys


def receiver(*arguments):
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMWIRE_")}
    command = [sys.executable, "-m", "worker", "receiver", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=ours, check=False)


def test_a_port_that_is_taken_is_told_in_one_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = receiver("--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert done.stderr.startswith("receiver.address: cannot listen on 127.0.0.1:")
    assert done.stderr.count("\n") == 1


def test_an_endpoint_that_is_not_in_the_settings_is_wrong_usage():
    done = receiver("--endpoint", "gone")
    assert done.returncode == 2
    assert "no endpoint 'gone' in CLAIMWIRE_ENDPOINTS" in done.stderr
