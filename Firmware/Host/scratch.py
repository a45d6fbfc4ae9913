"""The bytes that a session's arena needs: what Session.arenaBytes(for:) of Sources/ApusRuntime/BoardKernels.swift says in
a build with some set of kernels. The firmware refuses to run (`error: arena`) where the two do not agree."""


def arena_bytes(model, kernels):
    """The model's own arena, or more where kernels need scratch memory while it is full."""
    needed = model.arena_bytes
    for index in range(model.operator_count):
        count = SCRATCH[kernels](model, index)
        if count > 0:
            needed = max(needed, _offset(model, index, count) + _aligned(count))
    return needed


def _aligned(offset):
    return (offset + 15) & ~15


def _offset(model, index, count):
    """Where so many bytes are free while an operator runs (Sources/ApusRuntime/Scratch.swift)."""
    made = model.values[index + 1]
    end = made.offset + made.count
    used = [model.values[number] for later in range(index, model.operator_count)
            for number in model.inputs(later) if number <= index]
    above = min((value.offset for value in used if value.offset >= end), default=1 << 32)
    if _aligned(end) + count <= above:
        return _aligned(end)
    return _aligned(max([end, *(value.offset + value.count for value in used)]))


def _dsp(model, index):
    kind, source = model.kinds[index], model.values[model.inputs(index)[0]]
    area, groups = model.window_area(index), model.groups(index)
    if kind == "convolution":
        return 10 * ((area * source.channels // groups + 3) & ~3)
    if kind == "depthwiseConvolution":
        return 12 * area
    if kind == "dense":
        return 260 + (2 if source.count % 4 == 0 else 3) * ((source.count + 7) & ~7)
    return 0


def _helium(model, index):
    kind, source, made = model.kinds[index], model.values[model.inputs(index)[0]], model.values[index + 1]
    window, groups = model.window(index), model.groups(index)
    area = window.height * window.width
    if kind == "convolution":
        in_place = (area == 1 and window.top == 0 and window.left == 0
                    and (made.height - 1) * window.stride_height < source.height
                    and (made.width - 1) * window.stride_width < source.width)
        return (16 * (made.channels // groups + 3 & ~3)
                + (0 if in_place else 3 * _aligned(area * (source.channels // groups))))
    if kind == "depthwiseConvolution":
        rotations = window.width if window.dilation_width == 1 and window.width <= 5 else 1
        return 336 + 16 * _aligned(area) * (rotations + 1)
    if kind == "dense":
        return 4 * min(made.channels, 48)
    return 0


SCRATCH = {"portable": lambda model, index: 0, "dsp": _dsp, "helium": _helium}
