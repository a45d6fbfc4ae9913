import ApusGraph

/// An input or an output of a network: its name, and the shape of a sample.
struct TensorValue {
  var name: String
  var shape: Shape
}

/// What runs on arrays instead of images.
protocol TensorNetwork {
  var inputs: [TensorValue] { get }
  var outputs: [TensorValue] { get }

  /// Runs samples in order; a network with state keeps it from one to the next.
  /// - Parameters:
  ///   - inputs: an array for each input, all with the same number of samples.
  ///   - count: that number.
  ///   - outputs: collect what each output gives.
  func run(_ inputs: [TensorInput], count: Int, into outputs: inout [TensorOutput]) throws(TensorError)
}
