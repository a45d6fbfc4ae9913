import ApusGraph
import Foundation

/// A slow interpreter of float graphs in double precision, written straight from the operators' definitions and
/// independent of the engine: the oracle that values, gradients and rewritten graphs are compared with.
public struct ReferenceNetwork {
  /// What is executed.
  public let graph: Graph
  /// Samples that are executed together.
  public let batchSize: Int
  /// Whether normalizations take the batch's statistics and dropout drops.
  public let mode: Mode
  /// The values of each parameter, by its full name.
  public var parameters: [String: [Double]]
  /// What dropout multiplies with while training, by node.
  public var dropoutFactors: [String: [Double]] = [:]
  /// Every value's extents, by node.
  public let shapes: [String: Shape]

  /// As the engine's.
  public enum Mode { case inference, training }

  /// An interpreter of a sound graph.
  public init(_ graph: Graph, batchSize: Int = 1, mode: Mode = .inference) throws {
    self.graph = graph
    self.batchSize = batchSize
    self.mode = mode
    shapes = try graph.shapes()
    parameters = graph.parameters.mapValues { $0.values.map(Double.init) }
  }

  /// Every node's value of a network of one input. One element of one of them may be moved as soon as it is known, to
  /// see what follows.
  public func values(
    _ input: [Double], moving moved: (node: String, index: Int, by: Double)? = nil
  ) -> [String: [Double]] {
    values(of: [graph.inputName: input], moving: moved)
  }

  /// Every node's value.
  /// - Parameter given: the inputs, and of states what they hold, by name; of those that are missing, what they hold
  ///   before the first run.
  public func values(
    of given: [String: [Double]], moving moved: (node: String, index: Int, by: Double)? = nil
  ) -> [String: [Double]] {
    var values = given
    for state in graph.states where values[state.name] == nil {
      values[state.name] = (0..<batchSize * state.shape.count).map {
        Double(state.initial[state.initial.count == 1 ? 0 : $0 % state.shape.count])
      }
    }
    for node in graph.nodes {
      var value = evaluate(node, node.inputs.map { values[$0]! })
      if let moved, moved.node == node.name { value[moved.index] += moved.by }
      values[node.name] = value
    }
    return values
  }

  /// The first output alone.
  public func output(
    _ input: [Double], moving moved: (node: String, index: Int, by: Double)? = nil
  ) -> [Double] {
    values(input, moving: moved)[graph.outputs[0].node]!
  }

  private func evaluate(_ node: Node, _ inputs: [[Double]]) -> [Double] {
    let shape = shapes[node.inputs[0]]!
    let x = inputs[0]
    switch node.operation {
    case .convolution(let body):
      let perGroup = (body.inputChannels / body.groups, body.outputChannels / body.groups)
      return convolve(node, x, body.window) { output, y, x in
        let first = output / perGroup.1 * perGroup.0
        let kernel = body.window.kernel
        return (first..<first + perGroup.0, ((output * kernel.height + y) * kernel.width + x) * perGroup.0)
      }
    case .depthwiseConvolution(let body):
      return convolve(node, x, body.window) { output, y, x in
        let input = output / body.multiplier
        return (input..<input + 1, (y * body.window.kernel.width + x) * body.outputChannels + output)
      }
    case .dense(let body):
      let weight = parameters["\(node.name).weight"]!
      let bias = parameters["\(node.name).bias"]
      return (0..<x.count / body.inputFeatures).flatMap { sample in
        (0..<body.outputFeatures).map { output in
          (0..<body.inputFeatures).reduce(bias?[output] ?? 0) {
            $0 + weight[output * body.inputFeatures + $1] * x[sample * body.inputFeatures + $1]
          }
        }
      }
    case .batchNormalization(let body): return normalize(node, x, body)
    case .maxPool(let body): return pool(node, x, body.window) { $0.max()! }
    case .averagePool(let body): return pool(node, x, body.window) { $0.reduce(0, +) / Double($0.count) }
    case .globalAveragePool:
      return pool(node, x, Window(kernel: Size(height: shape.height, width: shape.width))) {
        $0.reduce(0, +) / Double($0.count)
      }
    case .relu: return x.map { max($0, 0) }
    case .relu6: return x.map { min(max($0, 0), 6) }
    case .leakyReLU(let body): return x.map { $0 < 0 ? Double(body.slope) * $0 : $0 }
    case .sigmoid: return x.map { 1 / (1 + exp(-$0)) }
    case .tanh: return x.map { tanh($0) }
    case .hardSwish: return x.map { $0 * min(max($0 + 3, 0), 6) / 6 }
    case .add(let body): return combine(node, body, inputs, +)
    case .subtract(let body): return combine(node, body, inputs, -)
    case .multiply(let body): return combine(node, body, inputs, *)
    case .maximum(let body): return combine(node, body, inputs, max)
    case .minimum(let body): return combine(node, body, inputs, min)
    case .concatenate(let body) where body.axis != .channels:
      return concatenate(node, inputs, along: body.axis == .rows ? 0 : 1)
    case .concatenate:
      let widths = node.inputs.map { shapes[$0]!.channels }
      return (0..<x.count / widths[0]).flatMap { row in
        zip(inputs, widths).flatMap { value, width in value[row * width..<(row + 1) * width] }
      }
    case .pad(let body): return pad(node, x, body)
    case .flatten, .reshape: return x
    case .dropout: return mode == .inference ? x : zip(x, dropoutFactors[node.name]!).map(*)
    case .softmax:
      let channels = shape.channels
      return stride(from: 0, to: x.count, by: channels).flatMap { row in
        let largest = x[row..<row + channels].max()!
        let powers = x[row..<row + channels].map { exp($0 - largest) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
      }
    case .slice(let body):
      let (rows, columns, channels) = body.grid
      return rearranged(node, x) { row, column, channel in
        (
          rows.begin + row * rows.stride, columns.begin + column * columns.stride,
          channels.begin + channel * channels.stride
        )
      }
    case .transpose(let body):
      return rearranged(node, x) { row, column, channel in
        var place = [0, 0, 0]
        for (axis, index) in zip(body.grid, [row, column, channel]) { place[axis] = index }
        return (place[0], place[1], place[2])
      }
    case .transposedConvolution(let body): return transposeConvolve(node, x, body)
    case .lstm(let body): return recurrence(node, inputs, body.parameters) { $0.values(body, states: $1) }
    case .gru(let body): return recurrence(node, inputs, body.parameters) { $0.values(body, states: $1) }
    case .simpleRNN(let body):
      return recurrence(node, inputs, body.parameters) { $0.values(body, states: $1) }
    case .svdf(let body): return recurrence(node, inputs, body.parameters) { $0.values(body, states: $1) }
    case .argMax:
      return stride(from: 0, to: x.count, by: shape.channels).map { start in
        let row = x[start..<start + shape.channels]
        return Double(row.firstIndex(of: row.max()!)! - start)
      }
    case .function(let body): return x.map { reference(body.kind, $0) }
    case .prelu(let body):
      let slopes = parameters["\(node.name).weight"]!
      return broadcast(node, [(x, shape.dimensions, shape.count), (slopes, body.shape.dimensions, 0)]) {
        $0 < 0 ? $1 * $0 : $0
      }
    case .divide(let body): return combine(node, body, inputs, /)
    case .squaredDifference(let body): return combine(node, body, inputs) { ($0 - $1) * ($0 - $1) }
    case .reduce(let body): return reduce(node, x, body)
    case .matrixProduct(let body): return multiply(node, inputs, body)
    case .logSoftmax:
      return stride(from: 0, to: x.count, by: shape.channels).flatMap { row in
        let values = x[row..<row + shape.channels]
        let sum = values.reduce(0) { $0 + exp($1) }
        return values.map { $0 - log(sum) }
      }
    case .gather(let body):
      let axis = 3 - shape.rank + body.axis
      return rearranged(node, x) { row, column, channel in
        var place = [row, column, channel]
        place[axis] = body.indices[place[axis]]
        return (place[0], place[1], place[2])
      }
    case .embedding(let body):
      let table = parameters["\(node.name).weight"]!
      return x.flatMap { index in
        let row = max(0, min(Double(body.count - 1), index.rounded()))
        return table[Int(row) * body.features..<(Int(row) + 1) * body.features]
      }
    case .l2Normalization:
      return stride(from: 0, to: x.count, by: shape.channels).flatMap { row in
        let values = x[row..<row + shape.channels]
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return values.map { $0 / max(length, 1e-6) }
      }
    case .resizeBilinear(let body): return resizeBilinear(node, x, body.resampling)
    case .resizeNearest(let body):
      return rearranged(node, x) { row, column, channel in
        (
          body.resampling.nearest(row, shape.height, body.resampling.size.height),
          body.resampling.nearest(column, shape.width, body.resampling.size.width), channel
        )
      }
    }
  }

  /// A recurrent layer, each sample by itself.
  private func recurrence(
    _ node: Node, _ inputs: [[Double]], _ specifications: [ParameterSpecification],
    _ values: (ReferenceRecurrence, _ states: [[Double]]) -> [Double]
  ) -> [Double] {
    let own = Dictionary(
      uniqueKeysWithValues: specifications.map { ($0.suffix, parameters["\(node.name).\($0.suffix)"]!) })
    return (0..<batchSize).flatMap { sample in
      let parts = zip(inputs, node.inputs).map { value, name in
        Array(value[sample * shapes[name]!.count..<(sample + 1) * shapes[name]!.count])
      }
      let features = shapes[node.inputs[0]]!.channels
      let sequence = stride(from: 0, to: parts[0].count, by: features).map {
        Array(parts[0][$0..<$0 + features])
      }
      return values(ReferenceRecurrence(parameters: own, sequence: sequence), Array(parts.dropFirst()))
    }
  }

  /// Two operands combined, the position of each element found from its index along every axis.
  private func combine(
    _ node: Node, _ body: some ElementwisePair, _ inputs: [[Double]], _ function: (Double, Double) -> Double
  ) -> [Double] {
    var operands = zip(inputs, node.inputs).map { ($0, shapes[$1]!.dimensions, shapes[$1]!.count) }
    if let constant = body.constant {
      operands.insert(
        (parameters["\(node.name).operand"]!, constant.shape.dimensions, 0), at: constant.isFirst ? 0 : 1)
    }
    return broadcast(node, operands, function)
  }

  /// A function of two operands, each with its extents and the elements from one sample to the next.
  private func broadcast(
    _ node: Node, _ operands: [([Double], [Int], Int)], _ function: (Double, Double) -> Double
  ) -> [Double] {
    let output = shapes[node.name]!
    return (0..<batchSize * output.count).map { index in
      let found = operands.map { values, extents, sampleStep in
        var remaining = index % output.count
        var (position, step) = (index / output.count * sampleStep, 1)
        for (axis, extent) in output.dimensions.enumerated().reversed() {
          let place = axis - output.rank + extents.count
          let own = place < 0 ? 1 : extents[place]
          position += (own == 1 ? 0 : remaining % extent) * step
          step *= own
          remaining /= extent
        }
        return values[position]
      }
      return function(found[0], found[1])
    }
  }

  /// Each output element's original, by its row, column and channel.
  private func rearranged(
    _ node: Node, _ x: [Double], _ source: (_ row: Int, _ column: Int, _ channel: Int) -> (Int, Int, Int)
  ) -> [Double] {
    let (input, output) = (shapes[node.inputs[0]]!.grid, shapes[node.name]!.grid)
    var result: [Double] = []
    for sample in 0..<batchSize {
      for row in 0..<output.rows {
        for column in 0..<output.columns {
          for channel in 0..<output.channels {
            let from = source(row, column, channel)
            let position = (sample * input.rows + from.0) * input.columns + from.1
            result.append(x[position * input.channels + from.2])
          }
        }
      }
    }
    return result
  }

  /// Joins rows (axis 0) or columns (axis 1), element by element.
  private func concatenate(_ node: Node, _ inputs: [[Double]], along axis: Int) -> [Double] {
    let output = shapes[node.name]!
    return (0..<batchSize * output.count).map { index in
      var place = [
        index / output.count, index / (output.width * output.channels) % output.height,
        index / output.channels % output.width, index % output.channels,
      ]
      var part = 0
      while place[axis + 1] >= shapes[node.inputs[part]]!.dimensions[axis] {
        place[axis + 1] -= shapes[node.inputs[part]]!.dimensions[axis]
        part += 1
      }
      let shape = shapes[node.inputs[part]]!
      let position = (place[0] * shape.height + place[1]) * shape.width + place[2]
      return inputs[part][position * shape.channels + place[3]]
    }
  }

  private func transposeConvolve(_ node: Node, _ x: [Double], _ body: TransposedConvolution) -> [Double] {
    let (input, output) = (shapes[node.inputs[0]]!, shapes[node.name]!)
    let weight = parameters["\(node.name).weight"]!
    let bias = parameters["\(node.name).bias"]
    var result = (0..<batchSize * output.count).map { bias?[$0 % output.channels] ?? 0 }
    for (index, element) in x.enumerated() {
      let (position, inputChannel) = index.quotientAndRemainder(dividingBy: input.channels)
      let (sample, row, column) = (
        position / input.width / input.height, position / input.width % input.height, position % input.width
      )
      for i in 0..<body.kernel.height {
        for j in 0..<body.kernel.width {
          let y = row * body.stride.height + i - body.padding.top
          let left = column * body.stride.width + j - body.padding.left
          guard 0..<output.height ~= y, 0..<output.width ~= left else { continue }
          for channel in 0..<output.channels {
            let tap = ((channel * body.kernel.height + i) * body.kernel.width + j) * input.channels
            result[((sample * output.height + y) * output.width + left) * output.channels + channel] +=
              weight[tap + inputChannel] * element
          }
        }
      }
    }
    return result
  }

  private func resizeBilinear(_ node: Node, _ x: [Double], _ resampling: Resampling) -> [Double] {
    let (input, output) = (shapes[node.inputs[0]]!, shapes[node.name]!)
    func tent(_ distance: Double) -> Double { max(0, 1 - abs(distance)) }
    var result: [Double] = []
    for index in 0..<batchSize * output.count {
      let (position, channel) = index.quotientAndRemainder(dividingBy: output.channels)
      let (row, column) = (position / output.width % output.height, position % output.width)
      let y = min(max(resampling.point(row, input.height, output.height), 0), Double(input.height - 1))
      let left = min(max(resampling.point(column, input.width, output.width), 0), Double(input.width - 1))
      var sum = 0.0
      for i in 0..<input.height {
        for j in 0..<input.width {
          let place = (position / output.height / output.width * input.height + i) * input.width + j
          sum += tent(y - Double(i)) * tent(left - Double(j)) * x[place * input.channels + channel]
        }
      }
      result.append(sum)
    }
    return result
  }

  /// Calls the body for every tap of every output position that lies inside the input: output position,
  /// input position, and the tap's row and column.
  private func forEachTap(
    _ node: Node, _ window: Window, _ body: (_ output: Int, _ input: Int, _ y: Int, _ x: Int) -> Void
  ) {
    let (input, output) = (shapes[node.inputs[0]]!, shapes[node.name]!)
    let pad = window.resolvedPadding(height: input.height, width: input.width)
    for sample in 0..<batchSize {
      for row in 0..<output.height {
        for column in 0..<output.width {
          for y in 0..<window.kernel.height {
            for x in 0..<window.kernel.width {
              let inputRow = row * window.stride.height + y * window.dilation.height - pad.top
              let inputColumn = column * window.stride.width + x * window.dilation.width - pad.left
              guard 0..<input.height ~= inputRow, 0..<input.width ~= inputColumn else { continue }
              body(
                (sample * output.height + row) * output.width + column,
                (sample * input.height + inputRow) * input.width + inputColumn, y, x)
            }
          }
        }
      }
    }
  }

  /// - Parameter taps: for an output channel and a tap's row and column, the input channels that it takes, and
  ///   where their weights begin.
  private func convolve(
    _ node: Node, _ x: [Double], _ window: Window,
    _ taps: (_ output: Int, _ y: Int, _ x: Int) -> (inputs: Range<Int>, weight: Int)
  ) -> [Double] {
    let (input, output) = (shapes[node.inputs[0]]!, shapes[node.name]!)
    let weight = parameters["\(node.name).weight"]!
    var result = [Double](repeating: 0, count: batchSize * output.count)
    if let bias = parameters["\(node.name).bias"] {
      for index in result.indices { result[index] = bias[index % output.channels] }
    }
    forEachTap(node, window) { target, source, y, column in
      for channel in 0..<output.channels {
        let (inputs, first) = taps(channel, y, column)
        var sum = 0.0
        for (offset, inputChannel) in inputs.enumerated() {
          sum += weight[first + offset] * x[source * input.channels + inputChannel]
        }
        result[target * output.channels + channel] += sum
      }
    }
    return result
  }

  private func pool(_ node: Node, _ x: [Double], _ window: Window, _ reduce: ([Double]) -> Double) -> [Double]
  {
    let channels = shapes[node.inputs[0]]!.channels
    var windows = [[Double]](repeating: [], count: shapes[node.name]!.count * batchSize)
    forEachTap(node, window) { target, source, _, _ in
      for channel in 0..<channels {
        windows[target * channels + channel].append(x[source * channels + channel])
      }
    }
    return windows.map(reduce)
  }

  private func normalize(_ node: Node, _ x: [Double], _ body: BatchNormalization) -> [Double] {
    let channels = body.channels
    let rows = x.count / channels
    var result = x
    for channel in 0..<channels {
      let column = (0..<rows).map { x[$0 * channels + channel] }
      var mean = parameters["\(node.name).running_mean"]![channel]
      var variance = parameters["\(node.name).running_var"]![channel]
      if mode == .training {
        mean = column.reduce(0, +) / Double(rows)
        variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows)
      }
      let factor =
        parameters["\(node.name).weight"]![channel] / (variance + Double(body.epsilon)).squareRoot()
      let shift = parameters["\(node.name).bias"]![channel]
      for row in 0..<rows { result[row * channels + channel] = (column[row] - mean) * factor + shift }
    }
    return result
  }

  private func pad(_ node: Node, _ x: [Double], _ body: Pad) -> [Double] {
    let (input, output) = (shapes[node.inputs[0]]!, shapes[node.name]!)
    var result = [Double](repeating: 0, count: batchSize * output.count)
    for (index, element) in x.enumerated() {
      let channel = index % input.channels
      let column = index / input.channels % input.width
      let row = index / (input.channels * input.width) % input.height
      let sample = index / input.count
      let position =
        (sample * output.height + row + body.border.top) * output.width + column + body.border.left
      result[position * output.channels + channel + body.channelsBefore] = element
    }
    return result
  }
}

extension Resampling {
  /// The point of the input at which a position of the output lies.
  fileprivate func point(_ position: Int, _ input: Int, _ output: Int) -> Double {
    if alignsCorners && output > 1 { return Double(position) * Double(input - 1) / Double(output - 1) }
    let scale = Double(input) / Double(output)
    return usesHalfPixelCenters ? (Double(position) + 0.5) * scale - 0.5 : Double(position) * scale
  }

  /// The position of the input that is nearest to it.
  fileprivate func nearest(_ position: Int, _ input: Int, _ output: Int) -> Int {
    let point = point(position, input, output)
    // Half-pixel centers count pixels from their edges; the others take the pixel that the point lies in.
    let nearest =
      alignsCorners
      ? point.rounded(.toNearestOrAwayFromZero) : (point + (usesHalfPixelCenters ? 0.5 : 0)).rounded(.down)
    return min(Int(nearest), input - 1)
  }
}
