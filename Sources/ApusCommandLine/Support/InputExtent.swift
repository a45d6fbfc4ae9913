import ApusGraph
import ArgumentParser

/// `64x64x3`: the extent of a network's input on the command line.
struct InputExtent: ExpressibleByArgument {
  /// `height × width × channels`
  var shape: Shape

  init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, let height = parts[0], let width = parts[1], let channels = parts[2],
      (1...4096).contains(height), (1...4096).contains(width), channels == 1 || channels == 3
    else { return nil }
    shape = Shape(height: height, width: width, channels: channels)
  }

  var defaultValueDescription: String { "\(shape.height)x\(shape.width)x\(shape.channels)" }
}
