import Apus
import ApusInterchange
import Testing

/// Raw tensors through int8 models and float networks, as `apus run --input` takes them.
struct RunTensorTests {
  private let fixture: Fixture
  private let folder: TemporaryFolder

  init() throws {
    fixture = try Fixture.shared.get()
    folder = try TemporaryFolder()
  }

  private func write(_ name: String, shape: [Int], _ elements: NumPyArray.Elements) throws -> String {
    try NumPyArray(shape: shape, elements: elements).write(to: folder.file(name))
    return folder.file(name)
  }

  private func floats(_ name: String) throws -> (shape: [Int], values: [Float]) {
    let array = try NumPyArray(path: folder.file(name))
    guard case .float32(let values) = array.elements else { throw Failure.elements }
    return (array.shape, values)
  }

  private enum Failure: Error { case elements }

  /// Two feature maps, their sum and their difference along channels, rows and columns that all differ.
  private func twoInputs() throws -> String {
    var builder = GraphBuilder(name: "two", inputShape: [2, 3, 4], preprocessing: nil)
    builder.input("right", shape: [2, 3, 4])
    builder.add("sum", .add(Add()), from: [Graph.inputName, "right"])
    builder.output("sum", meaning: .values)
    builder.add("difference", .subtract(Subtract()), from: [Graph.inputName, "right"])
    builder.output("difference", meaning: .values)
    let path = folder.file("two.safetensors")
    try GraphFile.write(builder.build(seed: 1), to: path)
    return path
  }

  @Test func floatNetworksTakeAndGiveReals() throws {
    let ramp = (0..<(3 * 784)).map { Float($0 % 256) / 79 - 0.4 }
    let input = try write("x.npy", shape: [3, 28, 28, 1], .float32(ramp))
    let real = try Program.apus.run(
      "run", fixture.network, "--input", input, "--output", folder.file("y.npy"))
    #expect(real.status == 0, "\(real.errors)")
    let int8 = try Program.apus.run(
      "run", fixture.model, "--input", input, "--float", "--output", folder.file("q.npy"))
    #expect(int8.status == 0, "\(int8.errors)")
    let (expected, quantized) = (try floats("y.npy"), try floats("q.npy"))
    #expect(expected.shape == [3, 10] && quantized.shape == [3, 10])
    let largest = expected.values.map(abs).max()!
    #expect(largest > 1)
    // Logits that are too low to matter saturate.
    let (lowest, highest) = (quantized.values.min()!, quantized.values.max()!)
    for (first, second) in zip(expected.values, quantized.values) {
      #expect(abs(max(lowest, min(highest, first)) - second) < 0.1 * largest)
    }
  }

  /// TensorFlow Lite's uint8 is its int8 plus 128.
  @Test func unsignedIntegersAreThoseOfInt8Plus128() throws {
    let bytes = (0..<784).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    let unsigned = try write("u.npy", shape: [1, 28, 28, 1], .uint8(bytes))
    let signed = try write("s.npy", shape: [1, 28, 28, 1], .int8(bytes.map { Int8(bitPattern: $0 ^ 0x80) }))
    for (input, output) in [(unsigned, "u-out.npy"), (signed, "s-out.npy")] {
      let outcome = try Program.apus.run(
        "run", fixture.model, "--input", input, "--output", folder.file(output))
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    #expect(try folder.bytes("u-out.npy") == folder.bytes("s-out.npy"))
  }

  @Test func severalInputsAndOutputsHaveNames() throws {
    let network = try twoInputs()
    let left = try write("a.npy", shape: [1, 2, 3, 4], .float32((0..<24).map(Float.init)))
    let right = try write("b.npy", shape: [1, 2, 3, 4], .float32((0..<24).map { Float(10 * $0) }))
    for inputs in [[left, right], ["right=\(right)", left], ["right=\(right)", "input=\(left)"]] {
      let outcome = try Program.apus.run(
        ["run", network, "--output", folder.file("y.npy")], inputs.flatMap { ["--input", $0] })
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try floats("y-0.npy").values == (0..<24).map { Float(11 * $0) })
      #expect(try floats("y-1.npy").values == (0..<24).map { Float(-9 * $0) })
    }
    for (inputs, complaint) in [
      ([left], "2 inputs"), (["up=\(left)", right], "up=\(left)"),
      (["right=\(left)", "right=\(right)"], "right"),
    ] {
      let outcome = try Program.apus.run(
        ["run", network, "--output", folder.file("z.npy")], inputs.flatMap { ["--input", $0] })
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains(complaint), "\(outcome.errors)")
    }
    #expect(!folder.names.contains { $0.hasPrefix("z") })
  }

  @Test func channelsMayStandInFront() throws {
    let network = try twoInputs()
    // Element (channel, row, column) is 100 · channel + 10 · row + column.
    func element(_ channel: Int, _ row: Int, _ column: Int) -> Float {
      Float(100 * channel + 10 * row + column)
    }
    var (planes, pixels): ([Float], [Float]) = ([], [])
    for channel in 0..<4 {
      for row in 0..<2 { planes += (0..<3).map { element(channel, row, $0) } }
    }
    for row in 0..<2 {
      for column in 0..<3 { pixels += (0..<4).map { element($0, row, column) } }
    }
    let input = try write("planes.npy", shape: [1, 4, 2, 3], .float32(planes))
    let zero = try write("zero.npy", shape: [1, 2, 3, 4], .float32(Array(repeating: 0, count: 24)))
    let arguments = ["run", network, "--input", input, "--input", zero, "--output", folder.file("y.npy")]
    #expect(try Program.apus.run(arguments, ["--layout", "nchw"]).status == 0)
    #expect(try floats("y-0.npy").shape == [1, 4, 2, 3])
    #expect(try floats("y-0.npy").values == planes)
    // Extents that only the other layout has tell which it is.
    #expect(try Program.apus.run(arguments).status == 0)
    #expect(try floats("y-0.npy").values == pixels)
  }

  @Test func extentsInFrontOfASampleStay() throws {
    let network = try twoInputs()
    let input = try write("x.npy", shape: [3, 2, 2, 3, 4], .float32((0..<144).map(Float.init)))
    let outcome = try Program.apus.run(
      "run", network, "--input", input, "--input", input, "--output", folder.file("y.npy"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try floats("y-0.npy").shape == [3, 2, 2, 3, 4])
    #expect(try floats("y-0.npy").values == (0..<144).map { Float(2 * $0) })
  }

  @Test func arraysThatDoNotFitAreNamed() throws {
    let network = try twoInputs()
    let good = try write("good.npy", shape: [1, 2, 3, 4], .float32(Array(repeating: 1, count: 24)))
    let two = try write("two.npy", shape: [2, 2, 3, 4], .float32(Array(repeating: 1, count: 48)))
    let odd = try write("odd.npy", shape: [1, 2, 3, 5], .float32(Array(repeating: 1, count: 30)))
    let none = try write("none.npy", shape: [0, 2, 3, 4], .float32([]))
    let nan = try write("nan.npy", shape: [1, 2, 3, 4], .float32(Array(repeating: .nan, count: 24)))
    for (first, complaint) in [
      (two, "2 samples"), (odd, "[1, 2, 3, 5]"), (none, "no samples"), (nan, "not a number"),
    ] {
      let second = first == none ? none : good
      let outcome = try Program.apus.run(
        "run", network, "--input", first, "--input", second, "--output", folder.file("z.npy"))
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains(complaint), "\(outcome.errors)")
    }
    #expect(!folder.names.contains { $0.hasPrefix("z") })
  }

  /// A network with a state counts the samples, and each sees what those before have left.
  @Test func stateIsKeptFromSampleToSample() throws {
    var builder = GraphBuilder(name: "sum", inputShape: [2], preprocessing: nil)
    builder.state("total", shape: [2], update: "sum")
    builder.add("sum", .add(Add()), from: [Graph.inputName, "total"])
    builder.output("sum", meaning: .values)
    try GraphFile.write(builder.build(seed: 1), to: folder.file("sum.safetensors"))
    let input = try write("x.npy", shape: [3, 2], .float32([1, 2, 3, 4, 5, 6]))
    let outcome = try Program.apus.run(
      "run", folder.file("sum.safetensors"), "--input", input, "--output", folder.file("y.npy"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try floats("y.npy").values == [1, 2, 4, 6, 9, 12])
  }
}
