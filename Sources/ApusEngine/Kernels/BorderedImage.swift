import ApusGraph

/// Room for an image in a border of zeros, which are there from the start: only the inside is ever written.
/// Without a border the image stays where it is.
struct BorderedImage {
  let rows: Int
  let columns: Int
  let channels: Int
  private let inner: Shape
  private let border: ResolvedPadding
  private let room: UnsafeMutablePointer<Float>?

  /// Room for `count` images one after the other, which the parts of a thread share.
  init(_ inner: Shape, border: ResolvedPadding, purpose: String, count: Int = 1, context: LayerContext)
    throws(EngineError)
  {
    self.inner = inner
    self.border = border
    rows = border.top + inner.height + border.bottom
    columns = border.left + inner.width + border.right
    channels = inner.channels
    let hasBorder = rows != inner.height || columns != inner.width
    room =
      hasBorder
      ? try context.shared.scratch(
        purpose, thread: context.part.thread, count: count * rows * columns * channels)
      : nil
  }

  /// Floats of an image with its border.
  var count: Int { rows * columns * channels }

  /// Puts an image in its place and tells where that is.
  func load(_ image: UnsafeMutablePointer<Float>, at index: Int = 0) -> UnsafeMutablePointer<Float> {
    guard let room else { return image }
    let start = room + index * count
    forEachRow { row, position in
      (start + position).update(from: image + row, count: inner.width * channels)
    }
    return start
  }

  /// Copies the inside of a bordered image.
  func unload(_ bordered: UnsafeMutablePointer<Float>, to image: UnsafeMutablePointer<Float>) {
    forEachRow { row, position in
      (image + row).update(from: bordered + position, count: inner.width * channels)
    }
  }

  private func forEachRow(_ body: (_ row: Int, _ position: Int) -> Void) {
    for row in 0..<inner.height {
      body(row * inner.width * channels, ((row + border.top) * columns + border.left) * channels)
    }
  }
}
