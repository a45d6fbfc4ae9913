import ApusImage
import Foundation
import Testing

@Suite struct CMYKTests {
  /// Four colors of ink in CMYK as Adobe's programs write it, made by Pillow 12.
  private static let file = """
    /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwANCQoLCggNCwoLDg4NDxMgFRMSEhMnHB4XIC4pMTAuKS0sMzpKPjM2RjcsLUBXQUZMTlJT\
    UjI+WmFaUGBKUVJP/8AAFAgACAAIBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIB\
    AwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZH\
    SElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV\
    1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwDK+HWi/wBr/wBo/wCkeT5Xlfwbs53+49Kp+Etb/sz7X/o3\
    m+Zs/j24xu9j61x0EX9q7vm8ryvbdnP5elbfh3Sf+Ee+0fv/ALR9o2/wbNu3Puc9a//Z
    """

  /// What Pillow's `convert("RGB")` makes of it.
  private static let colors: [UInt8] = [
    1, 11, 12, 1, 13, 14, 1, 11, 9, 0, 10, 13, 106, 219, 9, 106, 211, 21, 98, 205, 17, 101, 214,
    14, 1, 10, 11, 2, 13, 15, 2, 13, 14, 0, 13, 17, 100, 211, 12, 92, 207, 17, 91, 209, 16, 101,
    223, 17, 0, 16, 13, 1, 13, 12, 2, 10, 9, 0, 14, 14, 111, 206, 15, 106, 220, 18, 103, 210, 19,
    104, 198, 21, 4, 9, 15, 2, 7, 11, 1, 9, 9, 0, 19, 14, 108, 182, 24, 100, 217, 18, 92, 228, 9,
    87, 221, 5, 0, 49, 3, 0, 47, 3, 10, 42, 10, 16, 23, 26, 200, 94, 64, 185, 69, 74, 191, 66, 80,
    199, 65, 83, 11, 29, 23, 7, 32, 15, 9, 39, 14, 6, 30, 21, 188, 79, 67, 175, 70, 71, 188, 78,
    73, 191, 84, 69, 7, 39, 12, 5, 34, 6, 8, 37, 6, 2, 35, 11, 196, 75, 71, 198, 74, 78, 203, 76,
    79, 185, 69, 68, 7, 41, 12, 9, 34, 11, 14, 36, 14, 2, 40, 13, 184, 71, 69, 178, 76, 70, 196,
    81, 77, 189, 72, 72,
  ]

  @Test func becomesTheColorsOnPaper() throws {
    let file = [UInt8](try #require(Data(base64Encoded: Self.file)))
    let image = try file.withUnsafeBytes { try Image(jpeg: $0, name: "a.jpg") }
    #expect(image == Image(width: 8, height: 8, channels: 3, pixels: Self.colors))
  }
}
