import ApusEngine
import ApusGraph
import ApusRunner

/// Numbers to calibrate with, for networks whose inputs are not one image: what the network is given in each of a number
/// of runs.
public struct CalibrationSamples: CalibrationSource {
  /// For each input, by its name, the real numbers of all runs, one run after the other.
  public let inputs: [String: [Float]]
  /// How many runs there are.
  public let count: Int
  /// After how many runs the states of a network begin anew; nil where all runs follow each other. Networks without
  /// states do not care.
  public let sequenceLength: Int?

  /// Runs from their inputs.
  /// - Precondition: the length of a sequence is positive.
  public init(_ inputs: [String: [Float]], count: Int, sequenceLength: Int? = nil) {
    precondition(sequenceLength ?? 1 > 0, "a sequence has at least one run")
    self.inputs = inputs
    self.count = count
    self.sequenceLength = sequenceLength
  }

  package func check(for graph: Graph) throws(CompressionError) {
    guard count > 0 else { throw .noImages }
    for input in graph.inputs {
      let found = inputs[input.name]?.count ?? 0
      guard found == count * input.shape.count else {
        throw .samples(input: input.name, expected: count * input.shape.count, found: found)
      }
    }
  }

  package func filler(for graph: Graph) -> (Engine, Int, Int) -> Void {
    let extents = graph.inputs.map { ($0.name, $0.shape.count) }
    return { engine, sample, run in
      for (name, extent) in extents {
        let target = UnsafeMutableBufferPointer(
          rebasing: engine.input(name)![sample * extent..<(sample + 1) * extent])
        _ = target.update(fromContentsOf: inputs[name]![run * extent..<(run + 1) * extent])
      }
    }
  }

  package func fill(_ model: LoadedModel, of graph: QuantizedGraph, run: Int) {
    for (number, input) in graph.inputs.enumerated() {
      let integers = model.session.input(number).integers
      let extent = input.shape.count
      for (index, real) in inputs[input.name]![run * extent..<(run + 1) * extent].enumerated() {
        integers[index] = input.quantization.quantized(Double(real))
      }
    }
  }
}
