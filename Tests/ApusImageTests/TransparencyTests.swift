import ApusImage
import Testing

@Suite struct TransparencyTests {
  private func picture(_ width: Int, _ height: Int, _ rgba: [UInt8]) -> Image {
    rgba.withUnsafeBufferPointer { Image(width: width, height: height, rgba: $0) }
  }

  @Test func opaqueColorsStayAsTheyAre() {
    let picture = picture(2, 1, [1, 2, 3, 255, 250, 251, 252, 255])
    #expect(picture == Image(width: 2, height: 1, channels: 3, pixels: [1, 2, 3, 250, 251, 252]))
  }

  @Test func whatIsTransparentIsWhiteOrBehindLightInkBlack() {
    let nothing: [UInt8] = [0, 0, 0, 0]
    #expect(picture(2, 1, [10, 20, 30, 255] + nothing).pixels == [10, 20, 30, 255, 255, 255])
    #expect(picture(2, 1, [240, 250, 255, 255] + nothing).pixels == [240, 250, 255, 0, 0, 0])
    #expect(picture(2, 1, nothing + nothing).pixels == [UInt8](repeating: 255, count: 6))
    // Without transparency there is nothing behind.
    #expect(picture(1, 1, [240, 250, 255, 255]).pixels == [240, 250, 255])
  }

  @Test func colorsAreMixedByTheirOpacity() {
    // 100 · 51 + 255 · 204, in 255ths, and 0 · 51 + 255 · 204.
    #expect(picture(1, 1, [100, 0, 255, 51]).pixels == [224, 204, 255])
  }

  /// Light sums up in more than 32 bits.
  @Test func largeLightCanvasesAreLaidOnBlack() {
    let (width, height) = (600, 500)
    var rgba = [UInt8](repeating: 255, count: 4 * width * height)
    rgba.replaceSubrange(0..<4, with: [0, 0, 0, 0])
    #expect(picture(width, height, rgba).pixels.prefix(4) == [0, 0, 0, 255])
  }
}
