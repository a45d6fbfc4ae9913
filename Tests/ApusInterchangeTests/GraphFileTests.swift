import ApusGraph
import ApusInterchange
import ApusZoo
import FileTestSupport
import Foundation
import Testing

/// A graph with every operator, with unusual settings.
private func everyOperator() throws -> Graph {
  var builder = GraphBuilder(
    name: "every", inputShape: [16, 12, 3],
    preprocessing: Preprocessing(style: .photograph, offset: [123.675, 116.28, 103.53], divisor: [58.395]))
  let window = Window(
    kernel: Size(height: 3, width: 2), stride: Size(height: 1, width: 2), dilation: Size(height: 2, width: 1),
    padding: .explicit(top: 1, bottom: 2, left: 0, right: 1))
  builder.add(
    "conv", .convolution(Convolution(inputChannels: 3, outputChannels: 6, window: window, groups: 3)))
  builder.add("bn", .batchNormalization(BatchNormalization(channels: 6, epsilon: 1e-3, momentum: 0.3)))
  builder.add("leaky", .leakyReLU(LeakyReLU(slope: 0.2)))
  let same = Window(kernel: Size(3), padding: .same)
  builder.add(
    "dw",
    .depthwiseConvolution(DepthwiseConvolution(channels: 6, multiplier: 2, window: same, hasBias: false)))
  builder.add("relu6", .relu6(ReLU6()))
  builder.add("max", .maxPool(MaxPool(window: Window(kernel: Size(2), padding: .same))))
  builder.add("avg", .averagePool(AveragePool(window: Window(kernel: Size(2)))), from: ["relu6"])
  let border = ResolvedPadding(top: 1, bottom: 0, left: 1, right: 0)
  builder.add("pad", .pad(Pad(border: border, channelsBefore: 0, channelsAfter: 0)))
  builder.add("sum", .add(Add()), from: ["max", "pad"])
  builder.add("cat", .concatenate(Concatenate()), from: ["sum", "max"])
  let count = try builder.shape()
  builder.add("view", .reshape(Reshape(shape: Shape([count.width, count.height, count.channels]))))
  builder.add("drop", .dropout(Dropout(rate: 0.25)))
  builder.add("flat", .flatten(Flatten()))
  try builder.dense("fc", features: 4)
  builder.add("relu", .relu(ReLU()))
  builder.add("sigmoid", .sigmoid(Sigmoid()))
  builder.add("swish", .hardSwish(HardSwish()))
  builder.add("product", .multiply(Multiply()), from: ["swish", "sigmoid"])
  builder.add("scaled", .multiply(Multiply(constant: ConstantOperand(shape: [4]))))
  builder.add("left", .subtract(Subtract(constant: ConstantOperand(shape: [1], isFirst: true))))
  builder.add("map", .reshape(Reshape(shape: [2, 2, 1])))
  let taken = Slice.Axis(begin: 1, count: 1)
  let first = Slice.Axis(begin: 0, count: 1, stride: 3)
  builder.add("slice", .slice(Slice(rows: taken, columns: first, channels: first)))
  builder.add("transpose", .transpose(Transpose(order: [2, 0, 1])))
  builder.add(
    "nearest",
    .resizeNearest(
      ResizeNearest(
        Resampling(size: Size(height: 3, width: 2), alignsCorners: true, usesHalfPixelCenters: false))))
  builder.add("bilinear", .resizeBilinear(ResizeBilinear(Resampling(size: Size(height: 1, width: 4)))))
  builder.add(
    "up",
    .transposedConvolution(
      TransposedConvolution(
        inputChannels: try builder.shape().channels, outputChannels: 2, kernel: Size(height: 3, width: 4),
        stride: Size(height: 2, width: 3), padding: ResolvedPadding(top: 1, bottom: 0, left: 2, right: 1),
        outputPadding: Size(height: 1, width: 2), hasBias: false)))
  builder.add("tall", .concatenate(Concatenate(axis: .rows)), from: ["up", "up"])
  builder.add("gap", .globalAveragePool(GlobalAveragePool()))
  builder.add("soft", .softmax(Softmax()))
  var graph = try builder.build(seed: 3)
  graph.classNames = ["a \"b\"", "c"]
  return graph
}

@Suite struct GraphFileTests {
  @Test func everyOperatorSurvivesTheRoundTrip() throws {
    let graph = try everyOperator()
    #expect(Set(graph.nodes.map { type(of: $0.operation.body).name }).count == 26)
    try withTemporaryFolder { folder throws in
      try GraphFile.write(graph, to: "\(folder)/every.safetensors")
      #expect(try GraphFile.read(path: "\(folder)/every.safetensors") == graph)
      #expect(try names(in: folder) == ["every.safetensors"])
    }
  }

  @Test(arguments: Zoo.Architecture.allCases)
  func theZooSurvivesTheRoundTrip(_ architecture: Zoo.Architecture) throws {
    let graph = try Zoo.build(architecture, seed: 5)
    let file = try GraphFile.safetensors(of: graph)
    #expect(try GraphFile.graph(from: file) == graph)
    #expect(file.encoded() == (try GraphFile.safetensors(of: graph)).encoded())
  }

  /// Inputs that are images and that are not, states, and outputs of every meaning and with every rule.
  @Test func inputsOutputsAndStatesSurviveTheRoundTrip() throws {
    var builder = GraphBuilder(
      name: "several", inputShape: [2, 2, 3],
      preprocessing: Preprocessing(
        style: .photograph, offset: [1], divisor: [2], fit: .stretch, channelOrder: .bgr))
    builder.add("flat", .flatten(Flatten()))
    builder.input("steps", shape: [3, 4])
    builder.add("steps.flat", .flatten(Flatten()))
    builder.state("memory", shape: [12], initial: [0.1], update: "sum")
    builder.add("sum", .add(Add()), from: ["flat", "steps.flat"])
    builder.add("total", .add(Add()), from: ["sum", "memory"])
    for meaning in OutputMeaning.allCases {
      try builder.dense(meaning.rawValue, features: meaning == .probability ? 1 : 2)
      builder.output("the \(meaning)", meaning: meaning, classNames: ["no", "yes"])
    }
    var graph = try builder.build(seed: 1)
    graph.outputs[0].temperature = 1.7
    graph.outputs[1].unknownRule = .output(1)
    graph.outputs[2].unknownRule = .margin(0.3)
    graph.outputs[0].unknownRule = .energy(-2.5)
    let read = try GraphFile.graph(from: GraphFile.safetensors(of: graph))
    #expect(read == graph)
    #expect(read.inputs == graph.inputs && read.outputs == graph.outputs && read.states == graph.states)
  }

  /// The shipped weights of ResNet-8 are of version 1.
  @Test(arguments: [Zoo.Architecture.resNet8])
  func networksOfVersion1AreReadAndWrittenAsVersion2(_ architecture: Zoo.Architecture) throws {
    let weights = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../Sources/ApusZoo/Weights/\(architecture.rawValue).safetensors")
    let old = try Safetensors(path: weights.path)
    #expect(old.metadata[GraphFile.metadataKey]?.hasPrefix(#"{"version":1,"#) == true)
    let graph = try GraphFile.graph(from: old)
    #expect(
      graph.inputs == [
        NetworkInput(name: "input", shape: graph.inputShape, preprocessing: graph.preprocessing)
      ])
    #expect(graph.classNames.count == 10)
    #expect(
      graph.outputs == [
        NetworkOutput(
          name: "output", node: graph.nodes.last!.name, meaning: .logits, classNames: graph.classNames)
      ])
    let new = try GraphFile.safetensors(of: graph)
    #expect(new.metadata[GraphFile.metadataKey]?.hasPrefix(#"{"version":2,"#) == true)
    #expect(try GraphFile.graph(from: new) == graph)
  }

  /// The name that an operator has in files is the one that reports use.
  @Test func filesCallOperatorsByTheirNames() throws {
    for node in try everyOperator().nodes {
      let json = try #require(try GraphFile.safetensors(of: everyOperator()).metadata[GraphFile.metadataKey])
      #expect(json.contains(#""name":"\#(node.name)","operation":"\#(type(of: node.operation.body).name)""#))
    }
  }

  @Test func weightsAloneAreNoNetwork() throws {
    try withTemporaryFolder { folder throws in
      let path = "\(folder)/weights.safetensors"
      try Safetensors(tensors: ["a": Tensor(shape: [1])]).write(to: path)
      let error = #expect(throws: InterchangeError.self) { try GraphFile.read(path: path) }
      #expect(error == .graph(path: path, .noGraph))
      #expect(error?.description.hasPrefix("\(path) holds weights but no network") == true)
    }
  }

  /// Changes the JSON of a sound file and says what is then wrong with it.
  private func failure(replacing old: String, by new: String) throws -> GraphFormatError? {
    var file = try GraphFile.safetensors(of: Zoo.leNet5())
    let json = file.metadata[GraphFile.metadataKey]!
    let range = try #require(json.firstRange(of: old))
    file.metadata[GraphFile.metadataKey] = json.replacingCharacters(in: range, with: new)
    do throws(GraphFormatError) {
      _ = try GraphFile.graph(from: file)
      return nil
    } catch {
      return error
    }
  }

  @Test func everyDefectOfTheGraphIsNamed() throws {
    #expect(try failure(replacing: #""version":2"#, by: #""version":3"#) == .version(3))
    #expect(
      try failure(replacing: #""operation":"relu""#, by: #""operation":"swish""#)
        == .unknownOperation(node: "relu1", name: "swish"))
    #expect(
      try failure(replacing: #","groups":1"#, by: "") == .missing(key: "groups", context: "the node conv1"))
    #expect(
      try failure(replacing: #""groups":1"#, by: #""groups":"1""#)
        == .form(key: "groups", context: "the node conv1", needed: "a count"))
    #expect(
      try failure(replacing: #""groups":1"#, by: #""groups":99999999999999"#)
        == .form(key: "groups", context: "the node conv1", needed: "a count"))
    #expect(
      try failure(replacing: #""style":"digit""#, by: #""style":"oil""#)
        == .form(key: "style", context: "the preprocessing", needed: "photograph or digit"))
    #expect(
      try failure(replacing: #""divisor":[79.0]"#, by: #""divisor":[1e99]"#)
        == .form(key: "divisor", context: "the preprocessing", needed: "a list of finite numbers"))
    #expect(
      try failure(replacing: #""meaning":"logits""#, by: #""meaning":"luck""#)
        == .form(
          key: "meaning", context: "outputs 0",
          needed: "logits or probabilities or independentProbabilities or probability or values"))
    #expect(
      try failure(replacing: #""temperature":1.0"#, by: #""temperature":-1"#)
        == .graph(.temperature("output")))
    #expect(
      try failure(replacing: #""unknown":null"#, by: #""unknown":{"energies":1}"#)
        == .missing(key: "energy", context: "the unknown rule"))
    #expect(
      try failure(replacing: #""states":[]"#, by: #""states":[1]"#)
        == .form(key: "states", context: "the graph", needed: "a list of objects"))
    #expect(
      try failure(replacing: #""inputs":["relu1"]"#, by: #""inputs":["relu9"]"#)
        == .graph(.unknownInput(node: "pool1", input: "relu9")))
    #expect(
      try failure(replacing: #""outputFeatures":120"#, by: #""outputFeatures":121"#)
        == .graph(.shape(node: "fc2", .channels(expected: 120, found: 121))))
    #expect(try failure(replacing: "{", by: "") == .json(.expected("the end", offset: 9)))
  }

  @Test func aMissingOrInfiniteWeightIsNamed() throws {
    var file = try GraphFile.safetensors(of: Zoo.leNet5())
    file.tensors["conv1.bias"]!.values[2] = .nan
    #expect(throws: GraphFormatError.notFinite(parameter: "conv1.bias")) { try GraphFile.graph(from: file) }
    file.tensors["conv1.bias"] = nil
    #expect(throws: GraphFormatError.graph(.missingParameter("conv1.bias"))) {
      try GraphFile.graph(from: file)
    }
  }

  @Test func anUnsoundGraphIsNotWritten() throws {
    try withTemporaryFolder { folder throws in
      var graph = try Zoo.leNet5()
      graph.parameters["conv1.weight"] = nil
      #expect(throws: InterchangeError.self) { try GraphFile.write(graph, to: "\(folder)/file") }
      #expect(try names(in: folder).isEmpty)
    }
  }

  /// Digits become other digits and longer numbers, brackets and quotes go missing: none of it may trap, and
  /// what is accepted must be a sound graph.
  @Test func noChangedCharacterOfAGraphCrashes() throws {
    var file = try GraphFile.safetensors(of: everyOperator())
    let text = Array(file.metadata[GraphFile.metadataKey]!.utf8)
    for index in text.indices {
      for replacement in ["", "0", "9", "99999999", "-", "\"", "]", "}"] {
        var changed = text
        changed.replaceSubrange(index...index, with: replacement.utf8)
        file.metadata[GraphFile.metadataKey] = String(decoding: changed, as: UTF8.self)
        if let graph = try? GraphFile.graph(from: file) { try graph.validate() }
      }
    }
  }

  /// Joining a value with itself over and over multiplies channels until they overflow.
  @Test func extentsThatOverflowAreAnError() throws {
    var builder = GraphBuilder(name: "bomb", inputShape: [8, 8, 1], preprocessing: .digit)
    for level in 0..<20 {
      builder.add(
        "cat\(level)", .concatenate(Concatenate()), from: Array(repeating: builder.current, count: 16))
    }
    #expect(throws: GraphFormatError.self) { try GraphFile.safetensors(of: builder.graph) }
  }
}
