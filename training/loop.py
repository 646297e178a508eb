"""The training itself: seeded, goes on from its last checkpoint, tells its curve."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.optim import AdamW

from training.batches import Batch, Recipe, collate, epoch_batches
from training.checkpoints import Checkpoint, read_checkpoint, write_checkpoint
from training.corpus import Document
from training.model import AttributionModel, loss
from training.picture import Axis, line_chart
from worker.marking.inputs import Marks


@dataclass(frozen=True, slots=True)
class Plan:
    """How the model is trained."""

    recipe: Recipe
    seed: int = 1
    epochs: int = 6
    encoder_rate: float = 1.5e-4
    heads_rate: float = 1e-3
    warm_up: float = 0.05
    """Share of the steps in which the rate rises; it falls to nought in the others."""
    pointer_weight: float = 0.75
    averaging: float = 0.998
    """How much of the running average of the weights each step keeps."""
    frozen_words: bool = True
    """The pieces' own vectors stay as pretrained: rare ones then stay in tune with those that training would move."""
    half_precision: bool = True
    """Multiply in bfloat16: on processors that have it, twice as fast."""
    checkpoint_seconds: float = 180.0


def train(
    model: AttributionModel,
    documents: Sequence[Document],
    tokenizer: Tokenizer,
    plan: Plan,
    folder: Path,
    *,
    is_stopped: Callable[[], bool] = lambda: False,
    on_epoch: Callable[[int, AttributionModel], None] = lambda _epoch, _model: None,
) -> bool:
    """Train from the folder's last checkpoint, or from the start; leave the averaged weights in the model.

    Args:
        model: As pretrained; a checkpoint replaces its weights.
        documents: What is learned from.
        tokenizer: The encoder's.
        plan: A checkpoint of another plan raises ValueError.
        folder: Holds `checkpoint.pt` and `curve.jsonl`.
        is_stopped: Asked before each step; True writes a checkpoint and ends.
        on_epoch: Called after each epoch with a model of the averaged weights.

    Returns:
        Whether the plan was carried out to its end.
    """
    run = _Run(model, plan, folder, tokenizer)
    run.restore()
    while run.epoch < plan.epochs:
        batches = epoch_batches(documents, tokenizer, plan.recipe, seed=plan.seed, epoch=run.epoch)
        run.begin(len(batches))
        while run.done < len(batches):
            if is_stopped():
                run.save()
                run.leave_average()
                return False
            run.step(collate(batches[run.done], run.padding))
        run.epoch, run.done = run.epoch + 1, 0
        run.save()
        with run.averaged():
            on_epoch(run.epoch, model)
    run.leave_average()
    return True


def plan_of(checkpoint: Checkpoint) -> Plan:
    """Return the plan by which the checkpoint was trained."""
    told = checkpoint["plan"]
    return Plan(**{**told, "recipe": Recipe(**told["recipe"])})


def load_average(model: AttributionModel, checkpoint: Checkpoint) -> None:
    """Put the averaged weights of the checkpoint into the model."""
    model.load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["average"], strict=False)
    model.eval()


def draw_curve(folder: Path) -> None:
    """Write `curve.svg` of `curve.jsonl`: the losses by step."""
    told = folder / "curve.jsonl"
    if not told.exists():
        return
    rows = [json.loads(line) for line in told.read_text(encoding="utf-8").splitlines()]
    losses = {name: [(row["step"], row[name]) for row in rows] for name in ("tag_loss", "pointer_loss")}
    highest = max((loss for points in losses.values() for _, loss in points), default=1.0)
    picture = line_chart(losses, Axis("step", 0, rows[-1]["of"]), Axis("loss", 0, highest))
    (folder / "curve.svg").write_text(picture, encoding="utf-8")


class _Run:
    """What a checkpoint holds, and what is done with it."""

    def __init__(self, model: AttributionModel, plan: Plan, folder: Path, tokenizer: Tokenizer) -> None:
        self.model, self.plan, self.folder = model, plan, folder
        self.padding = Marks.of(tokenizer).padding
        self.epoch = self.done = self.steps = self.total = 0
        model.encoder.embeddings.word_embeddings.weight.requires_grad_(not plan.frozen_words)
        self.learned = {name: each for name, each in model.named_parameters() if each.requires_grad}
        self.average = {name: each.detach().clone() for name, each in self.learned.items()}
        self.optimizer = AdamW(
            [
                {"params": [each for name, each in self.learned.items() if name.startswith(part)], "rate": rate}
                for part, rate in (("encoder.", plan.encoder_rate), (_HEADS, plan.heads_rate))
            ],
            foreach=True,
        )
        self.saved = time.monotonic()
        self.losses: list[tuple[float, float]] = []

    def restore(self) -> None:
        checkpoint = read_checkpoint(self.folder)
        if checkpoint is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            return
        if checkpoint["plan"] != asdict(self.plan):
            raise ValueError(f"{self.folder} holds a checkpoint of another plan: {checkpoint['plan']}")
        self.model.load_state_dict(checkpoint["model"])
        self.optimizer.load_state_dict(checkpoint["optimizer"])
        self.average = checkpoint["average"]
        self.epoch, self.done, self.steps, self.total = checkpoint["progress"]

    def save(self) -> None:
        write_checkpoint(
            self.folder,
            {
                "plan": asdict(self.plan),
                "model": self.model.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "average": self.average,
                "progress": (self.epoch, self.done, self.steps, self.total),
            },
        )
        self.saved = time.monotonic()
        draw_curve(self.folder)

    def begin(self, batches: int) -> None:
        """Take the length of the whole from the first epoch; the others differ by a few steps."""
        self.total = self.total or batches * self.plan.epochs
        self.model.train()

    def step(self, batch: Batch) -> None:
        started = time.monotonic()
        rate = self._rate()
        for group in self.optimizer.param_groups:
            group["lr"] = group["rate"] * rate
        torch.manual_seed(self.plan.seed * _SEEDS_APART + self.steps)  # what drops out: the same after a stop
        with torch.autocast("cpu", torch.bfloat16, enabled=self.plan.half_precision):
            scores = self.model(batch.pieces, batch.cases, batch.there)
        of_tags, of_pointers = loss(scores, batch.tags, batch.pointers, pointer_weight=self.plan.pointer_weight)
        (of_tags + of_pointers).backward()
        torch.nn.utils.clip_grad_norm_(self.learned.values(), _LONGEST_GRADIENT)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.done, self.steps = self.done + 1, self.steps + 1
        self._take_into_average()
        self.losses.append((of_tags.item(), of_pointers.item()))
        if self.steps % _TOLD_EVERY == 0:
            self._tell(rate, time.monotonic() - started)
        if time.monotonic() - self.saved > self.plan.checkpoint_seconds:
            self.save()

    def leave_average(self) -> None:
        self.model.load_state_dict(self.average, strict=False)
        self.model.eval()

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Lend the model the averaged weights."""
        trained = {name: each.detach().clone() for name, each in self.learned.items()}
        self.leave_average()
        yield
        self.model.load_state_dict(trained, strict=False)
        self.model.train()

    def _take_into_average(self) -> None:
        kept = min(self.plan.averaging, self.steps / (self.steps + _YOUNG))
        with torch.no_grad():
            for average, each in zip(self.average.values(), self.learned.values(), strict=True):
                average.lerp_(each.detach(), 1 - kept)

    def _rate(self) -> float:
        rising = max(1.0, self.plan.warm_up * self.total)
        falling = (self.total - self.steps) / max(1.0, self.total - rising)
        return max(0.0, min((self.steps + 1) / rising, falling))

    def _tell(self, rate: float, seconds: float) -> None:
        of_tags, of_pointers = (sum(each) / len(self.losses) for each in zip(*self.losses, strict=True))
        self.losses = []
        told = {
            "step": self.steps,
            "of": self.total,
            "epoch": self.epoch + 1,
            "tag_loss": round(of_tags, 4),
            "pointer_loss": round(of_pointers, 4),
            "rate": round(rate, 4),
            "step_seconds": round(seconds, 2),
        }
        with (self.folder / "curve.jsonl").open("a", encoding="utf-8") as curve:
            curve.write(json.dumps(told) + "\n")


_HEADS = ("tags.", "pointing.", "pointed_at.")
_SEEDS_APART = 1_000_000
_LONGEST_GRADIENT = 1.0
_TOLD_EVERY = 20
"""Steps."""
_YOUNG = 10
"""Steps: the average forgets the pretrained weights as fast as the first steps leave them."""
