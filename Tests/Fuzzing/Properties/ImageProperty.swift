import ApusData
import ApusImage

/// Whatever the bytes are, they are refused with a typed error or are a picture, from memory within the limit; a small one
/// is written as PNG and read back the same.
enum ImageProperty {
  static func check(_ file: [UInt8]) throws(BrokenProperty) {
    let read = try Heap.bounding("decoding a picture", to: Heap.most) {
      file.withUnsafeBytes { bytes in
        Result { () throws(ImageError) in try Image(encoded: bytes, name: "fuzzed") }
      }
    }
    switch read {
    case .failure(let error): _ = error.description
    case .success(let image):
      guard image.pixels.count == image.width * image.height * image.channels else {
        throw .unsound("\(image.width) × \(image.height)")
      }
      guard image.pixels.count <= 4_096 else { return }
      let again = try? image.png().withUnsafeBytes { try Image(encoded: $0, name: "written") }
      guard again == image else { throw .changed("a picture") }
    }
  }
}
