import ApusImage
import Testing

/// The finder's fast loops beside what they stand for.
@Suite struct FinderLoopTests {
  @Test(arguments: [1, 2, 5, 9]) func discsTakeTheExtremesOfAllThatLiesInThem(radius: Int) {
    for (width, height) in [(1, 1), (1, 9), (17, 1), (3, 4), (31, 23), (80, 12)] {
      let values = (0..<width * height).map { UInt8(128 + 40 * Drawn.noise($0, radius)) }
      func expected(_ pick: (UInt8, UInt8) -> UInt8) -> [UInt8] {
        (0..<width * height).map { at in
          var extreme = values[at]
          for (other, value) in values.enumerated() {
            let (x, y) = (other % width - at % width, other / width - at / width)
            if x * x + y * y <= radius * radius { extreme = pick(extreme, value) }
          }
          return extreme
        }
      }
      let disc = Disc(radius: radius)
      #expect(disc.extremes(of: values, width: width, height: height, Greatest.self) == expected(max))
      #expect(disc.extremes(of: values, width: width, height: height, Least.self) == expected(min))
    }
  }

  @Test func contrastIsCountedByItsNearestWholeNumber() {
    // Halves, what is next to them, and the ends.
    var row: [Float] = [-255, -254.5, -0.5, 0, 0.25, 0.5, 254.5, 255]
    for value in stride(from: Float(-255), through: 254, by: 17) {
      row += [(value + 0.5).nextDown, value + 0.5, (value + 0.5).nextUp, value + 0.49]
    }
    var histogram = ContrastHistogram(width: row.count)
    row.withUnsafeBufferPointer { histogram.add($0.baseAddress!) }
    var expected = [Int](repeating: 0, count: 511)
    for value in row { expected[Int(value + 255.5)] += 1 }
    #expect(histogram.counts == expected)
  }

  @Test(arguments: [24, 161, 480, 640, 1280]) func linesMeetStripsInTheRowsThatSumsRoundTo(width: Int) {
    for tilt in -width * 7 / 100...width * 7 / 100 {
      let lines = ParallelLines(tilt: tilt, width: width, strips: 32)
      let slope = Double(tilt) / Double(width)
      for y in stride(from: 0, to: 1280, by: 37) {
        for strip in 0..<32 {
          let fall = slope * (Double(strip) + 0.5) * Double(width) / 32
          let expected = Int((Double(y) - Double(tilt) / 2 + fall).rounded())
          #expect(lines.row(y, strip: strip) == expected)
        }
      }
    }
  }
}
