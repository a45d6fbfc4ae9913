import ApusGraph

/// What a layer is built from: its node's name, the node's values on one part of the batch, and what the layers of
/// an engine share.
struct LayerContext {
  let name: String
  let mode: Engine.Mode
  let part: Partition.Part
  /// Samples in the batch, of which the part has some.
  let wholeBatch: Int
  let library: Library
  let inputs: [Value]
  let output: Value
  /// For each input, where its gradient goes; nil where none is needed.
  let inputGradients: [UnsafeMutablePointer<Float>?]
  let parameters: ParameterBuffer
  let statistics: ParameterBuffer
  let shared: SharedParameters
  let dropout: DropoutState

  /// Samples in the part.
  var batchSize: Int { part.samples.count }

  var input: Value { inputs[0] }

  /// Where its output's gradient is; nil unless it is trained and the output has influence on the loss.
  var outputGradient: UnsafeMutablePointer<Float>? { output.gradient }

  /// The values of the node's running statistic or constant.
  func statistic(_ role: ParameterSpecification.Role) -> UnsafeMutablePointer<Float> {
    statistics.values.baseAddress! + statistics.start(of: role.name(of: name))
  }

  /// The values and gradients of the node's trainable parameter.
  func parameter(_ role: ParameterSpecification.Role) -> (
    values: UnsafeMutablePointer<Float>, gradients: UnsafeMutablePointer<Float>
  ) {
    let start = parameters.start(of: role.name(of: name))
    return (parameters.values.baseAddress! + start, parameters.gradients.baseAddress! + start)
  }
}
