import ApusInterchange
import ApusTraining

/// Whatever its bytes are, a checkpoint is refused with a typed error or is read, from memory that its size justifies; what
/// was read is written, and read back the same.
enum CheckpointProperty {
  static func check(_ file: [UInt8]) throws(BrokenProperty) {
    let read = try Heap.bounding("reading a checkpoint", to: Heap.justified(by: file.count)) {
      Result { () throws(CheckpointError) in try Checkpoint(decoding: file) }
    }
    switch read {
    case .failure(let error): _ = error.description
    case .success(let checkpoint):
      let written = checkpoint.file.encoded()
      guard (try? Checkpoint(decoding: written))?.file.encoded() == written else {
        throw .changed("a checkpoint")
      }
    }
  }
}
