import ApusCompression
import ApusGraph
import Foundation

/// Executes a quantized graph by the meaning of its numbers: integer sums, scaled in double precision and
/// rounded once. Slow and plain; it measures what quantization loses, and checks runtimes, whose
/// fixed-point rescaling may differ from the exact product by one step now and then.
struct QuantizedInterpreter: Sendable {
  /// The graph that is executed.
  let graph: QuantizedGraph
  let shapes: [String: Shape]
  private var parameters: [String: QuantizationParameters]

  /// An interpreter of a graph.
  /// - Throws: `graph` where names or shapes do not fit.
  init(_ graph: QuantizedGraph) throws(CompressionError) {
    self.graph = graph
    do { shapes = try graph.skeleton.shapes() } catch { throw .graph(error) }
    parameters = [:]
    for input in graph.inputs { parameters[input.name] = input.quantization }
    for state in graph.states { parameters[state.name] = state.quantization }
    for node in graph.nodes { parameters[node.name] = node.output }
  }

  /// Every value of a network of one input, by name, for samples given as int8 inputs one after the other.
  func values(_ input: [Int8]) -> [String: [Int8]] { values(of: [graph.inputName: input]) }

  /// Every value, by name, for samples of all inputs and states by name, one after the other.
  func values(of given: [String: [Int8]]) -> [String: [Int8]] {
    var values = given
    for node in graph.nodes { values[node.name] = value(of: node, from: values) }
    return values
  }

  /// The first output for samples given as int8 inputs one after the other.
  func output(_ input: [Int8]) -> [Int8] { values(input)[graph.outputs[0].node]! }

  /// The real numbers that a value's integers stand for.
  func real(_ values: [Int8], of name: String) -> [Float] {
    let map = parameters[name]!
    return values.map { map.scale * Float(Int($0) - map.zeroPoint) }
  }

  /// One node's value from those it takes.
  func value(of node: QuantizedNode, from values: [String: [Int8]]) -> [Int8] {
    let input = values[node.inputs[0]]!
    let from = shapes[node.inputs[0]]!
    let to = shapes[node.name]!
    let samples = input.count / from.count
    let incoming = parameters[node.inputs[0]]!
    switch node.operation {
    case .convolution, .depthwiseConvolution, .dense:
      return requantized(accumulators(of: node, from: input), node: node, inputScale: incoming.scale)
    case .maxPool(let body):
      return pooled(input, body.window, from, to) { sum, maximum, count in
        quantize(Double(Int(maximum) - incoming.zeroPoint) * Double(incoming.scale), node)
      }
    case .averagePool(let body):
      return pooled(input, body.window, from, to) { sum, maximum, count in
        let mean = (Double(sum) / Double(count) - Double(incoming.zeroPoint)) * Double(incoming.scale)
        return quantize(mean, node)
      }
    case .globalAveragePool:
      let area = from.height * from.width
      return (0..<samples * from.channels).map { index in
        let start = index / from.channels * from.count + index % from.channels
        let sum = (0..<area).reduce(0) { $0 + Int(input[start + $1 * from.channels]) }
        let mean = Double(sum) / Double(area) - Double(incoming.zeroPoint)
        return quantize(mean * Double(incoming.scale), node)
      }
    case .relu: return mapped(input, incoming, node) { max($0, 0) }
    case .relu6: return mapped(input, incoming, node) { min(max($0, 0), 6) }
    case .leakyReLU(let body): return mapped(input, incoming, node) { $0 < 0 ? Double(body.slope) * $0 : $0 }
    case .flatten, .reshape: return mapped(input, incoming, node) { $0 }
    case .sigmoid: return mapped(input, incoming, node) { 1 / (1 + exp(-$0)) }
    case .tanh: return mapped(input, incoming, node) { Foundation.tanh($0) }
    case .hardSwish: return mapped(input, incoming, node) { $0 * min(max($0 + 3, 0), 6) / 6 }
    case .add(let body): return combined(body, node, values, +)
    case .subtract(let body): return combined(body, node, values, -)
    case .multiply(let body): return combined(body, node, values, *)
    case .maximum(let body): return combined(body, node, values, max)
    case .minimum(let body): return combined(body, node, values, min)
    case .concatenate(let body):
      let pieces = samples * body.pieceCount(of: to)
      let parts = node.inputs.map { name in mapped(values[name]!, parameters[name]!, node) { $0 } }
      return (0..<pieces).flatMap { piece in
        parts.flatMap { $0[piece * ($0.count / pieces)..<(piece + 1) * ($0.count / pieces)] }
      }
    case .pad(let body):
      let moved = mapped(input, incoming, node) { $0 }
      var result = Array(repeating: Int8(node.output.zeroPoint), count: samples * to.count)
      for row in 0..<samples * from.height {
        let target = row / from.height * to.height + row % from.height + body.border.top
        for column in 0..<from.width {
          let start = (target * to.width + column + body.border.left) * to.channels + body.channelsBefore
          let source = (row * from.width + column) * from.channels
          for channel in 0..<from.channels { result[start + channel] = moved[source + channel] }
        }
      }
      return result
    case .softmax:
      var result: [Int8] = []
      for start in stride(from: 0, to: input.count, by: to.channels) {
        let row = input[start..<start + to.channels]
        let largest = Int(row.max()!)
        let exponentials = row.map { exp(Double(incoming.scale) * Double(Int($0) - largest)) }
        let sum = exponentials.reduce(0, +)
        result += exponentials.map { quantize($0 / sum, node) }
      }
      return result
    case .slice(let body): return rearranged(mapped(input, incoming, node) { $0 }, body, from)
    case .transpose(let body): return rearranged(mapped(input, incoming, node) { $0 }, body, from)
    case .resizeNearest(let body): return rearranged(mapped(input, incoming, node) { $0 }, body, from)
    case .transposedConvolution:
      return requantized(accumulators(of: node, from: input), node: node, inputScale: incoming.scale)
    case .resizeBilinear(let body):
      return BilinearMean(body.resampling, from: from).means(input).map {
        quantize(($0 - Double(incoming.zeroPoint)) * Double(incoming.scale), node)
      }
    case .argMax, .embedding: preconditionFailure("indices are not int8")
    case .function(let body): return mapped(input, incoming, node, body.kind.value)
    case .prelu(let body):
      let slopes = node.operand!.values.map { node.operand!.quantization.real($0) }
      // The skeleton's shapes have been checked.
      let broadcast = try! Broadcast(from, body.shape)
      return stride(from: 0, to: input.count, by: from.count).flatMap { start in
        var result: [Int8] = []
        broadcast.forEach {
          let value = incoming.real(input[start + $0])
          result.append(quantize(value < 0 ? slopes[$1] * value : value, node))
        }
        return result
      }
    case .divide(let body): return combined(body, node, values, /)
    case .squaredDifference(let body): return combined(body, node, values) { ($0 - $1) * ($0 - $1) }
    case .reduce(let body):
      let targets = body.targets(in: from)
      return stride(from: 0, to: input.count, by: from.count).flatMap { start in
        var groups = Array(repeating: [Double](), count: to.count)
        for (index, target) in targets.enumerated() {
          groups[Int(target)].append(incoming.real(input[start + index]))
        }
        return groups.map { group in
          switch body.kind {
          case .mean: quantize(group.reduce(0, +) / Double(group.count), node)
          case .sum: quantize(group.reduce(0, +), node)
          case .maximum: quantize(group.max()!, node)
          case .minimum: quantize(group.min()!, node)
          case .product: quantize(group.reduce(1, *), node)
          }
        }
      }
    case .matrixProduct(let body):
      let second = values[node.inputs[1]]!
      let (left, right) = (from.grid, shapes[node.inputs[1]]!.grid)
      let extents = try! body.extents(of: from, shapes[node.inputs[1]]!)
      let other = parameters[node.inputs[1]]!
      var result: [Int8] = []
      for index in 0..<samples * to.count {
        let (matrix, element) = (
          index / (extents.rows * extents.columns), index % (extents.rows * extents.columns)
        )
        let (row, column) = element.quotientAndRemainder(dividingBy: extents.columns)
        let (sample, product) = matrix.quotientAndRemainder(dividingBy: extents.count)
        var sum = 0.0
        for k in 0..<extents.inner {
          let one =
            (sample * left.rows + product % left.rows) * left.columns + (body.transposesFirst ? k : row)
          let two =
            (sample * right.rows + product % right.rows) * right.columns
            + (body.transposesSecond ? column : k)
          sum +=
            incoming.real(input[one * left.channels + (body.transposesFirst ? row : k)])
            * other.real(second[two * right.channels + (body.transposesSecond ? k : column)])
        }
        result.append(quantize(sum, node))
      }
      return result
    case .logSoftmax:
      return stride(from: 0, to: input.count, by: to.channels).flatMap { start in
        let row = input[start..<start + to.channels].map(incoming.real)
        let logarithm = row.max()! + log(row.reduce(0) { $0 + exp($1 - row.max()!) })
        return row.map { quantize($0 - logarithm, node) }
      }
    case .gather(let body): return rearranged(mapped(input, incoming, node) { $0 }, body, from)
    case .l2Normalization:
      return stride(from: 0, to: input.count, by: to.channels).flatMap { start in
        let row = input[start..<start + to.channels].map(incoming.real)
        let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return row.map { quantize(length == 0 ? 0 : $0 / length, node) }
      }
    case .lstm, .gru, .simpleRNN, .svdf: preconditionFailure("recurrent layers have a reference of their own")
    case .batchNormalization, .dropout:
      preconditionFailure("batch normalization and dropout never appear in a quantized graph")
    }
  }

  /// The integer sums of a layer with weights, bias included, before they are rescaled.
  func accumulators(of node: QuantizedNode, from input: [Int8]) -> [Int32] {
    let from = shapes[node.inputs[0]]!
    let to = shapes[node.name]!
    let zeroPoint = Int32(parameters[node.inputs[0]]!.zeroPoint)
    let centered = input.map { Int32($0) - zeroPoint }
    let weights = node.weights!.values.map { Int32($0) - Int32(node.weights!.zeroPoint ?? 0) }
    let bias = node.bias ?? Array(repeating: 0, count: to.channels)
    switch node.operation {
    case .convolution(let body):
      let layout = WindowedSum(window: body.window, groups: body.groups, multiplier: nil, from: from, to: to)
      return layout.sums(centered, weights, bias)
    case .depthwiseConvolution(let body):
      let layout = WindowedSum(
        window: body.window, groups: 1, multiplier: body.multiplier, from: from, to: to)
      return layout.sums(centered, weights, bias)
    case .dense:
      let window = Window(kernel: Size(1))
      let layout = WindowedSum(
        window: window, groups: 1, multiplier: nil,
        from: Shape(height: 1, width: from.count / from.channels, channels: from.channels),
        to: Shape(height: 1, width: to.count / to.channels, channels: to.channels))
      return layout.sums(centered, weights, bias)
    case .batchNormalization, .maxPool, .averagePool, .globalAveragePool, .relu, .relu6, .leakyReLU, .sigmoid,
      .tanh, .hardSwish, .add, .subtract, .multiply, .maximum, .minimum,
      .concatenate, .pad, .flatten, .reshape, .dropout, .softmax:
      preconditionFailure("\(node.name) has no weights")
    case .transposedConvolution(let body):
      return TransposedSum(body, from: from, to: to).sums(centered, weights, bias)
    case .slice, .transpose, .resizeNearest, .resizeBilinear, .argMax, .lstm, .gru, .simpleRNN, .svdf,
      .function, .prelu, .divide,
      .squaredDifference, .reduce, .matrixProduct, .logSoftmax, .gather, .l2Normalization, .embedding:
      preconditionFailure("\(node.name) has no weights")
    }
  }

  /// Rescales a layer's sums to its output.
  func requantized(_ sums: [Int32], node: QuantizedNode, inputScale: Float) -> [Int8] {
    let channels = shapes[node.name]!.channels
    let scales = node.weights!.scales
    let all = scales.count == channels ? scales : Array(repeating: scales[0], count: channels)
    let factors = all.map { Double(inputScale) * Double($0) }
    var channel = 0
    return sums.map { sum in
      let real = Double(sum) * factors[channel]
      channel = channel + 1 == factors.count ? 0 : channel + 1
      return quantize(real, node)
    }
  }

  /// The integer for a real number, clamped as the node's activation says.
  private func quantize(_ real: Double, _ node: QuantizedNode) -> Int8 {
    let clamped =
      switch node.activation {
      case .none: real
      case .relu: max(real, 0)
      case .relu6: min(max(real, 0), 6)
      }
    let steps = (clamped / Double(node.output.scale)).rounded(.toNearestOrAwayFromZero)
    return Int8(max(-128, min(127, steps + Double(node.output.zeroPoint))))
  }

  /// Applies a function to the real numbers that integers stand for.
  private func mapped(
    _ values: [Int8], _ incoming: QuantizationParameters, _ node: QuantizedNode,
    _ function: (Double) -> Double
  ) -> [Int8] {
    let table = (-128...127).map { q in
      quantize(function(Double(incoming.scale) * Double(q - incoming.zeroPoint)), node)
    }
    return values.map { table[Int($0) + 128] }
  }

  /// Applies a function to the real numbers that two operands' integers stand for.
  private func combined(
    _ body: some ElementwisePair, _ node: QuantizedNode, _ values: [String: [Int8]],
    _ function: (Double, Double) -> Double
  ) -> [Int8] {
    let inputs = node.inputs.map { name in
      let map = parameters[name]!
      return values[name]!.map { Double(map.scale) * Double(Int($0) - map.zeroPoint) }
    }
    let shapes = body.operands(for: node.inputs.map { self.shapes[$0]! })
    // The skeleton's shapes have been checked.
    let broadcast = try! Broadcast(shapes.first, shapes.second)
    var operands: [(values: [Double], sampleStep: Int)] = zip(inputs, node.inputs).map {
      ($0, self.shapes[$1]!.count)
    }
    if let constant = body.constant {
      operands.insert(
        (node.operand!.values.map { node.operand!.quantization.real($0) }, 0), at: constant.isFirst ? 0 : 1)
    }
    var result: [Int8] = []
    for sample in 0..<inputs[0].count / self.shapes[node.inputs[0]]!.count {
      let (first, second) = (sample * operands[0].sampleStep, sample * operands[1].sampleStep)
      broadcast.forEach {
        result.append(
          quantize(function(operands[0].values[first + $0], operands[1].values[second + $1]), node))
      }
    }
    return result
  }

  /// Copies each sample's elements to where they belong.
  private func rearranged(_ values: [Int8], _ body: some Rearrangement, _ from: Shape) -> [Int8] {
    let sources = body.sources(in: from)
    return stride(from: 0, to: values.count, by: from.count).flatMap { start in
      sources.map { values[start + Int($0)] }
    }
  }

  /// Evaluates a function of each window's sum, maximum and number of elements inside the input.
  private func pooled(
    _ input: [Int8], _ window: Window, _ from: Shape, _ to: Shape,
    _ evaluate: (_ sum: Int, _ maximum: Int8, _ count: Int) -> Int8
  ) -> [Int8] {
    let pad = window.resolvedPadding(height: from.height, width: from.width)
    var result: [Int8] = []
    result.reserveCapacity(input.count / from.count * to.count)
    for sample in 0..<input.count / from.count {
      for row in 0..<to.height {
        let rows = window.kernel.height.inside(row * window.stride.height - pad.top, from.height)
        for column in 0..<to.width {
          let columns = window.kernel.width.inside(column * window.stride.width - pad.left, from.width)
          for channel in 0..<to.channels {
            var sum = 0
            var maximum = Int8.min
            for y in rows {
              for x in columns {
                let value = input[((sample * from.height + y) * from.width + x) * from.channels + channel]
                sum += Int(value)
                maximum = max(maximum, value)
              }
            }
            result.append(evaluate(sum, maximum, rows.count * columns.count))
          }
        }
      }
    }
    return result
  }
}

extension Int {
  /// The part of a window of this extent, beginning at `start`, that lies inside `0 ..< limit`.
  fileprivate func inside(_ start: Int, _ limit: Int) -> Range<Int> {
    Swift.max(start, 0)..<Swift.min(start + self, limit)
  }
}
