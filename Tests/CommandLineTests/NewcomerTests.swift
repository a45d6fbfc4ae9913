import Foundation
import Testing

/// What people type who do not know the program yet.
struct NewcomerTests {
  private func firstLine(_ arguments: [String], program: Program = .apus) throws -> String {
    let outcome = try program.run(arguments)
    #expect(outcome.status == 2, "\(arguments): \(outcome.errors)")
    #expect(outcome.output.isEmpty)
    return outcome.errors.split(separator: "\n").first.map(String.init) ?? ""
  }

  @Test(arguments: [
    (["comprss"], "apus compress"), (["traim"], "apus finetune"), (["train"], "apus finetune"),
    (["quantize"], "apus compress"), (["predict"], "apus run"), (["insp"], "apus inspect"),
    (["Run"], "apus run"), (["dataset", "exprot"], "apus dataset export"),
    (["help", "evalute"], "apus evaluate"),
    (["version"], "apus --version"),
  ])
  func theCommandThatWasMeantIsNamed(arguments: [String], meant: String) throws {
    let command = (["apus"] + arguments.drop { $0 == "help" }).joined(separator: " ")
    #expect(try firstLine(arguments) == "apus: there is no command '\(command)'; did you mean '\(meant)'?")
  }

  @Test func aCommandLikeNoOtherGetsTheList() throws {
    for arguments in [["bogus"], ["help", "nosuch"]] {
      let line = try firstLine(arguments)
      #expect(
        line.hasPrefix("apus: there is no command 'apus \(arguments.last!)'; there are finetune, compress"))
    }
    #expect(try firstLine(["help", "run", "fast"]) == "apus: there is no command 'apus run fast'")
    #expect(try firstLine(["dataset", "list"]).hasSuffix("there are export"))
  }

  @Test func aModelInPlaceOfACommandIsToBeRun() throws {
    let fixture = try Fixture.shared.get()
    #expect(
      try firstLine([fixture.model, "photo.jpg"])
        == "apus: there is no command 'apus \(fixture.model)'; did you mean 'apus run \(fixture.model) photo.jpg'?"
    )
  }

  @Test func anOptionThatWasMeantIsNamed() throws {
    #expect(try firstLine(["evaluate", "a.apus", "--confusio"]).contains("'--confusion'"))
  }

  /// Wrong values are found by the parser, by a command before its work or during it: each shows that command's usage.
  @Test(arguments: [
    ["finetune", "--epochs", "many", "--out", "a.safetensors"],
    ["bench", "a.apus", "--runs", "0"], ["convert", "a.apus", "--out", "a.txt"],
    ["evaluate", "a.safetensors", "--part", "all"], ["dataset", "export", "--count", "0", "--out", "x"],
    ["compress", "a.safetensors", "--calibrator", "guess", "--out", "/tmp/a.apus"],
  ])
  func theCommandsOwnUsageIsShown(arguments: [String]) throws {
    let outcome = try Program.apus.run(arguments)
    #expect(outcome.status == 2)
    let command =
      "apus "
      + arguments.prefix { $0 == "dataset" || $0 == arguments[0] || $0 == "export" }
      .joined(separator: " ")
    #expect(outcome.errors.contains("\nUsage: \(command) "), "\(outcome.errors)")
    #expect(outcome.errors.contains("See '\(command) --help'"), "\(outcome.errors)")
  }

  @Test(arguments: [
    ["bench", "a.apus", "--runs", "-1"], ["bench", "a.apus", "--runs", "9223372036854775807"],
    ["bench", "a.apus", "--threads", "-3"], ["run", "a.apus", "b.jpg", "--threads", "0"],
    ["run", "a.apus", "b.jpg", "--threads", "9223372036854775807"],
    ["compare", "a.safetensors", "a.apus", "--differences", "-1"],
    ["evaluate", "a.apus", "--limit-per-class", "0"], ["evaluate", "a.apus", "--limit-per-class", "-5"],
    ["dataset", "export", "--count", "-1", "--out", "x"],
    ["dataset", "export", "--count", "1", "--quality", "101", "--out", "x"],
    ["compress", "a.safetensors", "--calibration-images", "-1", "--out", "a.apus"],
    ["compress", "a.safetensors", "--keep", "-0.5", "--out", "a.apus"],
    ["compress", "a.safetensors", "--keep", "nan", "--out", "a.apus"],
    ["compress", "a.safetensors", "--max-bytes", "-1", "--out", "a.apus"],
    ["compress", "a.safetensors", "--seed", "-1", "--out", "a.apus"],
    ["import", "a.tflite", "--divisor", "nan", "--out", "a.safetensors"],
    ["import", "a.tflite", "--offset", "inf", "--out", "a.safetensors"],
    ["finetune", "--input", "-1x28x1", "--out", "a.safetensors"],
  ])
  func numbersOutOfRangeAreNamed(arguments: [String]) throws {
    let line = try firstLine(arguments)
    let option = arguments.last { $0.hasPrefix("--") && $0 != "--out" && $0 != "--count" } ?? "--count"
    #expect(line.contains(option), "\(line)")
    #expect(!line.lowercased().contains("missing"), "\(line)")
  }

  @Test func versions() throws {
    let outcomes = try [Program.apus, .apusRun].map { try $0.run("--version") }
    #expect(outcomes.allSatisfy { $0.status == 0 && $0.errors.isEmpty })
    #expect(outcomes[0].output == outcomes[1].output && outcomes[0].output.contains("."))
  }

  @Test func levelsThatAreNotThereAreNamed() throws {
    let fixture = try Fixture.shared.get()
    for (program, arguments) in [(Program.apus, ["run"]), (.apusRun, [])] {
      func run(level: String) throws -> Program.Outcome {
        try program.run(
          arguments + [fixture.model, fixture.files[0]], shell: "export APUS_LEVEL=\(level)")
      }
      #expect(try run(level: "portable").status == 0)
      #expect(try run(level: "").status == 0)
      for level in ["fast", "AVX2", "neoni8mm", "amx"] {
        let outcome = try run(level: level)
        // The last of these this processor may have.
        if outcome.status == 0 { continue }
        #expect(outcome.status == 1)
        let line = try #require(outcome.complaints(of: program.name).first)
        #expect(line.contains("APUS_LEVEL is '\(level)'") && line.contains("portable"))
      }
      #expect(try run(level: "fast").status == 1)
    }
  }

  @Test(arguments: [50_000, 100_000, 150_000, 200_000, 300_000, 500_000])
  func tooLittleMemoryIsFoundAtTheStart(kibibytes: Int) throws {
    let fixture = try Fixture.shared.get()
    for (program, arguments) in [
      (Program.apus, ["run", fixture.model, fixture.files[0]]),
      (.apus, ["compress", fixture.network, "--data", "synthetic:100", "--out", "/dev/null/a.apus"]),
      (.apusRun, [fixture.model, fixture.files[0]]),
    ] {
      let outcome = try program.run(arguments, shell: "ulimit -v \(kibibytes)")
      // Below some limit the system cannot even load the program, and says so with the status 127.
      #expect([0, 1, 127].contains(outcome.status), "\(arguments): \(outcome.status) \(outcome.errors)")
      #expect(!outcome.errors.contains("Fatal error"))
      if outcome.status == 1 { #expect(outcome.complaints(of: program.name).count == 1) }
    }
  }
}
