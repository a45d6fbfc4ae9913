import ApusImage
import Testing

@Suite struct PictureLayoutTests {
  /// Height, width, channels and whether planes; empty where there is no picture.
  private func layout(_ rows: Int, _ columns: Int, _ channels: Int) -> String {
    PictureLayout(rows: rows, columns: columns, channels: channels).map {
      "\($0.height)×\($0.width)×\($0.channels)\($0.isPlanar ? " planes" : "")"
    } ?? ""
  }

  @Test func extentsSayWhichPictureAnInputHolds() {
    #expect(layout(28, 30, 1) == "28×30×1" && layout(32, 30, 3) == "32×30×3")
    #expect(layout(1, 28, 30) == "28×30×1")
    #expect(layout(3, 28, 30) == "28×30×3 planes")
    #expect(layout(1, 1, 784) == "28×28×1" && layout(1, 1, 3072) == "32×32×3")
    // Rows, columns and colors come before planes.
    #expect(layout(3, 28, 3) == "3×28×3" && layout(1, 28, 1) == "1×28×1" && layout(1, 1, 3) == "1×1×3")
    for (rows, columns, channels) in [
      (5, 5, 4), (1, 1, 785), (28, 1, 28), (2, 28, 28), (1, 1, 0), (4, 1, 49),
    ] {
      #expect(layout(rows, columns, channels) == "", "\(rows)×\(columns)×\(channels)")
    }
  }

  @Test func planesComeBack() throws {
    let layout = try #require(PictureLayout(rows: 3, columns: 2, channels: 5))
    let image = Image(width: 5, height: 2, channels: 3, pixels: Array(0..<30))
    let planes = layout.arranged(image)
    let expected = (0..<30).map { (at: Int) in UInt8(at % 10 * 3 + at / 10) }
    #expect(planes == expected)
    #expect(layout.image(planes) == image)
  }
}
