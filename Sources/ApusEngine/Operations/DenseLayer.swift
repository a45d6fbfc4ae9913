import ApusGraph
import COneDNN

/// A dense layer by oneDNN, for which each position of each sample is a row of a matrix. Its weights' gradient is made after the backward pass from the whole batch, a block of
/// outputs at a time: sums for each shard would be as large as the weights, which often are most of a network's.
final class DenseLayer: Layer {
  private let others: WeightedLayer<Dense>

  init(_ body: Dense, in context: LayerContext) throws(EngineError) {
    others = try WeightedLayer(body, in: context, makesParameterGradients: false)
    guard context.part.samples.lowerBound == 0, let gradient = context.outputGradient else { return }
    let rows = Self.rowCount(body, in: context)
    let blocks = Self.blockCount(body, rows: rows)
    for block in 0..<blocks {
      let outputs =
        body.outputFeatures * block / blocks..<body.outputFeatures * (block + 1) / blocks
      context.shared.afterwards { () throws(EngineError) in
        try Self.makeGradients(of: outputs, of: body, from: gradient, in: context)
      }
    }
  }

  func forward() throws(EngineError) { try others.forward() }

  func backward() throws(EngineError) { try others.backward() }

  /// Blocks of at least half a million multiplications, and no more than eight.
  private static func blockCount(_ body: Dense, rows: Int) -> Int {
    let products = body.inputFeatures * body.outputFeatures * rows
    return max(1, min(8, body.outputFeatures, products >> 19))
  }

  /// Positions of all samples of the batch.
  private static func rowCount(_ body: Dense, in context: LayerContext) -> Int {
    context.wholeBatch * (context.output.shape.count / body.outputFeatures)
  }

  /// Makes the gradients of the weights and biases of some outputs: `weights[o][i] ← Σ gradient[n][o] · input[n][i]`, over
  /// the positions `n` of all samples.
  /// - Parameter gradient: the loss's with respect to the output, for the whole batch.
  private static func makeGradients(
    of outputs: Range<Int>, of body: Dense, from gradient: UnsafeMutablePointer<Float>,
    in context: LayerContext
  ) throws(EngineError) {
    let (inputCount, outputCount) = (body.inputFeatures, body.outputFeatures)
    let rows = rowCount(body, in: context)
    let first = gradient + outputs.lowerBound
    let status = dnnl_sgemm(
      CChar(UInt8(ascii: "T")), CChar(UInt8(ascii: "N")), Int64(outputs.count), Int64(inputCount),
      Int64(rows), 1, first, Int64(outputCount), context.input.data, Int64(inputCount), 0,
      context.parameter(.weight).gradients + outputs.lowerBound * inputCount, Int64(inputCount))
    try check(status, "multiply matrices", node: context.name)
    guard body.hasBias else { return }
    let biases = context.parameter(.bias).gradients + outputs.lowerBound
    biases.update(from: first, count: outputs.count)
    for row in 1..<max(1, rows) {
      Elementwise.accumulate(first + row * outputCount, into: biases, count: outputs.count)
    }
  }
}

extension Graph {
  /// Parameters whose gradients each shard of a batch sums for itself: those of convolutions and recurrent layers.
  var summedParameters: Int {
    nodes.reduce(0) { sum, node in
      if case .dense = node.operation { return sum }
      let parameters = node.operation.body.parameters
      let isRecurrent = parameters.contains { $0.role == .inputWeight }
      guard node.operation.weighted != nil || isRecurrent else { return sum }
      return sum + parameters.reduce(0) { $0 + $1.shape.reduce(1, *) }
    }
  }
}
