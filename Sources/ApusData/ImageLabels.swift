import ApusGraph

/// The classes of images, from which parts of a data set are chosen, as positions in it, whether the images are
/// decoded or not. Every choice is a pure function of labels and seed.
public struct ImageLabels: Hashable, Sendable {
  /// The class of each image.
  public let labels: [Int]
  /// How many classes there are.
  public let classes: Int

  /// Labels.
  /// - Precondition: every label is a class.
  public init(_ labels: [Int], classes: Int) {
    self.labels = labels
    self.classes = classes
  }

  /// How many images each class has.
  public var counts: [Int] {
    var counts = Array(repeating: 0, count: classes)
    for label in labels { counts[label] += 1 }
    return counts
  }

  /// The labels at some positions, in that order.
  public func subset(_ positions: [Int]) -> ImageLabels {
    ImageLabels(positions.map { labels[$0] }, classes: classes)
  }

  /// Splits off a validation set, the same share of each class, chosen by the seed. Both parts keep the
  /// order of the whole.
  ///
  /// - Parameters:
  ///   - validationFraction: above 0 and below 1; each class with at least two images gives at least one.
  ///   - seed: chooses the images.
  /// - Throws: `split` for another share, or where a part would have no image.
  public func splitting(
    validationFraction: Double, seed: UInt64
  ) throws(DataError) -> (train: [Int], validation: [Int]) {
    guard validationFraction > 0, validationFraction < 1 else {
      throw .split(reason: "the validation share must lie between 0 and 1, not be \(validationFraction)")
    }
    var isValidation = [Bool](repeating: false, count: labels.count)
    for members in shuffledMembers(seed: seed) where members.count > 1 {
      let share = (Double(members.count) * validationFraction).rounded()
      let taken = min(max(Int(share), 1), members.count - 1)
      for index in members.prefix(taken) { isValidation[index] = true }
    }
    let validation = isValidation.indices.filter { isValidation[$0] }
    guard !validation.isEmpty, validation.count < labels.count else {
      throw .split(reason: "\(labels.count) images in \(classes) classes are too few")
    }
    return (isValidation.indices.filter { !isValidation[$0] }, validation)
  }

  /// At most `limit` images of each class, chosen by the seed, in the order that they have here; none for a
  /// limit below 1.
  public func limited(perClass limit: Int, seed: UInt64 = 0) -> [Int] {
    shuffledMembers(seed: seed).flatMap { $0.prefix(max(limit, 0)) }.sorted()
  }

  /// `count` images, or all if there are fewer, spread evenly over the classes and chosen by the seed, in the order
  /// that they have here; none for a count below 1.
  public func sample(_ count: Int, seed: UInt64) -> [Int] {
    let members = shuffledMembers(seed: seed)
    var chosen: [Int] = []
    var round = 0
    while chosen.count < min(count, labels.count) {
      for group in members where round < group.count && chosen.count < count {
        chosen.append(group[round])
      }
      round += 1
    }
    return chosen.sorted()
  }

  /// The positions of each class's images, shuffled by the seed and the class.
  private func shuffledMembers(seed: UInt64) -> [[Int]] {
    var members: [[Int]] = Array(repeating: [], count: classes)
    for (index, label) in labels.enumerated() { members[label].append(index) }
    for label in members.indices {
      var source = RandomSource(seed: seed, stream: UInt64(label) &+ 0x5E1EC7)
      source.shuffle(&members[label])
    }
    return members
  }
}
