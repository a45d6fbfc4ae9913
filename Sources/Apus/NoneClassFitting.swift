extension Graph {
  /// How many of the images of other classes the class that means none may take, unless a share is given.
  public static let usualNoneShare = 0.004

  /// The same network with the bias of the class that means none such that it takes a share of the images of other classes
  /// that are right without it, and no more: training weighs both kinds of mistakes alike, and a person's digits are not to be lost.
  ///
  /// Networks without such a class, or whose scores are not those of a dense layer with biases, stay as they are.
  /// - Parameters:
  ///   - share: at least 0 and below 1.
  ///   - images: labeled images of the network's classes, which it was not trained on.
  public func fittingNoneClass(losing share: Double = usualNoneShare, on images: ImageDataset) -> Graph {
    let logits = endingInLogits
    guard let index = try? logits.classifier(), case .output(let none)? = outputs[index].unknownRule,
      logits.outputs[index].meaning == .logits, let head = logits[node: logits.outputs[index].node],
      case .dense(let body) = head.operation, body.hasBias, let classifier = try? FloatClassifier(self),
      classifier.format.shape == images.shape, let scores = try? classifier.logits(for: images)
    else { return self }
    let classes = classifier.classes.count
    // How far none is below the best of the other classes, of images that these get right.
    var leads: [Float] = []
    var total = 0
    for (image, label) in images.labels.enumerated() where Int(label) != none {
      total += 1
      let row = scores[image * classes..<(image + 1) * classes]
      let best = row.indices.filter { $0 - row.startIndex != none }.max { row[$0] < row[$1] }
      guard let best, best - row.startIndex == Int(label) else { continue }
      leads.append(row[best] - row[row.startIndex + none])
    }
    let lost = Int(share * Double(total))
    guard lost < leads.count, total >= TemperatureFit.fewestImages else { return self }
    var result = self
    let name = head.parameterName(.bias)
    // Between the last lead that is lost and the first that is kept.
    leads.sort()
    let kept = leads[lost]
    let bound = lost > 0 ? (leads[lost - 1] + kept) / 2 : kept - 1e-3 * max(1, abs(kept))
    result.parameters[name]?.values[none] += bound
    return result
  }
}
