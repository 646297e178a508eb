"""fetch, extract, deliver: what Celery knows of our stages. A message is a hint; the ledger decides what is done."""

from collections.abc import Callable

from celery import Celery, Task

from contract.report import Stage
from worker.adapters.broker import task_name
from worker.steps import Step

Run = Callable[[Step, str], None]
"""Does a step under a Celery task id."""


def register_tasks(app: Celery, run: Run) -> None:
    """Give the app the tasks of all stages; each worker consumes the queue of one."""

    @app.task(bind=True, name=task_name(Stage.FETCH))  # type: ignore[untyped-decorator] # celery has no types
    def fetch(task: Task, job_id: str) -> None:
        run(Step(Stage.FETCH, job_id), task.request.id)

    @app.task(bind=True, name=task_name(Stage.EXTRACT))  # type: ignore[untyped-decorator]
    def extract(task: Task, job_id: str) -> None:
        run(Step(Stage.EXTRACT, job_id), task.request.id)

    @app.task(bind=True, name=task_name(Stage.DELIVER))  # type: ignore[untyped-decorator]
    def deliver(task: Task, job_id: str, endpoint: str) -> None:
        run(Step(Stage.DELIVER, job_id, endpoint), task.request.id)
