import ApusGraph

extension ImageDataset {
  /// Splits off a validation set, the same share of each class, chosen by the seed. Both parts keep the
  /// order of the whole.
  ///
  /// - Parameter validationFraction: above 0 and below 1; each class with at least two images gives at least one.
  /// - Throws: `split` for another share, or where a part would have no image.
  public func splitting(
    validationFraction: Double, seed: UInt64
  ) throws(DataError) -> (train: ImageDataset, validation: ImageDataset) {
    guard validationFraction > 0, validationFraction < 1 else {
      throw .split(reason: "the validation share must lie between 0 and 1, not be \(validationFraction)")
    }
    var isValidation = [Bool](repeating: false, count: count)
    for members in shuffledMembers(seed: seed) where members.count > 1 {
      let share = (Double(members.count) * validationFraction).rounded()
      let taken = min(max(Int(share), 1), members.count - 1)
      for index in members.prefix(taken) { isValidation[index] = true }
    }
    let validation = isValidation.indices.filter { isValidation[$0] }
    guard !validation.isEmpty, validation.count < count else {
      throw .split(reason: "\(count) images in \(classNames.count) classes are too few")
    }
    return (subset(isValidation.indices.filter { !isValidation[$0] }), subset(validation))
  }

  /// At most so many images of each class, chosen by the seed, in the order of the whole; none for a
  /// limit below 1.
  public func limited(perClass limit: Int, seed: UInt64 = 0) -> ImageDataset {
    subset(shuffledMembers(seed: seed).flatMap { $0.prefix(max(limit, 0)) }.sorted())
  }

  /// So many images (or all, if there are fewer), spread evenly over the classes and chosen by the seed; none
  /// for a count below 1.
  public func sample(_ count: Int, seed: UInt64) -> ImageDataset {
    let members = shuffledMembers(seed: seed)
    var chosen: [Int] = []
    var round = 0
    while chosen.count < min(count, self.count) {
      for group in members where round < group.count && chosen.count < count {
        chosen.append(group[round])
      }
      round += 1
    }
    return subset(chosen.sorted())
  }

  /// The order in which an epoch visits the images: a pure function of the seed and the epoch.
  public static func order(count: Int, seed: UInt64, epoch: Int) -> [Int] {
    var order = Array(0..<count)
    var source = RandomSource(seed: seed, stream: 0x0D_E8_00_00_00 &+ UInt64(epoch))
    source.shuffle(&order)
    return order
  }

  /// The indices of each class's images, shuffled.
  private func shuffledMembers(seed: UInt64) -> [[Int]] {
    Self.shuffledMembers(labels.map(Int.init), classes: classNames.count, seed: seed)
  }

  /// The positions of each class's labels, shuffled by the seed and the class.
  static func shuffledMembers(_ labels: [Int], classes: Int, seed: UInt64) -> [[Int]] {
    var members: [[Int]] = Array(repeating: [], count: classes)
    for (index, label) in labels.enumerated() { members[label].append(index) }
    for label in members.indices {
      var source = RandomSource(seed: seed, stream: UInt64(label) &+ 0x5E1EC7)
      source.shuffle(&members[label])
    }
    return members
  }
}
