import Foundation
import Testing

/// Equal seeds give equal files on one core and on many.
@Suite(.serialized) struct ThreadTests {
  /// Commands for a shell that make a program run on a number of threads, or on one core.
  private static let machines = [
    "export OMP_NUM_THREADS=1", "export OMP_NUM_THREADS=2", "export OMP_NUM_THREADS=3",
    "export OMP_NUM_THREADS=8", "taskset -cp 0 $$ >/dev/null",
  ]

  /// Runs a command on all machines and compares what it writes.
  private func expectEqualFiles(_ arguments: [String], ending: String) throws {
    var expected: [UInt8] = []
    for machine in Self.machines {
      let folder = try TemporaryFolder()
      let outcome = try Program.apus.run(
        arguments + ["--out", folder.file("net\(ending)")], shell: machine)
      #expect(outcome.status == 0, "\(machine): \(outcome.errors)")
      let found = try folder.bytes("net\(ending)")
      if expected.isEmpty { expected = found }
      #expect(found == expected, "\(arguments[0]) differs after: \(machine)")
    }
  }

  @Test func fineTuning() throws {
    try expectEqualFiles(
      ["finetune", "--data", "synthetic:400", "--epochs", "1", "--batch", "50", "--clip", "1"],
      ending: ".safetensors")
  }

  @Test func pretrainingWithNormalizations() throws {
    try expectEqualFiles(
      ["pretrain", "resnet8", "--data", "synthetic:150", "--epochs", "1", "--batch", "40"],
      ending: ".safetensors")
  }

  @Test func compressionWithRecovery() throws {
    let fixture = try Fixture.shared.get()
    try expectEqualFiles(
      [
        "compress", fixture.network, "--data", "synthetic:300", "--keep", "0.6", "--rounds", "1",
        "--recover-epochs", "1",
      ], ending: ".apus")
  }
}
