import ApusData
import ApusEvaluation
import ApusGraph
import ApusReporting

extension PixelRangeSearch {
  /// Says so where a float network, which this kit has not trained, answers a few of the images clearly better in another range
  /// of pixels than the one that it is said to take.
  /// - Parameters:
  ///   - graph: the network.
  ///   - path: its file.
  ///   - images: of its extent. Their labels count where they are as many classes as the network's.
  static func warn(of graph: Graph, path: String, images: ImageDataset) throws {
    guard graph.trainings.isEmpty, let range = PixelRange(graph.preprocessing) else { return }
    // What was not told is looked at no closer: the network need not be a classifier at all.
    guard let classifier = try? FloatClassifier(graph) else { return }
    let some = images.sample(min(imageCount(for: graph), 256), seed: 0)
    let matched = try? classifier.classes.matching(some)
    let search = try PixelRangeSearch(
      graph, images: matched?.images ?? some, hasLabels: matched != nil,
      progress: Notice.progress("trying ranges of pixels"))
    guard let better = search.clearlyBetter(than: graph.preprocessing) else { return }
    let figures: String
    if search.goesByLabels, let correct = better.correct, let own = search.trial(of: range)?.correct {
      figures =
        "so it gets \(Format.grouped(correct)) of \(Format.grouped(search.imageCount)) images right in place of "
        + "\(Format.grouped(own))"
    } else {
      figures = "its first layers and answers hardly tell images apart as it is"
    }
    Notice.say(
      "\(path) is said to take \(range), but seems to be made for \(better.range): \(figures); "
        + "--range \(better.range.rawValue) of import and finetune says so")
  }
}
