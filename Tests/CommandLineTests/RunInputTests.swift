import Foundation
import Testing

/// The ways in which pictures are named.
struct RunInputTests {
  private let fixture: Fixture
  private let folder: TemporaryFolder

  init() throws {
    fixture = try Fixture.shared.get()
    folder = try TemporaryFolder()
  }

  /// The paths that were answered.
  private func answered(_ outcome: Program.Outcome) -> [String] {
    outcome.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
  }

  private func copy(_ name: String) throws -> String {
    try folder.write([UInt8](Data(contentsOf: URL(fileURLWithPath: fixture.files[0]))), to: name)
  }

  @Test func foldersAreTakenWithThoseBelow() throws {
    let paths = try ["a.jpg", "b/1.jpeg", "b/2.picture", "c.jpg"].map(copy)
    try folder.write(Array("text".utf8), to: "b/notes.txt")
    let outcome = try Program.apus.run("run", fixture.model, folder.path)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(answered(outcome) == paths)
    #expect(
      answered(try Program.apus.run("run", fixture.model, folder.file("b"), paths[0])) == [
        paths[1], paths[2], paths[0],
      ])
    let prepared = try Program.apus.run(
      "prepare", fixture.model, folder.path, "--out", folder.file("x.npy"), "--json")
    struct Figures: Decodable { var count: Int }
    #expect(try prepared.json(Figures.self).count == 4)
  }

  /// What is called a picture is not passed over because it is none that can be read.
  @Test func picturesThatCannotBeReadAreNamed() throws {
    let sound = try copy("a.jpg")
    let broken = try ["b.jpg", "c.PNG", "d.heic"].map { try folder.write([0, 0, 0, 1, 2], to: $0) }
    try FileManager.default.createSymbolicLink(atPath: folder.file("e.jpg"), withDestinationPath: "nowhere")
    try folder.write(Array("text".utf8), to: "notes")
    let outcome = try Program.apus.run("run", fixture.model, folder.path)
    #expect(outcome.status == 1)
    #expect(answered(outcome) == [sound])
    let complaints = outcome.complaints(of: "apus")
    #expect(complaints.count == 4, "\(complaints)")
    for path in broken + [folder.file("e.jpg")] { #expect(complaints.contains { $0.contains(path) }) }
    #expect(outcome.errors.contains("\(folder.path): 1 file is no picture"))
  }

  @Test func aFolderWithoutPicturesIsNamed() throws {
    let empty = folder.file("empty")
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    let outcome = try Program.apus.run("run", fixture.model, empty, fixture.files[0])
    #expect(outcome.status == 1)
    #expect(answered(outcome) == [fixture.files[0]])
    #expect(outcome.complaints(of: "apus") == ["apus: \(empty): there are no pictures in this folder"])
  }

  @Test func patternsThatTheShellLeftAreMatched() throws {
    let paths = try ["a1.jpg", "a2.jpg"].map(copy)
    #expect(answered(try Program.apus.run("run", fixture.model, folder.file("a*.jpg"))) == paths)
    let outcome = try Program.apus.run("run", fixture.model, folder.file("*.gif"))
    #expect(outcome.status == 1)
    #expect(outcome.complaints(of: "apus") == ["apus: \(folder.file("*.gif")): no file has such a name"])
    let odd = try copy("what[1].jpg")
    #expect(answered(try Program.apus.run("run", fixture.model, odd)) == [odd])
  }

  @Test func standardInputIsAPicture() throws {
    let named = try Program.apus.run("run", fixture.model, fixture.files[0])
    for (program, arguments) in [(Program.apus, ["run"]), (.apusRun, [])] {
      for shell in ["exec < \(fixture.files[0])", "cat \(fixture.files[0]) | \"$0\" \"$@\"; exit"] {
        let outcome = try program.run(arguments + [fixture.model, "-"], shell: shell)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output == named.output.replacing(fixture.files[0], with: "-"))
      }
    }
    #expect(try Program.apus.run("run", fixture.model, "-", "-").status == 2)
    // A closed one is no picture.
    #expect(try Program.apus.run(["run", fixture.model, "-"], shell: "exec <&-").status == 1)
  }

  @Test func theTinyRunnerSaysWhichPicturesItTakes() throws {
    for (name, bytes, kind) in [
      ("a.jpg", [0x89] + Array("PNG\r\n\u{1A}\n".utf8), "a PNG picture"),
      ("b.png", Array("GIF89a".utf8), "a GIF picture"),
      ("c.jpg", Array("RIFF\0\0\0\0WEBP".utf8), "a WebP picture"), ("d.jpg", [], "an empty file"),
    ] as [(String, [UInt8], String)] {
      let path = try folder.write(bytes, to: name)
      let outcome = try Program.apusRun.run(fixture.model, path)
      #expect(outcome.status == 1)
      #expect(
        outcome.complaints(of: "apus-run") == [
          "apus-run: \(path) is \(kind), not a JPEG picture, which is all that apus-run takes"
        ])
    }
  }
}
