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
          "cannot go on from \(path): it belongs to a run with \(what)"
        }
        func otherOptions(_ what: String) -> String { sentence("other options: \(what)") }
        #expect(try refusal { $0.seed = 99 } == otherOptions("seed 7 (now 99)"))
        #expect(try refusal { $0.labelSmoothing = 0.2 } == otherOptions("label smoothing 0.05 (now 0.2)"))
        #expect(
          try refusal {
            $0.augmentation.shift = 0.2
            $0.learningRate.peak = 1
            $0.averagingDecay = nil
          }
            == otherOptions(
              "learning rate peak 0.005 (now 1.0), averaging decay 0.9 (now none), augmentation shift 0.0 (now 0.2)"
            ))
        #expect(
          try refusal { $0.teacher = try? smallNetwork() }?.hasPrefix(otherOptions("teacher's weights "))
            == true)
        #expect(try refusal { $0.epochs = 3 } == otherOptions("epochs 4 (now 3)"))
        #expect(
          try refusal {
            $0.epochs = 5; $0.patience = 2
          } == otherOptions("epochs 4 (now 5), patience none (now 2)"))
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
        #expect(failure()?.hasPrefix("cannot go on from \(path): it is damaged: ") == true)
        try AtomicFile.write([], to: path)
        #expect(failure() == "cannot go on from \(path): it is an empty file")
        try GraphFile.write(smallNetwork(), to: path)
        #expect(failure() == "cannot go on from \(path): it is not a checkpoint of training")

        for (part, sentence) in [
          ("optimizer", "its part \"optimizer\" is missing or damaged"),
          ("weights.values", "its part \"weights\" is missing or damaged"),
        ] {
          var file = try Safetensors(decoding: whole)
          file.tensors[part]!.shape = [1]
          file.tensors[part]!.values = [1]
          try file.write(to: path)
          #expect(failure() == "cannot go on from \(path): \(sentence)")
          #expect(try FileBytes.read(path) == file.encoded())
        }
      }
    }

    @Test(
      "Counters that no run leaves are damage",
      arguments: [
        ("\"step\":32", "\"step\":9223372036854775807"), ("\"step\":32", "\"step\":-1"),
        ("\"step\":32", "\"step\":31"), ("\"seen\":0", "\"seen\":9223372036854775807"),
        ("\"correct\":0", "\"correct\":-9223372036854775808"), ("\"cycle\":0", "\"cycle\":33"),
        ("\"loss\":0.0", "\"loss\":1e999"), ("\"epoch\":1", "\"epoch\":9223372036854775807"),
        ("\"isBest\":true", "\"isBest\":false"), ("\"trainingLoss\":", "\"trainingLoss\":1e999,\"x\":"),
        ("\"history\":[", "\"history\":[{},"),
      ])
    func absurdCounters(part: String, absurd: String) throws {
      try withTemporaryFolder { folder throws in
        let path = "\(folder)/checkpoint"
        _ = try run(path)
        var file = try Safetensors(path: path)
        let text = try #require(file.metadata["apus.checkpoint"])
        #expect(text.contains(part))
        file.metadata["apus.checkpoint"] = text.replacingOccurrences(of: part, with: absurd)
        try file.write(to: path)
        let error = #expect(throws: TrainingError.self) { try run(path) }
        #expect(error?.description.hasSuffix("is missing or damaged") == true, "\(error?.description ?? "")")
      }
    }

    @Test func aFinishedRunTakesMoreEpochs() throws {
      try withTemporaryFolder { folder throws in
        let path = "\(folder)/checkpoint"
        let first = try run(path)
        var longer = options(path)
        longer.epochs = 6
        longer.learningRate.schedule = .cosine()
        func extended(_ reporting: (TrainingProgress) -> Void = { _ in }) throws -> TrainingResult {
          try Trainer(smallNetwork(), on: patterns(count: 200, seed: 3), options: longer).run(
            reporting: reporting)
        }
        // Killed after the first of the added epochs, and gone on with.
        var stop = false
        #expect(throws: TrainingError.self) {
          try Trainer(smallNetwork(), on: patterns(count: 200, seed: 3), options: longer).run(
            reporting: { stop = stop || $0.report?.epoch == 5 }, stopping: { stop })
        }
        let resumed = try extended()
        #expect(resumed.history.map(\.epoch) == [1, 2, 3, 4, 5, 6])
        #expect(resumed.history[3].trainingLoss == first.history[3].trainingLoss)
        // The added epochs follow the schedule from its beginning.
        #expect(resumed.history[4].learningRate > 0.4 * longer.learningRate.peak)
        #expect(first.history[3].learningRate < 0.01 * longer.learningRate.peak)

        try FileManager.default.removeItem(atPath: path)
        _ = try run(path)
        expectEqual(try extended(), resumed)
      }
    }

    @Test func aRunThatIsStoppedGoesOnToTheSameBits() throws {
      try withTemporaryFolder { folder throws in
        let path = "\(folder)/checkpoint"
        var steps = 0
        let error = #expect(throws: TrainingError.self) {
          try Trainer(smallNetwork(), on: patterns(count: 200, seed: 3), options: options(path)).run(
            stopping: {
              steps += 1
              return steps == 11
            })
        }
        #expect(
          error?.description
            == "stopped in epoch 2 of 4; its state is in \(path), from which the same run goes on")
        var epoch: Int?
        let resumed = try Trainer(smallNetwork(), on: patterns(count: 200, seed: 3), options: options(path))
          .run(
            resuming: { epoch = $0 })
        #expect(epoch == 2)
        expectEqual(resumed, try run(nil))
      }
    }

    @Test func beginningAnewReplacesWhateverIsThere() throws {
      try withTemporaryFolder { folder throws in
        let path = "\(folder)/checkpoint"
        try AtomicFile.write([1, 2, 3], to: path)
        var anew = options(path)
        anew.beginsAnew = true
        let result = try Trainer(smallNetwork(), on: patterns(count: 200, seed: 3), options: anew).run()
        expectEqual(result, try run(nil))
        // The replacement is of the same run, whether it was begun anew or not.
        expectEqual(try run(path) { _ in Issue.record("a step was done twice") }, result)
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
