/// The digits of a picture in lines from top to bottom, each in pieces from left to right. A piece is a digit, or several
/// that touch.
struct Writing {
  /// Pieces of ink that belong together.
  struct Piece {
    /// The numbers of its components, as marks have them.
    var marks: [Int32]
    /// The rectangle around it, in the ink's pixels.
    var box: PixelBox
  }

  /// One line.
  struct Line {
    var pieces: [Piece]
    /// The usual height of its pieces.
    let height: Int
  }

  private(set) var lines: [Line] = []

  /// - Parameter components: the pieces of ink that may be writing.
  init(of components: [Components.Component]) {
    let pieces = components.enumerated().map { Piece(marks: [Int32($0.offset + 1)], box: $0.element.box) }
    let tallest = pieces.reduce(0) { max($0, $1.box.height) }
    let large = pieces.filter { 3 * $0.box.height >= tallest }.map { $0.box.height }.sorted()
    guard !large.isEmpty else { return }
    let typical = large[(large.count - 1) / 2]

    // Tall pieces make the lines; what is small joins the line that it lies in.
    var rows: [[Piece]] = []
    for piece in pieces.filter({ 2 * $0.box.height >= typical }).sorted(by: { $0.box.x < $1.box.x }) {
      let best = rows.indices.max { Self.overlap(rows[$0].last, piece) < Self.overlap(rows[$1].last, piece) }
      if let best, Self.overlap(rows[best].last, piece) >= 0.4 {
        rows[best].append(piece)
      } else {
        rows.append([piece])
      }
    }
    let small = pieces.filter { 2 * $0.box.height < typical }
    lines = rows.map { row in
      let heights = row.map { $0.box.height }.sorted()
      var line = Line(pieces: row, height: heights[heights.count / 2])
      line.joinParts()
      for piece in small { line.join(piece) }
      return line
    }
    lines.sort { $0.middle < $1.middle }
  }

  /// How much of the lower one's height two pieces share.
  private static func overlap(_ last: Piece?, _ piece: Piece) -> Double {
    guard let last else { return 0 }
    let top = max(last.box.y, piece.box.y)
    let bottom = min(last.box.y + last.box.height, piece.box.y + piece.box.height)
    return Double(max(bottom - top, 0)) / Double(max(min(last.box.height, piece.box.height), 1))
  }
}

extension Writing.Line {
  /// The row that its pieces lie around.
  var middle: Int { pieces.reduce(0) { $0 + 2 * $1.box.y + $1.box.height } / max(pieces.count, 1) }

  /// Joins pieces that lie mostly above each other: parts of one digit.
  fileprivate mutating func joinParts() {
    var index = 0
    while index + 1 < pieces.count {
      let (first, second) = (pieces[index].box, pieces[index + 1].box)
      let shared = min(first.x + first.width, second.x + second.width) - max(first.x, second.x)
      let narrower = min(first.width, second.width)
      // Tall ones that only lean over each other are two digits.
      let areTall = 10 * min(first.height, second.height) >= 7 * height
      if 100 * shared >= (areTall ? 80 : 50) * narrower {
        pieces[index] = Writing.Piece(
          marks: pieces[index].marks + pieces[index + 1].marks, box: first.union(second))
        pieces.remove(at: index + 1)
      } else {
        index += 1
      }
    }
  }

  /// Joins a small piece to the digit that it is a part of, as the bar of a 5; points and dashes between digits are left
  /// out.
  fileprivate mutating func join(_ piece: Writing.Piece) {
    let box = piece.box
    for index in pieces.indices {
      let other = pieces[index].box
      let shared = min(box.x + box.width, other.x + other.width) - max(box.x, other.x)
      let distance = max(other.y - (box.y + box.height), box.y - (other.y + other.height))
      let lies = 2 * shared >= box.width && 4 * distance <= height
      // The bar of a 5 may begin where the digit ends.
      let isBar =
        2 * box.y + box.height < 2 * other.y + other.height / 2 && 10 * abs(shared) <= 2 * height
        && box.x > other.x && 3 * abs(distance) <= height && box.width > box.height
      if lies || isBar {
        pieces[index] = Writing.Piece(marks: pieces[index].marks + piece.marks, box: other.union(box))
        return
      }
    }
  }
}
