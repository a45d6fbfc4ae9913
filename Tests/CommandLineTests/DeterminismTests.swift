import Foundation
import Testing

/// Equal seeds give equal files, whatever happens in between.
@Suite(.serialized) struct DeterminismTests {
  private func arguments(_ folder: TemporaryFolder, seed: String = "5") -> [String] {
    [
      "finetune", "--data", "synthetic:2000", "--epochs", "3", "--batch", "16", "--seed", seed, "--out",
      folder.file("net.safetensors"),
    ]
  }

  @Test func aKilledRunGoesOnToTheSameBits() throws {
    let whole = try TemporaryFolder()
    #expect(try Program.apus.run(arguments(whole)).status == 0)
    #expect(whole.names == ["net.safetensors"])

    let killed = try TemporaryFolder()
    let checkpoint = killed.file("net.safetensors.checkpoint")
    try Program.apus.runKilled(arguments(killed), onceThereIs: checkpoint)
    #expect(killed.names.contains("net.safetensors.checkpoint"))
    #expect(!killed.names.contains("net.safetensors"))
    let resumed = try Program.apus.run(arguments(killed))
    #expect(resumed.status == 0)
    #expect(resumed.errors.contains("going on from"))
    #expect(killed.names == ["net.safetensors"])
    #expect(try killed.bytes("net.safetensors") == whole.bytes("net.safetensors"))

    let other = try TemporaryFolder()
    try Program.apus.run(arguments(other, seed: "6"))
    #expect(try other.bytes("net.safetensors") != whole.bytes("net.safetensors"))
  }

  @Test func compressingTwiceGivesTheSameBytes() throws {
    let fixture = try Fixture.shared.get()
    let folder = try TemporaryFolder()
    for name in ["a.apus", "b.apus"] {
      let outcome = try Program.apus.run(
        "compress", fixture.network, "--data", "synthetic:500", "--keep", "0.6", "--recover-epochs", "1",
        "--out", folder.file(name))
      #expect(outcome.status == 0)
    }
    #expect(try folder.bytes("a.apus") == folder.bytes("b.apus"))
  }
}
