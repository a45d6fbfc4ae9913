import ApusCompression
import ApusData
import ApusEvaluation
import ApusExporter
import ApusGraph
import ApusZoo
import Testing

/// A comparison of networks that make different inputs of a picture names what differs.
struct PreprocessingDifferenceTests {
  private func network(_ shape: Shape = [32, 32, 3], change: (inout Preprocessing) -> Void = { _ in }) throws
    -> Graph
  {
    var preprocessing = Preprocessing.photograph
    change(&preprocessing)
    var builder = GraphBuilder(name: "small", inputShape: shape, preprocessing: preprocessing)
    builder.add("pool", .globalAveragePool(GlobalAveragePool()))
    try builder.dense("fc", features: 4)
    return try builder.build(seed: 1)
  }

  private func int8(_ graph: Graph) throws -> Int8Classifier {
    let images = try ImageDataset.syntheticDigits(count: 50, seed: 1).converted(to: graph.imageFormat)
    return try Int8Classifier(
      Exporter.export(Quantizer().quantize(graph, calibration: CalibrationImages(images))))
  }

  @Test func theSameNetworkHasNone() throws {
    for graph in [
      try network(), try network { $0.channelOrder = .bgr }, try network { $0.fit = .pad },
      try network { ($0.offset, $0.divisor) = ([123.7, 116.8, 103.9], [58.4, 57.1, 57.4]) },
      try network { ($0.offset, $0.divisor) = ([0], [255]) }, try Zoo.leNet5(seed: 1),
    ] {
      #expect(try int8(graph).preprocessingDifference(from: graph) == nil)
    }
  }

  @Test func eachIsNamed() throws {
    let graph = try network()
    func difference(_ other: Graph) throws -> String? {
      try int8(other).preprocessingDifference(from: graph)?.description
    }
    #expect(
      try difference(network([28, 28, 3])) == "the network takes 32×32×3 images, the model 28×28×3")
    #expect(
      try difference(network { $0.style = .digit })
        == "the network takes pictures as photographs, the model as digits")
    #expect(
      try difference(network { $0.fit = .pad }) == "the network takes photographs by crop, the model by pad")
    #expect(
      try difference(network { $0.channelOrder = .bgr })
        == "the network takes colors as RGB, the model as BGR")
    #expect(
      try difference(network { ($0.offset, $0.divisor) = ([0], [1]) })
        == "the pixel 64 of channel 0 becomes -0.875 for the network and 64.000 for the model")
  }
}
