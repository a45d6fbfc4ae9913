/// Why one of the steps from pretrained network to int8 file failed.
public enum ApusError: Error, Sendable, CustomStringConvertible {
  /// The images cannot be read or used.
  case data(DataError)
  /// The network to begin with cannot be had.
  case zoo(ZooError)
  /// Training failed, of fine-tuning or after pruning.
  case training(TrainingError)
  /// The network cannot be pruned or quantized.
  case compression(CompressionError)
  /// The quantized network cannot become an `.apus` file.
  case exporter(ExporterError)
  /// A file cannot be read or written.
  case file(InterchangeError)

  /// One sentence.
  public var description: String {
    switch self {
    case .data(let error): "\(error)"
    case .zoo(let error): "\(error)"
    case .training(let error): "\(error)"
    case .compression(let error): "\(error)"
    case .exporter(let error): "\(error)"
    case .file(let error): "\(error)"
    }
  }
}
