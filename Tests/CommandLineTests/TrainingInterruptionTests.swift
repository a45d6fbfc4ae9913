import Foundation
import Testing

/// What becomes of a training that is interrupted, and of its checkpoint.
@Suite(.serialized) struct TrainingInterruptionTests {
  private func arguments(_ folder: TemporaryFolder, seed: Int = 5, epochs: Int = 3) -> [String] {
    [
      "finetune", "--data", "synthetic:600", "--epochs", "\(epochs)", "--batch", "16", "--seed", "\(seed)",
      "--out", folder.file("net.safetensors"),
    ]
  }

  /// Starts a program, sends it a signal as soon as a line of its errors has some text, and waits for its end.
  private func interrupted(
    _ arguments: [String], by number: Int32, after text: String
  ) throws -> (status: Int32, wasSignaled: Bool, errors: String) {
    let process = Process()
    process.executableURL = Program.apus.url
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardError = pipe
    // A child begins with the signals blocked that are so on the thread that starts it.
    var (signals, before) = (sigset_t(), sigset_t())
    sigemptyset(&signals)
    sigaddset(&signals, number)
    pthread_sigmask(SIG_UNBLOCK, &signals, &before)
    try process.run()
    pthread_sigmask(SIG_SETMASK, &before, nil)
    var errors = ""
    while !errors.contains(text) {
      let part = pipe.fileHandleForReading.availableData
      guard !part.isEmpty else { break }
      errors += String(decoding: part, as: UTF8.self)
    }
    kill(process.processIdentifier, number)
    errors += String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, process.terminationReason == .uncaughtSignal, errors)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func aSignalSaysThatTheSameCommandGoesOn(number: Int32) throws {
    let whole = try TemporaryFolder()
    #expect(try Program.apus.run(arguments(whole)).status == 0)
    let folder = try TemporaryFolder()
    let checkpoint = folder.file("net.safetensors.checkpoint")
    let stopped = try interrupted(arguments(folder), by: number, after: "epoch 1/3")
    #expect(stopped.wasSignaled && stopped.status == number)
    #expect(
      stopped.errors.contains("apus: stopped in epoch 2 of 3; the same command goes on from \(checkpoint)"))
    #expect(folder.names == ["net.safetensors.checkpoint"])
    let resumed = try Program.apus.run(arguments(folder))
    #expect(resumed.status == 0)
    #expect(resumed.errors.contains("going on from \(checkpoint) in epoch 2 of 3"))
    #expect(folder.names == ["net.safetensors"])
    #expect(try folder.bytes("net.safetensors") == whole.bytes("net.safetensors"))
  }

  @Test func anotherRunsProgressIsKeptUntilItIsGivenUp() throws {
    let folder = try TemporaryFolder()
    let checkpoint = folder.file("net.safetensors.checkpoint")
    try Program.apus.runKilled(arguments(folder), onceThereIs: checkpoint)
    let progress = try folder.bytes("net.safetensors.checkpoint")
    let other = try Program.apus.run(arguments(folder, seed: 6) + ["--clip", "2"])
    #expect(other.status == 1)
    #expect(
      other.complaints(of: "apus") == [
        "apus: cannot go on from \(checkpoint): it belongs to a run with other options: gradient clipping none "
          + "(now 2.0), seed 5 (now 6); give the options of then to go on with it, or --begin-anew to replace it"
      ])
    #expect(!other.errors.contains("going on"))
    #expect(try folder.bytes("net.safetensors.checkpoint") == progress)
    // More epochs are added to a finished run only.
    let longer = try Program.apus.run(arguments(folder, epochs: 4))
    #expect(longer.status == 1)
    #expect(longer.errors.contains("of 3 epochs that is not at its end"))
    #expect(try folder.bytes("net.safetensors.checkpoint") == progress)

    let anew = try Program.apus.run(arguments(folder, seed: 6, epochs: 1) + ["--begin-anew"])
    #expect(anew.status == 0)
    #expect(folder.names == ["net.safetensors"])
  }

  @Test func whatIsNoCheckpointIsKeptUntilItIsGivenUp() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("kept")
    let command = arguments(folder, epochs: 1) + ["--checkpoint", path]
    let network = try [UInt8](Data(contentsOf: URL(fileURLWithPath: Fixture.shared.get().network)))
    let kinds: [(bytes: [UInt8], sentence: String)] = [
      ([0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0x4A, 0x46, 0x49, 0x46, 0], "it is a JPEG picture"),
      (network, "it is not a checkpoint of training"), (Array(network.prefix(300)), "it is cut off"),
      ([], "it is an empty file"),
    ]
    for (bytes, sentence) in kinds {
      try folder.write(bytes, to: "kept")
      let refused = try Program.apus.run(command)
      #expect(refused.status == 1)
      let complaints = refused.complaints(of: "apus")
      #expect(complaints.count == 1)
      #expect(
        complaints.first?.hasPrefix("apus: cannot go on from \(path): \(sentence)") == true, "\(complaints)")
      #expect(complaints.first?.hasSuffix("--begin-anew replaces it") == true)
      #expect(try folder.bytes("kept") == bytes)
    }
    #expect(try Program.apus.run(command + ["--begin-anew"]).status == 0)
    #expect(folder.names == ["kept", "net.safetensors"])
  }

  @Test func aFinishedRunGoesOnWithMoreEpochs() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("kept")
    #expect(try Program.apus.run(arguments(folder, epochs: 1) + ["--checkpoint", path]).status == 0)
    let longer = try Program.apus.run(arguments(folder, epochs: 2) + ["--checkpoint", path])
    #expect(longer.status == 0)
    #expect(longer.errors.contains("going on from \(path) in epoch 2 of 2"))
    #expect(!longer.errors.contains("epoch 1/2"))
    #expect(longer.output.contains("of 2"))
  }

  @Test func divergenceNamesThePlaceAndWritesNothing() throws {
    let folder = try TemporaryFolder()
    let outcome = try Program.apus.run(
      arguments(folder, epochs: 1) + [
        "--optimizer", "sgd", "--learning-rate", "1e6", "--schedule", "constant",
      ])
    #expect(outcome.status == 1)
    let complaint = outcome.complaints(of: "apus").first ?? ""
    #expect(complaint.hasPrefix("apus: training diverged in epoch 1, step "))
    #expect(complaint.contains("first in the "))
    #expect(!folder.names.contains("net.safetensors"))
  }

  @Test(
    "Options out of range are named with what is allowed",
    arguments: [
      ("--epochs", "9223372036854775807", "--epochs takes a number from 1 to 1000000"),
      ("--epochs", "-1", "--epochs takes a number from 1 to 1000000"),
      ("--epochs", "0", "--epochs takes a number from 1 to 1000000"),
      ("--warm-up", "1e308", "--warm-up takes a number from 0 to 1000000"),
      ("--warm-up", "nan", "--warm-up takes"), ("--warm-up", "-1", "--warm-up takes"),
      ("--learning-rate", "inf", "--learning-rate takes a number above 0 and at most 1e+38"),
      ("--learning-rate", "-0.1", "--learning-rate takes"),
      ("--learning-rate", "nan", "--learning-rate takes"),
      ("--batch", "0", "--batch takes a number of at least 1"),
      ("--batch", "-9223372036854775808", "--batch takes"),
      ("--weight-decay", "1e50", "--weight-decay takes a finite number of at least 0"),
      ("--label-smoothing", "1", "--label-smoothing takes a share"),
      ("--clip", "0", "--clip takes a finite number above 0"), ("--clip", "inf", "--clip takes"),
      ("--average", "1", "--average takes"), ("--average", "nan", "--average takes"),
      ("--patience", "0", "--patience takes a number of at least 1"),
      ("--validation", "1", "--validation takes a share"), ("--validation", "nan", "--validation takes"),
    ])
  func refusals(option: String, value: String, sentence: String) throws {
    let outcome = try Program.apus.run(["finetune", "--out", "x.safetensors", option, value])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
  }

  @Test(
    "Options of compression out of range are named with what is allowed",
    arguments: [
      ("--rounds", "0", "--rounds takes a number from 1 to 1000"),
      ("--rounds", "9223372036854775807", "--rounds takes"),
      ("--recover-epochs", "-1", "--recover-epochs takes a number from 0 to 1000000"),
      ("--recover-epochs", "9223372036854775807", "--recover-epochs takes"),
      ("--max-bytes", "0", "--max-bytes takes a number of at least 1"),
      ("--keep", "nan", "--keep takes a share"),
      ("--keep", "-1", "--keep takes a share"),
      ("--calibration-images", "0", "--calibration-images takes a number of at least 1"),
    ])
  func compressionRefusals(option: String, value: String, sentence: String) throws {
    let outcome = try Program.apus.run(["compress", "x.safetensors", "--out", "x.apus", option, value])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
  }
}
