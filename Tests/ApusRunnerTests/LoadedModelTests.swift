import ApusExporter
import ApusGraph
import ApusImage
import ApusRunner
import FileTestSupport
import Foundation
import RuntimeTestSupport
import Testing

struct LoadedModelTests {
  /// An int8 model that passes a 2×2 picture's mean on, channel by channel.
  private func means(_ style: Preprocessing.Style, channels: Int) throws -> [UInt8] {
    var preprocessing = Preprocessing.photograph
    preprocessing.style = style
    let input = QuantizationParameters(scale: 1.0 / 64, zeroPoint: -8)
    let node = QuantizedNode(
      name: "mean", operation: .globalAveragePool(GlobalAveragePool()), inputs: [Graph.inputName],
      activation: .none, output: input)
    return try Exporter.export(
      QuantizedGraph(
        name: "means", inputShape: Shape(height: 2, width: 2, channels: channels), input: input,
        preprocessing: preprocessing, classNames: [], nodes: [node]))
  }

  @Test func theAnswerIsTheLargestOutput() throws {
    let model = try ApusRunner.LoadedModel(means(.photograph, channels: 3))
    let image = Image(
      width: 2, height: 2, channels: 3, pixels: [10, 200, 30, 10, 200, 30, 10, 200, 30, 10, 200, 30])
    let answer = try model.answer(for: image)
    // Pixels less 128; classes without names are numbers.
    #expect(answer.outputs == [-118, 72, -98])
    #expect(answer.className == "1")
    #expect(answer.confidence == answer.scores[1])
    #expect(model.name == "means")
    #expect(model.classNames == [])
    #expect(model.operatorName(0) == "mean")
  }

  @Test func imagesAreBroughtToTheInputsSizeAndChannels() throws {
    let model = try ApusRunner.LoadedModel(means(.photograph, channels: 1))
    let image = Image(width: 5, height: 9, channels: 3, filledWith: 90)
    let prepared = try model.prepared(image)
    #expect(prepared == Image(width: 2, height: 2, channels: 1, filledWith: 90))
  }

  @Test func aModelWhoseInputIsNoPictureIsNamed() throws {
    let model = try ApusRunner.LoadedModel(means(.photograph, channels: 2))
    let image = Image(width: 2, height: 2, channels: 1)
    let error = #expect(throws: RunnerError.self) { try model.answer(for: image) }
    #expect(error?.description == "the model means takes inputs of 2 channels, but images have 1 or 3")
  }

  @Test func filesThatAreNoModelsAreNamed() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.apus"
      for content in [[], Array("APUS".utf8), try Array(means(.photograph, channels: 3).dropLast())] {
        try Data(content).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: RunnerError.self) { try ApusRunner.LoadedModel(path: path) }
        #expect(error?.description.hasPrefix(path) == true)
      }
    }
    let error = #expect(throws: RunnerError.self) { try ApusRunner.LoadedModel(path: "/nowhere/a.apus") }
    #expect(error?.description == "/nowhere/a.apus does not exist")
  }
}
