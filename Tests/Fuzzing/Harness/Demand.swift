/// Stops the program, as libFuzzer expects it, where a property is broken.
func demand(_ check: () throws(BrokenProperty) -> Void) -> CInt {
  do throws(BrokenProperty) { try check() } catch { fatalError(error.description) }
  return 0
}
