import ApusModel

extension ReducedAxes {
  /// Calls the body for each element of the output, in order, with where it goes and the first of the elements that are
  /// brought to it.
  @inline(__always)
  func forEachOutput(
    in arena: UnsafeMutablePointer<Int8>,
    _ body: (_ target: UnsafeMutablePointer<Int8>, _ first: UnsafePointer<Int8>) -> Void
  ) {
    var target = arena + output.offset
    let source = UnsafePointer(arena + input.offset)
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
  func forEachElement(from first: UnsafePointer<Int8>, _ body: (Int8) -> Void) {
    for row in 0..<rows {
      for column in 0..<columns {
        let position = first + (row &* input.width &+ column) &* input.channels
        for channel in 0..<channels { body(position[channel]) }
      }
    }
  }
}
