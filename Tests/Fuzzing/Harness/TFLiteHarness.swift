import CFuzzer

/// libFuzzer's entry point for `.tflite` files.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  demand { () throws(BrokenProperty) in
    try TFLiteProperty.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
  }
}

/// libFuzzer's hook for mutations: half of them are its own, the others leave every byte where it is, since a
/// FlatBuffer is held together by distances.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int, _ seed: CUnsignedInt)
  -> Int
{
  var random = Mutation.Random(seed: seed)
  guard count >= 16, random.below(2) == 0 else { return LLVMFuzzerMutate(bytes, count, limit) }
  var file = Array(UnsafeBufferPointer(start: bytes, count: count))
  for _ in 0...random.below(3) { Mutation.changeWord(of: &file, below: count, using: &random) }
  UnsafeMutablePointer(bytes).update(from: file, count: count)
  return count
}
