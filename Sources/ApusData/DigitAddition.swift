import ApusGraph

/// What of the kit's own pictures can be added to a person's images of digits.
public enum DigitAddition: String, Hashable, Sendable, CaseIterable {
  /// Handwriting with the forms that a person's images may lack, a third as many as these.
  case handwriting
  /// Pictures that are no digit, of the class `none`, a third as many as a person's images.
  case none

  /// How many of each are added to so many images.
  static func count(for images: Int) -> Int {
    max(10, images / 3)
  }

  /// The pictures, of a person's classes or of `none`.
  func pictures(for images: Int, classNames: [String]) throws(DataError) -> ImageDataset {
    let count = Self.count(for: images)
    return switch self {
    case .handwriting:
      try ImageDataset.syntheticDigits(count: count, seed: 3).relabeled(
        by: classNames, path: "the kit's handwriting")
    case .none: ImageDataset.syntheticNonDigits(count: count, seed: 3)
    }
  }
}

/// Images of digits and, behind them, pictures of the kit's own.
public struct ExtendedDigits<Base: ImageProvider>: ImageProvider {
  private let base: Base
  private let additions: Set<DigitAddition>

  /// - Parameters:
  ///   - base: a person's images.
  ///   - additions: what is added to them.
  public init(_ base: Base, additions: Set<DigitAddition>) {
    self.base = base
    self.additions = additions
  }

  /// The images, and what is added to them: as many pictures as all images of the provider ask for, whichever are chosen.
  /// - Throws: as the images do; `noDigits` for a format that is not that of a network for digits, `ownNone` for images that have such a class,
  ///   `missingClass` or `strayClass`
  ///   where handwriting is added to other classes than those of the ten digits.
  public func images(
    in format: ImageFormat?, classNames: [String], choosing: ((ImageLabels) throws(DataError) -> [Int])?
  ) throws(DataError) -> ImageDataset {
    guard !additions.isEmpty else {
      return try base.images(in: format, classNames: classNames, choosing: choosing)
    }
    if let format, format.style != .digit { throw .noDigits }
    let own = additions.contains(.none) ? classNames.filter { $0 != ImageDataset.noneClassName } : classNames
    var chosen: [Int]?
    var total = 0
    let images = try base.images(in: format, classNames: own) { (labels) throws(DataError) in
      total = labels.labels.count
      let all = labels.extended(by: additions)
      guard let choosing else { return Array(labels.labels.indices) }
      let positions = try choosing(all)
      chosen = positions
      return positions.filter { $0 < total }
    }
    if additions.contains(.none), images.classNames.contains(ImageDataset.noneClassName) { throw .ownNone }
    var added = try additions.inOrder.map { (addition) throws(DataError) in
      try addition.pictures(for: total, classNames: images.classNames)
    }
    if let format { added = try added.map { (part) throws(DataError) in try part.converted(to: format) } }
    func named(_ images: ImageDataset) throws(DataError) -> ImageDataset {
      classNames.isEmpty ? images : try images.relabeled(by: classNames, path: "the images")
    }
    guard let chosen else { return try named(ImageDataset.joined([images] + added)) }
    // What was chosen of the added ones, and all in the order that was asked for.
    let pictures = ImageDataset.joined(added)
    let wanted = chosen.filter { $0 >= total }.map { $0 - total }
    let joined = ImageDataset.joined([images, pictures.subset(wanted)])
    var (ofBase, ofAdded) = (0, images.count)
    let order = chosen.map { position in
      if position < total {
        ofBase += 1
        return ofBase - 1
      }
      ofAdded += 1
      return ofAdded - 1
    }
    return try named(order == Array(order.indices) ? joined : joined.subset(order))
  }
}

extension Set<DigitAddition> {
  fileprivate var inOrder: [DigitAddition] { DigitAddition.allCases.filter { contains($0) } }
}

extension ImageLabels {
  /// These labels, and behind them those of what is added.
  fileprivate func extended(by additions: Set<DigitAddition>) -> ImageLabels {
    var (all, classes) = (labels, classes)
    for addition in additions.inOrder {
      let count = DigitAddition.count(for: labels.count)
      switch addition {
      // Digits come in turns.
      case .handwriting: all += (0..<count).map { $0 % max(self.classes, 1) }
      case .none:
        all += Array(repeating: classes, count: count)
        classes += 1
      }
    }
    return ImageLabels(all, classes: classes)
  }
}
