extension Canvas {
  private static let two = [(0.3, 0.35), (0.5, 0.2), (0.68, 0.35), (0.3, 0.8), (0.7, 0.8)]
  private static let four = [(0.55, 0.15), (0.3, 0.6), (0.7, 0.6)]
  private static let one = [(0.5, 0.2), (0.5, 0.8)]

  /// Of each kind that the finder treats differently.
  static var all: [Canvas] {
    var all: [Canvas] = []
    for (width, height) in [(640, 480), (200, 260)] {
      for noise in [0.0, 3, 12] { all.append(photograph(width: width, height: height, noise: noise)) }
      all.append(ruled(width: width, height: height))
      all.append(several(width: width, height: height))
    }
    all.append(photograph(width: 1700, height: 1100, noise: 6))
    for side in [8, 16, 28, 45] {
      all.append(plain(side: side, ink: [20, 20, 30, 255], paper: [250, 250, 245, 255]))
      all.append(plain(side: side, ink: [240, 240, 255, 255], paper: [0, 0, 0, 255]))
    }
    all.append(original)
    // Canvases on which nothing but the ink is opaque.
    for ink in [[255.0, 255, 255, 255], [0, 0, 0, 255], [200, 220, 255, 120]] {
      all.append(plain(side: 120, ink: ink, paper: [0, 0, 0, 0]))
    }
    for (width, height) in [(1, 1), (300, 200), (1, 400), (2000, 3)] {
      all.append(Canvas(width: width, height: height) { _, _ in [200, 190, 180, 255] })
      all.append(Canvas(width: width, height: height) { _, _ in [0, 0, 0, 0] })
      all.append(Canvas(width: width, height: height) { x, y in (0..<4).map { 128 + 60 * noise(x, y, $0) } })
    }
    return all
  }

  /// A pen on yellowish paper in light that falls off, with a shadow.
  private static func photograph(width: Int, height: Int, noise strength: Double) -> Canvas {
    let size = Double(width)
    func paper(_ x: Int, _ y: Int) -> [Double] {
      let light = 1 - 0.25 * Double(x) / size - (3 * x + y > 2 * width ? 0.3 : 0)
      return [225, 220, 205].map { $0 * light } + [255]
    }
    var canvas = Canvas(width: width, height: height, paper: paper)
    canvas.draw(two, radius: Double(height) / 40, color: [30, 50, 130, 255])
    return canvas.noisy(strength)
  }

  /// A digit on the lines of ruled paper.
  private static func ruled(width: Int, height: Int) -> Canvas {
    var canvas = Canvas(width: width, height: height) { _, y in
      y % (height / 7) < 2 ? [120, 160, 210, 255] : [245, 245, 240, 255]
    }
    canvas.draw(four, radius: Double(height) / 50, color: [40, 40, 45, 255])
    canvas.draw([(0.6, 0.4), (0.58, 0.85)], radius: Double(height) / 50, color: [40, 40, 45, 255])
    return canvas.noisy(2)
  }

  /// Three digits beside each other.
  private static func several(width: Int, height: Int) -> Canvas {
    var canvas = Canvas(width: width, height: height) { _, _ in [230, 230, 230, 255] }
    for place in [-0.25, 0, 0.25] {
      canvas.draw(one.map { ($0.0 + place, $0.1) }, radius: Double(height) / 40, color: [150, 30, 40, 255])
    }
    return canvas.noisy(2)
  }

  private static func plain(side: Int, ink: [Double], paper: [Double]) -> Canvas {
    var canvas = Canvas(width: side, height: side) { _, _ in paper }
    canvas.draw(two, radius: Double(side) / 20, color: ink)
    return canvas
  }

  /// What looks like MNIST's own.
  private static var original: Canvas {
    var canvas = Canvas(width: 28, height: 28) { _, _ in [0, 0, 0, 255] }
    let points = [(0.32, 0.2), (0.68, 0.2), (0.68, 0.8), (0.32, 0.8), (0.32, 0.2)]
    canvas.draw(points, radius: 1.4, color: [255, 255, 255, 255])
    return canvas
  }

  private func noisy(_ strength: Double) -> Canvas {
    Canvas(width: width, height: height) { x, y in
      (0..<4).map { channel in
        let value = Double(rgba[4 * (y * width + x) + channel])
        return channel == 3 ? value : value + strength * Self.noise(x, y, channel)
      }
    }
  }
}
