import Glibc

/// An input of up to 64 KiB may take a second of the processor's time; sanitizers make it several.
#if WITHOUT_SANITIZERS
  private let mostSeconds = 1.0
#else
  private let mostSeconds = 5.0
#endif
private let largestInput = 65536

/// Stops the program, as libFuzzer expects it, where a property is broken or takes too long.
/// - Parameter inputBytes: how large the input is.
func demand(inputBytes: Int, _ check: () throws(BrokenProperty) -> Void) -> CInt {
  let start = processorSeconds()
  do throws(BrokenProperty) { try check() } catch { fatalError(error.description) }
  let seconds = processorSeconds() - start
  guard inputBytes > largestInput || seconds <= mostSeconds else {
    fatalError("\(inputBytes) bytes took \(seconds) seconds")
  }
  return 0
}

/// What this thread has computed so far, other programs left out.
private func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
