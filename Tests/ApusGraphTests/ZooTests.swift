import ApusGraph
import ApusZoo
import Testing

@Suite struct ZooTests {
  @Test func leNet5HasThePublishedNumberOfParameters() throws {
    #expect(try Zoo.leNet5().trainableParameterCount == 61_706)
  }

  @Test func leNet5MultipliesAsOftenAsByHand() throws {
    let byHand = 28 * 28 * 6 * 25 + 10 * 10 * 16 * 25 * 6 + 400 * 120 + 120 * 84 + 84 * 10
    #expect(try Zoo.leNet5().multiplyAccumulates().reduce(0) { $0 + $1.count } == byHand)
  }

  /// He et al. 2016, table 6: ResNet-20 has 0.27 M parameters.
  @Test func resNet20HasThePublishedNumberOfParameters() throws {
    #expect(try Zoo.resNet20().trainableParameterCount == 269_722)
  }

  /// MLPerf Tiny states 12.5 M multiply-accumulates for its image classifier.
  @Test func resNet8MultipliesAsPublished() throws {
    let count = try Zoo.resNet8().multiplyAccumulates().reduce(0) { $0 + $1.count }
    #expect((12_400_000...12_600_000).contains(count))
  }

  @Test(arguments: Zoo.Architecture.allCases)
  func everyArchitectureBuildsForAnyInput(_ architecture: Zoo.Architecture) throws {
    for side in [1, 2, 3, 5, 8, 12, 13, 28, 31, 64, 97, 224] {
      for channels in [1, 3, 4] {
        let shape = Shape(height: side, width: side + side % 3, channels: channels)
        let graph = try Zoo.build(architecture, inputShape: shape, classes: 7)
        #expect(try graph.outputShape() == [7])
        try graph.validate()
      }
    }
  }

  @Test func theSameSeedGivesTheSameBits() throws {
    #expect(try Zoo.vgg(seed: 3) == Zoo.vgg(seed: 3))
    #expect(try Zoo.vgg(seed: 3) != Zoo.vgg(seed: 4))
  }

  @Test func anEmptyInputIsRefused() throws {
    #expect(throws: GraphError.input([0, 28, 1])) { try Zoo.build(.leNet5, inputShape: [0, 28, 1]) }
  }
}
