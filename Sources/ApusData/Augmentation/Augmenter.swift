import ApusGraph

/// Applies an augmentation to images of one extent.
public struct Augmenter: Sendable {
  private let augmentation: Augmentation
  private let height: Int
  private let width: Int
  private let channels: Int
  private let background: [Float]
  private let warp: Warp

  /// An augmenter.
  /// - Parameters:
  ///   - augmentation: what is done.
  ///   - height: rows of the images.
  ///   - width: their columns.
  ///   - channels: their channels.
  ///   - background: what comes in from outside, a value for each channel on the pixel scale; used where the
  ///     augmentation has no `fill`.
  /// - Precondition: there is a value for each channel.
  public init(_ augmentation: Augmentation, height: Int, width: Int, channels: Int, background: [Float]) {
    precondition(background.count == channels)
    self.augmentation = augmentation
    self.height = height
    self.width = width
    self.channels = channels
    self.background = augmentation.fill.map { Array(repeating: $0, count: channels) } ?? background
    warp = Warp(
      height: height, width: width, channels: channels, background: self.background,
      points: augmentation.elastic > 0 ? max(augmentation.elasticPoints, 1) : 0)
  }

  /// One augmented image, still on the pixel scale of 0 … 255.
  ///
  /// - Parameters:
  ///   - image: `[height, width, channels]` bytes.
  ///   - target: room for a float for each byte of the image.
  ///   - source: where the draws come from.
  public func apply(
    to image: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<Float>, using source: inout RandomSource
  ) {
    if augmentation.warps {
      resample(image, into: target, using: &source)
    } else if augmentation.mirrors || augmentation.crop > 0 {
      copy(image, into: target, using: &source)
    } else {
      for index in 0..<height * width * channels { target[index] = Float(image[index]) }
    }
    if augmentation.changesValues {
      background.withUnsafeBufferPointer { background in
        augmentation.changeValues(
          target, height: height, width: width, background: background, using: &source)
      }
    }
  }

  /// A map and a displacement by fractions of pixels, with the mirror image and the crop in them.
  private func resample(
    _ image: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<Float>, using source: inout RandomSource
  ) {
    let side = Float(width)
    var map = AffineMap(
      degrees: source.uniform(-1, 1) * augmentation.rotation,
      zoom: max(1 + source.uniform(-1, 1) * augmentation.scale, 0.05),
      slant: source.uniform(-1, 1) * augmentation.shear,
      right: source.uniform(-1, 1) * augmentation.shift * side,
      down: source.uniform(-1, 1) * augmentation.shift * side)
    let (isMirrored, right, down) = drawCopy(using: &source)
    if isMirrored { map = map.mirrored }
    map.e += Float(right)
    map.f += Float(down)
    let count = warp.controlCount
    withUnsafeTemporaryAllocation(of: Float.self, capacity: max(count, 1)) { controls in
      let amplitude = augmentation.elastic * side
      for index in 0..<count { controls[index] = source.uniform(-amplitude, amplitude) }
      warp.sample(image, map: map, controls: controls.baseAddress!, into: target)
    }
  }

  /// Whether to mirror, and where the crop begins.
  private func drawCopy(using source: inout RandomSource) -> (isMirrored: Bool, right: Int, down: Int) {
    let isMirrored = augmentation.mirrors && source.next() >> 63 == 1
    let crop = augmentation.crop
    guard crop > 0 else { return (isMirrored, 0, 0) }
    let right = source.integer(below: 2 * crop + 1) - crop
    return (isMirrored, right, source.integer(below: 2 * crop + 1) - crop)
  }

  /// Mirrors and moves by whole pixels.
  private func copy(
    _ image: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<Float>, using source: inout RandomSource
  ) {
    let (isMirrored, right, down) = drawCopy(using: &source)
    background.withUnsafeBufferPointer { background in
      for y in 0..<height {
        let row = target + y * width * channels
        let isRowInside = (0..<height).contains(y + down)
        let from = image + (isRowInside ? y + down : 0) * width * channels
        for x in 0..<width {
          let column = (isMirrored ? width - 1 - x : x) + right
          let isInside = isRowInside && column >= 0 && column < width
          for channel in 0..<channels {
            row[x * channels + channel] =
              isInside ? Float(from[column * channels + channel]) : background[channel]
          }
        }
      }
    }
  }
}
