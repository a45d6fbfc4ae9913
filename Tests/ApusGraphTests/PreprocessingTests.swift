import ApusGraph
import Testing

@Suite struct PreprocessingTests {
  @Test func aPixelLosesTheOffsetAndIsDivided() {
    let preprocessing = Preprocessing(style: .photograph, offset: [10, 20.5], divisor: [4])
    #expect(preprocessing.real(pixel: Float(30), channel: 0) == 5)
    #expect(preprocessing.real(pixel: 30.0, channel: 1) == 2.375)
    // A quotient, not a product with a reciprocal: 79 is no power of two.
    for pixel in 0..<256 {
      #expect(Preprocessing.digit.real(pixel: Float(pixel), channel: 0) == (Float(pixel) - 33) / 79)
    }
  }

  @Test(arguments: [1, 3]) func theTableHoldsAllPixelsOfAllChannels(channels: Int) {
    let preprocessing = Preprocessing(
      style: .photograph, offset: Array([1.5, 2, 3].suffix(channels)),
      divisor: Array([7, 8, 9].suffix(channels)))
    let pixels = (0..<256 * channels).map { UInt8($0 / channels) }
    var inputs = [Float](repeating: 0, count: pixels.count)
    inputs.withUnsafeMutableBufferPointer { inputs in
      pixels.withUnsafeBufferPointer { pixels in
        Preprocessing.Table(preprocessing, channels: channels)
          .fill(inputs.baseAddress!, from: pixels.baseAddress!, count: pixels.count)
      }
    }
    for index in pixels.indices {
      #expect(inputs[index] == preprocessing.real(pixel: Float(pixels[index]), channel: index % channels))
    }
  }
}
