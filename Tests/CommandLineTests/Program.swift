import Foundation

/// One of the built programs, as a person starts it.
struct Program: Sendable {
  /// The kit's command line.
  static let apus = Program(name: "apus")
  /// The tiny runner.
  static let apusRun = Program(name: "apus-run")

  let name: String

  /// What a run of a program left behind.
  struct Outcome: Sendable {
    var status: Int32
    var output: String
    var errors: String

    /// The figures that `--json` prints.
    func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(type, from: Data(output.utf8))
    }

    /// Lines on standard error, without progress and notices.
    func complaints(of name: String) -> [String] {
      errors.split(separator: "\n").map(String.init).filter { $0.hasPrefix("\(name): ") }
    }
  }

  /// The program's file.
  var url: URL {
    Bundle.main.executableURL!.resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent(name)
  }

  /// Runs it to its end.
  /// - Parameter shell: commands for `sh` to run first, such as limits.
  @discardableResult
  func run(_ arguments: String..., shell: String? = nil) throws -> Outcome {
    try start(arguments, shell: shell)()
  }

  /// Runs it to its end.
  /// - Parameter shell: commands for `sh` to run first, such as limits.
  @discardableResult
  func run(_ arguments: [String], shell: String) throws -> Outcome {
    try start(arguments, shell: shell)()
  }

  /// Runs it to its end with lists of arguments, one after the other.
  /// - Parameter shell: commands for `sh` to run first, such as limits.
  @discardableResult
  func run(_ arguments: [String]..., shell: String? = nil) throws -> Outcome {
    try start(arguments.flatMap(\.self), shell: shell)()
  }

  /// Starts it; the closure waits for its end.
  private func start(_ arguments: [String], shell: String?) throws -> () -> Outcome {
    let process = Process()
    if let shell {
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "\(shell); exec \"$0\" \"$@\"", url.path] + arguments
    } else {
      process.executableURL = url
      process.arguments = arguments
    }
    // A file cannot fill up as a pipe does while nobody reads it.
    let folder = FileManager.default.temporaryDirectory
    let files = ["out", "err"].map { folder.appendingPathComponent("apus-\(UUID().uuidString).\($0)") }
    for file in files { FileManager.default.createFile(atPath: file.path, contents: nil) }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return {
      process.waitUntilExit()
      let texts = files.map { String(decoding: (try? Data(contentsOf: $0)) ?? Data(), as: UTF8.self) }
      for file in files { try? FileManager.default.removeItem(at: file) }
      return Outcome(status: process.terminationStatus, output: texts[0], errors: texts[1])
    }
  }

  /// Starts it and kills it as soon as a file exists.
  func runKilled(_ arguments: [String], onceThereIs path: String) throws {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    while process.isRunning, !FileManager.default.fileExists(atPath: path) { usleep(2_000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}

/// A folder that is gone when nobody holds it any more.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A path in the folder.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// All names in the folder, hidden ones included, sorted.
  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

  /// The bytes of a file.
  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: file(name))))
  }

  /// Writes a file, with the folders above it.
  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let url = URL(fileURLWithPath: file(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }
}

/// What the tests share: a network fine-tuned for a moment on synthetic digits, its int8 model, and images.
/// Made once.
struct Fixture: Sendable {
  static let shared = Result { try Fixture() }

  let folder: TemporaryFolder
  var network: String { folder.file("digits.safetensors") }
  var model: String { folder.file("digits.apus") }
  var images: String { folder.file("images") }
  /// JPEG files of the images, sorted.
  let files: [String]
  let fineTuning: Program.Outcome
  let compression: Program.Outcome

  private init() throws {
    folder = try TemporaryFolder()
    fineTuning = try Program.apus.run(
      "finetune", "--from", "lenet5", "--data", "synthetic:3000", "--epochs", "1", "--seed", "3", "--out",
      folder.file("digits.safetensors"), "--json")
    compression = try Program.apus.run(
      "compress", folder.file("digits.safetensors"), "--data", "synthetic:1000", "--out",
      folder.file("digits.apus"), "--json")
    try Program.apus.run(
      "dataset", "export", "--data", "synthetic:1000", "--count", "40", "--out", folder.file("images"))
    let found = FileManager.default.enumerator(atPath: folder.file("images"))?.allObjects ?? []
    let images = folder.file("images")
    files = found.compactMap { $0 as? String }.filter { $0.hasSuffix(".jpg") }.sorted().map {
      "\(images)/\($0)"
    }
  }
}
