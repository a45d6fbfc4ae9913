import ApusGraph
import ApusRuntime
import RuntimeTestSupport
import Testing

@Suite struct ResizeTests {
  /// The integers of the runtime against float arithmetic, which on every machine is IEEE's.
  @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
  func nearestPositionsAreThoseOfFloatArithmetic(_ alignsCorners: Bool, _ usesHalfPixelCenters: Bool) {
    func check(_ input: Int, _ output: Int) -> Bool {
      let body = ResizeNearest(
        Resampling(
          size: Size(output), alignsCorners: alignsCorners, usesHalfPixelCenters: usesHalfPixelCenters))
      let sampling = NearestSampling(
        input: input, output: output, alignsCorners: alignsCorners,
        usesHalfPixelCenters: usesHalfPixelCenters)
      return (0..<output).allSatisfy {
        sampling.nearest(to: $0) == body.nearest(to: $0, from: input, to: output)
      }
    }
    for input in 1...320 {
      for output in 1...320 where !check(input, output) {
        Issue.record("\(input) to \(output)")
      }
    }
    var random = RandomSource(seed: 7)
    for _ in 0..<300 {
      let (input, output) = (1 + random.integer(below: 65535), 1 + random.integer(below: 65535))
      #expect(check(input, output), "\(input) to \(output)")
    }
    for (input, output) in [(65535, 65535), (1, 65535), (65535, 1), (65535, 2), (2, 65535), (65534, 65535)] {
      #expect(check(input, output), "\(input) to \(output)")
    }
  }

  @Test func nearestNeighborsAreCopied() throws {
    var random = RandomSource(seed: 8)
    for _ in 0..<200 {
      let input = Shape(
        height: 1 + random.integer(below: 9), width: 1 + random.integer(below: 9),
        channels: 1 + random.integer(below: 20))
      let body = ResizeNearest(
        Resampling(
          size: Size(height: 1 + random.integer(below: 20), width: 1 + random.integer(below: 20)),
          alignsCorners: random.integer(below: 2) == 0, usesHalfPixelCenters: random.integer(below: 2) == 0))
      let parameters = QuantizationParameters(scale: 0.1, zeroPoint: 3)
      let graph = QuantizedGraph(
        name: "resize", inputShape: input, input: parameters, preprocessing: .photograph, classNames: [],
        nodes: [
          QuantizedNode(
            name: "resize", operation: .resizeNearest(body), inputs: [Graph.inputName], output: parameters)
        ])
      let values = random.integers(input.count)
      let found = try LoadedModel(graph).run(values)
      let size = body.resampling.size
      for row in 0..<size.height {
        for column in 0..<size.width {
          let y = body.nearest(to: row, from: input.height, to: size.height)
          let x = body.nearest(to: column, from: input.width, to: size.width)
          for channel in 0..<input.channels {
            let place = (row * size.width + column) * input.channels + channel
            #expect(found[place] == values[(y * input.width + x) * input.channels + channel])
          }
        }
      }
    }
  }

  /// Sizes at which the rounded scale leaves the input, or is 0: every output is still within its neighbors.
  @Test(arguments: [(1, 3000), (5, 4000), (100, 60_000), (3000, 2), (7, 1), (1, 1)])
  func bilinearMeansStayWithinTheirNeighbors(_ input: Int, _ output: Int) throws {
    for (alignsCorners, usesHalfPixelCenters) in [(false, false), (true, false), (false, true)] {
      let resampling = Resampling(
        size: Size(height: 1, width: output), alignsCorners: alignsCorners,
        usesHalfPixelCenters: usesHalfPixelCenters)
      let parameters = QuantizationParameters(scale: 0.1, zeroPoint: -20)
      let graph = QuantizedGraph(
        name: "resize", inputShape: Shape(height: 1, width: input, channels: 1), input: parameters,
        preprocessing: .photograph, classNames: [],
        nodes: [
          QuantizedNode(
            name: "resize", operation: .resizeBilinear(ResizeBilinear(resampling)), inputs: [Graph.inputName],
            output: parameters)
        ])
      let model = try LoadedModel(graph)
      let ramp = (0..<input).map { Int8($0 * 255 / max(input - 1, 1) - 128) }
      let found = model.run(ramp)
      #expect(zip(found, found.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(found.allSatisfy { $0 >= ramp[0] && $0 <= ramp[input - 1] })
      for constant: Int8 in [-128, -1, 0, 127] {
        let same = model.run(Array(repeating: constant, count: input))
        #expect(same.allSatisfy { $0 == constant })
      }
    }
  }
}
