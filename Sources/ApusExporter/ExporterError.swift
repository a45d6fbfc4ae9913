import ApusGraph
import ApusModel

/// Why a quantized graph cannot become an `.apus` file.
public enum ExporterError: Error, Equatable, Sendable {
  /// The nodes do not fit together.
  case graph(GraphError)
  /// An operation that quantization should have removed.
  case unsupported(node: String, operation: String)
  /// A scale that is not positive and finite, or a zero point outside int8.
  case quantization(node: String)
  /// An output of another scale or zero point than those that the operation's int8 form fixes.
  case output(node: String, needed: QuantizationParameters)
  /// Weights that are missing, have other extents or scales than the operation needs, or hold −128.
  case weights(node: String)
  /// A constant operand that is missing, or has another count than its shape, or a scale or zero point out of range.
  case operand(node: String)
  /// A bias that has another count than the outputs.
  case bias(node: String)
  /// A ratio of scales so extreme that fixed point cannot express it.
  case multiplier(node: String)
  /// An accumulator that could leave 32 bits.
  case accumulator(node: String, channel: Int)
  /// Extents, windows or counts beyond what the format holds.
  case tooLarge(node: String)
  /// A name of more than 255 bytes.
  case nameTooLong(String)
  /// Elements that the node's operation has no kernel for.
  case elements(node: String)
  /// Room for classes over an output that does not exist, or is not of int8, or room for none.
  case enrollment(String)
  /// Images as an input that is not of int8.
  case imageElements(input: String)
  /// A state whose starting values are neither one nor one for each element, or do not fit its elements.
  case state(String)
  /// An output whose rule for what is unknown does not fit.
  case unknownRule(String)
  /// A file in the compact form, which does not tell the scale of a value, cannot become one in the full form.
  case scaleNotTold(node: String)
  /// An operator of a file that no operation of a graph is written as.
  case notRead(node: String)
  /// The reader would refuse the file.
  case rejected(ModelError)
}

extension ExporterError: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    switch self {
    case .graph(let error): "\(error)"
    case .unsupported(let node, let operation):
      "\(node): \(operation) has no int8 form; fold or remove it before exporting"
    case .quantization(let node): "\(node) has a scale that is not positive or a zero point outside int8"
    case .output(let node, let needed):
      "\(node) must have output scale 1/\(Int(1 / needed.scale)) and zero point \(needed.zeroPoint)"
    case .weights(let node): "\(node) has weights or scales that do not fit its operation"
    case .operand(let node): "\(node) has a constant operand that does not fit its operation"
    case .bias(let node): "\(node) has a bias that does not fit its outputs"
    case .multiplier(let node): "\(node) has a ratio of scales that fixed point cannot express"
    case .accumulator(let node, let channel):
      "\(node): the accumulator of output channel \(channel) could overflow 32 bits"
    case .tooLarge(let node): "\(node) is too large for the .apus format"
    case .nameTooLong(let name): "the name \"\(name.prefix(40))…\" is longer than 255 bytes"
    case .elements(let node): "\(node) takes or makes elements that its operation has no kernel for"
    case .enrollment(let name):
      "there is no int8 output \(name) that classes could be enrolled over, or no room"
    case .imageElements(let name): "the input \(name) takes images and is not of int8"
    case .state(let name): "the state \(name) has starting values that do not fit its elements"
    case .unknownRule(let name): "the output \(name) has a rule for what is unknown that does not fit"
    case .scaleNotTold(let node):
      "the compact form does not tell the scale of \(node), which the full form needs; export the network again"
    case .notRead(let node): "\(node) is an operator that only .apus files have"
    case .rejected(let error): "the exported model cannot be read: \(error)"
    }
  }
}
