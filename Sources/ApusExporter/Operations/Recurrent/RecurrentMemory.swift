import ApusGraph
import ApusModel

/// A value that an operator of several steps takes behind its sequence, to remember in it.
struct RecurrentMemory {
  /// The graph's state that it is, by its place among the node's inputs; nil for memory that is of use in the run alone.
  var input: Int?
  var value: LoweredValue

  /// The values that a layer's operator takes, in order.
  /// - Throws: `weights` where the node lacks the scales of its states.
  static func all(of node: QuantizedNode) throws(ExporterError) -> [RecurrentMemory] {
    func hidden(_ units: Int, input: Int?) -> RecurrentMemory {
      RecurrentMemory(input: input, value: LoweredValue([units], node.output))
    }
    func wide(_ units: Int, input: Int) throws(ExporterError) -> RecurrentMemory {
      guard let scale = node.recurrence?.stateScale else { throw .weights(node: node.name) }
      return RecurrentMemory(
        input: input,
        value: LoweredValue([units], QuantizationParameters(scale: scale, zeroPoint: 0), .int16))
    }
    if let body = node.operation.body as? LSTM {
      return [hidden(body.units, input: 1), try wide(body.units, input: 2)]
    }
    if let body = node.operation.body as? GRU {
      // Behind the hidden state the part of it that the reset gate leaves.
      let places = body.resetsAfterProduct ? body.units : 2 * body.units
      return [hidden(places, input: nil), try wide(body.units, input: 1)]
    }
    if let body = node.operation.body as? SimpleRNN { return [hidden(body.units, input: 1)] }
    if let body = node.operation.body as? SVDF {
      guard let filters = node.filters else { throw .weights(node: node.name) }
      let value = LoweredValue(
        [body.filters, body.memory], filters.memory, TensorRecord.Element(filters.memoryElement))
      return [RecurrentMemory(input: 1, value: value)]
    }
    return []
  }
}
