import ApusGraph
import ApusModel

/// Room for classes that are enrolled after a file was written: a last layer over an output's elements, an embedding, whose
/// rows are appended to the file (`EnrolledClass`).
public struct Enrollment: Hashable, Sendable {
  /// The name of the output that holds the embedding.
  public var embedding: String
  /// The name of the output that holds the scores.
  public var name: String
  /// How many classes there is room for.
  public var capacity: Int
  /// What a sum of products of integers is multiplied by to become a score of int8.
  public var factor: Double

  /// Room for classes.
  public init(embedding: String, name: String = "classes", capacity: Int, factor: Double) {
    self.embedding = embedding
    self.name = name
    self.capacity = capacity
    self.factor = factor
  }
}

/// A class by the mean of its embeddings: the row that is appended to a file.
public struct EnrolledClass: Hashable, Sendable {
  /// What it is called: at most 31 bytes.
  public var name: String
  /// Added to the sum of products.
  public var bias: Int32
  /// One for each element of the embedding.
  public var weights: [Int8]

  /// A row from its parts.
  public init(name: String, bias: Int32, weights: [Int8]) {
    self.name = name
    self.bias = bias
    self.weights = weights
  }

  /// The class whose embeddings have a mean: of several such classes the one with the highest score is the one whose mean
  /// is nearest, as `|x − m|² = |x|² − 2 (x · m − |m|² / 2)`.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - mean: integers, their zero point taken off; held within −127 … 127.
  public init(name: String, mean: [Int]) {
    let weights = mean.map { Int8(max(-127, min(127, $0))) }
    let square = weights.reduce(0) { $0 + Int($1) * Int($1) }
    self.init(name: name, bias: Int32(clamping: -(square / 2)), weights: weights)
  }

  /// The bytes that are appended to a file.
  /// - Throws: if the name has more than 31 bytes.
  public func bytes() throws(ExporterError) -> [UInt8] {
    let text = Array(name.utf8)
    guard text.count < Layout.EnrolledRow.nameBytes else { throw .nameTooLong(name) }
    var row: [UInt8] = []
    row.append(littleEndian: bias)
    row.append(UInt8(text.count))
    row += text + [UInt8](repeating: 0, count: Layout.EnrolledRow.nameBytes - 1 - text.count)
    row += weights.map { UInt8(bitPattern: $0) }
    var bytes: [UInt8] = []
    bytes.append(littleEndian: row.withUnsafeBytes { CRC32C.checksum(of: $0) })
    return bytes + row
  }
}

extension LoweredGraph {
  /// Adds the layer.
  /// - Throws: if there is no such output, or it is not of int8, or the factor cannot be expressed.
  mutating func add(_ enrollment: Enrollment) throws(ExporterError) {
    guard let embedding = outputs.first(where: { $0.name == enrollment.embedding }),
      values[embedding.value].element == .int8, enrollment.capacity > 0
    else { throw .enrollment(enrollment.embedding) }
    guard let factor = FixedPointMultiplier(enrollment.factor), factor.multiplier > 0, factor.isSafe(upTo: 0)
    else {
      throw .multiplier(node: enrollment.name)
    }
    var layer = LoweredOperator(
      name: enrollment.name, kind: .enrolled, inputs: [embedding.value],
      output: LoweredValue([enrollment.capacity], QuantizationParameters(scale: 1, zeroPoint: 0)))
    layer.put(factor, at: Layout.factor)
    layer.put(FusedActivation.none)
    operators.append(layer)
    outputs.append(
      LoweredOutput(name: enrollment.name, value: values.count - 1, meaning: .logits, classNames: []))
  }
}
