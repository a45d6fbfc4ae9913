import ApusGraph
import ApusZoo
import Testing

struct KeepOutputsTests {
  @Test func keptOutputsKeepTheirWeightsAndNames() throws {
    var graph = try Zoo.leNet5(classes: 5, seed: 2)
    graph.classNames = ["a", "b", "c", "d", "e"]
    let (weight, bias) = (graph.parameters["fc3.weight"]!, graph.parameters["fc3.bias"]!)
    try graph.keepOutputs([3, 1])
    try graph.validate()
    #expect(graph.classNames == ["d", "b"])
    #expect(try graph.outputShape() == [2])
    #expect(
      graph.parameters["fc3.weight"]!.values == Array(weight.values[252..<336] + weight.values[84..<168]))
    #expect(graph.parameters["fc3.bias"]!.values == [bias.values[3], bias.values[1]])
  }
}
