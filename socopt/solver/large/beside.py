"""Work done side by side, in threads: what takes long is in backends, which leave the interpreter free."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TypeVar

Task = TypeVar("Task")
Answer = TypeVar("Answer")


def all_at_once(decide: Callable[[Task, Event], Answer], tasks: Sequence[Task]) -> list[Answer]:
    """The answer to each task, all begun at once. Ctrl-C sets the event that tells each of them to stop."""
    stop = Event()
    with ThreadPoolExecutor(max(1, len(tasks))) as pool:
        try:
            return list(pool.map(decide, tasks, [stop] * len(tasks)))
        except KeyboardInterrupt:
            stop.set()
            raise


def meanwhile(there: Callable[[Event], Answer], here: Callable[[], None]) -> Answer:
    """Do something here while something else is done in a thread; the answer of that. Ctrl-C tells it to stop."""
    stop = Event()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(there, stop)
        try:
            here()
            return answer.result()
        except BaseException:
            stop.set()
            raise
