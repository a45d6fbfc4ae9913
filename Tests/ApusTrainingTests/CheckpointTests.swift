import ApusData
import ApusFiles
import ApusGraph
import ApusInterchange
import ApusTraining
import FileTestSupport
import Foundation
import Testing

/// Options of the runs that are killed: everything that has state.
private func options(_ path: String?) -> TrainingOptions {
  var options = quickOptions(epochs: 4)
  options.checkpointPath = path
  options.checkpointInterval = 4
  options.validationFraction = 0.2
  options.labelSmoothing = 0.05
  return options
}

private func run(_ path: String?, _ reporting: (TrainingProgress) -> Void = { _ in }) throws -> TrainingResult
{
  try Trainer(smallNetwork(), on: patterns(count: 200, seed: 3), options: options(path)).run(
    reporting: reporting)
}

/// Makes a fresh folder; the caller removes it.
private func makeFolder() throws -> String {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  return url.path
}

/// Everything about a result that does not depend on the clock.
private func expectEqual(_ first: TrainingResult, _ second: TrainingResult) {
  #expect(first.graph == second.graph)
  #expect(first.chosenEpoch == second.chosenEpoch)
  #expect(first.stoppedEarly == second.stoppedEarly)
  #expect(first.history.map(\.trainingLoss) == second.history.map(\.trainingLoss))
  #expect(first.history.map(\.trainingAccuracy) == second.history.map(\.trainingAccuracy))
  #expect(first.history.map(\.validationLoss) == second.history.map(\.validationLoss))
}

extension TrainingRuns {
  @Suite struct CheckpointTests {
    @Test func aRunKilledAtAnyMomentEndsInTheSameBits() async throws {
      let folder = try makeFolder()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let path = "\(folder)/checkpoint"
      // Each child gets further by what the ones before have saved; a timer kills it, wherever it is.
      for child in 0..<6 {
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, child = child as Int] in
          let delay = useconds_t(2_000 + 9_000 * child)
          Thread.detachNewThread {
            usleep(delay)
            kill(getpid(), SIGKILL)
          }
          while true { _ = try run(path) }
        }
      }
      expectEqual(try run(path), try run(nil))
      #expect(try names(in: folder) == ["checkpoint"])
    }

    @Test func aResumedRunDoesOnlyWhatIsLeft() async throws {
      let folder = try makeFolder()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let path = "\(folder)/checkpoint"
      await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
        _ = try run(path) { if $0.report?.epoch == 2 { kill(getpid(), SIGKILL) } }
      }
      var epochs: [Int] = []
      let resumed = try run(path) { if let report = $0.report { epochs.append(report.epoch) } }
      #expect(epochs == [3, 4])
      expectEqual(resumed, try run(nil))
      #expect(try names(in: folder) == ["checkpoint"])

      // A run that is already done is not done again.
      expectEqual(try run(path) { _ in Issue.record("a step was done twice") }, resumed)
    }

    @Test func aCheckpointOfAnotherRunIsRefused() throws {
      try withTemporaryFolder { folder throws in
        let path = "\(folder)/checkpoint"
        _ = try run(path)
        func refusal(
          _ network: Graph? = nil, count: Int = 200, _ change: (inout TrainingOptions) -> Void = { _ in }
        ) throws -> String? {
          var changed = options(path)
          change(&changed)
          let trainer = try Trainer(
            network ?? smallNetwork(), on: patterns(count: count, seed: 3), options: changed)
          return #expect(throws: TrainingError.self) { try trainer.run() }?.description
        }
        func sentence(_ what: String) -> String {
          "cannot resume from \(path): it belongs to a run with \(what); remove it to begin anew"
        }
        #expect(try refusal { $0.seed = 99 } == sentence("other images"))
        #expect(try refusal { $0.labelSmoothing = 0.2 } == sentence("other options"))
        #expect(try refusal { $0.augmentation.shift = 0.2 } == sentence("other options"))
        #expect(try refusal { $0.teacher = try? smallNetwork() } == sentence("other options"))
        #expect(try refusal(count: 201) == sentence("other images"))
        var other = try smallNetwork()
        other.parameters["fc.bias"]!.values[0] += 1
        #expect(try refusal(other) == sentence("another network or other weights"))
      }
    }

    @Test func aDamagedCheckpointIsNamed() throws {
      try withTemporaryFolder { folder throws in
        let path = "\(folder)/checkpoint"
        _ = try run(path)
        let whole = try FileBytes.read(path)
        func failure() -> String? { #expect(throws: TrainingError.self) { try run(path) }?.description }

        try AtomicFile.write(Array(whole.dropLast(5)), to: path)
        #expect(failure()?.hasPrefix("\(path) is damaged: ") == true)
        try AtomicFile.write([], to: path)
        #expect(failure() == "\(path) is not a safetensors file: it has 0 bytes, fewer than 8")
        try GraphFile.write(smallNetwork(), to: path)
        #expect(failure() == "cannot resume from \(path): it is not a checkpoint of training")

        for (part, sentence) in [
          ("optimizer", "its part \"optimizer\" is missing or damaged"),
          ("weights.values", "its part \"weights\" is missing or damaged"),
        ] {
          var file = try Safetensors(decoding: whole)
          file.tensors[part]!.shape = [1]
          file.tensors[part]!.values = [1]
          try file.write(to: path)
          #expect(failure() == "cannot resume from \(path): \(sentence)")
        }
      }
    }

    @Test func aCheckpointThatCannotBeWrittenIsNamed() throws {
      try withTemporaryFolder { folder throws in
        let path = "\(folder)/missing/checkpoint"
        let error = #expect(throws: TrainingError.self) { try run(path) }
        #expect(error?.description == "cannot write \(path): there is no folder \(folder)/missing")
      }
    }
  }
}
