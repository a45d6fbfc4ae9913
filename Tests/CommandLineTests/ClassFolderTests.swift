import ApusData
import ApusImage
import Foundation
import Testing

/// What commands say of folders of images as people have them.
@Suite struct ClassFolderCommandTests {
  private let fixture: Fixture
  private let folder: TemporaryFolder

  init() throws {
    fixture = try Fixture.shared.get()
    folder = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: fixture.images, toPath: folder.file("images"))
  }

  private func evaluate(_ options: String...) throws -> Program.Outcome {
    try Program.apus.run(["evaluate", fixture.model, "--data", folder.file("images")], options)
  }

  @Test(arguments: ["nothing", "another file", "no images"])
  func aClassMayLackTestImages(contents: String) throws {
    try FileManager.default.removeItem(atPath: folder.file("images/7"))
    if contents == "no images" { try folder.write([], to: "images/7/.hidden") }
    if contents == "another file" { try folder.write([1], to: "images/7/1.heic") }
    let outcome = try evaluate()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("of 36 correct"))
    #expect(outcome.errors.contains("the data has no images of 7"))
    let classes = contents == "nothing" ? 9 : 10
    #expect(outcome.errors.contains("36 images in \(classes) classes: 0 (4), 1 (4), 2 (4),"))
    #expect(outcome.errors.contains("passed over: 1 .heic picture") == (contents == "another file"))
  }

  @Test func damagedImagesAreListedOrLeftOut() throws {
    for name in ["3/a.jpg", "5/b.png"] { try folder.write([1, 2, 3], to: "images/\(name)") }
    let refused = try evaluate()
    #expect(refused.status == 1 && refused.output.isEmpty)
    for part in ["apus: 2 of 42 images cannot be read", "images/3/a.jpg", "images/5/b.png"] {
      #expect(refused.errors.contains(part), "\(refused.errors)")
    }
    let outcome = try evaluate("--skip-damaged")
    #expect(outcome.status == 0 && outcome.output.contains("of 40 correct"))
    #expect(outcome.errors.contains("images: left out 2 damaged images:"))
  }

  @Test func trainingNeedsAnotherClass() throws {
    for number in 1...9 { try FileManager.default.removeItem(atPath: folder.file("images/\(number)")) }
    let outcome = try Program.apus.run(
      "finetune", "--data", folder.file("images"), "--epochs", "1", "--out", folder.file("a.safetensors"))
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("has images of one class only, 0;"), "\(outcome.errors)")
    #expect(folder.names == ["images"])
  }

  @Test func unevenClassesAreSaidWhenTrainingBegins() throws {
    for number in 1...9 { try FileManager.default.removeItem(atPath: folder.file("images/\(number)")) }
    let one = Image(width: 28, height: 28, channels: 1, filledWith: 200)
    try folder.write(one.png(), to: "images/cat/1.png")
    let outcome = try Program.apus.run(
      "finetune", "--data", folder.file("images"), "--epochs", "1", "--out", folder.file("a.safetensors"))
    let said =
      "there are 4.0 times as many images of 0 as of cat (finetune --balance draws them equally often)"
    #expect(outcome.errors.contains(said), "\(outcome.errors)")
  }

  @Test func anArchiveThatUnpacksToTooMuchIsAllowedByAFactor() throws {
    // A class of one picture of 40 MiB, nearly all of it zeros at the end of a sound file.
    let picture = try Image(width: 28, height: 28, channels: 1, filledWith: 9).png()
    try folder.write(picture + Array(repeating: 0, count: 40 << 20), to: "zeros/0/1.png")
    let tar = Process()
    tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    tar.arguments = ["tar", "-czf", folder.file("zeros.tar.gz"), "-C", folder.file("zeros"), "0"]
    try tar.run()
    tar.waitUntilExit()
    let arguments = ["evaluate", fixture.model, "--data", folder.file("zeros.tar.gz")]
    let refused = try Program.apus.run(arguments)
    #expect(refused.status == 1 && refused.errors.contains("--limits 3 would allow it"), "\(refused.errors)")
    #expect(try Program.apus.run(arguments + ["--limits", "3"]).status == 0)
  }
}
