import ApusGraph
import ApusImage
import Dispatch

extension ImageFiles {
  /// The classes of the images, for choosing some.
  var imageLabels: ImageLabels { ImageLabels(files.map(\.label), classes: classNames.count) }

  /// The files at some positions, in that order.
  func subset(_ positions: [Int]) -> ImageFiles {
    var result = self
    result.files = positions.map { files[$0] }
    return result
  }

  /// All images, decoded on all cores.
  ///
  /// - Parameter format: what they become; nil for the first image's extent, to which the others are brought as
  ///   photographs are.
  /// - Throws: `image` for the first that cannot be decoded.
  func decoded(
    format: ImageFormat?, progress: (Int, Int) -> Void
  ) throws(DataError) -> ImageDataset {
    let format = if let format { format } else { try ownFormat() }
    let bytes = format.shape.count
    var pixels = [UInt8](repeating: 0, count: files.count * bytes)
    let failures = FirstFailure()
    let chunk = 256
    pixels.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let target = buffer
      for begin in stride(from: 0, to: files.count, by: chunk) where failures.first == nil {
        DispatchQueue.concurrentPerform(iterations: min(chunk, files.count - begin)) { offset in
          let index = begin + offset
          do throws(ImageError) {
            let image = format.prepared(try decode(files[index]))
            image.pixels.withUnsafeBytes { source in
              UnsafeMutableRawBufferPointer(
                rebasing: UnsafeMutableRawBufferPointer(target)[index * bytes..<(index + 1) * bytes]
              )
              .copyMemory(from: source)
            }
          } catch {
            failures.note(error, at: index)
          }
        }
        progress(min(begin + chunk, files.count), files.count)
      }
    }
    if let error = failures.first { throw .image(error) }
    return ImageDataset(
      height: format.shape.height, width: format.shape.width, channels: format.shape.channels,
      pixels: pixels, labels: files.map { Int32($0.label) }, classNames: classNames,
      paths: files.map(\.path))
  }

  private func ownFormat() throws(DataError) -> ImageFormat {
    do throws(ImageError) {
      let image = try decode(files[0])
      let shape = Shape(height: image.height, width: image.width, channels: image.channels)
      return ImageFormat(shape: shape, style: .photograph)
    } catch {
      throw .image(error)
    }
  }

  private func decode(_ file: File) throws(ImageError) -> Image {
    guard let range = file.range else { return try Image(file: file.path) }
    let result: Result<Image, ImageError> = archive.withUnsafeBytes { bytes in
      do throws(ImageError) {
        return .success(try Image(encoded: UnsafeRawBufferPointer(rebasing: bytes[range]), name: file.path))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}

/// The failure with the lowest index, whichever thread found it.
private final class FirstFailure: @unchecked Sendable {
  private let queue = DispatchQueue(label: "apus.decoding")
  private var found: (index: Int, error: ImageError)?

  func note(_ error: ImageError, at index: Int) {
    queue.sync { if found.map({ index < $0.index }) ?? true { found = (index, error) } }
  }

  var first: ImageError? { queue.sync { found?.error } }
}
