"""The exception that Celery's result backend holds for a job that was given up."""

from typing import Self

from contract.report import Problem


class JobFailed(Exception):  # noqa: N818 - it names what happened to the job, as `AsyncResult.result` shows it
    """A job was given up: a stable code, the reason in words, and the stage that failed.

    Celery's JSON form of an exception is its module, name and `args`. Where this module is not imported, a reader
    gets an exception of the same name with the same `args`: `(code, message, stage)`.
    """

    def __init__(self, code: str, message: str, stage: str | None = None) -> None:
        # a plain str: what stands in `args` must be the same before and after JSON
        super().__init__(code, message, None if stage is None else str(stage))

    def __str__(self) -> str:
        where = f" (in {self.stage})" if self.stage else ""
        return f"{self.code}: {self.message}{where}"

    @property
    def code(self) -> str:
        """The stable code, as in the report and in the list of dead letters."""
        return str(self.args[0])

    @property
    def message(self) -> str:
        """The reason, and what to do about it."""
        return str(self.args[1])

    @property
    def stage(self) -> str | None:
        """Where the job was given up: a `Stage`, or what a newer worker calls it."""
        return None if self.args[2] is None else str(self.args[2])

    @classmethod
    def from_problem(cls, problem: Problem) -> Self:
        """Return the failure that a failed report tells of."""
        return cls(problem.code, problem.message, problem.stage)
