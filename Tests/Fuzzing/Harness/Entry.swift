import CFuzzer

/// libFuzzer's entry point: one input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  demand(inputBytes: count) { () throws(BrokenProperty) in
    try Target.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
  }
}

/// libFuzzer's hook for mutations: half of them are its own, the others know the format.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int, _ seed: CUnsignedInt)
  -> Int
{
  var random = Mutation.Random(seed: seed)
  guard count > 0, random.below(2) == 0 else { return LLVMFuzzerMutate(bytes, count, limit) }
  var file = Array(UnsafeBufferPointer(start: bytes, count: count))
  guard Target.mutate(&file, using: &random), !file.isEmpty, file.count <= limit else {
    return LLVMFuzzerMutate(bytes, count, limit)
  }
  bytes.update(from: file, count: file.count)
  return file.count
}
