import Apus
import ApusInterchange
import Testing

/// `apus compress --input`: networks of any inputs, quantized with arrays.
struct CompressTensorTests {
  private let fixture: Fixture
  private let folder: TemporaryFolder

  init() throws {
    fixture = try Fixture.shared.get()
    folder = try TemporaryFolder()
  }

  private func write(_ name: String, shape: [Int], _ values: [Float]) throws -> String {
    try NumPyArray(shape: shape, elements: .float32(values)).write(to: folder.file(name))
    return folder.file(name)
  }

  private func floats(_ name: String) throws -> [Float] {
    let array = try NumPyArray(path: folder.file(name))
    guard case .float32(let values) = array.elements else { throw Failure.elements }
    return values
  }

  private enum Failure: Error { case elements }

  /// Numbers that are the same in every run, from −1 to 1.
  private func numbers(_ count: Int, seed: Int) -> [Float] {
    (0..<count).map { Float(($0 &* 7919 &+ seed &* 104_729) % 2003) / 1001 - 1 }
  }

  /// Two inputs that are no pictures, and two outputs that are no classes.
  private func network() throws -> String {
    var builder = GraphBuilder(name: "two", inputShape: [6, 5], preprocessing: nil)
    builder.input("right", shape: [6, 5])
    builder.add("sum", .add(Add()), from: [Graph.inputName, "right"])
    builder.output("sum", meaning: .values)
    builder.add("difference", .subtract(Subtract()), from: [Graph.inputName, "right"])
    builder.output("difference", meaning: .values)
    let path = folder.file("two.safetensors")
    try GraphFile.write(builder.build(seed: 1), to: path)
    return path
  }

  @Test func networksOfSeveralInputsAndOutputsAreQuantized() throws {
    let network = try network()
    let left = try write("left.npy", shape: [40, 6, 5], numbers(1200, seed: 1))
    let right = try write("right.npy", shape: [40, 6, 5], numbers(1200, seed: 2))
    let model = folder.file("two.apus")
    let outcome = try Program.apus.run(
      "compress", network, "--input", left, "--input", "right=\(right)", "--out", model)
    #expect(outcome.status == 0, "\(outcome.errors)")
    for output in ["sum", "difference"] {
      let line = "\n\(output), on 4 samples kept out of calibration: "
      #expect(outcome.output.contains(line), "\(outcome.output)")
    }
    for (file, options) in [(network, []), (model, ["--float"])] {
      let name = file == model ? "q.npy" : "y.npy"
      let run = try Program.apus.run(
        ["run", file, "--input", left, "--input", right, "--output", folder.file(name)], options)
      #expect(run.status == 0, "\(run.errors)")
    }
    for index in 0..<2 {
      let (real, int8) = (try floats("y-\(index).npy"), try floats("q-\(index).npy"))
      // Ranges of −2 … 2 in 256 steps, after inputs of half a step of half the width each.
      #expect(zip(real, int8).allSatisfy { abs($0 - $1) < 0.04 })
    }
  }

  /// Channels in front are the same numbers in another order, so they make the same file.
  @Test func theOrderOfAxesDoesNotMatter() throws {
    let values = numbers(20 * 784, seed: 3)
    let last = try write("last.npy", shape: [20, 28, 28, 1], values)
    let first = try write("first.npy", shape: [20, 1, 28, 28], values)
    for (input, layout, out) in [(last, "nhwc", "a.apus"), (first, "nchw", "b.apus")] {
      let outcome = try Program.apus.run(
        "compress", fixture.network, "--input", input, "--layout", layout, "--out", folder.file(out))
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    #expect(try folder.bytes("a.apus") == folder.bytes("b.apus"))
  }

  /// Logits that are too low to matter saturate unless all are asked for.
  @Test func fullLogitsHoldThemAll() throws {
    let input = try write("x.npy", shape: [30, 28, 28, 1], numbers(30 * 784, seed: 4))
    let real = try Program.apus.run(
      "run", fixture.network, "--input", input, "--output", folder.file("real.npy"))
    #expect(real.status == 0, "\(real.errors)")
    // The last three samples choose no range.
    let logits = try floats("real.npy").dropLast(30)
    let outcome = try Program.apus.run(
      "compress", fixture.network, "--input", input, "--out", folder.file("m.apus"), "--full-logits",
      "--calibrator", "min-max")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let output = try LoadedModel(path: folder.file("m.apus")).session.output(0).record
    let scale = output.scale
    #expect(scale * Float(-128 - output.zeroPoint) <= logits.min()! + scale)
    #expect(scale * Float(127 - output.zeroPoint) >= logits.max()! - scale)
  }

  /// Samples tell an input's range, whatever its pixels were taken to become.
  @Test func samplesBeyondPixelsChooseTheRange() throws {
    let input = try write("far.npy", shape: [20, 28, 28, 1], numbers(20 * 784, seed: 6).map { 40 * $0 })
    let outcome = try Program.apus.run(
      "compress", fixture.network, "--input", input, "--out", folder.file("far.apus"), "--json")
    #expect(outcome.status == 0 && outcome.errors.contains("takes no pictures"), "\(outcome.errors)")
    let model = try LoadedModel(path: folder.file("far.apus"))
    #expect(outcome.output.contains(#""arena_bytes":\#(model.model.arenaBytes),"#), "\(outcome.output)")
    let record = model.session.input(0).record
    #expect(record.scale * Float(127 - record.zeroPoint) > 30 && model.file.pixels == nil)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let single = try write("single.npy", shape: [1, 28, 28, 1], numbers(784, seed: 5))
    let model = folder.file("none.apus")
    for (arguments, sentence) in [
      (["--input", single], "holds a single sample"),
      (["--input", single, "--data", "synthetic"], "--input takes the place of --data"),
      (["--input", single, "--keep", "0.5"], "pruning needs --data"),
      (["--input", single, "--none-share", "0.01"], "--none-share need --data"),
      (["--layout", "nchw"], "--layout is for --input"),
      (["--input", fixture.network], "not a .npy file"),
    ] {
      let outcome = try Program.apus.run(["compress", fixture.network, "--out", model], arguments)
      #expect(outcome.status != 0 && outcome.errors.contains(sentence), "\(outcome.errors)")
      #expect(!folder.names.contains("none.apus"))
    }
  }
}
