import ApusImage
import Testing

@Suite struct ResamplingTests {
  private func picture(width: Int, height: Int, channels: Int) -> Image {
    var state: UInt32 = 12345
    let pixels = (0..<width * height * channels).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    return Image(width: width, height: height, channels: channels, pixels: pixels)
  }

  /// What one new place along an axis takes from an old one, in double precision: the share of it that the old
  /// place covers, or how near the old center is.
  private func share(of old: Int, in new: Int, from count: Int, to target: Int) -> Double {
    let ratio = Double(count) / Double(target)
    if target <= count {
      let (begin, end) = (Double(new) * ratio, Double(new + 1) * ratio)
      return max(0, min(end, Double(old + 1)) - max(begin, Double(old))) / ratio
    }
    let place = min(max((Double(new) + 0.5) * ratio - 0.5, 0), Double(count - 1))
    return max(0, 1 - abs(place - Double(old)))
  }

  private func reference(_ image: Image, width: Int, height: Int) -> [Double] {
    var result: [Double] = []
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<image.channels {
          var sum = 0.0
          for row in 0..<image.height {
            for column in 0..<image.width {
              let weight =
                share(of: row, in: y, from: image.height, to: height)
                * share(of: column, in: x, from: image.width, to: width)
              sum += weight * Double(image.pixels[(row * image.width + column) * image.channels + channel])
            }
          }
          result.append(sum)
        }
      }
    }
    return result
  }

  @Test(arguments: [1, 3]) func averagesAndInterpolatesAsInDoublePrecision(channels: Int) {
    for (width, height, newWidth, newHeight) in [
      (13, 11, 5, 4), (5, 4, 13, 11), (13, 4, 5, 9), (4, 13, 9, 5), (1, 9, 6, 2), (9, 1, 1, 3), (7, 7, 7, 3),
      (12, 12, 4, 6), (2, 2, 20, 20),
    ] {
      let image = picture(width: width, height: height, channels: channels)
      let resized = image.resized(width: newWidth, height: newHeight)
      #expect(resized.width == newWidth && resized.height == newHeight && resized.channels == channels)
      let expected = reference(image, width: newWidth, height: newHeight)
      let largest = zip(resized.pixels, expected).map { abs(Double($0) - $1) }.max()!
      #expect(largest <= 0.5 + 1e-9, "\(width)×\(height) to \(newWidth)×\(newHeight)")
    }
  }

  @Test func theSameSizeChangesNothing() {
    let image = picture(width: 9, height: 7, channels: 3)
    #expect(image.resized(width: 9, height: 7) == image)
    #expect(image.fitted(width: 9, height: 7, channels: 3) == image)
    #expect(image.fitted(width: 9, height: 7, channels: 1) == image.converted(channels: 1))
  }

  @Test func longPicturesAverageExactly() {
    // More rows than 32-bit sums of weighted pixels or single-precision floats hold.
    let rows = 1 << 24 + 1
    let uniform = Image(width: 1, height: rows, channels: 1, filledWith: 201)
    #expect(uniform.resized(width: 1, height: 1).pixels == [201])
    #expect(uniform.resized(width: 2, height: 3).pixels == Array(repeating: 201, count: 6))
  }

  @Test func fittingCutsTheLongerSideEvenly() {
    // Red, green and blue thirds: a square keeps the middle.
    var image = Image(width: 30, height: 10, channels: 3)
    for at in 0..<300 { image.pixels[3 * at + at % 30 / 10] = 255 }
    let wide = image.fitted(width: 5, height: 5, channels: 3)
    #expect(wide == Image(width: 5, height: 5, channels: 3, pixels: (0..<75).map { $0 % 3 == 1 ? 255 : 0 }))
    let tall = Image(width: 3, height: 9, channels: 1, pixels: (0..<27).map { $0 / 9 == 1 ? 200 : 0 })
    #expect(tall.fitted(width: 6, height: 6, channels: 1).pixels == Array(repeating: 200, count: 36))
    #expect(tall.fitted(width: 2, height: 2, channels: 3).pixels == Array(repeating: 200, count: 12))
  }

  @Test func paddingKeepsTheWholePictureInTheMiddle() {
    let wide = Image(width: 4, height: 2, channels: 1, pixels: [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(
      wide.fitted(width: 4, height: 5, channels: 1, fit: .pad).pixels
        == [0, 0, 0, 0] + wide.pixels + [0, 0, 0, 0, 0, 0, 0, 0])
    let tall = Image(width: 2, height: 4, channels: 3, filledWith: 90)
    let fitted = tall.fitted(width: 8, height: 8, channels: 1, fit: .pad)
    #expect(fitted.pixels == (0..<64).map { (2..<6).contains($0 % 8) ? 90 : 0 })
  }

  @Test func stretchingIsScalingToTheExtent() {
    let image = picture(width: 9, height: 4, channels: 3)
    #expect(
      image.fitted(width: 5, height: 5, channels: 3, fit: .stretch) == image.resized(width: 5, height: 5))
  }

  @Test(arguments: Image.Fit.allCases)
  func everyFitTakesAnyExtent(_ fit: Image.Fit) {
    for (width, height) in [(1, 1), (1, 5000), (5000, 1), (3, 2)] {
      for (newWidth, newHeight) in [(1, 1), (32, 32), (1, 64), (64, 1)] {
        let fitted = Image(width: width, height: height, channels: 1, filledWith: 9)
          .fitted(width: newWidth, height: newHeight, channels: 3, fit: fit)
        #expect(fitted.width == newWidth && fitted.height == newHeight && fitted.pixels.max() == 9)
      }
    }
  }

  @Test func fittingTakesAnyExtent() {
    for (width, height) in [(1, 1), (1, 5000), (5000, 1), (3, 2)] {
      for (newWidth, newHeight) in [(1, 1), (32, 32), (1, 64), (64, 1)] {
        let image = Image(width: width, height: height, channels: 1, filledWith: 9)
        let fitted = image.fitted(width: newWidth, height: newHeight, channels: 3)
        #expect(fitted == Image(width: newWidth, height: newHeight, channels: 3, filledWith: 9))
      }
    }
  }
}
