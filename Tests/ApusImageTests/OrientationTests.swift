import ApusImage
import Testing

@Suite struct OrientationTests {
  /// EXIF's orientations as steps that turn the stored picture upright: a transposition, then mirrorings.
  private func reference(_ image: Image, _ orientation: Int) -> Image {
    var image = image
    if (5...8).contains(orientation) { image = moved(image, image.height, image.width) { ($1, $0) } }
    let (width, height) = (image.width, image.height)
    if [2, 3, 6, 7].contains(orientation) { image = moved(image, width, height) { (width - 1 - $0, $1) } }
    if [3, 4, 7, 8].contains(orientation) { image = moved(image, width, height) { ($0, height - 1 - $1) } }
    return image
  }

  private func moved(
    _ image: Image, _ width: Int, _ height: Int, _ place: (Int, Int) -> (Int, Int)
  ) -> Image {
    var result = Image(width: width, height: height, channels: image.channels)
    for y in 0..<height {
      for x in 0..<width {
        let (fromX, fromY) = place(x, y)
        for channel in 0..<image.channels {
          result.pixels[(y * width + x) * image.channels + channel] =
            image.pixels[(fromY * image.width + fromX) * image.channels + channel]
        }
      }
    }
    return result
  }

  @Test(arguments: 0...9, [1, 3]) func turnsUpright(orientation: Int, channels: Int) {
    // Sides below one tile, and beyond one but not a multiple of it.
    for (width, height) in [(3, 2), (1, 5), (131, 70)] {
      let pixels = (0..<width * height * channels).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 7) }
      let image = Image(width: width, height: height, channels: channels, pixels: pixels)
      #expect(image.upright(fromOrientation: orientation) == reference(image, orientation))
    }
  }
}
