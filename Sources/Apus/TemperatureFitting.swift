extension QuantizedGraph {
  /// The same network with the temperature by which the classifier's probabilities are as often right as they say. No answer
  /// changes, and no integer.
  ///
  /// Pictures of a class that means none do not count: how sure an answer is matters of the others. Networks whose classifier gives no
  /// logits, and those of several inputs, stay as they are, and so do all where there are
  /// fewer than 100 images.
  /// - Parameter images: labeled images of the network's classes, which it was not trained on.
  /// - Throws: `exporter` for a network that cannot be executed.
  public func fittingTemperature(on images: ImageDataset) throws(ApusError) -> QuantizedGraph {
    guard let index = outputs.firstIndex(where: { $0.meaning != .values }) else { return self }
    let bytes: [UInt8]
    do throws(ExporterError) { bytes = try Exporter.export(self) } catch { throw .exporter(error) }
    var none: Int?
    if case .output(let place)? = outputs[index].unknownRule { none = place }
    let images = images.leavingOut(none)
    guard let classifier = try? Int8Classifier(bytes, limits: Limits(factor: .max)),
      classifier.output == index,
      classifier.format.shape == images.shape, let logits = classifier.logits(for: images),
      let fit = TemperatureFit(
        logits, classes: classifier.classes.count, truths: images.labels.map(Int.init))
    else { return self }
    var result = self
    result.outputs[index].temperature = fit.temperature
    return result
  }
}

extension Graph {
  /// The same network with a fitted temperature, as for int8.
  /// - Parameter images: labeled images of the network's classes, which it was not trained on.
  public func fittingTemperature(on images: ImageDataset) -> Graph {
    guard let index = try? classifier(), outputs[index].meaning == .logits else { return self }
    var none: Int?
    if case .output(let place)? = outputs[index].unknownRule { none = place }
    let images = images.leavingOut(none)
    guard
      let classifier = try? FloatClassifier(self), classifier.format.shape == images.shape,
      let logits = try? classifier.logits(for: images),
      let fit = TemperatureFit(
        logits, classes: classifier.classes.count, truths: images.labels.map(Int.init))
    else { return self }
    var result = self
    var outputs = result.outputs
    outputs[index].temperature = fit.temperature
    result.outputs = outputs
    return result
  }
}

extension ImageDataset {
  /// The images of all other classes; all where there is no such class.
  fileprivate func leavingOut(_ noneClass: Int?) -> ImageDataset {
    guard let noneClass else { return self }
    return subset(labels.indices.filter { labels[$0] != Int32(noneClass) })
  }
}
