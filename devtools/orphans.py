"""Processes that outlived the demo which started them."""

import psutil

MARK = "CITYDIPLOMACY_DEMO"  # this variable names the checkout in every process of a demo
PATIENCE_SECONDS = 5


def left_behind(checkout: str) -> list[psutil.Process]:
    """Return the processes that a demo of `checkout` started."""
    return [process for process in psutil.process_iter() if _mark(process) == checkout]


def end(processes: list[psutil.Process]) -> None:
    """Ask each process to end, then make it."""
    for process in processes:
        _send_terminate(process)
    _gone, alive = psutil.wait_procs(processes, timeout=PATIENCE_SECONDS)
    for process in alive:
        process.kill()
    psutil.wait_procs(alive, timeout=PATIENCE_SECONDS)


def _mark(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(MARK)
    except psutil.Error:
        return None  # it ended meanwhile, or belongs to someone else


def _send_terminate(process: psutil.Process) -> None:
    try:
        process.terminate()
    except psutil.NoSuchProcess:
        return
