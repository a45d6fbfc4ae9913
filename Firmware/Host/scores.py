"""What raw outputs mean: class and confidence, computed as `apus run` does in Sources/ApusRunner."""
import math
import struct


class Judgement:
    """What a model takes an input for: the number of a class, and its probability in 0 … 1."""

    def __init__(self, model, output):
        scores = _softmax(_logits(model, output))
        self.best = scores.index(max(scores))
        self.confidence = scores[self.best]

    @property
    def percent(self):
        """`99.87 %`."""
        hundredths = math.floor(single(self.confidence * 10_000) + 0.5)
        return f"{hundredths // 100}.{hundredths % 100:02} %"


def has_confidence(model):
    """Whether outputs are scores of classes: the model names these, or ends in a softmax."""
    return model.class_count > 0 or model.kinds[-1] == "softmax"


def _logits(model, output):
    """The real scores; of probabilities the logarithms."""
    scale, zero = model.output.scale, model.output.zero
    reals = [single(scale * (value - zero)) for value in output]
    if model.kinds[-1] != "softmax":
        return reals
    return [single(math.log(max(real, scale / 2))) for real in reals]


def _softmax(logits):
    largest = max(logits)
    powers = [math.exp(single(logit - largest)) for logit in logits]
    total = 0.0
    for power in powers:  # one after the other: Python's own sum is more exact than Swift's
        total += power
    return [single(power / total) for power in powers]


def single(number):
    """The nearest number of single precision, in which `apus` computes."""
    return struct.unpack("f", struct.pack("f", number))[0]
