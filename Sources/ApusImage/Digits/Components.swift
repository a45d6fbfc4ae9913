/// Connected groups of ink pixels.
struct Components {
  /// One group: pixels that touch, diagonally too.
  struct Component {
    /// How many pixels are ink for certain.
    var area = 0
    /// How many pixels lie on the picture's border.
    var contact = 0
    var left: Int
    var right: Int
    var top: Int
    var bottom: Int

    /// The longer side of the rectangle around it.
    var extent: Int { max(right - left, bottom - top) + 1 }
  }

  private(set) var components: [Component] = []
  /// For each pixel the number of its component plus one, or 0.
  private(set) var marks: [Int32]

  /// Groups of pixels of at least `faint` with at least one of `ink` among them.
  init(of contrast: [UInt8], width: Int, height: Int, faint: Int, ink: Int) {
    marks = Array(repeating: 0, count: contrast.count)
    var stack: [Int] = []
    for start in contrast.indices where Int(contrast[start]) >= ink && marks[start] == 0 {
      let mark = Int32(components.count + 1)
      var component = Component(
        left: start % width, right: start % width, top: start / width, bottom: start / width)
      marks[start] = mark
      stack.append(start)
      while let at = stack.popLast() {
        let (x, y) = (at % width, at / width)
        if Int(contrast[at]) >= ink { component.area += 1 }
        if x == 0 || y == 0 || x == width - 1 || y == height - 1 { component.contact += 1 }
        component.left = min(component.left, x)
        component.right = max(component.right, x)
        component.top = min(component.top, y)
        component.bottom = max(component.bottom, y)
        for row in max(0, y - 1)...min(height - 1, y + 1) {
          for near in row * width + max(0, x - 1)...row * width + min(width - 1, x + 1)
          where marks[near] == 0 && Int(contrast[near]) >= faint {
            marks[near] = mark
            stack.append(near)
          }
        }
      }
      components.append(component)
    }
  }

  /// Which components make up a digit: no specks, which have less than a fiftieth of the largest one's area or
  /// are less than a fortieth of the picture long; and nothing that runs along the picture's border, as a table's
  /// edge does, unless hardly anything else is there.
  func digit(width: Int, height: Int) -> [Bool] {
    let side = max(width, height)
    var isKept = components.map { 2 * $0.contact < width + height }
    let remains = components.indices.contains { isKept[$0] && components[$0].extent >= side / 8 }
    if !remains { isKept = components.map { _ in true } }
    let largest = components.indices.reduce(0) { isKept[$1] ? max($0, components[$1].area) : $0 }
    return components.indices.map {
      isKept[$0] && 50 * components[$0].area >= largest && 40 * components[$0].extent >= side
    }
  }
}
