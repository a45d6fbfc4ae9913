/// Elements with their extents, whole numbers or real ones: what operators on constants take and make.
struct TFLiteArray {
  var extents: [Int]
  var elements: Elements

  enum Elements {
    case integers([Int])
    case reals([Float])
  }

  /// How many elements there are.
  var count: Int { extents.reduce(1, *) }

  /// The elements at some places, in that order.
  /// - Precondition: the extents have room for as many.
  func picked(_ places: [Int], extents: [Int]) -> TFLiteArray {
    switch elements {
    case .integers(let values): TFLiteArray(extents: extents, elements: .integers(places.map { values[$0] }))
    case .reals(let values): TFLiteArray(extents: extents, elements: .reals(places.map { values[$0] }))
    }
  }

  /// A function of each element; nil where it has none for elements of this type.
  func mapped(
    _ integer: ((Int) -> Int?)? = nil, _ real: ((Float) -> Float)? = nil
  ) -> TFLiteArray? {
    switch elements {
    case .integers(let values):
      guard let integer else { return nil }
      let results = values.compactMap(integer)
      return results.count == values.count ? TFLiteArray(extents: extents, elements: .integers(results)) : nil
    case .reals(let values):
      guard let real else { return nil }
      return TFLiteArray(extents: extents, elements: .reals(values.map(real)))
    }
  }

  /// A function of each element and its partner in another array, as NumPy pairs them; nil where extents or types do
  /// not fit, or the function has no value.
  func paired(
    with other: TFLiteArray, most: Int, _ integer: (Int, Int) -> Int?, _ real: (Float, Float) -> Float
  ) -> TFLiteArray? {
    guard let extents = Extents.broadcast(self.extents, other.extents), Extents.count(extents) ?? .max <= most
    else { return nil }
    let first = Extents.broadcastPlaces(self.extents, to: extents)
    let second = Extents.broadcastPlaces(other.extents, to: extents)
    switch (elements, other.elements) {
    case (.integers(let one), .integers(let two)):
      let results = zip(first, second).compactMap { integer(one[$0], two[$1]) }
      return results.count == first.count ? TFLiteArray(extents: extents, elements: .integers(results)) : nil
    case (.reals(let one), .reals(let two)):
      return TFLiteArray(
        extents: extents, elements: .reals(zip(first, second).map { real(one[$0], two[$1]) }))
    case (.integers, .reals), (.reals, .integers): return nil
    }
  }
}
