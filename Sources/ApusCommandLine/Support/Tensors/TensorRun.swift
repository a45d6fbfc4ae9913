import ApusFiles
import ApusInterchange

/// A run of a network on arrays in files, an array for each input and each output.
struct TensorRun {
  private let network: any TensorNetwork
  private let layout: TensorLayout
  private let limits: Limits

  /// The most bytes of outputs, beside 16 times the inputs.
  static let mostBytes = 128 << 20

  /// - Parameters:
  ///   - network: what is run.
  ///   - layout: that of all arrays.
  ///   - limits: by how much more than usual outputs may be larger than the inputs.
  init(_ network: any TensorNetwork, layout: TensorLayout, limits: Limits) {
    self.network = network
    self.layout = layout
    self.limits = limits
  }

  /// The files that outputs go to: the one that is named, or, of several outputs, `NAME-0.npy`, `NAME-1.npy` and so on.
  func outputPaths(_ path: String) -> [String] {
    guard network.outputs.count > 1 else { return [path] }
    let stem = path.dropLast(".npy".count)
    return network.outputs.indices.map { "\(stem)-\($0).npy" }
  }

  /// The extents of a sample in each output's array.
  var outputShapes: [[Int]] { network.outputs.map { layout.extents(of: $0.shape) } }

  /// The outputs for the arrays in files.
  /// - Parameter arguments: a path for each input, in order or as `NAME=PATH`.
  func outputs(for arguments: [String]) throws -> [NumPyArray] {
    let inputs = try self.arguments.inputs(for: arguments)
    let (first, count) = (inputs[0], inputs[0].count)
    try check(count, path: first.path)
    var outputs = network.outputs.map { TensorOutput(shape: $0.shape, layout: layout) }
    try network.run(inputs, count: count, into: &outputs)
    return outputs.map { $0.array(leading: first.leading, layout: layout) }
  }

  /// The paths in the arguments, without the names of inputs.
  func inputPaths(_ arguments: [String]) -> [String] { self.arguments.paths(arguments) }

  private var arguments: TensorArguments {
    TensorArguments(values: network.inputs, layout: layout, limits: limits, command: "run")
  }

  /// Checks that outputs are in proportion to inputs, and that there is memory for them.
  private func check(_ count: Int, path: String) throws(TensorError) {
    func bytes(_ values: [TensorValue]) throws(TensorError) -> Int {
      let each = values.reduce(0) { $0 + $1.shape.count }
      let (total, overflows) = each.multipliedReportingOverflow(by: count * MemoryLayout<Float>.size)
      guard !overflows else { throw .empty(path: path) }
      return total
    }
    let total = try bytes(network.outputs)
    let usual = max(Self.mostBytes, try 16 * bytes(network.inputs))
    guard total <= limits.raised(usual) else {
      throw .tooLarge(path: path, limits.refusal(of: total, over: usual, unit: "bytes"))
    }
    guard Memory.gives(2 * total) else { throw .outOfMemory(path: path, bytes: 2 * total) }
  }
}
