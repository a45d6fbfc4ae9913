import ApusModel
import CFuzzer

/// libFuzzer's entry point for `.apus` files.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  demand { () throws(BrokenProperty) in
    try ApusProperty.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
  }
}

/// libFuzzer's hook for mutations: half of them are its own, the others know the format's records.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int, _ seed: CUnsignedInt)
  -> Int
{
  var random = Mutation.Random(seed: seed)
  guard count >= Layout.Compact.stream, random.below(2) == 0 else {
    return LLVMFuzzerMutate(bytes, count, limit)
  }
  var file = Array(UnsafeBufferPointer(start: bytes, count: count))
  for _ in 0...random.below(3) { ApusMutation.apply(to: &file, using: &random) }
  guard file.count <= limit else { return LLVMFuzzerMutate(bytes, count, limit) }
  UnsafeMutablePointer(bytes).update(from: file, count: file.count)
  return file.count
}
