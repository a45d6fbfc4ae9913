import ApusGraph
import Foundation

/// Executes a float graph in double precision by the definitions of its operators, one sample at a time:
/// slow, plain, and independent of the engine.
struct ReferenceInterpreter {
  let graph: Graph
  let shapes: [String: Shape]

  init(_ graph: Graph) throws {
    self.graph = graph
    shapes = try graph.shapes()
  }

  func output(_ input: [Double]) -> [Double] { values(input)[graph.nodes.last!.name]! }

  /// Every value by name.
  func values(_ input: [Double]) -> [String: [Double]] {
    var values = [Graph.inputName: input]
    for node in graph.nodes { values[node.name] = value(of: node, values) }
    return values
  }

  private func parameter(_ node: Node, _ suffix: String) -> [Double] {
    graph.parameters["\(node.name).\(suffix)"]!.values.map { Double($0) }
  }

  private func value(of node: Node, _ values: [String: [Double]]) -> [Double] {
    let input = values[node.inputs[0]]!
    let from = shapes[node.inputs[0]]!
    let to = shapes[node.name]!
    switch node.operation {
    case .convolution(let body):
      let weight = parameter(node, "weight")
      let bias = body.hasBias ? parameter(node, "bias") : Array(repeating: 0, count: body.outputChannels)
      let perGroup = body.inputChannels / body.groups
      let outputsPerGroup = body.outputChannels / body.groups
      return windowed(body.window, from, to, channels: body.outputChannels) { channel, taps in
        var sum = bias[channel]
        let first = channel / outputsPerGroup * perGroup
        for tap in taps {
          for c in 0..<perGroup {
            sum +=
              weight[(channel * body.window.kernel.area + tap.kernel) * perGroup + c]
              * input[tap.pixel * from.channels + first + c]
          }
        }
        return sum
      }
    case .depthwiseConvolution(let body):
      let weight = parameter(node, "weight")
      let count = body.outputChannels
      let bias = body.hasBias ? parameter(node, "bias") : Array(repeating: 0, count: count)
      return windowed(body.window, from, to, channels: count) { channel, taps in
        taps.reduce(bias[channel]) { sum, tap in
          sum + weight[tap.kernel * count + channel]
            * input[tap.pixel * from.channels + channel / body.multiplier]
        }
      }
    case .dense(let body):
      let weight = parameter(node, "weight")
      let bias = body.hasBias ? parameter(node, "bias") : Array(repeating: 0, count: body.outputFeatures)
      return (0..<body.outputFeatures).map { row in
        (0..<body.inputFeatures).reduce(bias[row]) { $0 + weight[row * body.inputFeatures + $1] * input[$1] }
      }
    case .batchNormalization(let body):
      let weight = parameter(node, "weight")
      let bias = parameter(node, "bias")
      let mean = parameter(node, "running_mean")
      let variance = parameter(node, "running_var")
      return input.indices.map { index in
        let c = index % body.channels
        return (input[index] - mean[c]) / (variance[c] + Double(body.epsilon)).squareRoot() * weight[c]
          + bias[c]
      }
    case .maxPool(let body):
      return windowed(body.window, from, to, channels: to.channels) { channel, taps in
        taps.map { input[$0.pixel * from.channels + channel] }.max()!
      }
    case .averagePool(let body):
      return windowed(body.window, from, to, channels: to.channels) { channel, taps in
        taps.map { input[$0.pixel * from.channels + channel] }.reduce(0, +) / Double(taps.count)
      }
    case .globalAveragePool:
      return (0..<from.channels).map { channel in
        let area = from.height * from.width
        return (0..<area).reduce(0) { $0 + input[$1 * from.channels + channel] } / Double(area)
      }
    case .relu: return input.map { max($0, 0) }
    case .relu6: return input.map { min(max($0, 0), 6) }
    case .leakyReLU(let body): return input.map { $0 < 0 ? Double(body.slope) * $0 : $0 }
    case .sigmoid: return input.map { 1 / (1 + exp(-$0)) }
    case .tanh: return input.map { tanh($0) }
    case .hardSwish: return input.map { $0 * min(max($0 + 3, 0), 6) / 6 }
    case .add(let body): return combined(node, body, values, +)
    case .subtract(let body): return combined(node, body, values, -)
    case .multiply(let body): return combined(node, body, values, *)
    case .maximum(let body): return combined(node, body, values, max)
    case .minimum(let body): return combined(node, body, values, min)
    case .concatenate(let body) where body.axis == .rows:
      return node.inputs.flatMap { values[$0]! }
    case .concatenate(let body) where body.axis == .columns:
      return (0..<to.height).flatMap { row in
        node.inputs.flatMap { name in
          let count = shapes[name]!.width * to.channels
          return values[name]![row * count..<(row + 1) * count]
        }
      }
    case .concatenate:
      var result: [Double] = []
      for position in 0..<(to.count / to.channels) {
        for name in node.inputs {
          let channels = shapes[name]!.channels
          result += values[name]![position * channels..<(position + 1) * channels]
        }
      }
      return result
    case .pad(let body):
      var result = Array(repeating: 0.0, count: to.count)
      for row in 0..<from.height {
        for column in 0..<from.width {
          for channel in 0..<from.channels {
            let pixel = (row + body.border.top) * to.width + column + body.border.left
            result[pixel * to.channels + channel + body.channelsBefore] =
              input[(row * from.width + column) * from.channels + channel]
          }
        }
      }
      return result
    case .flatten, .reshape, .dropout: return input
    case .softmax:
      return stride(from: 0, to: input.count, by: to.channels).flatMap { start in
        let row = input[start..<start + to.channels]
        let exponentials = row.map { exp($0 - row.max()!) }
        let sum = exponentials.reduce(0, +)
        return exponentials.map { $0 / sum }
      }
    case .slice(let body):
      let (rows, columns, channels) = body.grid
      return rearranged(input, from, to) { row, column, channel in
        (
          rows.begin + row * rows.stride, columns.begin + column * columns.stride,
          channels.begin + channel * channels.stride
        )
      }
    case .transpose(let body):
      return rearranged(input, from, to) { row, column, channel in
        var place = [0, 0, 0]
        for (axis, index) in zip(body.grid, [row, column, channel]) { place[axis] = index }
        return (place[0], place[1], place[2])
      }
    case .transposedConvolution(let body):
      let weight = parameter(node, "weight")
      let bias = body.hasBias ? parameter(node, "bias") : Array(repeating: 0, count: body.outputChannels)
      return (0..<to.count).map { index in
        let (position, channel) = index.quotientAndRemainder(dividingBy: to.channels)
        var sum = bias[channel]
        for pixel in 0..<from.height * from.width {
          let i = position / to.width + body.padding.top - pixel / from.width * body.stride.height
          let j = position % to.width + body.padding.left - pixel % from.width * body.stride.width
          guard (0..<body.kernel.height).contains(i), (0..<body.kernel.width).contains(j) else { continue }
          for c in 0..<from.channels {
            sum +=
              weight[((channel * body.kernel.height + i) * body.kernel.width + j) * from.channels + c]
              * input[pixel * from.channels + c]
          }
        }
        return sum
      }
    case .resizeBilinear(let body):
      let size = body.resampling.size
      return (0..<to.count).map { index in
        let (position, channel) = index.quotientAndRemainder(dividingBy: to.channels)
        // Half-pixel centers, held within the map.
        func place(_ index: Int, _ input: Int, _ output: Int) -> Double {
          min(max((Double(index) + 0.5) * Double(input) / Double(output) - 0.5, 0), Double(input - 1))
        }
        let y = place(position / size.width, from.height, size.height)
        let x = place(position % size.width, from.width, size.width)
        return (0..<from.height * from.width).reduce(0.0) { sum, pixel in
          let weight =
            max(0, 1 - abs(y - Double(pixel / from.width))) * max(0, 1 - abs(x - Double(pixel % from.width)))
          return sum + weight * input[pixel * from.channels + channel]
        }
      }
    case .resizeNearest(let body):
      let size = body.resampling.size
      return rearranged(input, from, to) { row, column, channel in
        // Half-pixel centers: the pixel that the middle lies in.
        let place = (
          row: (2 * row + 1) * from.height / (2 * size.height),
          column: (2 * column + 1) * from.width / (2 * size.width)
        )
        return (place.row, place.column, channel)
      }
    }
  }

  /// Each output element's original, by its row, column and channel.
  private func rearranged(
    _ input: [Double], _ from: Shape, _ to: Shape,
    _ source: (_ row: Int, _ column: Int, _ channel: Int) -> (row: Int, column: Int, channel: Int)
  ) -> [Double] {
    (0..<to.count).map { index in
      let position = index / to.grid.channels
      let place = source(position / to.grid.columns, position % to.grid.columns, index % to.grid.channels)
      return input[(place.row * from.grid.columns + place.column) * from.grid.channels + place.channel]
    }
  }

  /// Two operands combined; what has one row, column or channel has it for all.
  private func combined(
    _ node: Node, _ body: some ElementwisePair, _ values: [String: [Double]],
    _ function: (Double, Double) -> Double
  ) -> [Double] {
    func padded(_ shape: Shape) -> [Int] { Array(repeating: 1, count: 3 - shape.rank) + shape.dimensions }
    var operands = node.inputs.map { (values[$0]!, padded(shapes[$0]!)) }
    if let constant = body.constant {
      operands.insert((parameter(node, "operand"), padded(constant.shape)), at: constant.isFirst ? 0 : 1)
    }
    let extents = padded(shapes[node.name]!)
    var result: [Double] = []
    for row in 0..<extents[0] {
      for column in 0..<extents[1] {
        for channel in 0..<extents[2] {
          let pair = operands.map { values, own in
            values[((row % own[0]) * own[1] + column % own[1]) * own[2] + channel % own[2]]
          }
          result.append(function(pair[0], pair[1]))
        }
      }
    }
    return result
  }

  /// Evaluates a function of each window's taps that lie inside the input.
  private func windowed(
    _ window: Window, _ from: Shape, _ to: Shape, channels: Int,
    _ evaluate: (_ channel: Int, _ taps: [(kernel: Int, pixel: Int)]) -> Double
  ) -> [Double] {
    let pad = window.resolvedPadding(height: from.height, width: from.width)
    var result: [Double] = []
    for row in 0..<to.height {
      for column in 0..<to.width {
        var taps: [(kernel: Int, pixel: Int)] = []
        for i in 0..<window.kernel.height {
          for j in 0..<window.kernel.width {
            let y = row * window.stride.height + i * window.dilation.height - pad.top
            let x = column * window.stride.width + j * window.dilation.width - pad.left
            guard (0..<from.height).contains(y), (0..<from.width).contains(x) else { continue }
            taps.append((i * window.kernel.width + j, y * from.width + x))
          }
        }
        for channel in 0..<channels { result.append(evaluate(channel, taps)) }
      }
    }
    return result
  }
}

extension [Double] {
  /// `log Σ exp(x)`, without overflow.
  var logSumOfExponentials: Double {
    let largest = self.max()!
    return largest + log(reduce(0) { $0 + exp($1 - largest) })
  }
}
