import ApusFiles
import ApusGraph
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
    let inputs = try self.inputs(for: arguments)
    let (first, count) = (inputs[0], inputs[0].count)
    for other in inputs where other.count != count {
      throw TensorError.counts(path: first.path, count, other: other.path, other.count)
    }
    guard count > 0 else { throw TensorError.empty(path: first.path) }
    try check(count, path: first.path)
    var outputs = network.outputs.map { TensorOutput(shape: $0.shape, layout: layout) }
    try network.run(inputs, count: count, into: &outputs)
    return outputs.map { $0.array(leading: first.leading, layout: layout) }
  }

  /// The paths in the arguments, without the names of inputs.
  func inputPaths(_ arguments: [String]) -> [String] { arguments.map { split($0).path } }

  private func split(_ argument: String) -> (name: String?, path: String) {
    guard let name = network.inputs.map(\.name).first(where: { argument.hasPrefix("\($0)=") }) else {
      return (nil, argument)
    }
    return (name, String(argument.dropFirst(name.count + 1)))
  }

  private func inputs(for arguments: [String]) throws -> [TensorInput] {
    let names = network.inputs.map(\.name)
    guard arguments.count == names.count else {
      throw TensorError.inputCount(found: arguments.count, needed: names)
    }
    var paths: [String?] = names.map { _ in nil }
    for argument in arguments {
      let (name, path) = split(argument)
      guard let place = paths.indices.first(where: { paths[$0] == nil && (name ?? names[$0]) == names[$0] })
      else { throw TensorError.inputName(name ?? argument, known: names) }
      paths[place] = path
    }
    var inputs: [TensorInput] = []
    for (value, path) in zip(network.inputs, paths.compactMap(\.self)) {
      try InputKind.array.check(path, for: "run --input")
      let array = try NumPyArray(path: path, limits: limits)
      inputs.append(try TensorInput(array, path: path, input: value, layout: layout))
    }
    return inputs
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
