import Apus
import ApusInterchange
import Foundation
import Testing

/// Names that a file may hold, and a terminal should not see.
struct HostileNameTests {
  @Test func namesAreEscapedInTextAndWholeInJSON() throws {
    let fixture = try Fixture.shared.get()
    let folder = try TemporaryFolder()
    var graph = try GraphFile.read(path: fixture.network)
    let names = (0..<10).map { "\u{1B}[2J\u{9B}31m\($0)\u{7}\"\\\u{202E}\n\t\u{2028}" }
    graph.classNames = names
    let network = folder.file("hostile.safetensors")
    try GraphFile.write(graph, to: network)
    let model = folder.file("hostile.apus")
    // The data have other classes: what compression says of that is escaped as well.
    let refused = try Program.apus.run("compress", network, "--data", "synthetic:100", "--out", model)
    #expect(isSafe(refused.errors))
    let images = folder.file("images")
    for (index, name) in names.enumerated() {
      try FileManager.default.createDirectory(
        atPath: "\(images)/\(name)", withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: fixture.files[4 * index], toPath: "\(images)/\(name)/a.jpg")
      try FileManager.default.copyItem(
        atPath: fixture.files[4 * index + 1], toPath: "\(images)/\(name)/b.jpg")
      try FileManager.default.copyItem(
        atPath: fixture.files[4 * index + 2], toPath: "\(images)/\(name)/c.jpg")
    }
    let compression = try Program.apus.run("compress", network, "--data", images, "--out", model)
    try #require(compression.status == 0, "\(compression.errors)")

    for words in [
      ["run", model, fixture.files[0]], ["inspect", model], ["bench", model, "--runs", "1"],
      ["evaluate", model, "--data", images, "--confusion"], ["compare", network, model, "--data", images],
    ] {
      let text = try Program.apus.run(words)
      #expect(text.status == 0, "\(words): \(text.errors)")
      #expect(isSafe(text.output) && isSafe(text.errors), "\(words): \(text.output) \(text.errors)")
      let json = try Program.apus.run(words + ["--json"])
      #expect(json.output.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x9B })
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(json.output.utf8)) }
    }
    struct Answer: Decodable { var `class`: String }
    let answers = try Program.apus.run("run", "--json", model, fixture.files[0]).json([Answer].self)
    #expect(names.contains(answers[0].class))
    let tiny = try Program.apusRun.run(model, fixture.files[0])
    #expect(isSafe(tiny.output) && tiny.output.split(separator: "\n").count == 1)
  }

  /// Whether nothing in a text steers a terminal, but for lines and tabulators.
  private func isSafe(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy {
      $0 == "\n" || $0 == "\t" || $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0.value != 0x202E
    }
  }
}
