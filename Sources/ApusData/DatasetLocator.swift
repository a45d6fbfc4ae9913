import Foundation

/// Finds MNIST where people keep it.
public enum DatasetLocator {
  /// The first of these that holds MNIST's training images: `$APUS_DATA`, `$APUS_DATA/mnist`,
  /// `../shared/data/mnist`, `data/mnist` (where `Tools/fetch-mnist` puts it); the last two from the current
  /// folder.
  public static func mnist(
    environment: [String: String] = ProcessInfo.processInfo.environment, currentFolder: String = "."
  ) -> String? {
    var places: [String] = []
    if let given = environment["APUS_DATA"], !given.isEmpty { places += [given, "\(given)/mnist"] }
    places += ["\(currentFolder)/../shared/data/mnist", "\(currentFolder)/data/mnist"]
    return places.first { place in
      ["train-images-idx3-ubyte", "train-images-idx3-ubyte.gz"].contains { name in
        FileManager.default.fileExists(atPath: "\(place)/\(name)")
      }
    }
  }
}
