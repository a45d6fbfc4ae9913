import Foundation

/// Finds MNIST where people keep it.
public enum DatasetLocator {
  /// The first of these that holds MNIST's training images: `$APUS_DATA`, `$APUS_DATA/mnist`,
  /// `../shared/data/mnist` from the current folder, and `data/mnist` (where `Tools/fetch-mnist` puts it) in
  /// the current folder or one above it. Nil where none does.
  ///
  /// - Throws: `DataError.noMNIST` where `APUS_DATA` is set to a place that does not hold MNIST: what a
  ///   person names is used or refused, never passed over.
  public static func mnist(
    environment: [String: String] = ProcessInfo.processInfo.environment, currentFolder: String = "."
  ) throws(DataError) -> String? {
    if let given = environment["APUS_DATA"], !given.isEmpty {
      for place in [given, "\(given)/mnist"] where holdsMNIST(place) { return place }
      throw .noMNIST(path: given)
    }
    let shared = "\(currentFolder)/../shared/data/mnist"
    if holdsMNIST(shared) { return shared }
    var folder = URL(fileURLWithPath: currentFolder).standardizedFileURL
    if holdsMNIST("\(currentFolder)/data/mnist") { return "\(currentFolder)/data/mnist" }
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let place = folder.appendingPathComponent("data/mnist").path
      if holdsMNIST(place) { return place }
    }
    return nil
  }

  private static func holdsMNIST(_ folder: String) -> Bool {
    ["train-images-idx3-ubyte", "train-images-idx3-ubyte.gz"].contains { name in
      FileManager.default.fileExists(atPath: "\(folder)/\(name)")
    }
  }
}
