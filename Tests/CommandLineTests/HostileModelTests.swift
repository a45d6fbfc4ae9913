import Foundation
import Testing

/// The `.apus` files of the shared data that are out of proportion.
struct HostileModelTests {
  private static let maker = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("../shared/cases/hostile/make.py").standardizedFileURL.path

  @Test(.enabled(if: FileManager.default.fileExists(atPath: maker), "the shared data are not here"))
  func eachIsAnsweredOrRefusedInOneSentence() throws {
    let fixture = try Fixture.shared.get()
    let folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", Self.maker, folder.path]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    for name in ["scale-huge.apus", "classes-65535.apus", "shared-weights-small.apus"] {
      let model = folder.file(name)
      for (program, words) in [
        (Program.apus, ["inspect", "--json", model]), (.apus, ["run", "--json", model, fixture.files[0]]),
        (.apus, ["convert", model, "--out", folder.file("converted.apus"), "--json"]),
        (.apusRun, ["--json", model, fixture.files[0]]),
      ] {
        let outcome = try program.run(words)
        #expect([0, 1].contains(outcome.status), "\(words): \(outcome.errors)")
        #expect(outcome.complaints(of: program.name).count == Int(outcome.status), "\(outcome.errors)")
        if outcome.status == 0 {
          #expect(throws: Never.self) {
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
          }
        }
      }
    }
    // Each of its operators would have weights of its own.
    let conversion = try Program.apus.run(
      "convert", folder.file("shared-weights-small.apus"), "--out", folder.file("b.apus"))
    #expect(conversion.status == 1)
    #expect(conversion.errors.contains("share constants; without that they have 153"))
    #expect(conversion.errors.hasSuffix("--limits 3 would allow it\n"), "\(conversion.errors)")
  }
}
