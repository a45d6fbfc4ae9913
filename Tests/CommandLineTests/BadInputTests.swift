import Foundation
import Testing

/// Bad input ends in exit status 1, one clear line that names the file, and no partial output.
@Suite(.serialized) struct BadInputTests {
  private let fixture: Fixture
  private let folder: TemporaryFolder

  init() throws {
    fixture = try Fixture.shared.get()
    folder = try TemporaryFolder()
  }

  /// Expects failure with one line that holds all these words, and an output folder left as it was.
  private func expectFailure(
    _ arguments: [String], naming words: String..., program: Program = .apus, leaves names: [String] = [],
    location: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try program.run(arguments)
    #expect(outcome.status == 1, "\(outcome.errors)", sourceLocation: location)
    let complaints = outcome.complaints(of: program.name)
    #expect(complaints.count == 1, "\(outcome.errors)", sourceLocation: location)
    for word in words {
      #expect(
        complaints.first?.contains(word) == true, "\(complaints) lacks \(word)", sourceLocation: location)
    }
    #expect(!outcome.errors.contains("Fatal error"), sourceLocation: location)
    let left = (try? FileManager.default.contentsOfDirectory(atPath: folder.file("out"))) ?? []
    #expect(left.sorted() == names, sourceLocation: location)
  }

  /// An empty folder for results.
  private func out(_ name: String) throws -> String {
    try FileManager.default.createDirectory(atPath: folder.file("out"), withIntermediateDirectories: true)
    return folder.file("out/\(name)")
  }

  private func fineTune(_ data: String, out: String) -> [String] {
    ["finetune", "--data", data, "--epochs", "1", "--out", out]
  }

  /// A small MNIST look-alike of 40 images, which tests then damage.
  private func writeIDX(
    images: (inout [UInt8]) -> Void = { _ in }, labels: (inout [UInt8]) -> Void = { _ in }
  ) throws {
    var pixels: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 40, 0, 0, 0, 28, 0, 0, 0, 28]
    pixels += (0..<40 * 784).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var classes: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 40] + (0..<40).map { UInt8($0 % 10) }
    images(&pixels)
    labels(&classes)
    try folder.write(pixels, to: "mnist/train-images-idx3-ubyte")
    try folder.write(classes, to: "mnist/train-labels-idx1-ubyte")
  }

  @Test func aTruncatedIDXFile() throws {
    try writeIDX(images: { $0.removeLast(100) })
    try expectFailure(
      fineTune(folder.file("mnist"), out: out("a.safetensors")), naming: "train-images-idx3-ubyte", "31360")
  }

  @Test func labelsOfAnotherCount() throws {
    try writeIDX(labels: {
      $0[7] = 39
      $0.removeLast()
    })
    try expectFailure(
      fineTune(folder.file("mnist"), out: out("a.safetensors")), naming: "train-labels-idx1-ubyte", "39", "40"
    )
  }

  @Test func aTruncatedGzipFile() throws {
    try writeIDX()
    let packed = Process()
    packed.executableURL = URL(fileURLWithPath: "/bin/sh")
    packed.arguments = [
      "-c", "gzip -f \"$0\" && truncate -s -20 \"$0.gz\"", folder.file("mnist/train-images-idx3-ubyte"),
    ]
    try packed.run()
    packed.waitUntilExit()
    try expectFailure(
      fineTune(folder.file("mnist"), out: out("a.safetensors")), naming: "train-images-idx3-ubyte.gz", "gzip")
  }

  @Test func anEmptyFolderAndAMissingOne() throws {
    let empty = folder.file("empty")
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    try expectFailure(fineTune(empty, out: out("a.safetensors")), naming: empty)
    try expectFailure(fineTune("/nowhere", out: out("a.safetensors")), naming: "/nowhere")
  }

  @Test func aJPEGThatIsCutOffOrEmpty() throws {
    let jpeg = try [UInt8](Data(contentsOf: URL(fileURLWithPath: fixture.files[0])))
    let cut = try folder.write(Array(jpeg.prefix(jpeg.count / 2)), to: "cut.jpg")
    let none = try folder.write([], to: "none.jpg")
    let other = try folder.write(Array("no picture".utf8), to: "text.jpg")
    for path in [cut, none, other] {
      try expectFailure(["run", fixture.model, path], naming: path)
      try expectFailure([fixture.model, path], naming: path, program: .apusRun)
    }
    // The others are still answered.
    let outcome = try Program.apus.run("run", fixture.model, fixture.files[0], cut, fixture.files[1])
    #expect(outcome.status == 1)
    #expect(outcome.output.split(separator: "\n").count == 2)

    let images = folder.file("images")
    try FileManager.default.copyItem(atPath: fixture.images, toPath: images)
    try folder.write(Array(jpeg.prefix(jpeg.count / 2)), to: "images/3/cut.jpg")
    try expectFailure(fineTune(images, out: out("a.safetensors")), naming: "3/cut.jpg")
  }

  @Test func aModelWithAnyByteChanged() throws {
    let sound = try fixture.folder.bytes("digits.apus")
    // Each part of the file; that every single byte is caught, ApusModelTests shows without starting programs.
    for position in [0, 4, 9, 13, 40, 70, 200, sound.count / 2, sound.count - 1] {
      var bytes = sound
      bytes[position] ^= 0x10
      let path = try folder.write(bytes, to: "damaged.apus")
      for arguments in [["run", path, fixture.files[0]], ["inspect", path], ["bench", path]] {
        try expectFailure(arguments, naming: path)
      }
      try expectFailure([path, fixture.files[0]], naming: path, program: .apusRun)
    }
    for count in [0, 1, 63, 64, sound.count - 1] {
      let path = try folder.write(Array(sound.prefix(count)), to: "short.apus")
      try expectFailure(["evaluate", path, "--data", "synthetic:100"], naming: path)
    }
  }

  @Test func aSafetensorsHeaderThatLies() throws {
    let sound = try fixture.folder.bytes("digits.safetensors")
    for change: (inout [UInt8]) -> Void in [
      { $0[0] ^= 0x40 }, { $0[6] = 0x7F }, { $0.removeLast(4) }, { $0 += [0, 0, 0, 0] }, { $0.removeAll() },
      { $0 = Array($0.prefix(7)) },
    ] {
      var bytes = sound
      change(&bytes)
      let path = try folder.write(bytes, to: "damaged.safetensors")
      try expectFailure(["compress", path, "--data", "synthetic:100", "--out", out("a.apus")], naming: path)
    }
  }

  @Test func filesOfTheWrongKind() throws {
    let text = try folder.write(Array("text".utf8), to: "notes.txt")
    try expectFailure(["evaluate", text, "--data", "synthetic:100"], naming: text, ".safetensors")
    try expectFailure(["evaluate", fixture.files[0], "--data", "synthetic:100"], naming: fixture.files[0])
    try expectFailure(["run", fixture.network, fixture.files[0]], naming: fixture.network)
    try expectFailure(
      ["compare", fixture.model, fixture.model, "--data", "synthetic:100"], naming: fixture.model)
    try expectFailure(
      ["evaluate", folder.path + ".apus", "--data", "synthetic:100"], naming: folder.path + ".apus")
  }

  @Test func anOutputThatCannotBeWritten() throws {
    try expectFailure(fineTune("synthetic:100", out: "/nowhere/a.safetensors"), naming: "/nowhere")
    // Nobody may make files there, not even root.
    try expectFailure(
      fineTune("synthetic:100", out: "/proc/self/a.safetensors"), naming: "/proc/self/a.safetensors")
    let taken = try out("a.apus")
    try FileManager.default.createDirectory(atPath: taken, withIntermediateDirectories: true)
    try expectFailure(
      ["compress", fixture.network, "--data", "synthetic:100", "--out", taken], naming: taken, "folder",
      leaves: ["a.apus"])
    try expectFailure(
      ["dataset", "export", "--data", "synthetic:100", "--count", "3", "--out", "/proc/self/images"],
      naming: "/proc/self/images",
      leaves: ["a.apus"])
  }

  @Test func aDiskThatIsFull() throws {
    let target = try out("a.apus")
    // A limit on the size of files stands in for a full disk: 8 blocks of 512 bytes.
    let outcome = try Program.apus.run(
      "compress", fixture.network, "--data", "synthetic:300", "--out", target, shell: "ulimit -f 8")
    #expect(outcome.status == 1)
    #expect(
      outcome.complaints(of: "apus").first?.contains("\(target): the disk is full") == true,
      "\(outcome.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("out")).isEmpty)

    let images = try Program.apus.run(
      "dataset", "export", "--data", "synthetic:100", "--count", "3", "--out", try out("images"),
      shell: "ulimit -f 1")
    #expect(images.status == 1)
    #expect(images.complaints(of: "apus").count == 1)
    let left =
      FileManager.default.enumerator(atPath: folder.file("out/images"))?.allObjects as? [String] ?? []
    #expect(!left.contains { $0.contains(".") })
  }

  @Test func classesThatDoNotFit() throws {
    try FileManager.default.copyItem(atPath: fixture.images, toPath: folder.file("images"))
    try FileManager.default.moveItem(atPath: folder.file("images/9"), toPath: folder.file("images/nine"))
    try expectFailure(["evaluate", fixture.network, "--data", folder.file("images")], naming: "9")
  }
}
