import Foundation
import Testing

/// Kills, full disks, closed outputs and planted links: `Tools/test-interruptions` in its short form.
struct InterruptionTests {
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/python3"), "there is no Python"))
  func nothingIsLost() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let process = Process()
    process.executableURL = root.appendingPathComponent("Tools/test-interruptions")
    process.arguments = ["--short", "--programs", Program.apus.url.deletingLastPathComponent().path]
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
    #expect(text.split(separator: "\n").count(where: { $0.hasSuffix("nothing lost") }) > 50, "\(text)")
  }
}
