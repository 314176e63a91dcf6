"""Polite requests to end, in a process of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from network.stopping import Ended, exit_status

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import os, signal, sys
from network.stopping import Ended, ended_by_signals
number = int(sys.argv[1])
try:
    with ended_by_signals():
        with ended_by_signals():  # as one task within another
            os.kill(os.getpid(), number)
        print("lives")
except Ended as stop:
    print("ended by", stop.number)
print("as before" if signal.getsignal(number) == signal.SIG_DFL else "changed")
"""


def said_after(number, before=None):
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(int(number))], cwd=ROOT, capture_output=True, text=True,
        preexec_fn=before,
    )  # fmt: skip
    return done.stdout.splitlines()


@pytest.mark.skipif(os.name == "nt", reason="there are no signals to send")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_request_to_end_is_raised_and_handlers_come_back(name):
    number = getattr(signal, name)
    assert said_after(number) == [f"ended by {int(number)}", "as before"]


@pytest.mark.skipif(os.name == "nt", reason="there are no signals to send")
def test_what_is_to_be_ignored_stays_ignored():
    """As ``nohup`` asks for."""

    def ignore():
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    assert said_after(signal.SIGHUP, ignore) == ["lives", "changed"]


def test_exit_statuses_are_those_that_shells_expect():
    assert exit_status(KeyboardInterrupt()) == exit_status(None) == 130
    assert exit_status(Ended(15)) == 143
    assert exit_status(Ended(1)) == 129
