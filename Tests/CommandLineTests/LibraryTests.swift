import Apus
import Testing

/// What the library makes with its short functions is what the commands make with the same settings: the same bytes.
struct LibraryTests {
  private let fixture: Fixture
  private let folder: TemporaryFolder

  init() throws {
    fixture = try Fixture.shared.get()
    folder = try TemporaryFolder()
  }

  @Test func fineTuningMakesTheFileOfTheCommand() throws {
    try FineTuner(.leNet5, on: ImageSource.syntheticDigits(count: 3000).training, seed: 3) { $0.epochs = 1 }
      .run().write(to: folder.file("tuned.safetensors"))
    #expect(try folder.bytes("tuned.safetensors") == fixture.folder.bytes("digits.safetensors"))
  }

  @Test func quantizingMakesTheFileOfTheCommand() throws {
    try Graph(file: fixture.network)
      .quantized(calibratedOn: ImageSource.syntheticDigits(count: 1000).training)
      .write(to: folder.file("int8.apus"))
    #expect(try folder.bytes("int8.apus") == fixture.folder.bytes("digits.apus"))
  }

  @Test func pruningMakesTheFilesOfTheCommand() throws {
    let outcome = try Program.apus.run(
      "compress", fixture.network, "--data", "synthetic:300", "--keep", "0.5", "--seed", "5", "--strip",
      "--out",
      folder.file("command.apus"), "--float-out", folder.file("command.safetensors"))
    #expect(outcome.status == 0, "\(outcome.errors)")

    let images = ImageSource.syntheticDigits(count: 300).training
    var rounds: [Int] = []
    let slim = try Graph(file: fixture.network).pruned(keeping: 0.5, recoveringOn: images, seed: 5) {
      if $0.training.report != nil { rounds.append($0.round) }
    }
    try slim.write(to: folder.file("library.safetensors"))
    try slim.quantized(calibratedOn: images, seed: 5)
      .write(to: folder.file("library.apus"), operatorNames: false)
    #expect(try folder.bytes("library.safetensors") == folder.bytes("command.safetensors"))
    #expect(try folder.bytes("library.apus") == folder.bytes("command.apus"))
    // One epoch after each round but the last, five after that.
    #expect(rounds == [1, 2, 3, 3, 3, 3, 3])
  }
}
