import ApusGraph
import Foundation

extension ReferenceNetwork {
  /// Functions of one number as their papers and ONNX define them, by other formulas than the graph's where there are any.
  func reference(_ kind: Function.Kind, _ x: Double) -> Double {
    switch kind {
    case .absolute: x < 0 ? -x : x
    case .negative: 0 - x
    case .exponential: exp(x)
    case .logarithm: log10(x) / log10(M_E)
    case .squareRoot: pow(x, 0.5)
    case .reciprocalSquareRoot: pow(x, -0.5)
    case .square: pow(x, 2)
    case .reciprocal: pow(x, -1)
    case .elu(let alpha): x < 0 ? Double(alpha) * (exp(x) - 1) : x
    case .selu: 1.0507009873554805 * (max(0, x) + min(0, 1.6732632423543772 * (exp(x) - 1)))
    case .softplus: log(1 + exp(x))
    case .softsign: x < 0 ? x / (1 - x) : x / (1 + x)
    case .erf: 1 - erfc(x)
    case .gelu: x * 0.5 * (1 + Foundation.erf(x / 2.0.squareRoot()))
    case .geluTanh: x * 0.5 * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * pow(x, 3))))
    case .silu: x / (1 + exp(-x))
    case .mish: x * tanh(log(1 + exp(x)))
    case .hardSigmoid(let alpha, let beta): max(0, min(1, Double(alpha) * x + Double(beta)))
    case .clip(let low, let high): x < Double(low) ? Double(low) : x > Double(high) ? Double(high) : x
    case .power(let exponent): pow(x, Double(exponent))
    case .floor: Foundation.floor(x)
    case .ceiling: ceil(x)
    case .round: rint(x)
    case .sign: x == 0 ? 0 : copysign(1, x)
    case .sine: sin(x)
    case .cosine: sin(Double.pi / 2 - x)
    case .arctangent: asin(x / (1 + x * x).squareRoot())
    case .celu(let alpha): x > 0 ? x : Double(alpha) * (exp(x / Double(alpha)) - 1)
    case .thresholdedReLU(let alpha): x <= Double(alpha) ? 0 : x
    case .fakeQuantize(let scale, let low, let high):
      Double(scale) * max(Double(low), min(Double(high), rint(x / Double(scale))))
    }
  }

  /// Each output element from those input elements whose indices along the other axes are its own.
  func reduce(_ node: Node, _ x: [Double], _ body: Reduce) -> [Double] {
    let extents = shapes[node.inputs[0]]!.dimensions
    let count = extents.reduce(1, *)
    var groups: [[Int]: [Double]] = [:]
    for (index, element) in x.enumerated() {
      var remaining = index % count
      var key: [Int] = []
      for (axis, extent) in extents.enumerated().reversed() {
        if !body.axes.contains(axis) { key.insert(remaining % extent, at: 0) }
        remaining /= extent
      }
      groups[[index / count] + key, default: []].append(element)
    }
    return groups.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { key in
      let values = groups[key]!
      return switch body.kind {
      case .mean: values.reduce(0, +) / Double(values.count)
      case .sum: values.reduce(0, +)
      case .maximum: values.max()!
      case .minimum: values.min()!
      case .product: values.reduce(1, *)
      }
    }
  }

  /// Each element of each product as a sum, found by its indices.
  func multiply(_ node: Node, _ inputs: [[Double]], _ body: MatrixProduct) -> [Double] {
    let (first, second) = (shapes[node.inputs[0]]!.grid, shapes[node.inputs[1]]!.grid)
    let output = shapes[node.name]!.grid
    let inner = body.transposesFirst ? first.columns : first.channels
    var result: [Double] = []
    for sample in 0..<batchSize {
      for matrix in 0..<output.rows {
        for row in 0..<output.columns {
          for column in 0..<output.channels {
            var sum = 0.0
            for k in 0..<inner {
              let one = body.transposesFirst ? (k, row) : (row, k)
              let other = body.transposesSecond ? (column, k) : (k, column)
              let left = (sample * first.rows + matrix % first.rows) * first.columns + one.0
              let right = (sample * second.rows + matrix % second.rows) * second.columns + other.0
              sum += inputs[0][left * first.channels + one.1] * inputs[1][right * second.channels + other.1]
            }
            result.append(sum)
          }
        }
      }
    }
    return result
  }
}
