/// What stands for the extents that a file leaves open, where neither a person nor the file itself says it.
struct ONNXOpenExtents: Hashable {
  /// Rows and columns of images.
  var side: Int
  /// Steps of sequences, samples of signals.
  var steps: Int

  /// What is tried, one after the other, until the operators fit: sizes that most networks of images were made for, and one
  /// step at first, as for a network that hears or reads step by step.
  static let candidates = [
    ONNXOpenExtents(side: 224, steps: 1), ONNXOpenExtents(side: 256, steps: 16),
    ONNXOpenExtents(side: 640, steps: 128), ONNXOpenExtents(side: 32, steps: 1_024),
    ONNXOpenExtents(side: 32, steps: 16_384),
  ]
}

extension ONNXModel {
  /// Whether an input has open extents beside the batch.
  var hasOpenExtents: Bool { inputs.contains { !openAxes(of: $0).isEmpty } }

  /// The axes of an input whose extents are open and are not the batch.
  func openAxes(of input: ONNXValueInfo) -> [Int] {
    guard let shape = input.shape else { return [] }
    return shape.indices.filter {
      shape[$0] == nil && !isBatch($0, of: input) && features(of: input, $0) == nil
    }
  }

  /// Whether an axis is the batch: the first one, one of the same name, or the second of a recurrent operator's input, whose
  /// steps or layers come first.
  func isBatch(_ axis: Int, of input: ONNXValueInfo) -> Bool {
    guard let shape = input.shape else { return false }
    if axis == 0 { return shape.count > 1 }
    let name = input.openNames[axis] ?? ""
    let isNamed =
      name.lowercased().contains("batch")
      || inputs.contains { other in
        other.shape?.count ?? 0 > 1 && !name.isEmpty && other.openNames[0] == name
      }
    if isNamed { return true }
    guard axis == 1, shape.count == 3, shape[1] == nil else { return false }
    if let first = shape[0], first > 1 { return true }
    return nodes.contains { node in
      ["LSTM", "GRU", "RNN"].contains(node.kind) && node.inputs.first == input.name
        && node.attributes["layout"]?.integer ?? 0 == 0
    }
  }

  /// How many features a product with constants takes of the last axis of an input; nil where there is none.
  func features(of input: ONNXValueInfo, _ axis: Int) -> Int? {
    guard let rank = input.shape?.count, axis == rank - 1 else { return nil }
    for node in nodes where node.inputs.count >= 2 && node.inputs[0] == input.name {
      guard let weights = constants[node.inputs[1]], weights.shape.count == 2 else { continue }
      if node.kind == "MatMul" { return weights.shape[0] }
      if node.kind == "Gemm", node.attributes["transA"]?.integer ?? 0 == 0 {
        return weights.shape[node.attributes["transB"]?.integer ?? 0 == 0 ? 0 : 1]
      }
    }
    return nil
  }

  /// The extents of an input.
  /// - Parameters:
  ///   - given: what a person says they are; nil where nobody says it.
  ///   - open: what stands for those that nobody says.
  func extents(
    of input: ONNXValueInfo, given: [Int]?, open: ONNXOpenExtents
  ) throws(ONNXError) -> [Int] {
    let name = input.name.prefix(80)
    guard let declared = input.shape else {
      guard let given else { throw .unsupportedModel("has the input \(name) without a shape") }
      return given
    }
    if let given {
      let fits = given.count == declared.count && zip(given, declared).allSatisfy { $1 == nil || $0 == $1 }
      guard fits, given.allSatisfy({ $0 > 0 }) else {
        let wanted = declared.enumerated().map { axis, extent in
          extent.map(String.init) ?? input.openNames[axis] ?? "?"
        }
        throw .unsupportedModel(
          "has the input \(name) of \(wanted.joined(separator: "×")) and not of the shape "
            + given.map(String.init).joined(separator: "×"))
      }
      return given
    }
    return declared.enumerated().map { axis, extent in
      if let extent { return extent }
      if isBatch(axis, of: input) { return 1 }
      if let features = features(of: input, axis) { return features }
      guard declared.count == 4 else { return open.steps }
      return imageSize.map { $0[declared[1] == nil ? min(axis - 1, 1) : axis - 2] } ?? open.side
    }
  }
}

/// An input of a file that leaves extents open, and what it was read with.
public struct ONNXOpenInput: Hashable, Sendable {
  /// The input's name.
  public var name: String
  /// The extents in the file, `?` or a name for each that is open: `batch×3×height×width`.
  public var pattern: String

  init(_ input: ONNXValueInfo) {
    name = input.name
    pattern = (input.shape ?? []).enumerated()
      .map { axis, extent in extent.map(String.init) ?? input.openNames[axis] ?? "?" }
      .joined(separator: "×")
  }
}

extension ONNX {
  /// The inputs of a file that leaves extents open beside the batch, for which something is taken unless `ImportOptions`
  /// says what they are.
  /// - Throws: what is wrong with the file.
  public static func openInputs(in bytes: [UInt8]) throws(ONNXError) -> [ONNXOpenInput] {
    let model = try ONNXModel(bytes)
    return model.inputs.filter { !model.openAxes(of: $0).isEmpty }.map(ONNXOpenInput.init)
  }
}
