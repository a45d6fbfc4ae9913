import ApusGraph
import Foundation

/// An operator of one or two inputs with TFLite Micro's answer, as `Tools/golden-operators` writes it.
struct FurtherGoldenCase: Decodable {
  var inputs: [GoldenCase.Value]
  var output: GoldenCase.Value
  var activation: String?
  var constant: GoldenCase.Constant?
  var axes: [Int]?
  var keepsAxes: Bool?
  var transposes: [Bool]?
  var weightScales: [Float]?
  var weights: String?
  var bias: String?
  var inputData: [String]
  var outputData: String

  /// The cases of one kind, from the fixtures or from the folder that `APUS_GOLDEN_OPERATORS` names.
  static func load(_ kind: String) throws -> [FurtherGoldenCase] {
    let fixtures = Bundle.module.resourceURL!.appendingPathComponent("Fixtures").path
    let folder = ProcessInfo.processInfo.environment["APUS_GOLDEN_OPERATORS"] ?? fixtures
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(kind).json"))
    return try JSONDecoder().decode([FurtherGoldenCase].self, from: data)
  }

  /// What the inputs are given.
  var given: [[Int8]] { inputData.map(integers) }

  /// TFLite Micro's answer.
  var expected: [Int8] { integers(outputData) }

  private func integers(_ base64: String) -> [Int8] {
    Data(base64Encoded: base64)!.map { Int8(bitPattern: $0) }
  }

  private func operation(_ kind: String) -> ApusGraph.Operation {
    switch kind {
    case "prelu": .prelu(PReLU(shape: Shape(constant!.shape)))
    case "divide": .divide(Divide(constant: constant?.description))
    case "squaredDifference": .squaredDifference(SquaredDifference(constant: constant?.description))
    case "mean": .reduce(Reduce(kind: .mean, axes: axes!, keepsAxes: keepsAxes!))
    case "sum": .reduce(Reduce(kind: .sum, axes: axes!, keepsAxes: keepsAxes!))
    case "reduceMaximum": .reduce(Reduce(kind: .maximum, axes: axes!, keepsAxes: keepsAxes!))
    case "reduceMinimum": .reduce(Reduce(kind: .minimum, axes: axes!, keepsAxes: keepsAxes!))
    case "matrixProduct":
      .matrixProduct(MatrixProduct(transposesFirst: transposes![0], transposesSecond: transposes![1]))
    case "logSoftmax": .logSoftmax(LogSoftmax())
    case "l2Normalization": .l2Normalization(L2Normalization())
    case "elu": .function(Function(.elu(alpha: 1)))
    case "absolute": .function(Function(.absolute))
    case "reciprocalSquareRoot": .function(Function(.reciprocalSquareRoot))
    case "denseOfPositions":
      .dense(Dense(inputFeatures: inputs[0].shape.last!, outputFeatures: output.shape.last!))
    default: fatalError("no such kind: \(kind)")
    }
  }

  /// The operator in a graph of its own.
  func graph(_ kind: String) -> QuantizedGraph {
    let operation = operation(kind)
    let sources = inputs.enumerated().map { index, value in
      QuantizedInput(
        name: "input\(index)", shape: Shape(value.shape), preprocessing: nil,
        quantization: value.quantization)
    }
    let weights = weights.map {
      QuantizedWeights(
        shape: operation.body.parameters[0].shape, values: integers($0), scales: weightScales!)
    }
    let bias = bias.map { Data(base64Encoded: $0)!.withUnsafeBytes { Array($0.bindMemory(to: Int32.self)) } }
    return QuantizedGraph(
      name: kind, inputs: sources,
      nodes: [
        QuantizedNode(
          name: "operator", operation: operation, inputs: sources.map(\.name),
          activation: activation.map { FusedActivation(rawValue: $0)! } ?? .none,
          output: output.quantization, weights: weights, bias: bias, operand: constant?.operand)
      ])
  }
}
