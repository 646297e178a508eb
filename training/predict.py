"""Documents -> attributions, by whatever runs the model: torch while it is trained, onnxruntime once it is exported."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from training.corpus import Document
from training.model import AttributionModel
from worker.marking.decoding import Attribution, Leaning, Scores, WindowScores, decode
from worker.marking.inputs import Marks, encoder_input
from worker.marking.pieces import Integers, Pieces, split_into_pieces
from worker.marking.windows import paragraph_starts, windows

Run = Callable[[Integers, Integers], tuple[Scores, Scores]]
"""(pieces, cases), each (1, length) -> tag scores and pointer scores, as the model gives them."""


def by_torch(model: AttributionModel) -> Run:
    """Run the model itself, without dropout."""
    model.eval()

    def run(pieces: Integers, cases: Integers) -> tuple[Scores, Scores]:
        with torch.inference_mode():
            tags, pointers = model(torch.from_numpy(pieces), torch.from_numpy(cases))
        return tags.numpy(), pointers.numpy()

    return run


def by_onnx(path: Path, *, threads: int) -> Run:
    """Run an exported model."""
    import onnxruntime  # noqa: PLC0415  # who only trains needs it not

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def run(pieces: Integers, cases: Integers) -> tuple[Scores, Scores]:
        tags, pointers = session.run(["tags", "pointers"], {"pieces": pieces, "cases": cases})
        return tags, pointers

    return run


def read_document(
    run: Run, tokenizer: Tokenizer, text: str, *, size: int, overlap: int
) -> tuple[Pieces, list[WindowScores]]:
    """Return the text's pieces and what the model says of each window."""
    pieces = split_into_pieces(tokenizer, text)
    marks = Marks.of(tokenizer)
    readings: list[WindowScores] = []
    for window in windows(pieces, paragraph_starts(text, pieces), size=size, overlap=overlap):
        ids, cases = encoder_input(pieces, window, marks)
        tags, pointers = run(ids[None], cases[None])
        places = window.places
        readings.append(WindowScores(window.first, tags[0, places], pointers[0][:, places][:, :, places]))
    return pieces, readings


def predict(
    run: Run, tokenizer: Tokenizer, documents: Iterable[Document], leaning: Leaning, *, size: int, overlap: int
) -> Iterator[tuple[str, Sequence[Attribution]]]:
    """Return each document's name and attributions, in order."""
    for document in documents:
        pieces, readings = read_document(run, tokenizer, document.text, size=size, overlap=overlap)
        found = decode(readings, pieces.words, pieces.starts, pieces.ends, leaning)
        yield document.name, [each.spans for each in found]
