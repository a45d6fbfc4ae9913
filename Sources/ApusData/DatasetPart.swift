/// Which part of a data set.
public enum DatasetPart: String, Sendable, CaseIterable {
  /// What is trained on.
  case train
  /// What networks are judged by, and nothing is chosen by.
  case test

  /// The folders that may hold it, the first that exists counting.
  var folderNames: [String] {
    switch self {
    case .train: ["train"]
    case .test: ["test", "val", "valid", "validation"]
    }
  }
}
