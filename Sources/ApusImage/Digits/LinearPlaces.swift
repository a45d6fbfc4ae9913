/// Where the pixels of an axis lie between those of one with fewer or more, for linear interpolation between centers.
struct LinearPlaces {
  private let places: [(lower: Int, upper: Int, share: Float)]

  init(from old: Int, to new: Int) {
    places = (0..<new).map { index in
      let place = min(max((Double(index) + 0.5) * Double(old) / Double(new) - 0.5, 0), Double(old - 1))
      let lower = min(Int(place), max(old - 2, 0))
      return (lower, min(lower + 1, old - 1), Float(place - Double(lower)))
    }
  }

  subscript(_ index: Int) -> (lower: Int, upper: Int, share: Float) { places[index] }

  /// Values at the new pixels from those at the old ones.
  func interpolate(_ old: [Float], into new: inout [Float]) {
    old.withUnsafeBufferPointer { old in
      new.withUnsafeMutableBufferPointer { new in
        for index in places.indices {
          let (lower, upper, share) = places[index]
          new[index] = old[lower] + (old[upper] - old[lower]) * share
        }
      }
    }
  }
}
