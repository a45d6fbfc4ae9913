import ApusExporter
import ApusGraph
import ApusModel
import ApusZoo
import RuntimeTestSupport
import Testing

@Suite struct NetworkTests {
  @Test func leNet5FitsItsBudgets() throws {
    let graph = try QuantizedGraph.random(like: Zoo.leNet5(), seed: 1)
    let file = try Exporter.export(graph)
    let loaded = try LoadedModel(file)
    #expect(file.count <= 68 * 1024)
    #expect(loaded.session.model.arenaBytes <= 6 * 1024)
    let constants = loaded.session.model.constantsBytes
    #expect(file.count - constants <= 64 + 64 * loaded.session.model.operatorCount + 128)
  }

  @Test func exportIsDeterministic() throws {
    let graph = try QuantizedGraph.random(like: Zoo.resNet20(), seed: 2)
    #expect(try Exporter.export(graph) == Exporter.export(graph))
  }

  @Test(arguments: ["lenet5", "vgg", "alexnet", "resnet8", "resnet20"])
  func everyArchitectureRunsWithinTenPercentOfTheLowerBound(_ name: String) throws {
    let float =
      switch name {
      case "lenet5": try Zoo.leNet5()
      case "vgg": try Zoo.vgg()
      case "alexnet": try Zoo.alexNet()
      case "resnet8": try Zoo.resNet8()
      default: try Zoo.resNet20()
      }
    let graph = try QuantizedGraph.random(like: float, seed: 3)
    let plan = try Exporter.memoryPlan(for: graph)
    #expect(Double(plan.arenaBytes) <= 1.1 * Double(plan.lowerBound))
    let loaded = try LoadedModel(graph)
    defer { withExtendedLifetime(loaded) {} }
    let model = loaded.session.model
    #expect(model.arenaBytes == plan.arenaBytes)
    #expect(model.arenaLowerBound == plan.lowerBound)
    let macs = (0..<model.operatorCount).reduce(0) { $0 + model[operator: $1].multiplyAccumulates(in: model) }
    #expect(try Int(macs) == float.multiplyAccumulates().reduce(0) { $0 + $1.count })
    var random = RandomSource(seed: 4)
    let input = random.integers(loaded.session.input.count)
    let first = loaded.run(input)
    #expect(first == loaded.run(input))
    #expect(Set(first).count > 1)
  }
}
