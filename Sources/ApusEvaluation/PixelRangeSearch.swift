import ApusData
import ApusEngine
import ApusGraph

/// Tries a float classifier on a few images in each of the usual ranges of pixels, and says which one it was trained on.
///
/// With labels it is, of the ranges that get about as many images right as any, the one in which training has nothing left
/// to do in the last layer (`HeadGradient`): a range that is too wide makes a network too sure of all images, one that is too
/// narrow makes it unsure, even where most answers stay right. Without labels it is the one in which batch normalizations find what they remember, in which
/// answers are sure and various, and channels are neither idle nor saturated.
public struct PixelRangeSearch: Sendable {
  /// What each range came to, in the order of `PixelRange`.
  public let trials: [PixelRangeTrial]
  /// How many images were looked at.
  public let imageCount: Int
  /// How many classes there are.
  public let classCount: Int

  /// About how many multiply-accumulates all trials together may take.
  private static let work = 4e11

  /// How many images a search looks at, for a network of some work: 32 to 512.
  /// - Parameter graph: a network of one input.
  public static func imageCount(for graph: Graph) -> Int {
    let each = ((try? graph.multiplyAccumulates()) ?? []).reduce(1.0) { $0 + Double($1.count) }
    let ranges = Double(PixelRange.usual(channels: graph.inputShape.channels).count)
    return Int(max(32, min(512, work / (ranges * each))))
  }

  /// Runs a network in each range.
  /// - Parameters:
  ///   - graph: a classifier of one input that is a picture; its own preprocessing says only how pictures are fitted.
  ///   - images: of the network's extent.
  ///   - hasLabels: whether the images' labels are the network's classes.
  ///   - progress: called with the share that is done.
  /// - Throws: as `FloatClassifier` does.
  public init(
    _ graph: Graph, images: ImageDataset, hasLabels: Bool, progress: (Double) -> Void = { _ in }
  ) throws(EvaluationError) {
    let classifier = try FloatClassifier(graph)
    let ranges = PixelRange.usual(channels: images.channels)
    var trials: [PixelRangeTrial] = []
    for (index, range) in ranges.enumerated() {
      trials.append(
        try PixelRangeProbe(classifier, range).trial(images, hasLabels: hasLabels))
      progress(Double(index + 1) / Double(ranges.count))
    }
    self.trials = trials
    imageCount = images.count
    classCount = classifier.classes.count
  }

  /// Whether labels say which range it is: in one of them the network is clearly better than chance.
  public var goesByLabels: Bool {
    guard let most = trials.compactMap(\.correct).max() else { return false }
    let chance = Double(imageCount) / Double(max(2, classCount))
    return Double(most) > chance + 4 * max(1, chance.squareRoot())
  }

  /// The range that suits the network best.
  public var best: PixelRangeTrial {
    guard goesByLabels else { return trials.max { $0.suitability < $1.suitability }! }
    let most = trials.compactMap(\.correct).max() ?? 0
    // Two standard errors of the difference of two counts of so many images, which agree on most of them.
    let error = (Double(most) * (1 - Double(most) / Double(max(1, imageCount)))).squareRoot()
    // What answers all images nearly alike is not less wrong for being unsure.
    let informed = (trials.map(\.information).max() ?? 0) / 10
    let good = trials.filter {
      Double(most - ($0.correct ?? 0)) <= 2 * max(1, error) && $0.information >= informed
    }
    return good.min { ($0.imbalance ?? 0) < ($1.imbalance ?? 0) } ?? trials.max {
      ($0.correct ?? 0) < ($1.correct ?? 0)
    }!
  }

  /// What a range came to.
  public func trial(of range: PixelRange) -> PixelRangeTrial? { trials.first { $0.range == range } }

  /// The best range, where it is clearly better than another: by labels, as far above as chance hardly goes; without,
  /// where the network is as good as blind in the other.
  /// - Parameter preprocessing: the network's, of whatever range.
  public func clearlyBetter(than preprocessing: Preprocessing) -> PixelRangeTrial? {
    guard let range = PixelRange(preprocessing), let own = trial(of: range) else { return nil }
    let best = best
    guard best.range != range else { return nil }
    if goesByLabels, let correct = best.correct, let ownCorrect = own.correct {
      let error = (Double(correct + ownCorrect) / 2).squareRoot()
      return Double(correct - ownCorrect) > max(3 * error, 0.05 * Double(imageCount)) ? best : nil
    }
    return best.suitability > own.suitability + 1 ? best : nil
  }
}
