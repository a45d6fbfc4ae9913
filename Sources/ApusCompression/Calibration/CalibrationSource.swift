import ApusEngine
import ApusGraph
import ApusRunner

/// What a network is run on to see its values: images, or numbers for each of its inputs.
package protocol CalibrationSource: Sendable {
  /// How many runs there are.
  var count: Int { get }
  /// After how many runs states begin anew; nil where all runs follow each other.
  var sequenceLength: Int? { get }

  /// Checks that there are runs, and that they fit a graph.
  func check(for graph: Graph) throws(CompressionError)

  /// Makes what writes a run's inputs into a sample of an engine's batch.
  func filler(for graph: Graph) -> (_ engine: Engine, _ sample: Int, _ run: Int) -> Void

  /// Writes a run's inputs into a model that was made of a quantized graph.
  func fill(_ model: LoadedModel, of graph: QuantizedGraph, run: Int)
}

extension CalibrationSource {
  /// Whether states begin anew before a run.
  package func begins(_ run: Int) -> Bool { run % (sequenceLength ?? count) == 0 }
}
