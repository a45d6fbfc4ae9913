import Foundation
import Testing

/// Wrong usage ends in exit status 2, help in 0.
struct UsageTests {
  @Test(arguments: [
    ["bogus"], ["finetune"], ["finetune", "--out", "a.txt"],
    ["finetune", "--from", "nothing", "--out", "a.safetensors"],
    ["finetune", "--epochs", "many", "--out", "a.safetensors"],
    ["finetune", "--input", "28x28", "--out", "a.safetensors"],
    ["compress", "a.safetensors", "--keep", "1.5", "--out", "a.apus"],
    ["compress", "a.safetensors", "--keep", "0.5", "--layer", "conv1=0.5", "--out", "a.apus"],
    ["compress", "a.safetensors", "--calibrator", "guess", "--out", "/tmp/a.apus"],
    ["compress", "a.safetensors", "--out", "a.safetensors"], ["run"], ["run", "a.apus"],
    ["evaluate", "a.apus", "--part", "all"], ["dataset", "export", "--count", "0", "--out", "x"],
    ["bench", "a.apus", "--runs", "0"],
    ["pretrain", "nothing", "--data", "synthetic", "--out", "a.safetensors"],
    ["evaluate", "a.apus", "--no-such-option"], ["import", "a.tflite"],
    ["import", "a.tflite", "--out", "a.txt"],
    ["import", "a.tflite", "--out", "a.safetensors", "--divisor", "0"],
    ["prepare", "a.apus", "--out", "x.npy"], ["prepare", "a.apus", "b.jpg", "--out", "x.txt"],
    ["run", "a.apus", "--input", "x.npy"], ["run", "a.apus", "--input", "x.npy", "--output", "y.txt"],
    ["run", "a.apus", "b.jpg", "--input", "x.npy", "--output", "y.npy"],
  ])
  func wrongUsage(arguments: [String]) throws {
    let outcome = try Program.apus.run(arguments)
    #expect(outcome.status == 2, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("apus: "))
    #expect(outcome.output.isEmpty)
  }

  @Test(arguments: [
    ["--help"], ["finetune", "--help"], ["compress", "--help"], ["import", "--help"], ["run", "--help"],
    ["compare", "--help"],
    ["evaluate", "-h"], ["inspect", "--help"], ["prepare", "--help"], ["bench", "--help"],
    ["pretrain", "--help"],
    ["dataset", "export", "--help"], ["help", "compress"], ["--version"],
  ])
  func help(arguments: [String]) throws {
    let outcome = try Program.apus.run(arguments)
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    #expect(!outcome.output.isEmpty)
  }

  @Test func theTinyRunnerLinksNeitherFoundationNorOneDNN() throws {
    let program = try Data(contentsOf: Program.apusRun.url)
    for library in ["libFoundation", "libdnnl", "libpng"] {
      #expect(program.range(of: Data(library.utf8)) == nil, "\(library)")
    }
    #expect(program.range(of: Data("libjpeg".utf8)) != nil)
  }

  @Test func theTinyRunnersUsage() throws {
    #expect(try Program.apusRun.run("--help").status == 0)
    #expect(try Program.apusRun.run([]).status == 2)
    #expect(try Program.apusRun.run("a.apus").status == 2)
    #expect(try Program.apusRun.run("--fast", "a.apus", "b.jpg").status == 2)
  }
}
