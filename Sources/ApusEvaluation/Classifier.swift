import ApusData
import ApusEngine
import ApusFiles
import ApusGraph
import ApusImage
import ApusInterchange
import ApusModel

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
  /// - Throws: an error that says which file or output is wrong.
  public init(path: String, output: String? = nil) throws(EvaluationError) {
    if path.hasSuffix(".safetensors") {
      let graph: Graph
      do throws(InterchangeError) { graph = try GraphFile.read(path: path) } catch { throw .network(error) }
      self = .float(try FloatClassifier(graph, output: output))
    } else if path.hasSuffix(".apus") {
      self = .int8(try Int8Classifier(path: path, output: output))
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

  /// What the classes are called.
  public var classNames: [String] {
    switch self {
    case .float(let classifier): classifier.output.classNames
    case .int8(let classifier): classifier.classNames
    }
  }

  /// The answers to all images.
  /// - Parameters:
  ///   - dataset: the images, of the classifier's input extent.
  ///   - progress: called now and then with the share that is done.
  /// - Throws: if a float network cannot be executed.
  public func predictions(
    for dataset: ImageDataset, progress: (Double) -> Void = { _ in }
  ) throws(EvaluationError) -> Predictions {
    switch self {
    case .float(let classifier):
      do throws(EngineError) {
        return try classifier.predictions(for: dataset, progress: progress)
      } catch {
        throw .engine(error)
      }
    case .int8(let classifier): return classifier.predictions(for: dataset, progress: progress)
    }
  }
}

extension Int8Classifier {
  /// Reads an `.apus` file.
  /// - Throws: an error that names the file or what the model lacks.
  public init(path: String, output: String? = nil) throws(EvaluationError) {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try FileBytes.read(path)
    } catch {
      throw .file(error)
    }
    do throws(EvaluationError) {
      try self.init(bytes, output: output)
    } catch .unsound(let error) {
      throw .model(path: path, error)
    }
  }
}
