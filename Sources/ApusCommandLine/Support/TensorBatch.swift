import ApusFiles
import ApusInterchange
import ApusModel
import ApusRunner
import ApusRuntime

/// Runs a model on arrays instead of images.
struct TensorBatch {
  private let loaded: LoadedModel
  private let model: String

  /// - Parameter model: the model's file, for messages.
  init(_ loaded: LoadedModel, model: String) {
    self.loaded = loaded
    self.model = model
  }

  /// The most bytes of outputs, beside 16 times the inputs' file.
  static let mostBytes = 128 << 20

  /// The raw outputs, `[n, …]`, for inputs `[n, …]`: int8 as they are, float32 quantized. Extents of 1 do not
  /// count, so a vector may also come as a feature map of one row and column.
  /// - Parameters:
  ///   - path: the inputs' file, for messages.
  ///   - limits: by how much more than usual outputs may be larger than the inputs.
  func run(_ inputs: NumPyArray, path: String, limits: Limits) throws(TensorBatchError) -> NumPyArray {
    let record = loaded.model.input
    let needed = [record.height, record.width, record.channels]
    guard let count = inputs.shape.first,
      inputs.shape.dropFirst().filter({ $0 != 1 }) == needed.filter({ $0 != 1 })
    else { throw .shape(path: path, found: inputs.shape, model: model, needed: Self.extents(record)) }
    let output = Self.extents(loaded.model.output)
    let (total, overflows) = count.multipliedReportingOverflow(by: loaded.model.output.count)
    guard count > 0, !overflows else { throw .empty(path: path) }
    let usual = max(Self.mostBytes, 16 * count * record.count)
    guard total <= limits.raised(usual) else {
      throw .tooLarge(path: path, limits.refusal(of: total, over: usual, unit: "bytes"))
    }
    guard Memory.gives(2 * total) else { throw .outOfMemory(path: path, bytes: 2 * total) }

    var outputs: [Int8] = []
    outputs.reserveCapacity(total)
    for sample in 0..<count {
      switch inputs.elements {
      case .int8(let values): fill { values[sample * record.count + $0] }
      case .float32(let values):
        let range = (sample * record.count)..<((sample + 1) * record.count)
        guard !values[range].contains(where: \.isNaN) else { throw .notANumber(path: path, sample: sample) }
        fill { record.quantized(values[range.lowerBound + $0]) }
      case .uint8: throw .elementType(path: path)
      }
      loaded.run()
      outputs += loaded.session.output
    }
    return NumPyArray(shape: [count] + output, elements: .int8(outputs))
  }

  private func fill(_ element: (Int) -> Int8) {
    let input = loaded.session.input
    for index in input.indices { input[index] = element(index) }
  }

  /// A value's extents as people see them.
  private static func extents(_ record: TensorRecord) -> [Int] {
    Array([record.height, record.width, record.channels].suffix(record.rank))
  }
}

/// Why arrays cannot be run.
enum TensorBatchError: Error, CustomStringConvertible {
  /// The array's extents, less the first, are not those of the model's input.
  case shape(path: String, found: [Int], model: String, needed: [Int])
  /// There are no samples.
  case empty(path: String)
  /// The outputs would be far larger than the inputs; how large, and what would allow it.
  case tooLarge(path: String, String)
  /// The system has no memory for the outputs.
  case outOfMemory(path: String, bytes: Int)
  /// The elements are neither int8 nor float32.
  case elementType(path: String)
  /// An element is not a number.
  case notANumber(path: String, sample: Int)

  var description: String {
    switch self {
    case .shape(let path, let found, let model, let needed):
      "\(path) has the shape \(found), but \(model) takes [n, \(needed.map { "\($0)" }.joined(separator: ", "))]"
    case .empty(let path): "\(path) holds no samples, or too many"
    case .tooLarge(let path, let refusal): "the outputs of \(path) would be \(refusal)"
    case .outOfMemory(let path, let bytes):
      "the system has no \(bytes >> 20) MiB of memory for the outputs of \(path)"
    case .elementType(let path): "\(path) has elements of type uint8, where int8 or float32 is needed"
    case .notANumber(let path, let sample): "\(path) has an element in sample \(sample) that is not a number"
    }
  }
}
