import ApusGraph
import Dispatch

extension ImageDataset {
  /// What the class of pictures that are no digit is called.
  public static let noneClassName = "none"

  /// Pictures that are no digit, made up: 28×28×1, as they are left of photographs, of one class, `none`.
  ///
  /// They are letters and signs that no digit looks like, signs of invented scripts, scribbles, several digits at once, digits turned or cut, textures,
  /// filled shapes, and nothing at all. What image `i` is depends on the seed and on `i` alone, and is the same on every machine.
  ///
  /// - Parameters:
  ///   - count: how many images.
  ///   - seed: different seeds give different images.
  /// - Precondition: `count` is not negative.
  public static func syntheticNonDigits(count: Int, seed: UInt64) -> ImageDataset {
    precondition(count >= 0)
    let bytes = Pen.side * Pen.side
    var pixels = [UInt8](repeating: 0, count: count * bytes)
    pixels.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let target = buffer.baseAddress
      let chunk = 64
      DispatchQueue.concurrentPerform(iterations: (count + chunk - 1) / chunk) { number in
        for index in number * chunk..<min((number + 1) * chunk, count) {
          var source = RandomSource(seed: seed, stream: 0x4E4F_4E45_0000_0000 &+ UInt64(index))
          NonDigit(using: &source).draw(into: target! + index * bytes, using: &source)
        }
      }
    }
    return ImageDataset(
      height: Pen.side, width: Pen.side, channels: 1, pixels: pixels,
      labels: Array(repeating: 0, count: count), classNames: [noneClassName])
  }
}

/// A kind of picture that is no digit.
package enum NonDigit: CaseIterable, Sendable {
  case letter, inventedSign, scribble, severalDigits, turnedDigit, digitPiece, texture, shape, nothing

  /// How common it is beside the others.
  package var share: Float {
    switch self {
    case .letter: 10
    case .inventedSign: 9
    case .scribble: 3
    case .severalDigits: 2
    case .turnedDigit: 1
    case .digitPiece: 1
    case .texture: 3
    case .shape: 2
    case .nothing: 0.6
    }
  }

  /// One of all kinds, the common ones more often.
  package init(using source: inout RandomSource) {
    var rest = source.uniform() * Self.allCases.reduce(0) { $0 + $1.share }
    self = .nothing
    for kind in Self.allCases {
      rest -= kind.share
      if rest < 0 {
        self = kind
        return
      }
    }
  }

  /// Draws one into 28×28 pixels that are all 0.
  package func draw(into target: UnsafeMutablePointer<UInt8>, using source: inout RandomSource) {
    switch self {
    case .letter:
      let skeleton = Writer.choose(LetterSkeletons.all, using: &source)
      Pen.draw(Writer(skeleton, using: &source), into: target, using: &source)
    case .inventedSign:
      Pen.draw(Writer(InventedSign.skeleton(using: &source), using: &source), into: target, using: &source)
    case .scribble:
      Pen.draw(Writer(Scribble.skeleton(using: &source), using: &source), into: target, using: &source)
    case .severalDigits:
      Pen.draw(DigitRow.writer(using: &source), into: target, using: &source)
    case .turnedDigit:
      Pen.draw(Writer(DisplacedDigit.turned(using: &source), using: &source), into: target, using: &source)
    case .digitPiece:
      Pen.draw(Writer(DisplacedDigit.piece(using: &source), using: &source), into: target, using: &source)
    case .texture: Texture(using: &source).draw(into: target, using: &source)
    case .shape: Blob(using: &source).draw(into: target, using: &source)
    case .nothing: drawSpecks(into: target, using: &source)
    }
  }

  /// Nothing, or a few specks that are no stroke.
  private func drawSpecks(into target: UnsafeMutablePointer<UInt8>, using source: inout RandomSource) {
    let count = source.integer(below: 5)
    for _ in 0..<count {
      let (x, y) = (1 + source.integer(below: 26), 1 + source.integer(below: 26))
      let size = 1 + source.integer(below: 2)
      for row in y..<y + size {
        for column in x..<x + size { target[row * 28 + column] = UInt8(60 + source.integer(below: 196)) }
      }
    }
  }
}
