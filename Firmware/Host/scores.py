"""What raw outputs mean: class and confidence, computed as `apus run` does in Sources/ApusRunner."""

from __future__ import annotations

import math
from collections.abc import Sequence

from model import Model, Output, single


class Judgement:
    """What a model takes an input for: the number of a class, and its probability in 0 … 1."""

    def __init__(self, model: Model, output: Sequence[int]) -> None:
        scores = softmax(logits(model, output))
        self.best = scores.index(max(scores))
        self.confidence = scores[self.best]
        self.is_none = decision(model.outputs[0], output) == -1
        if self.is_none and model.outputs[0].rule != "output":
            self.confidence = single(1 - self.confidence)
        # `none` where the output's rule says that it is none of the classes.
        self.class_name = "none" if self.is_none else model.class_name(self.best)

    @property
    def percent(self) -> str:
        """`99.87 %`."""
        hundredths = math.floor(single(self.confidence * 10_000) + 0.5)
        return f"{hundredths // 100}.{hundredths % 100:02} %"


def decision(output: Output, values: Sequence[int]) -> int:
    """The class that an output says, by its integers; -1 for none (FORMAT.md)."""
    if output.meaning == "values":
        return -1
    if output.meaning == "probability":
        return int(values[0] >= output.number)
    first, *others = sorted(values, reverse=True)
    best = values.index(first)
    is_none = {
        "never": False,
        "output": best == output.number,
        "margin": bool(others) and first - others[0] < output.number,
        "sum": bool(output.table) and sum(output.table[value + 128] for value in values) < output.number,
    }
    return -1 if is_none[output.rule] else best


def has_confidence(model: Model) -> bool:
    """Whether outputs are scores of classes: the model names these, or gives their probabilities."""
    return bool(model.classes) or model.gives_probabilities


def logits(model: Model, output: Sequence[int]) -> list[float]:
    """The real scores; of probabilities the logarithms."""
    scale, zero = model.output.scale, model.output.zero_point
    reals = [single(scale * (value - zero)) for value in output]
    if not model.gives_probabilities:
        temperature = model.outputs[0].temperature
        return [real if temperature == 1 else single(real / temperature) for real in reals]
    return [single(math.log(max(real, scale / 2))) for real in reals]


def softmax(scores: Sequence[float]) -> list[float]:
    """Probabilities, rounded as Swift's are."""
    largest = max(scores)
    powers = [math.exp(single(score - largest)) for score in scores]
    total = 0.0
    for power in powers:  # one after the other: Python's own sum is more exact than Swift's
        total += power
    return [single(power / total) for power in powers]
