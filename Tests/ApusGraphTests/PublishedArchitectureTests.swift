import ApusGraph
import ApusZoo
import Testing

/// Architectures as published weights have them.
@Suite struct PublishedArchitectureTests {
  /// The numbers of parameters that torchvision's and timm's documentation tell, for 1,000 classes.
  @Test(arguments: [
    (Zoo.Published.resNet18, 11_689_512), (.resNet34, 21_797_672), (.resNet50, 25_557_032),
    (.mobileNetV1, 4_231_976), (.mobileNetV2, 3_504_872), (.mobileNetV3Small, 2_542_856),
    (.vgg11, 132_863_336), (.vgg11BatchNormalization, 132_868_840), (.vgg16, 138_357_544),
    (.vgg16BatchNormalization, 138_365_992), (.alexNet, 61_100_840), (.squeezeNet10, 1_248_424),
    (.squeezeNet11, 1_235_496), (.efficientNetLite0, 4_652_008),
  ])
  func parametersAreAsManyAsPublished(_ architecture: Zoo.Published, _ count: Int) throws {
    #expect(try architecture.graph().trainableParameterCount == count)
  }

  /// He et al. 2016, table 6.
  @Test(arguments: [
    (Zoo.Published.resNet20, 0.27), (.resNet32, 0.46), (.resNet44, 0.66), (.resNet56, 0.85),
    (.resNet110, 1.7),
  ])
  func residualNetworksForSmallImagesAreAsLargeAsPublished(_ architecture: Zoo.Published, _ millions: Double)
    throws
  {
    let count = try architecture.graph(classes: 10).trainableParameterCount
    #expect(abs(Double(count) / 1e6 - millions) < 0.05)
  }

  @Test(arguments: Zoo.Published.allCases)
  func everyOneTakesItsUsualInput(_ architecture: Zoo.Published) throws {
    let graph = try architecture.graph(classes: 7)
    #expect(try graph.outputShape() == [7])
    #expect(graph.preprocessing == architecture.range.preprocessing(channels: 3))
    // Normalizations and paddings are not told by the weights.
    let family = try #require(Zoo.Published(of: graph)?.rawValue)
    #expect(architecture.rawValue.hasPrefix(family) || architecture.rawValue.hasSuffix(family))
  }

  @Test func namesAreTorchvisionsAndTimms() {
    #expect(Zoo.Published(named: "mobilenetv3_small_100.lamb_in1k") == .mobileNetV3Small)
    #expect(Zoo.Published(named: "resnet50.a1_in1k") == .resNet50)
    #expect(Zoo.Published(named: "resnet51") == nil)
  }
}
