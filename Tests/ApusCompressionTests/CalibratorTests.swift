import ApusCompression
import ApusGraph
import Foundation
import Testing

@Suite struct CalibratorTests {
  /// Draws from a distribution into a histogram, in two passes as calibration does.
  private static func histogram(_ count: Int, seed: UInt64, _ draw: (inout RandomSource) -> Float)
    -> Histogram
  {
    var source = RandomSource(seed: seed)
    let values = (0..<count).map { _ in draw(&source) }
    var histogram = Histogram(range: Double(values.min()!)...Double(values.max()!))
    values.withUnsafeBufferPointer { histogram.add($0) }
    return histogram
  }

  /// A standard normal deviate (Box and Muller 1958).
  private static func normal(_ source: inout RandomSource) -> Float {
    let radius = (-2 * log(Double(1 - source.uniform()))).squareRoot()
    return Float(radius * cos(2 * Double.pi * Double(source.uniform())))
  }

  /// A Laplace deviate of scale 1.
  private static func laplace(_ source: inout RandomSource) -> Float {
    let u = source.uniform() - 0.5
    return (u < 0 ? 1 : -1) * Float(log(max(1 - 2 * abs(Double(u)), 1e-12)))
  }

  @Test func namesRoundTrip() throws {
    for name in Calibrator.names { #expect(try Calibrator(Calibrator(name).description) == Calibrator(name)) }
    #expect(try Calibrator("percentile:99.9") == .percentile(99.9))
    for name in ["", "kld", "percentile:", "percentile:101", "percentile:nan", "percentile:-1"] {
      #expect(throws: CompressionError.self) { try Calibrator(name) }
    }
  }

  @Test func minMaxKeepsEverythingAndZero() {
    let histogram = Self.histogram(1000, seed: 1) { $0.uniform(2, 3) }
    let range = Calibrator.minMax.range(of: histogram)
    #expect(range.lowerBound == 0)
    #expect(abs(range.upperBound - 3) < 0.01)
  }

  @Test func percentileLeavesOutItsShareAtEachEnd() {
    let histogram = Self.histogram(200_000, seed: 2) { $0.uniform(-1, 1) }
    let range = Calibrator.percentile(90).range(of: histogram)
    #expect(abs(range.lowerBound + 0.9) < 0.01)
    #expect(abs(range.upperBound - 0.9) < 0.01)
    // With values on one side, all of the share lies there.
    let oneSided = Self.histogram(200_000, seed: 3) { $0.uniform(0, 1) }
    #expect(abs(Calibrator.percentile(90).range(of: oneSided).upperBound - 0.9) < 0.01)
  }

  /// The published optimal clipping of 8-bit quantization (Banner et al. 2019, "Post training 4-bit
  /// quantization", table of α*): 3.92 σ for the normal and 9.89 b for the Laplace distribution.
  @Test func meanSquaredErrorFindsThePublishedClippingPoints() {
    let normal = Self.histogram(1_000_000, seed: 4, Self.normal)
    let range = Calibrator.meanSquaredError.range(of: normal)
    #expect(abs(range.upperBound - 3.92) < 0.25)
    #expect(abs(range.lowerBound + 3.92) < 0.25)
    let laplace = Self.histogram(2_000_000, seed: 5, Self.laplace)
    let wide = Calibrator.meanSquaredError.range(of: laplace)
    #expect(abs(wide.upperBound - 9.89) < 0.8)
    #expect(abs(wide.lowerBound + 9.89) < 0.8)
  }

  /// The chosen range is no worse than any other of a grid, by direct simulation of quantization.
  @Test func meanSquaredErrorIsTheLeastByDirectSimulation() {
    var source = RandomSource(seed: 6)
    let values = (0..<20_000).map { _ in max(0, Self.laplace(&source)) }
    var histogram = Histogram(range: 0...Double(values.max()!))
    values.withUnsafeBufferPointer { histogram.add($0) }
    func error(_ range: ClosedRange<Double>) -> Double {
      let map = QuantizationParameters(covering: range)
      return values.reduce(0) { total, value in
        let q = (Double(value) / Double(map.scale)).rounded() + Double(map.zeroPoint)
        let real = Double(map.scale) * (max(-128, min(127, q)) - Double(map.zeroPoint))
        return total + (real - Double(value)) * (real - Double(value))
      }
    }
    let chosen = error(Calibrator.meanSquaredError.range(of: histogram))
    let grid = (1...40).map { error(0...histogram.range.upperBound * Double($0) / 40) }
    #expect(chosen <= grid.min()! * 1.02)
  }

  @Test func zerosHaveNoSay() {
    var sparse = Self.histogram(50_000, seed: 7, { max(0, Self.normal(&$0)) })
    let before = Calibrator.meanSquaredError.range(of: sparse)
    let zeros = Array(repeating: Float(0), count: 500_000)
    zeros.withUnsafeBufferPointer { sparse.add($0) }
    #expect(Calibrator.meanSquaredError.range(of: sparse) == before)
    #expect(Calibrator.entropy.range(of: sparse) == Calibrator.entropy.range(of: sparse))
  }

  @Test func entropyCutsOutliersOffAndKeepsTheBulk() {
    let tail = Self.histogram(200_000, seed: 8) { source in
      source.integer(below: 20_000) == 0 ? 60 : abs(Self.normal(&source))
    }
    let range = Calibrator.entropy.range(of: tail)
    #expect(range.lowerBound == 0)
    #expect(range.upperBound > 3 && range.upperBound < 20)
    let twoSided = Self.histogram(200_000, seed: 9) { source in
      source.integer(below: 20_000) == 0 ? -60 : Self.normal(&source)
    }
    let both = Calibrator.entropy.range(of: twoSided)
    #expect(both.lowerBound < -3 && both.lowerBound > -20)
    #expect(both.upperBound > 3)
  }

  @Test func entropyKeepsAUniformDistributionWhole() {
    let uniform = Self.histogram(400_000, seed: 10) { $0.uniform(0, 1) }
    #expect(Calibrator.entropy.range(of: uniform).upperBound > 0.97)
  }

  @Test func valuesThatAreAllZeroGetARange() {
    var empty = Histogram(range: 0...0)
    [Float](repeating: 0, count: 9).withUnsafeBufferPointer { empty.add($0) }
    #expect(empty.zeros == 9)
    for name in Calibrator.names {
      let range = try? Calibrator(name).range(of: empty)
      #expect(range == 0...0)
    }
    #expect(QuantizationParameters(covering: 0...0) == QuantizationParameters(scale: 1, zeroPoint: 0))
  }

  @Test func affineMapsRepresentZeroExactlyAndCoverTheRange() {
    var source = RandomSource(seed: 11)
    for _ in 0..<1000 {
      let lower = -Double(source.uniform(0, 10))
      let upper = Double(source.uniform(0, 10))
      let map = QuantizationParameters(covering: lower...upper)
      #expect((-128...127).contains(map.zeroPoint))
      #expect(abs(map.range.lowerBound - lower) <= Double(map.scale) * 0.51)
      #expect(abs(map.range.upperBound - upper) <= Double(map.scale) * 0.51)
    }
    #expect(QuantizationParameters(covering: 0...6).zeroPoint == -128)
    #expect(QuantizationParameters(covering: 3...6).zeroPoint == -128)
  }

  @Test func wholeNumberedPreprocessingIsExact() throws {
    #expect(
      Preprocessing.digit.exactQuantization == QuantizationParameters(scale: 1 / 79, zeroPoint: -95))
    #expect(Preprocessing(style: .photograph, offset: [0.5], divisor: [64]).exactQuantization == nil)
    #expect(Preprocessing(style: .photograph, offset: [1, 2, 3], divisor: [64]).exactQuantization == nil)
    let mean = Preprocessing(
      style: .photograph, offset: [123.675, 116.28, 103.53], divisor: [58.395, 57.12, 57.375])
    let range = mean.pixelRange(channels: 3)
    #expect(abs(range.lowerBound + 123.675 / 58.395) < 1e-6)
    #expect(abs(range.upperBound - (255 - 103.53) / 57.375) < 1e-6)
  }
}
