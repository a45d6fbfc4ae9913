import ApusFiles
import ApusGraph
import ApusInterchange
import Testing

/// What a network may ask for beyond the size of its file.
@Suite struct WorkLimitsTests {
  private func read(_ graph: Graph, _ limits: Limits = .standard) throws(GraphFormatError) -> Graph {
    try GraphFile.graph(from: try GraphFile.safetensors(of: graph), limits: limits)
  }

  private func graph(_ nodes: [Node], side: Int = 1_024) -> Graph {
    Graph(name: "large", inputShape: [side, side, 1], preprocessing: nil, nodes: nodes)
  }

  /// How a refusal ends; nil where the network is read.
  private func refusal(_ graph: Graph, factor: Int = 1) throws(GraphFormatError) -> String? {
    do throws(GraphFormatError) {
      _ = try read(graph, Limits(factor: factor))
      return nil
    } catch {
      guard case .tooMuch(let what) = error else { throw error }
      return what
    }
  }

  @Test func windowsOverMillionsOfElementsNeedARaisedLimit() throws {
    let window = Window(kernel: Size(128), stride: Size(1), padding: .same)
    let pool = graph(
      [Node(name: "pool", operation: .averagePool(AveragePool(window: window)), inputs: ["input"])],
      side: 2_048)
    #expect(try refusal(pool)?.hasSuffix("--limits 4 would allow it") == true)
    #expect(try refusal(pool, factor: 3) != nil)
    #expect(try refusal(pool, factor: 4) == nil)
  }

  @Test func valuesThatNoMemoryHoldsNeedARaisedLimit() throws {
    let resize = ResizeNearest(Resampling(size: Size(40_000)))
    let large = graph([Node(name: "resize", operation: .resizeNearest(resize), inputs: ["input"])])
    #expect(try refusal(large)?.contains("elements for its values") == true)
    #expect(try refusal(large, factor: 9) == nil)
  }

  @Test func nodesAreCountedBeforeTheyAreLookedAt() throws {
    let nodes = (0...4_096).map { index in
      Node(name: "\(index)", operation: .relu(ReLU()), inputs: [index == 0 ? "input" : "\(index - 1)"])
    }
    #expect(try refusal(graph(nodes, side: 4))?.contains("4097 nodes, more than the limit of 4096") == true)
    #expect(try refusal(graph(nodes, side: 4), factor: 2) == nil)
  }
}
