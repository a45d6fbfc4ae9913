import ApusData
import ApusReporting

/// The classes of an output that classifies: their names, or how many there are where they have none.
public struct OutputClasses: Hashable, Sendable {
  /// What they are called; empty where nothing says so.
  public let names: [String]
  /// How many there are: two of an output that is one probability.
  public let count: Int

  /// Classes from their parts.
  public init(names: [String], count: Int) { (self.names, self.count) = (names, count) }

  /// The same images, labeled by the places of these classes.
  ///
  /// Classes are matched by name; the data may lack some, and may have empty
  /// ones of its own. Classes without names are taken for those of the data in the
  /// data's order where they are as many. Anything else would be an accuracy that means nothing.
  /// - Parameter images: images with the data's own classes.
  /// - Throws: `strayClasses` for data of classes that are not these, `classCount` where classes have no names and the data
  ///   has more or fewer.
  public func matching(_ images: ImageDataset) throws(EvaluationError) -> MatchedImages {
    guard !names.isEmpty else {
      guard images.classNames.count == count else {
        throw .classCount(outputs: count, classes: images.classNames.count)
      }
      return MatchedImages(
        images: images,
        notice: "the network's classes have no names: its \(count) outputs are taken for the data's classes "
          + "in their order, \(Format.list(images.classNames))")
    }
    let places = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let stray = zip(images.classNames, images.classCounts).filter { places[$0] == nil && $1 > 0 }.map(\.0)
    guard stray.isEmpty else { throw .strayClasses(stray, known: names) }
    var matched = images
    matched.labels = images.labels.map { Int32(places[images.classNames[Int($0)]] ?? 0) }
    matched.classNames = names
    let missing = zip(names, matched.classCounts).filter { $1 == 0 }.map(\.0)
    return MatchedImages(
      images: matched,
      notice: missing.isEmpty ? nil : "the data has no images of \(Format.list(missing))")
  }
}

/// Images, labeled by a network's classes.
public struct MatchedImages: Sendable {
  /// The images. Where the network's classes have no names, they have the data's.
  public var images: ImageDataset
  /// What a person should know of the match, a clause; nil where it is plain.
  public var notice: String?
}
