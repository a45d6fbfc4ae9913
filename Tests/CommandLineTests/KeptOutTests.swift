import Foundation
import Testing

/// What an accuracy's images were kept out of is said, and is what training kept out where the images are the same.
@Suite(.serialized) struct KeptOutTests {
  private struct Compression: Decodable {
    var validationImages: Int
    var validationKeptOutOf: String
  }

  @Test func compressionSaysWhatItsImagesWereKeptOutOf() throws {
    let network = try Fixture.shared.get().network
    let folder = try TemporaryFolder()
    let command = ["compress", network, "--out", folder.file("net.apus"), "--data"]
    let same = try Program.apus.run(command + ["synthetic:3000"])
    #expect(same.output.contains("accuracy on 300 images kept out of fine-tuning and calibration"))
    #expect(
      same.output.contains("The weights that fine-tuning began with may have been trained on these images."))
    let other = try Program.apus.run(command + ["synthetic:1000"])
    #expect(other.output.contains("images kept out of calibration"))
    #expect(other.output.contains("The network may have been trained on these images"))
    let figures = try Program.apus.run(command + ["synthetic:1000", "--json"]).json(Compression.self)
    #expect(figures.validationKeptOutOf == "compression" && figures.validationImages == 100)
  }

  @Test func fineTuningIsJudgedByTheImagesThatTrainingKeptOut() throws {
    let network = try Fixture.shared.get().network
    let folder = try TemporaryFolder()
    let command = [
      "finetune", "--from", network, "--epochs", "1", "--batch", "100", "--out",
      folder.file("net.safetensors"),
      "--data",
    ]
    let same = try Program.apus.run(command + ["synthetic:3000", "--seed", "8"])
    #expect(same.errors.contains("judged by the images that the network was not trained on before"))
    let otherShare = try Program.apus.run(command + ["synthetic:3000", "--validation", "0.2"])
    #expect(
      otherShare.errors.contains("--validation sets aside images that the network was trained on before"))
    let other = try Program.apus.run(command + ["synthetic:500"])
    #expect(other.status == 0 && !other.errors.contains("trained on before"))
  }
}
