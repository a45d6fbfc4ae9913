extension QuantizedGraph {
  /// The same network, which says that a picture is none of its classes where its scores are all low: where the energy is below that
  /// of all but a share of some images (Liu et al. 2020, "Energy-based out-of-distribution detection").
  ///
  /// Networks that have a rule already, whose classifier gives no logits, or that take several inputs stay as they are.
  /// - Parameters:
  ///   - share: at most so many of the images are lost, at least 0 and below 1.
  ///   - images: images of the network's classes, which it was not trained on.
  /// - Throws: `exporter` for a network that cannot be executed.
  public func fittingUnknownRule(
    losing share: Double, on images: ImageDataset
  ) throws(ApusError) -> QuantizedGraph {
    guard let index = outputs.firstIndex(where: { $0.meaning != .values }), outputs[index].unknownRule == nil,
      let scores = nodes.first(where: { $0.name == outputs[index].node })?.output
    else { return self }
    let bytes: [UInt8]
    do throws(ExporterError) { bytes = try Exporter.export(self) } catch { throw .exporter(error) }
    guard let classifier = try? Int8Classifier(bytes, limits: Limits(factor: .max)),
      classifier.output == index,
      classifier.format.shape == images.shape, let logits = classifier.logits(for: images),
      let rule = UnknownRule(losing: share, logits: logits, classes: classifier.classes.count)
    else { return self }
    var result = self
    result.outputs[index].unknownRule = QuantizedUnknownRule(rule, quantization: scores)
    return result
  }
}

extension Graph {
  /// The same network with a rule for what is none of its classes, as for int8.
  /// - Parameters:
  ///   - share: at most so many of the images are lost, at least 0 and below 1.
  ///   - images: images of the network's classes, which it was not trained on.
  public func fittingUnknownRule(losing share: Double, on images: ImageDataset) -> Graph {
    guard let index = try? classifier(), outputs[index].meaning == .logits, outputs[index].unknownRule == nil,
      let classifier = try? FloatClassifier(self), classifier.format.shape == images.shape,
      let logits = try? classifier.logits(for: images),
      let rule = UnknownRule(losing: share, logits: logits, classes: classifier.classes.count)
    else { return self }
    var outputs = outputs
    outputs[index].unknownRule = rule
    var result = self
    result.outputs = outputs
    return result
  }
}

extension UnknownRule {
  /// A threshold of the energy below which at most a share of some samples are.
  /// - Parameters:
  ///   - share: at least 0 and below 1.
  ///   - logits: a row of `classes` for each sample.
  ///   - classes: how many there are.
  /// - Returns: nil without samples.
  init?(losing share: Double, logits: [Float], classes: Int) {
    guard classes > 0, logits.count >= classes else { return nil }
    let energies = stride(from: 0, to: logits.count - classes + 1, by: classes).map { start in
      UnknownRule.energy(Array(logits[start..<start + classes]))
    }.sorted()
    let lost = min(max(Int(share * Double(energies.count)), 0), energies.count - 1)
    self = .energy(energies[lost])
  }
}
