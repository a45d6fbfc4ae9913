import ApusGraph
import ApusImage
import ApusInterchange
import ApusZoo
import Foundation
import Testing

@Suite struct FitTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A wide picture, white at its left edge.
  private func writePicture() throws -> String {
    var picture = Image(width: 90, height: 30, channels: 3)
    for row in 0..<30 {
      for column in 0..<20 * 3 { picture.pixels[row * 270 + column] = 255 }
    }
    return try folder.write(picture.jpeg(quality: 95), to: "data/a/wide.jpg")
  }

  @Test func aNetworkLearnsHowPhotographsMeetIt() throws {
    _ = try writePicture()
    for name in ["a/2", "a/3", "b/1", "b/2", "b/3"] {
      try folder.write(
        Image(width: 40, height: 40, channels: 3, filledWith: 90).jpeg(), to: "data/\(name).jpg")
    }
    let out = folder.file("network.safetensors")
    let trained = try Program.apus.run(
      "finetune", "--from", "resnet8", "--data", folder.file("data"), "--epochs", "1", "--fit", "pad",
      "--out", out)
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(try GraphFile.read(path: out).preprocessing.fit == .pad)
    let model = folder.file("model.apus")
    #expect(try Program.apus.run("compress", out, "--data", folder.file("data"), "--out", model).status == 0)

    /// How light the model's input is in the mean.
    func light(_ options: String...) throws -> Int {
      let array = folder.file("input.npy")
      let outcome = try Program.apus.run(
        ["prepare", model, folder.file("data/a/wide.jpg"), "--out", array], options)
      #expect(outcome.status == 0, "\(outcome.errors)")
      guard case .int8(let elements) = try NumPyArray(path: array).elements else { return 0 }
      return elements.reduce(0) { $0 + Int($1) + 128 } / elements.count
    }
    // What lies at the edge is cut off, or it is a fifth of the picture, or that of a third of the input.
    let (own, cropped, stretched) = try (light(), light("--fit", "crop"), light("--fit", "stretch"))
    #expect(own == (try light("--fit", "pad")))
    #expect(cropped < own && own < stretched, "\(cropped), \(own), \(stretched)")

    let run = try Program.apus.run("run", model, folder.file("data/a/wide.jpg"), "--fit", "stretch")
    #expect(run.status == 0)
    let evaluated = try Program.apus.run(
      "evaluate", model, "--data", folder.file("data"), "--fit", "crop")
    #expect(evaluated.status == 0, "\(evaluated.errors)")
  }

  @Test func digitsAreFoundAndNotFitted() throws {
    let fixture = try Fixture.shared.get()
    for arguments in [
      ["run", fixture.model, fixture.files[0]], ["evaluate", fixture.model, "--data", fixture.images],
      ["finetune", "--data", fixture.images, "--out", folder.file("a.safetensors")],
    ] {
      let outcome = try Program.apus.run(arguments, ["--fit", "pad"])
      #expect(outcome.status != 0 && outcome.errors.contains("--fit is for photographs"), "\(outcome.errors)")
    }
    let unknown = try Program.apus.run(["run", fixture.model, fixture.files[0], "--fit", "squeeze"])
    #expect(unknown.status == 2 && unknown.errors.contains("'crop', 'stretch' or 'pad'"), "\(unknown.errors)")
  }
}
