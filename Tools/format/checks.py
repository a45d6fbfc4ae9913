"""What a reader must check before it runs a model: values, operators, and who overwrites what."""

from __future__ import annotations

import math

from fields import require
from memory_plan import works_in_place
from operator_checks import alike, check_operator
from records import Constants, Model, Tensor


def check(model: Model) -> list[Constants]:
    """Refuses a model that cannot be run as it says; answers the constants of all operators."""
    for value in model.values:
        check_tensor(value, model)
    for index, operator in enumerate(model.operators):
        limit = len(model.sources) + index
        require(all(number < limit for number in operator.inputs), "an operator takes a value that comes later")
    constants = [check_operator(model, index) for index in range(len(model.operators))]
    check_interface(model)
    check_data_flow(model)
    return constants


def check_tensor(value: Tensor, model: Model) -> None:
    require(0 not in value.extents, "a value has an extent of 0")
    require(value.elements <= 2 and value.reserved == 0, "a value's elements are unknown")
    require(value.size < 1 << 31, "a value is too large")
    require(value.offset % 16 == 0 and value.end <= model.arena, "a value lies outside the arena")
    positive = math.copysign(1, value.scale) > 0 and (value.scale > 0 or model.is_compact)
    require(positive and math.isfinite(value.scale), "a scale is not positive")
    require(value.rank in (1, 2, 3), f"there is no rank {value.rank}")
    ones = value.extents[: 3 - value.rank]
    require(all(extent == 1 for extent in ones), "a value's extents are not those of its rank")
    require(value.elements == 0 or value.zero_point == 0, "a zero point is not that of i8")


def check_interface(model: Model) -> None:
    """Inputs, states, outputs and updates."""
    values, first = model.values, len(model.sources)
    for index, source in enumerate(model.sources):
        require(not any(source.meets(other) for other in model.sources[:index]), "inputs and states overlap")
    for number in [output.value for output in model.outputs] + model.updates:
        require(number < len(values), f"value {number} does not exist")
        require(not overwritten(model, number, len(model.operators)), "an output or an update is overwritten")
    for index, (state, number) in enumerate(zip(model.states, model.updates)):
        update = values[number]
        require(state.extents == update.extents and alike(state, update), "an update is not like its state")
        for made, operator in enumerate(model.operators):
            updates = first + made == number and operator.output.offset == state.offset
            writes = operator.kind != "view" and operator.output.meets(state)
            require(updates or not writes, "a state is overwritten")
        start = model.starting[model.inputs + index]
        if start is not None:
            require(start + state.size <= model.constants[1], "starting values do not end where they must")


def overwritten(model: Model, number: int, before: int) -> bool:
    """Whether a value's bytes are written between the operator that makes it and another one."""
    value, maker = model.values[number], number - len(model.sources)
    later = model.operators[max(maker + 1, 0) : before]
    return any(operator.kind != "view" and operator.output.meets(value) for operator in later)


def check_data_flow(model: Model) -> None:
    values = model.values
    for index, operator in enumerate(model.operators):
        for number in operator.inputs:
            require(not overwritten(model, number, index), "a value is overwritten before it is read")
            source = values[number]
            if operator.kind != "view" and operator.output.meets(source):
                in_place = operator.output.offset == source.offset and works_in_place(operator, source)
                require(in_place, f"{operator.kind} overwrites what it reads")
