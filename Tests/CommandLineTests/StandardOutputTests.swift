import Foundation
import Testing

/// Answers that cannot be written are not lost without a word.
struct StandardOutputTests {
  private let fixture: Fixture

  init() throws { fixture = try Fixture.shared.get() }

  /// Every command, as it is asked for something that it prints.
  private func commands(out: String) -> [[String]] {
    [
      ["--help"], ["--version"], ["help", "run"], [], ["run", fixture.model, fixture.files[0]],
      ["run", "--json", fixture.model, fixture.files[0]], ["inspect", fixture.model],
      ["inspect", "--json", fixture.model], ["bench", "--runs", "2", fixture.model],
      ["evaluate", fixture.model, "--data", fixture.images],
      ["compare", fixture.network, fixture.model, "--data", fixture.images],
      ["convert", fixture.model, "--out", "\(out)/a.apus"],
      ["prepare", fixture.model, fixture.files[0], "--out", "\(out)/a.npy"],
      ["compress", fixture.network, "--data", "synthetic:100", "--out", "\(out)/b.apus"],
      ["finetune", "--data", "synthetic:100", "--epochs", "1", "--out", "\(out)/a.safetensors"],
      ["dataset", "export", "--data", "synthetic:100", "--count", "1", "--out", "\(out)/images"],
    ]
  }

  private let runnerCommands: [(Fixture) -> [String]] = [
    { _ in ["--help"] }, { _ in ["--version"] }, { [$0.model, $0.files[0]] },
    { ["--json", $0.model, $0.files[0]] },
  ]

  @Test(arguments: [("full", "exec >/dev/full"), ("closed", "exec >&-")])
  func answersThatCannotBeWrittenAreAFailure(what: String, shell: String) throws {
    let folder = try TemporaryFolder()
    let calls =
      commands(out: folder.path).map { (Program.apus, $0) }
      + runnerCommands.map { (Program.apusRun, $0(fixture)) }
    for (program, arguments) in calls {
      let outcome = try program.run(arguments, shell: shell)
      #expect(outcome.status == 1, "\(arguments): \(outcome.errors)")
      let sentence =
        "cannot write to standard output: \(what == "full" ? "the disk is full" : "it is closed")"
      #expect(outcome.complaints(of: program.name) == ["\(program.name): \(sentence)"], "\(arguments)")
      #expect(!outcome.errors.contains("Fatal error"))
    }
    // What was to be written to files is written.
    #expect(
      folder.names == ["a.apus", "a.npy", "a.safetensors", "b.apus", "images"], "\(folder.names)")
  }

  @Test func aReaderThatGoesAwayEndsTheProgramAsOthers() throws {
    for program in [Program.apus, .apusRun] {
      let run = program.name == "apus" ? ["run"] : []
      let outcome = try program.run(
        run + [fixture.model] + fixture.files,
        shell: "trap '' PIPE; (sleep 0.2; \"$0\" \"$@\"; echo $? >&2) | true; exit 0")
      #expect(!outcome.errors.contains("Fatal error"))
      #expect(outcome.errors.hasSuffix("141\n"), "\(outcome.errors)")
    }
  }

  @Test func aFileDoesNotTakeThePlaceOfAClosedStream() throws {
    let folder = try TemporaryFolder()
    let out = folder.file("a.apus")
    let outcome = try Program.apus.run("convert", fixture.model, "--out", out, shell: "exec <&- >&- 2>&-")
    #expect(outcome.status == 1)
    #expect(try Program.apus.run("inspect", out).status == 0)
  }
}
