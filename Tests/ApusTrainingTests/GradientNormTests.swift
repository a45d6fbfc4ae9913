import ApusGraph
import ApusTraining
import Testing

@Suite struct GradientNormTests {
  private let gradients: [Float] = {
    var source = RandomSource(seed: 1)
    return (0..<10_007).map { _ in source.uniform(-1, 1) }
  }()
  private let ranges = [3..<4500, 5000..<10_001]

  private var reference: Double {
    ranges.joined().reduce(0.0) { $0 + Double(gradients[$1]) * Double(gradients[$1]) }.squareRoot()
  }

  @Test func normIsOfAllRangesTogether() {
    var copy = gradients
    let norm = copy.withUnsafeMutableBufferPointer { GradientNorm.norm($0, ranges: ranges) }
    #expect(abs(norm / reference - 1) < 1e-6)
  }

  @Test func clippingScalesDownToTheLimit() {
    var copy = gradients
    copy.withUnsafeMutableBufferPointer { GradientNorm.clip($0, ranges: ranges, to: 2) }
    let norm = copy.withUnsafeMutableBufferPointer { GradientNorm.norm($0, ranges: ranges) }
    #expect(abs(norm - 2) < 1e-4)
    // The direction stays, and so does what lies outside of the ranges.
    #expect(abs(copy[100] / gradients[100] - Float(2 / reference)) < 1e-6)
    #expect(copy[4700] == gradients[4700])
  }

  @Test func shortGradientsStay() {
    var copy = gradients
    copy.withUnsafeMutableBufferPointer { GradientNorm.clip($0, ranges: ranges, to: 1000) }
    #expect(copy == gradients)
  }
}
