import ApusData
import ApusGraph
import Testing

@Suite struct AugmenterTests {
  private let side = 12

  private func picture(channels: Int = 1) -> [UInt8] {
    (0..<side * side * channels).map { UInt8(truncatingIfNeeded: 20 &+ $0 &* 53) }
  }

  private func augmented(
    _ image: [UInt8], _ augmentation: Augmentation, seed: UInt64, channels: Int = 1
  ) -> [Float] {
    var source = RandomSource(seed: seed)
    let augmenter = Augmenter(
      augmentation, height: side, width: side, channels: channels,
      background: Array(repeating: 300, count: channels))
    return [Float](unsafeUninitializedCapacity: image.count) { buffer, initialized in
      augmenter.apply(to: image, into: buffer.baseAddress!, using: &source)
      initialized = image.count
    }
  }

  private func with(_ change: (inout Augmentation) -> Void) -> Augmentation {
    var augmentation = Augmentation()
    change(&augmentation)
    return augmentation
  }

  @Test func noneChangesNothing() {
    #expect(augmented(picture(), .none, seed: 1) == picture().map(Float.init))
  }

  @Test func presetsKeepTheirRangeAndChangeSomething() {
    for (name, augmentation) in Augmentation.presets where name != "none" {
      for channels in [1, 3] {
        let image = picture(channels: channels)
        let results = (0..<20).map { augmented(image, augmentation, seed: $0, channels: channels) }
        #expect(Set(results).count > 15, "\(name)")
        #expect(results.joined().allSatisfy { $0 >= 0 && $0 <= 300 })
      }
    }
  }

  @Test func mirrorsAboutHalfOfTheImages() {
    let image = picture()
    let mirrored = (0..<side * side).map { Float(image[$0 / side * side + side - 1 - $0 % side]) }
    var count = 0
    for seed in 0..<400 {
      let result = augmented(image, with { $0.mirrors = true }, seed: UInt64(seed))
      if result == mirrored { count += 1 } else { #expect(result == image.map(Float.init)) }
    }
    #expect((150...250).contains(count))
  }

  /// The shift, if the picture was only moved by whole pixels.
  private func shift(of result: [Float], within most: Int) -> (right: Int, down: Int)? {
    let image = picture()
    for down in -most...most {
      for right in -most...most {
        let isMoved = (0..<side * side).allSatisfy { at in
          let (x, y) = (at % side + right, at / side + down)
          let isInside = (0..<side).contains(x) && (0..<side).contains(y)
          return abs(result[at] - (isInside ? Float(image[y * side + x]) : 300)) < 0.01
        }
        if isMoved { return (right, down) }
      }
    }
    return nil
  }

  @Test func cropsByEveryWholeNumberOfPixels() {
    var seen: Set<[Int]> = []
    for seed in 0..<500 {
      let result = augmented(picture(), with { $0.crop = 2 }, seed: UInt64(seed))
      guard let (right, down) = shift(of: result, within: 2) else {
        Issue.record("not a crop")
        return
      }
      seen.insert([right, down])
    }
    #expect(seen.count == 25)
  }

  @Test func cropsWithAWarpToo() {
    // A warp too slight to see.
    let augmentation = with {
      $0.crop = 2
      $0.rotation = 1e-6
    }
    let shifts = (0..<50).map { shift(of: augmented(picture(), augmentation, seed: $0), within: 2) }
    #expect(shifts.allSatisfy { $0 != nil })
    #expect(shifts.contains { $0 != nil && $0! != (0, 0) })
  }

  @Test func contrastAndBrightnessAreOneLineThroughAllValues() {
    let augmentation = with {
      $0.contrast = 0.3
      $0.brightness = 0.1
    }
    let image = (0..<side * side).map { UInt8(100 + $0 % 50) }
    for seed in 0..<20 {
      let result = augmented(image, augmentation, seed: UInt64(seed))
      let slope = result[1] - result[0]
      #expect(slope > 0.699 && slope < 1.301)
      for (pixel, value) in zip(image, result) {
        #expect(abs(value - (result[0] + slope * Float(pixel - 100))) < 0.01)
      }
      // The middle of the range moves by the brightness alone.
      let middle = result[0] + slope * 27.5
      #expect(abs(middle - 127.5) <= 0.1 * 255 + 0.01)
    }
  }

  @Test func noiseIsCenteredAndBounded() {
    let image = [UInt8](repeating: 128, count: side * side)
    let differences = (0..<50).flatMap { seed in
      augmented(image, with { $0.noise = 0.1 }, seed: seed).map { $0 - 128 }
    }
    #expect(differences.allSatisfy { abs($0) <= 25.5 })
    #expect(abs(differences.reduce(0, +) / Float(differences.count)) < 1)
    #expect(differences.max()! > 25 && differences.min()! < -25)
  }

  /// A bright bar on black becomes thinner in some images and thicker in others; black stays black, and far from the bar all is.
  @Test func strokesAreDrawnThinnerAndThicker() {
    var image = [UInt8](repeating: 0, count: side * side)
    for y in 0..<side { for x in 5..<7 { image[y * side + x] = 255 } }
    let widths = (0..<200).map { seed in
      let result = augmented(image, with { $0.strokes = 1 }, seed: UInt64(seed))
      #expect(result.allSatisfy { $0 >= 0 && $0 <= 255 })
      #expect(result.indices.allSatisfy { (4...7).contains($0 % side) || result[$0] == 0 })
      return result[side..<2 * side].reduce(0, +) / 255
    }
    #expect(widths.min()! < 1.7 && widths.max()! > 2.5)
    #expect(abs(widths.reduce(0, +) / 200 - 2) < 0.3)
    // Not all images change.
    let some = (0..<100).filter {
      augmented(image, with { $0.strokes = 0.3 }, seed: UInt64($0)) != image.map(Float.init)
    }
    #expect((15...50).contains(some.count))
  }

  @Test func erasesOneRectangle() {
    let augmentation = with {
      $0.erasing = 1
      $0.fill = 255.5
    }
    let image = [UInt8](repeating: 10, count: side * side)
    var areas: Set<Int> = []
    for seed in 0..<200 {
      let result = augmented(image, augmentation, seed: UInt64(seed))
      let erased = result.indices.filter { result[$0] == 255.5 }
      let (rows, columns) = (Set(erased.map { $0 / side }), Set(erased.map { $0 % side }))
      // All of the rows and columns that it touches: a rectangle, at most 0.4 of each side.
      #expect(erased.count == rows.count * columns.count)
      #expect(rows.max()! - rows.min()! + 1 == rows.count && rows.count <= 4)
      #expect(columns.max()! - columns.min()! + 1 == columns.count && columns.count <= 4)
      #expect(result.indices.allSatisfy { result[$0] == 10 || result[$0] == 255.5 })
      areas.insert(erased.count)
    }
    #expect(areas.count > 4)
  }

  @Test func extremeSettingsStayFinite() {
    let augmentation = with {
      $0.scale = 1
      $0.rotation = 180
      $0.shear = 3
      $0.shift = 5
      $0.elastic = 2
      $0.elasticPoints = 20
      $0.erasing = 1
      $0.erasingSide = 4
      $0.noise = 1
      $0.crop = 100
    }
    for seed in UInt64(0)..<100 {
      #expect(augmented(picture(), augmentation, seed: seed).allSatisfy { $0 >= 0 && $0 <= 300 })
    }
  }
}
