import ApusData
import ApusEvaluation
import ApusFiles
import ApusGraph
import ApusInterchange
import ApusReporting
import ApusZoo

/// What an imported network takes for a pixel, and how that is known.
struct PixelRangeFinding {
  /// How images become its input.
  var preprocessing: Preprocessing
  /// Which of the usual ranges that is; nil for another one.
  var range: PixelRange?
  /// What it is known from, a clause.
  var reason: String
  /// Whether nothing tells it.
  var isAssumed = false

  /// `pixels as 0 … 1, …`
  var description: String {
    let numbers =
      "(pixel − \(Self.list(preprocessing.offset))) / \(Self.list(preprocessing.divisor))"
      + (preprocessing.channelOrder == .bgr ? ", blue first" : "")
    let range = range?.description ?? numbers
    guard isAssumed else { return "\(range): \(reason)" }
    return
      "\(range), which is assumed, because \(reason); --range, --offset and --divisor say it, --data finds it out"
  }

  /// A finding; the range is the preprocessing's unless given.
  init(_ preprocessing: Preprocessing, range: PixelRange? = nil, reason: String, isAssumed: Bool = false) {
    self.preprocessing = preprocessing
    self.range = range ?? PixelRange(preprocessing)
    self.reason = reason
    self.isAssumed = isAssumed
  }

  private static func list(_ numbers: [Float]) -> String {
    numbers.count == 1 ? "\(numbers[0])" : "[\(numbers.map { "\($0)" }.joined(separator: ", "))]"
  }
}

/// Finds out what an imported network takes for a pixel, where neither its file nor a person says it.
struct PixelRangeFinder {
  /// The network's file.
  var path: String
  /// Images to try ranges on; nil for none.
  var images: WatchedImages?
  /// Why the network's own preprocessing is right, where that is known.
  var known: String?
  var limits: Limits

  /// What a float network takes.
  func finding(of graph: Graph) throws -> PixelRangeFinding {
    let preprocessing = graph.preprocessing
    if PixelRange(preprocessing) != .pixels {
      return PixelRangeFinding(preprocessing, reason: known ?? "its file says so")
    }
    func taking(_ range: PixelRange, _ reason: String, isAssumed: Bool = false) -> PixelRangeFinding {
      var found = range.preprocessing(channels: graph.inputShape.channels)
      (found.style, found.fit) = (preprocessing.style, preprocessing.fit)
      return PixelRangeFinding(found, reason: reason, isAssumed: isAssumed)
    }
    let evidence = graph.pixelRangeEvidence
    if let images, let search = try search(graph, images) {
      let best = search.best
      if search.goesByLabels, let correct = best.correct {
        let others = search.trials.filter { $0.range != best.range }
          .map { "\($0.range.rawValue) \(Format.grouped($0.correct ?? 0))" }.joined(separator: ", ")
        return taking(
          best.range,
          "so it gets \(Format.grouped(correct)) of \(Format.grouped(search.imageCount)) images right (as \(others))"
        )
      }
      if evidence == nil {
        return taking(
          best.range,
          "so its answers to \(Format.grouped(search.imageCount)) images are the surest and most various")
      }
    }
    if let evidence { return taking(evidence.range, evidence.reason) }
    if let sibling = Int8Sibling.evidence(beside: path, limits: limits) {
      return taking(sibling.range, sibling.reason)
    }
    if let family = Zoo.Published(of: graph) {
      return taking(
        range(of: family), "it has the layers of \(family.rawValue), whose networks were mostly trained so")
    }
    // PyTorch's own way to make tensors of images divides by 255; TensorFlow's does not.
    let usual: PixelRange = FileKind(path: path) == .onnx ? .unit : .pixels
    return taking(usual, "nothing in \(path) says what it takes", isAssumed: true)
  }

  /// What an int8 network takes.
  func finding(of graph: QuantizedGraph) -> PixelRangeFinding {
    let preprocessing = graph.preprocessing
    guard let evidence = graph.inputs[0].pixelRangeEvidence else {
      return PixelRangeFinding(
        preprocessing, reason: "its integers are taken for pixels less 128", isAssumed: true)
    }
    // Where both ends are those of the integers, pixels become these without arithmetic.
    guard evidence.range == .imageNet || evidence.range == .caffe || evidence.range == .mnist else {
      return PixelRangeFinding(preprocessing, range: evidence.range, reason: evidence.reason)
    }
    var found = evidence.range.preprocessing(channels: graph.inputShape.channels)
    (found.style, found.fit) = (preprocessing.style, preprocessing.fit)
    return PixelRangeFinding(found, reason: evidence.reason)
  }

  /// The range in which a family's networks were trained: of files that PyTorch makes as torchvision's, and of TensorFlow's
  /// as Keras'.
  private func range(of family: Zoo.Published) -> PixelRange {
    guard FileKind(path: path) == .tflite else { return family.range }
    return switch family {
    case .resNet50, .vgg16, .vgg16BatchNormalization, .vgg11, .vgg11BatchNormalization: .caffe
    case .mobileNetV1, .mobileNetV2, .efficientNetLite0, .tensorFlowEfficientNetLite0: .symmetric
    case .mobileNetV3Small: .pixels
    case .resNet18, .resNet34, .resNet20, .resNet32, .resNet44, .resNet56, .resNet110, .alexNet,
      .squeezeNet10, .squeezeNet11:
      family.range
    }
  }

  /// How the network answers images in each range; nil where it is no classifier of images.
  private func search(_ graph: Graph, _ images: WatchedImages) throws -> PixelRangeSearch? {
    let classifier: FloatClassifier
    do { classifier = try FloatClassifier(graph) } catch {
      Notice.say("--data: \(error); no range can be tried")
      return nil
    }
    let wanted = PixelRangeSearch.imageCount(for: graph)
    let read = try images.images(in: classifier.format, classNames: []) { $0.sample(wanted, seed: 0) }
    let matched = try? classifier.classes.matching(read)
    return try PixelRangeSearch(
      graph, images: matched?.images ?? read, hasLabels: matched != nil,
      progress: Notice.progress("trying ranges of pixels"))
  }
}

/// The int8 form of a float network that lies beside it, as converters of TensorFlow write both.
enum Int8Sibling {
  /// What tells forms of one network apart in their names.
  private static let marks: Set<Substring> = [
    "float", "float32", "float16", "fp32", "fp16", "f32", "int8", "i8", "uint8", "quant", "quantized", "full",
    "integer",
    "qat", "ptq",
  ]

  /// What the quantization of an int8 network's input tells of the pixels, where one with the same name, but for such marks,
  /// lies in the same folder.
  static func evidence(beside path: String, limits: Limits) -> PixelRangeEvidence? {
    guard path.hasSuffix(".tflite") else { return nil }
    let cut = path.lastIndex(of: "/")
    let folder = cut.map { String(path[...$0]) } ?? "./"
    let name = cut.map { path[path.index(after: $0)...] } ?? path[...]
    let siblings = ((try? Folder.names(in: folder)) ?? []).filter {
      $0.hasSuffix(".tflite") && $0 != name && plain($0[...]) == plain(name)
    }
    for sibling in siblings {
      let place = folder == "./" ? sibling : folder + sibling
      guard
        case .int8(let graph) = try? ForeignNetwork.read(path: place, options: ImportOptions(limits: limits)),
        let found = graph.inputs[0].pixelRangeEvidence
      else { continue }
      return PixelRangeEvidence(
        range: found.range, reason: "the input of its int8 form, \(place), does: \(found.reason)")
    }
    return nil
  }

  private static func plain(_ name: Substring) -> [Substring] {
    name.dropLast(".tflite".count).split { "-_. ".contains($0) }.filter {
      !marks.contains(Substring($0.lowercased()))
    }
  }
}
