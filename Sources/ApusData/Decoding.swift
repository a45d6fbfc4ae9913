import ApusFiles
import ApusGraph
import ApusImage
import Dispatch

extension ImageFiles {
  /// So many images are decoded at a time, and no more bytes than these of an archive's are held for them.
  private static let (batchCount, batchBytes) = (256, 64 << 20)

  /// All images, decoded on all cores; each is dropped as soon as it is prepared.
  ///
  /// - Parameters:
  ///   - format: what they become.
  ///   - limits: raise how much work and memory an image may take.
  ///   - progress: called now and then with how many are decoded.
  /// - Returns: the images, those that are damaged black, and what is wrong with these, by position.
  /// - Throws: `memory` where there is not enough of it, or `archive`.
  func decoded(
    format: ImageFormat, limits: Limits, progress: (Int) -> Void
  ) throws(DataError) -> (dataset: ImageDataset, failures: [Int: ImageError]) {
    let bytes = format.shape.count
    try checkMemory(files.count, of: bytes, path: source)
    var pixels = [UInt8](repeating: 0, count: files.count * bytes)
    let failures = Failures()
    try pixels.withUnsafeMutableBufferPointer { (buffer) throws(DataError) in
      nonisolated(unsafe) let target = UnsafeMutableRawBufferPointer(buffer)
      try forEachBatch(limits: limits, leastSide: format.leastSide) { batch, done in
        DispatchQueue.concurrentPerform(iterations: batch.count) { number in
          let (index, load) = batch[number]
          do throws(ImageError) {
            let prepared = format.prepared(try load())
            prepared.withUnsafeBytes { source in
              UnsafeMutableRawBufferPointer(rebasing: target[index * bytes..<(index + 1) * bytes])
                .copyMemory(from: source)
            }
          } catch {
            failures.note(error, at: index)
          }
        }
        progress(done)
      }
    }
    let dataset = ImageDataset(
      height: format.shape.height, width: format.shape.width, channels: format.shape.channels,
      pixels: pixels, labels: files.map { Int32($0.label) }, classNames: classNames,
      paths: files.map(\.path))
    return (dataset, failures.all)
  }

  /// What decodes an image, and its position.
  private typealias Task = (index: Int, load: @Sendable () throws(ImageError) -> Image)

  /// Finds the encoded images, in the order in which they can be read.
  /// - Parameters:
  ///   - limits: raise how much work and memory an image may take.
  ///   - leastSide: how long the longer side of a JPEG must remain.
  ///   - body: called with some of the images, and how many there will have been then.
  /// - Throws: `file` or `archive`.
  private func forEachBatch(
    limits: Limits, leastSide: Int? = nil, _ body: ([Task], Int) -> Void
  ) throws(DataError) {
    var batch: [Task] = []
    var (done, held) = (0, 0)
    func add(_ index: Int, bytes: Int, _ load: @escaping @Sendable () throws(ImageError) -> Image) {
      batch.append((index, load))
      held += bytes
      done += 1
      guard batch.count == Self.batchCount || held >= Self.batchBytes || done == files.count else { return }
      body(batch, done)
      batch = []
      held = 0
    }
    guard isArchive else {
      for (index, file) in files.enumerated() {
        let path = file.path
        add(index, bytes: 0) { () throws(ImageError) in
          try Image(file: path, limits: limits, leastSide: leastSide)
        }
      }
      return
    }
    let places = Dictionary(uniqueKeysWithValues: files.enumerated().map { ($1.place ?? -1, $0) })
    let reader = try ArchiveReader(path: source, limits: limits)
    var place = 0
    while done < files.count, try reader.next() != nil {
      if let index = places[place] {
        let path = files[index].path
        let contents = try reader.contents()
        add(index, bytes: contents?.count ?? 0) { () throws(ImageError) in
          guard let contents else { throw .damaged(file: path, reason: "the archive is damaged here") }
          return try Image.decode(contents, name: path, limits: limits, leastSide: leastSide)
        }
      }
      place += 1
    }
    guard done == files.count else { throw .archive(path: source, reason: "it has changed meanwhile") }
  }

  /// The extent of the first image that is sound, to which others are brought as photographs are.
  /// - Parameters:
  ///   - limits: raise how much work and memory an image may take.
  /// - Throws: `archive`, or `damaged` where no image can be decoded.
  func ownFormat(limits: Limits) throws(DataError) -> ImageFormat {
    var errors: [ImageError] = []
    for position in files.indices {
      var image: Image?
      try subset([position]).forEachBatch(limits: limits) { batch, _ in
        do throws(ImageError) { image = try batch[0].load() } catch { errors.append(error) }
      }
      if let image {
        let shape = Shape(height: image.height, width: image.width, channels: image.channels)
        return ImageFormat(shape: shape, style: .photograph)
      }
    }
    throw .damaged(errors, of: files.count)
  }
}

/// Refuses images that would not fit into memory, before it is taken.
/// - Parameters:
///   - count: how many there are.
///   - bytes: of each.
///   - path: what errors call them.
/// - Throws: `memory`.
func checkMemory(_ count: Int, of bytes: Int, path: String) throws(DataError) {
  let (all, overflows) = count.multipliedReportingOverflow(by: bytes)
  guard !overflows, Memory.gives(all) else { throw .memory(path: path, images: count, bytes: bytes) }
}

/// What is wrong with images, whichever threads find it.
private final class Failures: @unchecked Sendable {
  private let queue = DispatchQueue(label: "apus.decoding")
  private var found: [Int: ImageError] = [:]

  func note(_ error: ImageError, at index: Int) { queue.sync { found[index] = error } }

  var all: [Int: ImageError] { queue.sync { found } }
}
