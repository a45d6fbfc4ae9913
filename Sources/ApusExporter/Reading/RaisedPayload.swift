import ApusGraph
import ApusModel

// What operations say beside their shapes, from the records that they were written as.

extension LoweredOperator {
  /// The rectifier that the clamp is.
  /// - Throws: `notRead` for another clamp.
  var activation: FusedActivation {
    get throws(ExporterError) {
      if kind.hasWideClamp {
        let range = number16(Layout.Wide.clampLow)...number16(Layout.Wide.clampHigh)
        let all: [FusedActivation] = [.none, .relu, .relu6]
        guard let found = all.first(where: { wideClamp($0) == range }) else { throw .notRead(node: name) }
        return found
      }
      let zero = Int8(clamping: output.quantization.zeroPoint)
      switch clamp {
      case -128...127: return .none
      case zero...127: return .relu
      case zero...max(zero, output.quantization.quantized(Float(6))): return .relu6
      case _: throw .notRead(node: name)
      }
    }
  }

  /// A number of 16 bits, which may be negative.
  private func number16(_ offset: Int) -> Int { Int(Int16(truncatingIfNeeded: size16(offset))) }

  /// A window, with as much padding below and on the right as the last one reaches.
  func window(_ input: LoweredValue) -> Window {
    let offsets = Layout.Window.self
    func size(_ height: Int, _ width: Int) -> Size { Size(height: size16(height), width: size16(width)) }
    var window = Window(
      kernel: size(offsets.kernelHeight, offsets.kernelWidth),
      stride: size(offsets.strideHeight, offsets.strideWidth),
      dilation: size(offsets.dilationHeight, offsets.dilationWidth))
    let (top, left) = (size16(offsets.top), size16(offsets.left))
    let rows = (output.height - 1) * window.stride.height + window.span.height - input.height - top
    let columns = (output.width - 1) * window.stride.width + window.span.width - input.width - left
    window.padding = .explicit(top: top, bottom: max(0, rows), left: left, right: max(0, columns))
    return window
  }

  /// A transposed convolution, with as much left out or added at the end as its output needs.
  func transposedConvolution(_ input: LoweredValue) -> TransposedConvolution {
    let window = window(input)
    let (top, left) = (size16(Layout.Window.top), size16(Layout.Window.left))
    let rows = (input.height - 1) * window.stride.height + window.kernel.height - top - output.height
    let columns = (input.width - 1) * window.stride.width + window.kernel.width - left - output.width
    return TransposedConvolution(
      inputChannels: input.channels, outputChannels: output.channels, kernel: window.kernel,
      stride: window.stride,
      padding: ResolvedPadding(top: top, bottom: max(0, rows), left: left, right: max(0, columns)),
      outputPadding: Size(height: max(0, -rows), width: max(0, -columns)))
  }

  /// The extents of a constant operand, without leading ones.
  var constantShape: Shape {
    let axes = record.bytes[Layout.Pair.axes]
    let extents = [
      axes & Layout.Axis.rows == 0 ? 1 : output.height, axes & Layout.Axis.columns == 0 ? 1 : output.width,
      axes & Layout.Axis.channels == 0 ? 1 : output.channels,
    ]
    let shape = Array(extents.drop { $0 == 1 })
    return Shape(shape.isEmpty ? [1] : shape)
  }

  /// The axis of a concatenation.
  var axis: Concatenate.Axis {
    get throws(ExporterError) {
      switch ConcatenateRecord.Axis(rawValue: record.bytes[Layout.Record.concatenationAxis]) {
      case .channels: return .channels
      case .columns: return .columns
      case .rows: return .rows
      case nil: throw .notRead(node: name)
      }
    }
  }

  /// The border of a padding.
  func border(_ input: LoweredValue) -> Pad {
    let (top, left) = (size16(Layout.Pad.top), size16(Layout.Pad.left))
    let before = size16(Layout.Pad.channelsBefore)
    return Pad(
      border: ResolvedPadding(
        top: top, bottom: output.height - input.height - top, left: left,
        right: output.width - input.width - left),
      channelsBefore: before, channelsAfter: output.channels - input.channels - before)
  }

  /// How a resized feature map lies over its input.
  var resampling: Resampling {
    let flags = record.bytes[Layout.Resize.flags]
    return Resampling(
      size: Size(height: output.height, width: output.width),
      alignsCorners: flags & Layout.Resize.alignsCorners != 0,
      usesHalfPixelCenters: flags & Layout.Resize.usesHalfPixelCenters != 0)
  }

  /// The box of a slice.
  var slice: Slice {
    let axes = [
      Slice.Axis(
        begin: size16(Layout.Slice.firstRow), count: output.height, stride: size16(Layout.Slice.rowStride)),
      Slice.Axis(
        begin: size16(Layout.Slice.firstColumn), count: output.width,
        stride: size16(Layout.Slice.columnStride)),
      Slice.Axis(
        begin: size32(Layout.Slice.firstChannel), count: output.channels,
        stride: size32(Layout.Slice.channelStride)),
    ]
    return Slice(axes: Array(axes.suffix(output.rank)))
  }

  /// The order of axes of a transposition.
  var transposition: Transpose {
    let offsets = [Layout.Transpose.rowAxis, Layout.Transpose.columnAxis, Layout.Transpose.channelAxis]
    let missing = 3 - output.rank
    return Transpose(order: offsets.dropFirst(missing).map { Int(record.bytes[$0]) - missing })
  }

  /// What is made of elements along axes: a sum or mean, or an extremum.
  func reduction(_ input: LoweredValue) -> Reduce {
    let missing = 3 - input.rank
    let mask = record.bytes[Layout.behindFactor]
    let axes = (0..<input.rank).filter { mask >> UInt8($0 + missing) & 1 == 1 }
    let ratio = Double(input.quantization.scale) / Double(output.quantization.scale)
    let kind: Reduce.Kind =
      switch self.kind {
      case .reduceMaximum: .maximum
      case .reduceMinimum: .minimum
      case _: FixedPointMultiplier(ratio) == factor ? .sum : .mean
      }
    return Reduce(kind: kind, axes: axes, keepsAxes: output.rank == input.rank)
  }

  /// Which rows, columns or channels are picked.
  var gathering: Gather {
    get throws(ExporterError) {
      guard case .plain(let table) = constants else { throw .notRead(node: name) }
      let place: Int
      switch GatherRecord.Axis(rawValue: record.bytes[Layout.Gather.axis]) {
      case .rows: place = 0
      case .columns: place = 1
      case .channels: place = 2
      case nil: throw .notRead(node: name)
      }
      let indices = stride(from: 0, to: table.count - 1, by: Layout.Gather.indexBytes).map {
        Int(table[$0]) | Int(table[$0 + 1]) << 8
      }
      return Gather(axis: place - (3 - output.rank), indices: indices)
    }
  }

  /// Functions with the numbers that they usually have: a table does not tell them.
  private static let functions: [Function.Kind] = [
    .absolute, .negative, .exponential, .logarithm, .squareRoot, .reciprocalSquareRoot, .square, .reciprocal,
    .elu(alpha: 1), .selu, .softplus, .softsign, .erf, .gelu, .geluTanh, .silu, .mish,
    .hardSigmoid(alpha: 0.2, beta: 0.5), .hardSigmoid(alpha: 1 / 6, beta: 0.5), .clip(low: 0, high: 1),
    .clip(low: -1, high: 1), .clip(low: 0, high: 6), .power(exponent: 3), .floor, .ceiling, .round, .sign,
    .sine, .cosine, .arctangent, .celu(alpha: 1), .thresholdedReLU(alpha: 1),
  ]

  /// The function whose table a lookup has.
  /// - Throws: `notRead` for a table of another one.
  func function(_ input: LoweredValue) throws(ExporterError) -> Operation {
    guard case .plain(let table) = constants else { throw .notRead(node: name) }
    let candidates: [any Tabulated] = [Sigmoid(), Tanh(), HardSwish()] + Self.functions.map(Function.init)
    for candidate in candidates {
      var result = LoweredOperator(name: name, kind: .lookup, inputs: inputs, output: output)
      let isFixed = candidate.operation.int8.output.map { $0 == output.quantization } ?? true
      guard isFixed, (try? candidate.lower([input], into: &result)) != nil,
        case .plain(table) = result.constants
      else { continue }
      return candidate.operation
    }
    throw .notRead(node: name)
  }
}

/// A function of which the exporter makes a table.
private protocol Tabulated: OperationBody {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError)
}

extension Sigmoid: Tabulated {}
extension Tanh: Tabulated {}
extension HardSwish: Tabulated {}
extension Function: Tabulated {}

extension OperatorKind {
  /// Whether the kernel takes its inputs' integers as they are, so that their scale and zero point are the output's.
  var keepsScale: Bool {
    switch self {
    case .maxPool, .averagePool, .concatenate, .pad, .view, .slice, .transpose, .maximum, .minimum,
      .resizeNearest, .resizeBilinear, .gather, .reduceMaximum, .reduceMinimum, .wideMaxPool,
      .wideAveragePool, .wideMaximum, .wideMinimum:
      true
    case .convolution, .depthwiseConvolution, .dense, .globalAveragePool, .add, .rescale, .leakyReLU,
      .softmax, .multiply, .subtract, .lookup, .transposedConvolution, .requantize, .wideAdd, .argMax,
      .enrolled, .reduceSum, .divide, .squaredDifference, .prelu,
      .matrixProduct, .logSoftmax, .l2Normalization, .zeros, .lstm, .gru, .simpleRNN, .svdf,
      .wideConvolution, .embedding, .wideTransposedConvolution, .wideLeakyReLU, .wideSubtract, .wideMultiply,
      .wideSigmoid, .wideTanh, .wideReduceSum, .wideSoftmax:
      false
    }
  }
}
