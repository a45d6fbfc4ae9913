extension ImageDataset {
  /// Several data sets as one: their images one after the other, their classes in order of first appearance,
  /// classes of the same name being one class.
  /// - Precondition: there is at least one, and all images have the same extent.
  public static func joined(_ parts: [ImageDataset]) -> ImageDataset {
    precondition(!parts.isEmpty && parts.allSatisfy { $0.shape == parts[0].shape })
    guard parts.count > 1 else { return parts[0] }
    var names: [String] = []
    var numbers: [String: Int32] = [:]
    var pixels: [UInt8] = []
    var labels: [Int32] = []
    var paths: [String] = []
    pixels.reserveCapacity(parts.reduce(0) { $0 + $1.pixels.count })
    for part in parts {
      for name in part.classNames where numbers[name] == nil {
        numbers[name] = Int32(names.count)
        names.append(name)
      }
      pixels += part.pixels
      labels += part.labels.map { numbers[part.classNames[Int($0)]]! }
      paths += (0..<part.count).map { part.name(of: $0) }
    }
    return ImageDataset(
      height: parts[0].height, width: parts[0].width, channels: parts[0].channels, pixels: pixels,
      labels: labels, classNames: names, paths: paths)
  }
}
