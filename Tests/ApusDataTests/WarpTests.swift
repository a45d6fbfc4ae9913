import ApusData
import ApusGraph
import Testing

@Suite struct WarpTests {
  private let height = 9
  private let width = 11

  private func picture(channels: Int) -> [UInt8] {
    var source = RandomSource(seed: 3)
    return (0..<height * width * channels).map { _ in UInt8(truncatingIfNeeded: source.next()) }
  }

  private func sample(
    _ image: [UInt8], channels: Int = 1, map: AffineMap, points: Int = 0, background: Float = 7,
    controls: (_ across: Bool) -> Float = { _ in 0 }
  ) -> [Float] {
    let warp = Warp(
      height: height, width: width, channels: channels,
      background: (0..<channels).map { background + Float($0) }, points: points)
    let count = warp.controlCount
    let displacements = (0..<max(count, 1)).map { controls($0 < count / 2) }
    return [Float](unsafeUninitializedCapacity: image.count) { buffer, initialized in
      warp.sample(image, map: map, controls: displacements, into: buffer.baseAddress!)
      initialized = image.count
    }
  }

  /// The picture looked up at whole places.
  private func moved(
    _ image: [UInt8], channels: Int, background: Float = 7, _ place: (Int, Int) -> (Int, Int)
  ) -> [Float] {
    var result: [Float] = []
    for y in 0..<height {
      for x in 0..<width {
        let (column, row) = place(x, y)
        let isInside = column >= 0 && column < width && row >= 0 && row < height
        for channel in 0..<channels {
          result.append(
            isInside
              ? Float(image[(row * width + column) * channels + channel]) : background + Float(channel))
        }
      }
    }
    return result
  }

  @Test(arguments: [1, 3]) func theIdentityChangesNothing(channels: Int) {
    let image = picture(channels: channels)
    #expect(sample(image, channels: channels, map: AffineMap()) == image.map(Float.init))
    #expect(sample(image, channels: channels, map: AffineMap(degrees: 0)) == image.map(Float.init))
  }

  @Test(arguments: [1, 3]) func wholeShiftsMovePixels(channels: Int) {
    let image = picture(channels: channels)
    for (right, down) in [(1, 0), (-2, 3), (0, -8), (40, 0), (-11, -9)] {
      let map = AffineMap(degrees: 0, right: Float(right), down: Float(down))
      let expected = moved(image, channels: channels) { ($0 + right, $1 + down) }
      #expect(sample(image, channels: channels, map: map) == expected, "\(right), \(down)")
    }
  }

  @Test func mirrorsExactly() {
    let image = picture(channels: 1)
    let expected = moved(image, channels: 1) { (width - 1 - $0, $1) }
    #expect(sample(image, map: AffineMap().mirrored) == expected)
  }

  @Test func aQuarterTurnTransposes() {
    let image = picture(channels: 1)
    let (centerX, centerY) = (width / 2, height / 2)
    for (degrees, sign) in [(90, 1), (-90, -1)] as [(Float, Int)] {
      let turned = sample(image, map: AffineMap(degrees: degrees))
      let expected = moved(image, channels: 1) { x, y in
        (centerX - sign * (y - centerY), centerY + sign * (x - centerX))
      }
      let largest = zip(turned, expected).map { abs($0 - $1) }.max()
      #expect(largest! < 0.01)
    }
  }

  @Test func interpolatesAsInDoublePrecision() {
    let image = picture(channels: 1)
    let map = AffineMap(degrees: 17, zoom: 1.1, slant: 0.2, right: 0.3, down: -1.7)
    func pixel(_ x: Int, _ y: Int) -> Double {
      x >= 0 && y >= 0 && x < width && y < height ? Double(image[y * width + x]) : 7
    }
    var expected: [Double] = []
    for y in 0..<height {
      for x in 0..<width {
        let (across, down) = (Double(x) - 5, Double(y) - 4)
        let fromX = Double(map.a) * across + Double(map.b) * down + Double(map.e) + 5
        let fromY = Double(map.c) * across + Double(map.d) * down + Double(map.f) + 4
        let (column, row) = (fromX.rounded(.down), fromY.rounded(.down))
        var sum = 0.0
        for (i, j) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
          let weight = (1 - abs(fromX - column - Double(i))) * (1 - abs(fromY - row - Double(j)))
          sum += weight * pixel(Int(column) + i, Int(row) + j)
        }
        expected.append(sum)
      }
    }
    let largest = zip(sample(image, map: map), expected).map { abs(Double($0) - $1) }.max()
    #expect(largest! < 0.01)
  }

  @Test(arguments: [1, 2, 4, 9]) func equalControlPointsAreAShift(points: Int) {
    // The spline's weights add up to one.
    let image = picture(channels: 1)
    let warped = sample(image, map: AffineMap(), points: points) { $0 ? 2.5 : -1.25 }
    let shifted = sample(image, map: AffineMap(degrees: 0, right: 2.5, down: -1.25))
    let largest = zip(warped, shifted).map { abs($0 - $1) }.max()
    #expect(largest! < 0.01)
  }

  @Test func splineWeightsAreTheBasisFunctions() {
    // Cox and de Boor's recursion at whole knots, in double precision.
    func basis(_ index: Int, _ degree: Int, _ t: Double) -> Double {
      guard degree > 0 else { return t >= Double(index) && t < Double(index + 1) ? 1 : 0 }
      let (i, p) = (Double(index), Double(degree))
      return (t - i) / p * basis(index, degree - 1, t) + (i + p + 1 - t) / p * basis(index + 1, degree - 1, t)
    }
    let table = SplineTable(count: 28, points: 4)
    for pixel in 0..<28 {
      let place = (Double(pixel) + 0.5) * 4 / 28
      let cell = Int(place)
      #expect(table.starts[cell] <= pixel && pixel < table.starts[cell + 1])
      for weight in 0..<4 {
        // Control point `cell + weight` covers the knots from `cell + weight − 3` on.
        let expected = basis(cell + weight - 3, 3, place)
        #expect(abs(Double(table.weights[4 * pixel + weight]) - expected) < 1e-6)
      }
    }
  }

  @Test func aSideShorterThanTheGridHasEmptyCells() {
    // Pixels at 8/6, 24/6 and 40/6 of eight cells.
    let table = SplineTable(count: 3, points: 8)
    #expect(table.starts == [0, 0, 1, 1, 1, 2, 2, 3, 3])
  }
}
