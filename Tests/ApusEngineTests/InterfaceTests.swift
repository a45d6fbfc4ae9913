import ApusEngine
import ApusGraph
import FloatReference
import Testing

/// Networks of several inputs and outputs, and of states.
@Suite(.serialized)
struct InterfaceTests {
  /// An input of each rank, a state, and outputs: in the middle of what training makes in one, of a value that nodes
  /// take, twice of one value, of a view, and at the end.
  private func several() throws -> Graph {
    var builder = Reference.builder([6, 6, 2])
    try builder.convolution("conv", channels: 3, kernel: 3, hasBias: false)
    try builder.batchNormalization("bn")
    builder.output("normalized", meaning: .values)
    builder.add("relu", .relu(ReLU()))
    builder.add("flat", .flatten(Flatten()))
    builder.output("view", meaning: .values)
    try builder.dense("features", features: 5)
    builder.output("features", meaning: .values)
    builder.output("same features", meaning: .values)
    builder.input("steps", shape: [3, 4])
    builder.add("steps.flat", .flatten(Flatten()))
    try builder.dense("steps.dense", features: 5)
    builder.input("numbers", shape: [5])
    builder.add("with numbers", .multiply(Multiply()), from: ["steps.dense", "numbers"])
    builder.state("memory", shape: [5], initial: [1, 2, 3, 4, 5], update: "sum")
    try builder.dense("recurrent", features: 5)
    builder.add("all", .add(Add()), from: ["features", "with numbers"])
    builder.add("sum", .add(Add()), from: ["all", "recurrent"])
    builder.add("tanh", .tanh(Tanh()))
    try builder.dense("fc", features: 2)
    builder.output("class")
    return try Reference.randomized(builder.build(seed: 3), seed: 4)
  }

  @Test(arguments: [Engine.Mode.inference, .training])
  func valuesAndGradientsAreTheReferences(_ mode: Engine.Mode) throws {
    #expect(try Reference.disagreements(several(), mode: mode) == [])
  }

  @Test func inputsAndOutputsAreFoundByName() throws {
    let engine = try Engine(several(), batchSize: 2, mode: .inference)
    #expect(engine.input("steps")?.count == 24 && engine.input("numbers")?.count == 10)
    #expect(engine.output("class")?.count == 4 && engine.output("view")?.count == 2 * 108)
    #expect(engine.state("memory")?.count == 10)
    #expect(engine.input("memory") == nil && engine.output("fc") == nil && engine.state("steps") == nil)
    #expect(engine.outputGradient("class")?.isEmpty == true && engine.outputGradient("fc") == nil)
  }

  /// An exponential moving average and the input before last, written out by hand.
  @Test func statesKeepWhatTheirUpdatesWereUntilTheyAreReset() throws {
    var builder = GraphBuilder(name: "n", inputShape: [1], preprocessing: nil)
    builder.state("before", shape: [1], initial: [-1], update: "input")
    builder.state("long before", shape: [1], initial: [-2], update: "before")
    builder.state("average", shape: [1], initial: [8], update: "next")
    builder.add("sum", .add(Add()), from: ["average", "input"])
    builder.add("next", .multiply(Multiply(constant: ConstantOperand(shape: [1]))))
    builder.output("average", meaning: .values)
    builder.add("difference", .subtract(Subtract()), from: ["input", "long before"])
    builder.output("difference", meaning: .values)
    var graph = try builder.build(seed: 1)
    graph.parameters["next.operand"]!.values = [0.5]
    let engine = try Engine(graph, batchSize: 2, mode: .inference)
    for _ in 0..<2 {
      var averages: [Float] = []
      var differences: [Float] = []
      for step in 0..<4 {
        engine.input[0] = Float(step)
        engine.input[1] = Float(10 * step)
        try engine.forward()
        averages += engine.output("average")!
        differences += engine.output("difference")!
        engine.advanceStates()
      }
      #expect(averages == [4, 4, 2.5, 7, 2.25, 13.5, 2.625, 21.75])
      #expect(differences == [2, 2, 2, 11, 2, 20, 2, 20])
      #expect(Array(engine.state("average")!) == [2.625, 21.75])
      engine.resetStates()
    }
  }
}
