import ApusModel

extension ReducedAxes {
  /// Calls the body for each element of the output, in order, with where it goes and the first of the elements that are
  /// brought to it.
  @inline(__always)
  func forEachOutput<Element: FixedWidthInteger>(
    of _: Element.Type, in arena: UnsafeMutablePointer<Int8>,
    _ body: (_ target: UnsafeMutablePointer<Element>, _ first: UnsafePointer<Element>) -> Void
  ) {
    var target = UnsafeMutableRawPointer(arena + output.offset).assumingMemoryBound(to: Element.self)
    let source = UnsafeRawPointer(arena + input.offset).assumingMemoryBound(to: Element.self)
    // Along an axis that is gone there is one place.
    for row in 0..<(rows == 1 ? input.height : 1) {
      for column in 0..<(columns == 1 ? input.width : 1) {
        let position = (row &* input.width &+ column) &* input.channels
        for channel in 0..<(channels == 1 ? input.channels : 1) {
          body(target, source + (position &+ channel))
          target += 1
        }
      }
    }
  }

  /// Calls the body for each of the elements that are brought to one.
  /// - Parameter first: the first of them.
  @inline(__always)
  func forEachElement<Element: FixedWidthInteger>(
    from first: UnsafePointer<Element>, _ body: (Element) -> Void
  ) {
    for row in 0..<rows {
      for column in 0..<columns {
        let position = first + (row &* input.width &+ column) &* input.channels
        for channel in 0..<channels { body(position[channel]) }
      }
    }
  }
}
