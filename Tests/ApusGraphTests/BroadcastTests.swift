import ApusGraph
import Testing

@Suite struct BroadcastTests {
  @Test(
    arguments: [
      ([4, 5, 3], [4, 5, 3], [4, 5, 3]), ([4, 5, 3], [3], [4, 5, 3]), ([1], [4, 5, 3], [4, 5, 3]),
      ([4, 5, 3], [1, 1, 3], [4, 5, 3]), ([4, 1, 3], [5, 1], [4, 5, 3]), ([7], [1], [7]),
      ([2, 2, 2, 2], [2, 2, 2, 2], [2, 2, 2, 2]),
    ] as [(Shape, Shape, Shape)])
  func theLargerExtentIsTheOutputs(_ first: Shape, _ second: Shape, _ output: Shape) throws {
    #expect(try Broadcast(first, second).output == output)
    #expect(try Broadcast(second, first).output == output)
  }

  @Test(
    arguments: [([4, 5, 3], [2]), ([4, 5, 3], [4, 1]), ([2, 2, 2, 2], [2])] as [(Shape, Shape)])
  func otherExtentsDoNotGoTogether(_ first: Shape, _ second: Shape) {
    #expect(throws: ShapeError.mismatch(first, second)) { try Broadcast(first, second) }
    #expect(throws: ShapeError.mismatch(second, first)) { try Broadcast(second, first) }
  }

  @Test func elementsOfAnExtentOf1AreTakenAgain() throws {
    var positions: [[Int]] = []
    try Broadcast([2, 1, 2], [3, 1]).forEach { positions.append([$0, $1]) }
    #expect(
      positions == [
        [0, 0], [1, 0], [0, 1], [1, 1], [0, 2], [1, 2], [2, 0], [3, 0], [2, 1], [3, 1], [2, 2], [3, 2],
      ])
  }

  @Test func constantsAreParametersThatAreNotTrained() throws {
    var builder = GraphBuilder(name: "constants", inputShape: [2, 2, 3], preprocessing: .photograph)
    builder.add("scaled", .multiply(Multiply(constant: ConstantOperand(shape: [3], isFirst: true))))
    let graph = try builder.build(seed: 1)
    #expect(graph.parameters["scaled.operand"] == Tensor(shape: [3], repeating: 1))
    #expect(graph.trainableParameterCount == 0)

    builder.add("wrong", .add(Add(constant: ConstantOperand(shape: [0]))))
    #expect(throws: GraphError.shape(node: "wrong", .range("a constant's extent"))) {
      try builder.build(seed: 1)
    }
    builder.current = "scaled"
    builder.add("two", .add(Add()), from: ["scaled"])
    #expect(throws: GraphError.self) { try builder.build(seed: 1) }
  }
}
