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
    /// The rectangle around it.
    var box: PixelBox { PixelBox(x: left, y: top, width: right - left + 1, height: bottom - top + 1) }
  }

  private(set) var components: [Component] = []
  /// For each pixel the number of its component plus one, or 0.
  private(set) var marks: [Int32]

  /// Groups of pixels of at least `faint` with at least one of `ink` among them.
  init(of contrast: [UInt8], width: Int, height: Int, faint: Int, ink: Int) {
    var marks = [Int32](repeating: 0, count: contrast.count)
    var components: [Component] = []
    var stack: [Int] = []
    contrast.withUnsafeBufferPointer { contrast in
      marks.withUnsafeMutableBufferPointer { marks in
        for start in contrast.indices where Int(contrast[start]) >= ink && marks[start] == 0 {
          let mark = Int32(components.count + 1)
          var component = Component(
            left: start % width, right: start % width, top: start / width, bottom: start / width)
          marks[start] = mark
          stack.append(start)
          while let at = stack.popLast() {
            let (y, x) = at.quotientAndRemainder(dividingBy: width)
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
    }
    (self.components, self.marks) = (components, marks)
  }

  /// Some of the components, numbered anew.
  func keeping(_ isKept: [Bool]) -> Components {
    var result = self
    result.components = []
    var numbers = [Int32](repeating: 0, count: components.count + 1)
    for index in components.indices where isKept[index] {
      result.components.append(components[index])
      numbers[index + 1] = Int32(result.components.count)
    }
    for at in marks.indices { result.marks[at] = numbers[Int(marks[at])] }
    return result
  }

  /// Which components may be writing: no frames, nothing that runs along the picture's border, and nothing that is
  /// tiny beside the larger ones, or small and at the border, as what is left of shadows.
  func writing(width: Int, height: Int) -> [Bool] {
    let frames = frames(width: width, height: height)
    var isKept = components.indices.map { 2 * components[$0].contact < width + height && !frames[$0] }
    let heights = components.indices.filter { isKept[$0] }.map { components[$0].extent }.sorted()
    guard let tallest = heights.last else { return isKept }
    // The digits of a picture are of one size, more or less; the largest piece may be several of them.
    let large = heights.filter { 4 * $0 >= tallest }
    let typical = large[(large.count - 1) / 2]
    for index in components.indices
    where (components[index].contact > 0 ? 2 : 5) * components[index].extent < typical {
      isKept[index] = false
    }
    return isKept
  }

  /// Which components make up a digit: no specks, which have less than a fiftieth of the largest one's area (at the
  /// picture's border a sixth) or are less than a fortieth of the picture long; and nothing that runs along the
  /// picture's border, as a table's edge does, unless hardly anything else is there.
  func digit(width: Int, height: Int) -> [Bool] {
    let side = max(width, height)
    let frames = frames(width: width, height: height)
    var isKept = components.indices.map { 2 * components[$0].contact < width + height && !frames[$0] }
    let remains = components.indices.contains { isKept[$0] && components[$0].extent >= side / 8 }
    if !remains { isKept = components.map { _ in true } }
    let largest = components.indices.reduce(0) { isKept[$1] ? max($0, components[$1].area) : $0 }
    return components.indices.map {
      isKept[$0] && (components[$0].contact > 0 ? 6 : 50) * components[$0].area >= largest
        && 40 * components[$0].extent >= side
    }
  }

  /// Which components are frames around others: all of their ink lies near the sides of the rectangle around them, and
  /// another component of some size is within.
  private func frames(width: Int, height: Int) -> [Bool] {
    var isFrame = components.indices.map { index in
      let frame = components[index]
      guard frame.extent * 2 >= max(width, height) else { return false }
      return components.indices.contains { other in
        let inner = components[other]
        return other != index && inner.left > frame.left && inner.right < frame.right && inner.top > frame.top
          && inner.bottom < frame.bottom && 5 * inner.extent >= frame.extent
      }
    }
    guard isFrame.contains(true) else { return isFrame }
    var (all, near) = (components.map { _ in 0 }, components.map { _ in 0 })
    for at in marks.indices where marks[at] > 0 && isFrame[Int(marks[at]) - 1] {
      let index = Int(marks[at]) - 1
      let frame = components[index]
      let (x, y) = (at % width, at / width)
      all[index] += 1
      // An eighth of the rectangle on each side.
      if 8 * min(x - frame.left, frame.right - x) <= frame.right - frame.left
        || 8 * min(y - frame.top, frame.bottom - y) <= frame.bottom - frame.top
      {
        near[index] += 1
      }
    }
    for index in isFrame.indices where isFrame[index] { isFrame[index] = 50 * near[index] >= 49 * all[index] }
    return isFrame
  }
}
