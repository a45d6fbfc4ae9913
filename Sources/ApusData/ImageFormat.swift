import ApusGraph
import ApusImage
import Dispatch

/// What a network takes: the extent of its input, and how images of another size are brought to it.
public struct ImageFormat: Hashable, Sendable {
  /// The extent of the network's input. `PictureLayout` says which picture it holds.
  public var shape: Shape
  /// What images of another size go through.
  public var style: Preprocessing.Style
  /// How photographs of another aspect are brought to it.
  public var fit: Preprocessing.Fit

  /// A format from its parts.
  public init(shape: Shape, style: Preprocessing.Style, fit: Preprocessing.Fit = .crop) {
    self.shape = shape
    self.style = style
    self.fit = fit
  }

  /// How long the longer side of a JPEG must remain where it is decoded smaller; nil for all pixels.
  var leastSide: Int? { style == .digit ? Image.leastSideForDigit : nil }

  /// The pixels of a picture as the network takes them, in the order of its input.
  /// - Precondition: `check` throws nothing.
  func prepared(_ image: Image) -> [UInt8] {
    guard let layout = shape.pictureLayout else { preconditionFailure("no picture can be such an input") }
    let (width, height, channels) = (layout.width, layout.height, layout.channels)
    return layout.arranged(
      style == .digit
        ? image.digit(width: width, height: height, channels: channels)
        : image.fitted(width: width, height: height, channels: channels, fit: fit.ofImages))
  }

  /// - Throws: `noPicture` where no image can become such an input.
  func check() throws(DataError) {
    guard shape.pictureLayout != nil else { throw .noPicture(shape) }
  }
}

extension Shape {
  /// Which picture an input of this extent holds; nil where it holds none.
  public var pictureLayout: PictureLayout? {
    guard (1...3).contains(rank) else { return nil }
    let grid = grid
    return PictureLayout(rows: grid.rows, columns: grid.columns, channels: grid.channels)
  }
}

extension Preprocessing.Fit {
  /// The same for pictures.
  package var ofImages: Image.Fit {
    switch self {
    case .crop: .crop
    case .stretch: .stretch
    case .pad: .pad
    }
  }
}

extension ImageDataset {
  /// The same images in a network's format; images that have its extent stay as they are.
  /// - Throws: `noPicture` where no image can become such an input.
  public func converted(to format: ImageFormat) throws(DataError) -> ImageDataset {
    try format.check()
    guard format.shape != shape else { return self }
    let bytes = format.shape.count
    let converted = [UInt8](unsafeUninitializedCapacity: count * bytes) { buffer, initialized in
      nonisolated(unsafe) let target = buffer.baseAddress
      DispatchQueue.concurrentPerform(iterations: count) { index in
        let prepared = format.prepared(image(index))
        (target! + index * bytes).initialize(from: prepared, count: bytes)
      }
      initialized = count * bytes
    }
    return ImageDataset(
      height: format.shape.height, width: format.shape.width, channels: format.shape.channels,
      pixels: converted, labels: labels, classNames: classNames, paths: paths)
  }

  /// One image as a picture.
  /// - Precondition: `index` is in `0 ..< count`, and the images' extent is one that pictures have.
  public func image(_ index: Int) -> Image {
    guard let layout = shape.pictureLayout else { preconditionFailure("these are no pictures") }
    return layout.image(pixels[index * imageBytes..<(index + 1) * imageBytes])
  }
}
