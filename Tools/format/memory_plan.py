"""Where values lie in the arena: what the compact form leaves to its readers, and who may work in place."""

from __future__ import annotations

from fields import UNIT, require, rounded
from records import PAIRS, Model, Operator, Tensor

ELEMENTWISE = (
    *(*PAIRS, "rescale", "requantize", "wideAdd", "leakyReLU", "lookup", "softmax"),
    *("logSoftmax", "l2Normalization", "wideLeakyReLU", "wideSubtract", "wideMultiply"),
    *("wideSigmoid", "wideTanh", "wideMaximum", "wideMinimum", "wideSoftmax"),
)


def works_in_place(operator: Operator, source: Tensor) -> bool:
    """Whether an operator may make its output where an input begins."""
    if source.elements != operator.output.elements:
        return False
    match operator.kind:
        case "slice":
            return True
        case _ if operator.kind in ELEMENTWISE:
            return source.extents == operator.output.extents
        case "maxPool" | "averagePool":
            window, output = operator.window, operator.output
            (top, left), (down, across) = window.padding, window.stride
            rows = top < down or output.height == 1
            columns = left < across or output.width == 1
            return output.width <= source.width and rows and columns
        case _:
            return False


def roots(model: Model) -> list[int]:
    """For each value the one in whose place it lies: of a view its input's, of others their own."""
    result = list(range(len(model.sources)))
    for operator in model.operators:
        result.append(result[operator.inputs[0]] if operator.kind == "view" else len(result))
    return result


def place(model: Model) -> None:
    """Plans the arena of a model of the compact form."""
    values, root, first = model.values, roots(model), len(model.sources)
    born = [max(index - first, -1) for index in range(len(values))]
    dies = list(born)
    for index, operator in enumerate(model.operators):
        for taken in operator.inputs:
            dies[root[taken]] = index
    stays = [output.value for output in model.outputs] + model.updates + list(range(model.inputs, first))
    for value in stays:
        dies[root[value]] = len(model.operators)

    def replaces(late: int, early: int) -> bool:
        """Whether a value is made in place over another one."""
        if late < first or dies[early] > born[late]:
            return False
        operator = model.operators[born[late]]
        return any(root[taken] == early and works_in_place(operator, values[taken]) for taken in operator.inputs)

    def is_in_the_way(placed: int, value: int) -> bool:
        a, b = values[placed], values[value]
        if not a.meets(b) or born[placed] > dies[value] or born[value] > dies[placed]:
            return False
        return a.offset != b.offset or not (replaces(placed, value) or replaces(value, placed))

    waiting = [index for index in range(len(values)) if root[index] == index]
    placed: list[int] = []
    for index in sorted(waiting, key=lambda index: (-values[index].size, index)):
        values[index].offset = 0
        while (other := next((each for each in sorted(placed) if is_in_the_way(each, index)), None)) is not None:
            values[index].offset = rounded(values[other].end)
        placed.append(index)
    for number, shown in zip(root, values):
        shown.offset = values[number].offset
    model.arena = max(rounded(value.end) for value in values)
    require(model.arena <= (1 << 31) - UNIT, "the arena is too large")
