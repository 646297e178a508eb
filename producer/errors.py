"""Every way the client can fail, each with a stable code.

ClientError             code, message: what happened, and what to do
├── NotConfigured       `settings.*`          no Redis named, or its URL cannot be read
├── InvalidJob          `job.invalid`         refused here, before it was sent; `field` says where
├── JobRejected         as the gate says      refused by the service
├── QueueUnavailable    `queue.*`             the server is away, or does not let us in
│   └── QueueFull       `queue.full`          its memory is used up
├── ResultUnreadable    `result.*`, `status.unreadable`   stored, but not as this version reads it
└── WaitTimeout         `result.not_yet`      also a `TimeoutError`

`contract.JobFailed` stands beside them: a job that was given up, as the service stored it.
"""


class ClientError(Exception):
    """A failure with a stable code; the message says what to do, and never holds a password."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class NotConfigured(ClientError):  # noqa: N818 - it reads as a statement at the `except`
    """No Redis is named, or what is named cannot be used."""


class InvalidJob(ClientError):  # noqa: N818 - as above
    """What was to be submitted is no job; nothing of it was sent."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__("job.invalid", f"{field}: {reason}")
        self.field = field

    def __reduce__(self) -> tuple[type["InvalidJob"], tuple[str, str]]:
        return type(self), (self.field, self.message.removeprefix(f"{self.field}: "))


class JobRejected(ClientError):  # noqa: N818 - as above
    """The service refused the job; its code and message say why."""


class QueueUnavailable(ClientError):  # noqa: N818 - as above
    """Redis cannot be reached or does not let us in."""


class QueueFull(QueueUnavailable):
    """Redis takes nothing more until jobs have been worked off."""


class ResultUnreadable(ClientError):  # noqa: N818 - as above
    """What is stored under the id is gone, or nothing that this version reads."""


class WaitTimeout(ClientError, TimeoutError):  # noqa: N818 - as above
    """The job had no result within the time given; it goes on."""
