import ApusData
import ApusFiles
import ApusGraph
import ApusImage
import ApusInterchange
import ApusRunner

/// A float network or an int8 model, told apart by the ending of the file's name.
public enum Classifier {
  /// A float network.
  case float(FloatClassifier)
  /// An int8 model.
  case int8(Int8Classifier)

  /// Reads a `.safetensors` or `.apus` file.
  /// - Parameters:
  ///   - path: the file.
  ///   - output: the name of the output that classifies; the first that does unless given.
  ///   - limits: what more memory and work is allowed than what is usual for a file of this size.
  /// - Throws: an error that says which file or output is wrong.
  public init(path: String, output: String? = nil, limits: Limits = .standard) throws(EvaluationError) {
    if path.hasSuffix(".safetensors") {
      let graph: Graph
      do throws(InterchangeError) {
        graph = try GraphFile.read(path: path, limits: limits)
      } catch {
        throw .network(error)
      }
      self = .float(try FloatClassifier(graph, output: output))
    } else if path.hasSuffix(".apus") {
      self = .int8(try Int8Classifier(path: path, output: output, limits: limits))
    } else {
      throw .unknownKind(path: path)
    }
  }

  /// What it takes.
  public var format: ImageFormat {
    switch self {
    case .float(let classifier): classifier.format
    case .int8(let classifier): classifier.format
    }
  }

  /// What its output tells apart.
  public var classes: OutputClasses {
    switch self {
    case .float(let classifier): classifier.classes
    case .int8(let classifier): classifier.classes
    }
  }

  /// The same classifier, whose answers may be that an image is none of the classes, or may not.
  public func obeyingUnknownRule(_ obeys: Bool) -> Classifier {
    switch self {
    case .float(var classifier):
      classifier.obeysUnknownRule = obeys
      return .float(classifier)
    case .int8(let classifier):
      classifier.model.obeysUnknownRules = obeys
      return self
    }
  }

  /// The answers to all images.
  /// - Parameters:
  ///   - dataset: the images, of the classifier's input extent.
  ///   - progress: called now and then with the share that is done.
  /// - Throws: `engine` or `notFinite` of a float network.
  public func predictions(
    for dataset: ImageDataset, progress: (Double) -> Void = { _ in }
  ) throws(EvaluationError) -> Predictions {
    switch self {
    case .float(let classifier): try classifier.predictions(for: dataset, progress: progress)
    case .int8(let classifier): classifier.predictions(for: dataset, progress: progress)
    }
  }
}

extension Int8Classifier {
  /// Reads an `.apus` file.
  /// - Parameters:
  ///   - path: the file.
  ///   - output: the name of the output that classifies; the first that does unless given.
  ///   - limits: what more memory and work is allowed than what is usual for a file of this size.
  /// - Throws: an error that names the file or what the model lacks.
  public init(
    path: String, output: String? = nil, limits: Limits = .standard
  ) throws(EvaluationError) {
    let model: LoadedModel
    do throws(RunnerError) { model = try LoadedModel(path: path, limits: limits) } catch {
      throw .runner(error)
    }
    try self.init(model, output: output)
  }
}
