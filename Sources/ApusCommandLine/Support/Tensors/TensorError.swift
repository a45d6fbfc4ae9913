import ApusFiles

/// Why arrays cannot be run through a network.
enum TensorError: Error, CustomStringConvertible {
  /// The array's extents, less those in front, are not those of the network's input.
  case shape(path: String, found: [Int], input: TensorValue, needed: [Int])
  /// There are no samples.
  case empty(path: String)
  /// There is one sample, and calibration needs another to judge by.
  case single(path: String)
  /// Another number of arrays than of inputs.
  case inputCount(found: Int, needed: [String])
  /// No input has the name that was given for an array, or it has one already.
  case inputName(String, known: [String])
  /// Inputs of different numbers of samples.
  case counts(path: String, Int, other: String, Int)
  /// The outputs would be far larger than the inputs; how large, and what would allow it.
  case tooLarge(path: String, String)
  /// The system has no memory for the outputs.
  case outOfMemory(path: String, bytes: Int)
  /// The elements are not of the input's type and not float32.
  case elementType(path: String, needed: String)
  /// An element is not a number.
  case notANumber(path: String, sample: Int)
  /// Float outputs were asked for of an output that has indices.
  case indices(output: String)
  /// The float engine failed.
  case engine(path: String, any Error)

  var description: String {
    switch self {
    case .shape(let path, let found, let input, let needed):
      "\(path) has the shape \(found), but the input \(input.name.printable) takes "
        + "[n, \(needed.map { "\($0)" }.joined(separator: ", "))]"
    case .empty(let path): "\(path) holds no samples, or too many"
    case .single(let path): "\(path) holds a single sample; ranges are chosen by some and judged by others"
    case .inputCount(let found, let needed):
      "the network has \(needed.count) inputs (\(needed.joined(separator: ", ").printable)), and --input names "
        + "\(found) arrays"
    case .inputName(let name, let known):
      "--input \(name.printable)=…: there is no such input, or it was named before; there are "
        + known.joined(separator: ", ").printable
    case .counts(let path, let count, let other, let otherCount):
      "\(path) holds \(count) samples and \(other) \(otherCount)"
    case .tooLarge(let path, let refusal): "the outputs of \(path) would be \(refusal)"
    case .outOfMemory(let path, let bytes):
      "the system has no \(bytes >> 20) MiB of memory for the outputs of \(path)"
    case .elementType(let path, let needed):
      "\(path) has elements of another type, where \(needed) or float32 is needed"
    case .notANumber(let path, let sample): "\(path) has an element in sample \(sample) that is not a number"
    case .indices(let output):
      "the output \(output.printable) has indices, which --float cannot turn into reals"
    case .engine(let path, let error): "\(path): \(error)"
    }
  }
}
