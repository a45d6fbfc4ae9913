import ApusFiles
import ApusGraph

/// Weights by name without a network, as PyTorch's `state_dict()` is stored: a `.safetensors` file, or an `.npz` file of
/// arrays.
public enum WeightFile {
  /// What the arrays of an `.npz` file may take: 1 GiB.
  static let mostBytes = 1 << 30

  /// The tensors in a file, by name.
  /// - Parameters:
  ///   - path: the file.
  ///   - limits: by how much the largest size of a file, and of what is packed in it, is raised.
  /// - Throws: `InterchangeError`, naming the file.
  public static func read(path: String, limits: Limits = .standard) throws(InterchangeError) -> [String:
    Tensor]
  {
    guard FileKind(path: path) == .numPyArchive else {
      return try Safetensors(path: path, limits: limits).tensors
    }
    let bytes = try ForeignFile.read(path, limits: limits)
    do throws(NumPyError) {
      return try tensors(inArchive: bytes, limits: limits)
    } catch {
      throw .numPy(path: path, error)
    }
  }

  /// The arrays of an `.npz` archive, each called as its file without `.npy`.
  static func tensors(inArchive bytes: [UInt8], limits: Limits) throws(NumPyError) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    var failure: NumPyError?
    var left = limits.raised(mostBytes)
    let isSound = ZipArchive.forEachFile(in: bytes) { path, contents in
      guard path.hasSuffix(".npy") else { return true }
      guard let file = contents(left) else {
        failure = .archiveEntry(path)
        return false
      }
      left -= file.count
      do throws(NumPyError) {
        let array = try NumPyArray(decoding: file)
        tensors[String(path.dropLast(".npy".count))] = Tensor(
          shape: array.shape, values: array.elements.reals)
      } catch {
        failure = error
        return false
      }
      return true
    }
    if let failure { throw failure }
    guard isSound, !tensors.isEmpty else { throw .notArchive }
    return tensors
  }
}

extension NumPyArray.Elements {
  /// The elements as reals; integers beyond 2²⁴ are rounded.
  var reals: [Float] {
    switch self {
    case .float32(let values): values
    case .int8(let values): values.map(Float.init)
    case .uint8(let values): values.map(Float.init)
    case .int16(let values): values.map(Float.init)
    case .int32(let values): values.map(Float.init)
    }
  }
}
