/// Names that follow each other in the file: each a byte of length, then its bytes in UTF-8, which are not checked.
public struct Names: Sequence {
  /// How many there are.
  public let count: Int
  /// From the first one's length on.
  private let start: UnsafeRawPointer

  init(count: Int, start: UnsafeRawPointer) {
    self.count = count
    self.start = start
  }

  /// Walks through the names in order.
  public func makeIterator() -> Iterator { Iterator(remaining: count, place: start) }

  /// A walk through names.
  public struct Iterator: IteratorProtocol {
    fileprivate var remaining: Int
    fileprivate var place: UnsafeRawPointer

    /// The bytes of the next name.
    public mutating func next() -> UnsafeRawBufferPointer? {
      guard remaining > 0 else { return nil }
      remaining &-= 1
      let name = UnsafeRawBufferPointer(start: place + 1, count: Int(place.u8(0)))
      place += 1 &+ name.count
      return name
    }
  }

  /// A name, found by walking over those before it.
  /// - Precondition: `index` is in `0 ..< count`.
  public subscript(index: Int) -> UnsafeRawBufferPointer {
    precondition(index >= 0 && index < count)
    var start = start
    for _ in 0..<index { start += 1 &+ Int(start.u8(0)) }
    return UnsafeRawBufferPointer(start: start + 1, count: Int(start.u8(0)))
  }

  /// The bytes that so many names take from an address on; nil where they leave the room.
  static func byteCount(of count: Int, at start: UnsafeRawPointer, room: Int) -> Int? {
    var taken = 0
    for _ in 0..<count {
      guard taken < room, 1 + Int(start.u8(taken)) <= room - taken else { return nil }
      taken += 1 + Int(start.u8(taken))
    }
    return taken
  }
}
