"""Celery over Redis, as the carrier of hints."""

from worker.adapters.broker.celery_app import Hints, celery_app, task_name

__all__ = ["Hints", "celery_app", "task_name"]
