import ApusFiles
import ApusModel

/// An `.apus` file in memory: its checked records, and all that it says of itself. Any number of `LoadedModel`s run it.
public final class ModelFile: @unchecked Sendable {
  /// The validated model, in memory that this object owns: it must live as long as the model is used.
  public let model: Model
  /// The model's name.
  public let name: String
  /// What operators are called; empty where the model does not say.
  let operatorNames: [String]
  /// What the classes of each output are called; empty where the model does not say.
  let classNamesOfOutputs: [[String]]
  let namesOfInputs: [String?]
  let namesOfStates: [String?]
  let namesOfOutputs: [String?]
  /// What pixels become the first input; nil where it takes no images.
  public let pixels: PixelRecord?
  private let storage: UnsafeMutableRawBufferPointer
  private let records: UnsafeMutableRawBufferPointer

  /// The bytes that a file may have: 2 GiB, the format's own limit.
  public static let largestFile = Int(Int32.max)

  /// A model from the bytes of an `.apus` file, which are copied.
  /// - Parameter bytes: the whole file.
  /// - Throws: `unsound` if they are not a sound model, `outOfMemory` where the system gives no memory.
  public init(_ bytes: [UInt8]) throws(RunnerError) {
    storage = try .borrowed(byteCount: bytes.count, alignment: 64)
    storage.copyBytes(from: bytes)
    let file = UnsafeRawBufferPointer(rebasing: storage[..<bytes.count])
    do throws(RunnerError) {
      records = try .borrowed(byteCount: Model.recordBytes(of: file), alignment: 16)
    } catch {
      storage.giveBack()
      throw error
    }
    do throws(ModelError) {
      model = try Model(file, records: records)
      let metadata = try model.metadata()
      name = String(decoding: metadata.name, as: UTF8.self)
      classNamesOfOutputs = (0..<model.outputCount).map { metadata.classNames(ofOutput: $0).strings }
      operatorNames = metadata.operatorNames.strings
      namesOfInputs = (0..<model.inputCount).map { metadata.inputName($0).text }
      namesOfStates = (0..<model.stateCount).map { metadata.stateName($0).text }
      namesOfOutputs = (0..<model.outputCount).map { metadata.outputName($0).text }
      pixels = metadata.pixels(ofInput: 0)
    } catch {
      storage.giveBack()
      records.giveBack()
      throw .unsound(error)
    }
  }

  deinit {
    records.giveBack()
    storage.giveBack()
  }

  /// Reads an `.apus` file.
  /// - Throws: `file`, `model` or `outOfMemory`, naming the file.
  public convenience init(path: String) throws(RunnerError) {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try FileBytes.read(path, limit: Self.largestFile) } catch {
      throw .file(error)
    }
    if let kind = FileKind(bytes), kind != .apus {
      throw .file(.otherKind(path: path, found: kind, needed: FileKind.apus.name))
    }
    do throws(RunnerError) { try self.init(bytes) } catch { throw error.naming(path) }
  }

  /// The bytes of the file, rows of enrolled classes included, valid as long as this object lives.
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(storage) }

  /// What an operator is called: its name, or its number where the model has no names.
  public func operatorName(_ index: Int) -> String {
    index < operatorNames.count ? operatorNames[index] : "#\(index)"
  }

  /// What the classes of an output are called; empty where the model does not say.
  /// - Precondition: `index` is in `0 ..< model.outputCount`.
  public func classNames(ofOutput index: Int) -> [String] { classNamesOfOutputs[index] }

  /// What an input is called: its name, or `input` and its number where it has none.
  /// - Precondition: `index` is in `0 ..< model.inputCount`.
  public func inputName(_ index: Int) -> String {
    namesOfInputs[index] ?? (namesOfInputs.count == 1 ? "input" : "input\(index)")
  }

  /// What a state is called: its name, or `state` and its number where it has none.
  /// - Precondition: `index` is in `0 ..< model.stateCount`.
  public func stateName(_ index: Int) -> String { namesOfStates[index] ?? "state\(index)" }

  /// What an output is called: its name, or `output` and its number where it has none.
  /// - Precondition: `index` is in `0 ..< model.outputCount`.
  public func outputName(_ index: Int) -> String {
    namesOfOutputs[index] ?? (namesOfOutputs.count == 1 ? "output" : "output\(index)")
  }
}

extension Names? {
  /// The names, or none.
  fileprivate var strings: [String] { map { $0.map { String(decoding: $0, as: UTF8.self) } } ?? [] }
}

extension UnsafeRawBufferPointer? {
  /// The text, or nil.
  fileprivate var text: String? { map { String(decoding: $0, as: UTF8.self) } }
}
