"""Requests to stop, each in a separate process."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from network.system.signals import Ended, ended_by_signals, exit_status, undisturbed

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import os, signal, sys
from network.system.signals import Ended, ended_by_signals
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
    """As ``nohup`` requests."""

    def ignore():
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    assert said_after(signal.SIGHUP, ignore) == ["lives", "changed"]


def test_exit_statuses_are_those_that_shells_expect():
    assert exit_status(KeyboardInterrupt()) == exit_status(None) == 130
    assert exit_status(Ended(15)) == 143
    assert exit_status(Ended(1)) == 129


@pytest.mark.skipif(os.name == "nt", reason="there are no signals to send")
def test_what_is_short_is_done_before_the_request_is_heeded():
    done = []

    def tidy_up():
        with ended_by_signals(), undisturbed():
            os.kill(os.getpid(), signal.SIGTERM)
            done.append("tidied up")

    with pytest.raises(Ended):
        tidy_up()
    assert done == ["tidied up"]


@pytest.mark.skipif(os.name == "nt", reason="there are no signals to send")
@pytest.mark.parametrize(
    ("command", "late"),
    [(["render.py", "--list"], "click"), (["-m", "network", "--help"], "numpy")],
    ids=["render", "network"],
)
def test_ctrl_c_while_a_command_loads_shows_no_traceback(command, late, tmp_path):
    """A module that takes long to import stands in the way."""
    (tmp_path / f"{late}.py").write_text(
        "import time\nfrom pathlib import Path\n"
        f"Path({str(tmp_path / 'begun')!r}).touch()\ntime.sleep(60)\n"
    )
    child = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not (tmp_path / "begun").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    child.send_signal(signal.SIGINT)
    assert child.communicate(timeout=30)[1] == ""
    assert child.returncode == 130


def test_other_programs_keep_their_own_ctrl_c():
    code = "import signal, network; print(signal.getsignal(2) is signal.default_int_handler)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    assert done.stdout.strip() == "True"


LOST = """
import os, signal, sys, threading, time
from network.system.signals import ended_by_signals, exit_status
number, how = int(sys.argv[1]), sys.argv[2]

class Slow(threading.Timer):
    # Its start takes longer than it waits, as on a busy machine.
    def start(self):
        super().start()
        threading.Timer = quick
        time.sleep(0.2)

quick = threading.Timer
if how == "ignored, slowly":
    threading.Timer = Slow

class Last:
    def __del__(self):
        os.kill(os.getpid(), number)
        time.sleep(1)  # the handler runs here, where Python ignores what it raises

def lose():
    if how.startswith("ignored"):
        Last()
        time.sleep(10)
        print("goes on")
    try:
        os.kill(os.getpid(), number)
        time.sleep(1)
    except BaseException:
        raise ImportError("initialization failed")  # as modules written in C say

try:
    with ended_by_signals(), ended_by_signals():
        lose()
except BaseException as stop:
    print(type(stop).__name__, exit_status(stop))
"""


@pytest.mark.skipif(os.name == "nt", reason="there are no signals to send")
@pytest.mark.parametrize("how", ["ignored", "ignored, slowly", "replaced"])
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_is_not_lost_in_code_that_swallows_it(name, how):
    number = int(getattr(signal, name))
    done = subprocess.run(
        [sys.executable, "-c", LOST, str(number), how], cwd=ROOT, capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip
    kind = "KeyboardInterrupt" if name == "SIGINT" else "Ended"
    assert (done.stdout.split(), done.stderr) == ([kind, str(128 + number)], "")


@pytest.mark.skipif(os.name == "nt", reason="there are no signals to send")
def test_other_exceptions_that_python_ignores_are_reported_as_ever():
    code = (
        "from network.system.signals import ended_by_signals\n"
        "class Last:\n    def __del__(self):\n        raise ValueError('seen')\n"
        "with ended_by_signals():\n    Last()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert "ValueError: seen" in done.stderr
