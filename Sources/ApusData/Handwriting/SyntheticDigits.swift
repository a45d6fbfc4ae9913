import ApusGraph
import Dispatch

extension ImageDataset {
  /// Bytes of one such image.
  static let syntheticDigitBytes = Pen.side * Pen.side

  /// Digits as people write them, made up: 28×28×1, white strokes on black, scaled and centered as MNIST's are.
  ///
  /// Each image is one of several skeletons of its digit, its points moved, its strokes cut short or drawn too
  /// far, bent smoothly, narrowed, leant and turned, and drawn with a pen of its own width, pressure and
  /// softness.
  ///
  /// The classes come in turns. What image `i` is depends on the seed and on `i` alone, neither on the count nor
  /// on the number of threads, and is the same on every machine.
  ///
  /// - Parameters:
  ///   - count: how many images.
  ///   - seed: different seeds give different images.
  ///   - stream: different streams of one seed give different images too, such as for training and validation.
  /// - Precondition: `count` is not negative.
  public static func syntheticDigits(count: Int, seed: UInt64, stream: UInt64 = 0) -> ImageDataset {
    precondition(count >= 0)
    let bytes = Pen.side * Pen.side
    var pixels = [UInt8](repeating: 0, count: count * bytes)
    pixels.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let target = buffer.baseAddress
      let chunk = 64
      DispatchQueue.concurrentPerform(iterations: (count + chunk - 1) / chunk) { number in
        for index in number * chunk..<min((number + 1) * chunk, count) {
          drawSyntheticDigit(index, seed: seed, stream: stream, into: target! + index * bytes)
        }
      }
    }
    return ImageDataset(
      height: Pen.side, width: Pen.side, channels: 1, pixels: pixels,
      labels: (0..<count).map { Int32($0 % 10) }, classNames: (0...9).map(String.init))
  }

  /// Draws image `index` of a seed and stream, whose class is the last digit of its number, into 28×28 pixels that are all 0.
  package static func drawSyntheticDigit(
    _ index: Int, seed: UInt64, stream: UInt64 = 0, into target: UnsafeMutablePointer<UInt8>
  ) {
    var seeds = RandomSource(seed: seed, stream: stream)
    var source = RandomSource(seed: seeds.next(), stream: 0x4449_4749_5400_0000 &+ UInt64(index))
    let writer = Writer(index % 10, using: &source)
    Pen.draw(writer, into: target, using: &source)
  }
}
