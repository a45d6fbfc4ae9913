import ApusGraph
import ApusImage
import Dispatch

/// What a network takes: the extent of its input, and how images of another size are brought to it.
public struct ImageFormat: Hashable, Sendable {
  /// `height × width × channels`
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

  /// The picture in this format.
  /// - Precondition: the format has 1 or 3 channels.
  func prepared(_ image: Image) -> Image {
    switch style {
    case .photograph:
      image.fitted(width: shape.width, height: shape.height, channels: shape.channels, fit: fit.ofImages)
    case .digit: image.digit(width: shape.width, height: shape.height, channels: shape.channels)
    }
  }

  /// - Throws: `channels` where no image can become such an input.
  func check() throws(DataError) {
    guard shape.channels == 1 || shape.channels == 3 else { throw .channels(shape.channels) }
  }
}

extension Preprocessing.Fit {
  /// The same for pictures.
  fileprivate var ofImages: Image.Fit {
    switch self {
    case .crop: .crop
    case .stretch: .stretch
    case .pad: .pad
    }
  }
}

extension ImageDataset {
  /// The same images in a network's format; images that have its extent stay as they are.
  /// - Throws: `channels` where the format has neither 1 nor 3.
  public func converted(to format: ImageFormat) throws(DataError) -> ImageDataset {
    try format.check()
    guard format.shape != shape else { return self }
    let bytes = format.shape.count
    let converted = [UInt8](unsafeUninitializedCapacity: count * bytes) { buffer, initialized in
      nonisolated(unsafe) let target = buffer.baseAddress
      DispatchQueue.concurrentPerform(iterations: count) { index in
        let prepared = format.prepared(image(index))
        (target! + index * bytes).initialize(from: prepared.pixels, count: bytes)
      }
      initialized = count * bytes
    }
    return ImageDataset(
      height: format.shape.height, width: format.shape.width, channels: format.shape.channels,
      pixels: converted, labels: labels, classNames: classNames, paths: paths)
  }

  /// One image as a picture.
  /// - Precondition: `index` is in `0 ..< count`.
  public func image(_ index: Int) -> Image {
    Image(
      width: width, height: height, channels: channels,
      pixels: Array(pixels[index * imageBytes..<(index + 1) * imageBytes]))
  }
}
