import ApusFiles
import ApusModel
import ApusRuntime

/// A model as source code: an array, and the calls that run it with `libapus.a` (Firmware/C/apus.h). Alone, or as a library
/// for Arduino, Zephyr or ESP-IDF.
public struct DeviceLibrary {
  /// What the model is called in C, in lowercase.
  public let name: String
  /// The version of Apus that writes it.
  let version: String
  /// The runtime for some cores; none where whoever builds a program adds it.
  let archives: CoreArchives?
  /// The bytes of the model, rows of enrolled classes included.
  let model: [UInt8]
  /// Macros of sizes and scales, in order.
  let constants: [(name: String, value: String)]
  /// What the classes of the first output are called; empty where the model does not say.
  let classNames: [String]
  /// What each pixel becomes of the first input, a row for each channel or one for all; none where it takes no images.
  let pixels: [[Int8]]

  /// The most channels of which it is written what pixels become.
  private static let mostRows = 64

  /// - Parameters:
  ///   - model: any model of one input and output or more.
  ///   - name: what it is called in C: an identifier.
  ///   - version: of Apus.
  ///   - archives: the runtime for some cores.
  /// - Throws: `rejected` for metadata that are damaged.
  public init(
    _ model: Model, name: String, version: String, archives: CoreArchives? = nil
  ) throws(ExporterError) {
    let metadata: Metadata
    do throws(ModelError) { metadata = try model.metadata() } catch { throw .rejected(error) }
    (self.name, self.version, self.archives) = (name, version, archives)
    self.model = Array(model.bytes) + Array(model.enrolled)
    classNames =
      metadata.classNames(ofOutput: 0).map { names in names.map { String(decoding: $0, as: UTF8.self) } }
      ?? []
    pixels =
      metadata.pixels(ofInput: 0).map { record in
        // What has so many channels is no picture.
        guard record.rowCount <= Self.mostRows else { return [] }
        return (0..<record.rowCount).map { row in (0...255).map { record.value(of: UInt8($0), channel: row) }
        }
      } ?? []
    var constants = [("MODEL_BYTES", "\(self.model.count)")]
    // The largest of what the kernels of microcontrollers need, all of 32 bits.
    let arena = KernelSet.allCases.map { Session.arenaBytes(for: model, kernels: $0) }.max() ?? 0
    constants.append(
      ("MEMORY_BYTES", "\(Session.bytesOn32Bits + arena + (model.recordBytes + 15) / 16 * 16)"))
    func add(_ prefix: String, _ value: TensorRecord) {
      constants.append(("\(prefix)_HEIGHT", "\(value.height)"))
      constants.append(("\(prefix)_WIDTH", "\(value.width)"))
      constants.append(("\(prefix)_CHANNELS", "\(value.channels)"))
      constants.append(("\(prefix)_COUNT", "\(value.count)"))
      constants.append(("\(prefix)_SCALE", "\(value.scale)f"))
      constants.append(("\(prefix)_ZERO_POINT", "(\(value.zeroPoint))"))
    }
    for index in 0..<model.inputCount { add(index == 0 ? "INPUT" : "INPUT_\(index)", model.input(index)) }
    for index in 0..<model.outputCount {
      add(index == 0 ? "OUTPUT" : "OUTPUT_\(index)", model.value(model.output(index).value))
    }
    if !classNames.isEmpty { constants.append(("CLASS_COUNT", "\(classNames.count)")) }
    self.constants = constants
  }

  /// An identifier of C from a path's last part: lowercase letters, digits and underscores.
  public static func identifier(from path: String) -> String {
    let last = path.split(separator: "/").last ?? ""
    var name = ""
    for character in last.lowercased() {
      name.append(character.isASCII && (character.isLetter || character.isNumber) ? character : "_")
    }
    guard let first = name.first, first.isLetter, !reserved.contains(name) else { return "model_\(name)" }
    return name
  }

  /// Words that no function's name may begin as a whole.
  private static let reserved: Set = ["apus", "main"]

  /// The header and the source alone, with the runtime where there is one.
  public var plain: [WholeFolder.File] {
    files(header: "\(name).h", source: "\(name).c", apus: "apus.h", archives: { "\($0)/libapus.a" })
  }

  /// The files that every library has.
  /// - Parameters:
  ///   - header: the path of the model's header.
  ///   - source: the path of its source.
  ///   - apus: the path of apus.h.
  ///   - archive: the path of a core's runtime.
  func files(
    header: String, source: String, apus: String, archives path: (String) -> String
  ) -> [WholeFolder.File] {
    var files = [WholeFolder.File(header, text: headerText), WholeFolder.File(source, text: sourceText)]
    if let archives {
      files.append(WholeFolder.File(apus, archives.header))
      for core in archives.cores { files.append(WholeFolder.File(path(core.name), core.archive)) }
    }
    return files
  }
}
