import ApusModel

/// Says why a model is refused: the case, and its figures.
func say(_ error: ModelError) {
  switch error {
  case .misaligned: Semihosting.say("misaligned")
  case .length(let expected, let found): say("length", "expected", expected, "found", found)
  case .notAModel: Semihosting.say("notAModel")
  case .version(let version): say("version", "found", version)
  case .checksum(let stored, let computed):
    Semihosting.say("checksum stored ")
    Semihosting.say(stored, radix: 16)
    Semihosting.say(" computed ")
    Semihosting.say(computed, radix: 16)
  case .invalid(let flaw, let byte): say("invalid", "flaw", Int(flaw.rawValue), "byte", byte)
  }
}

private func say(_ name: StaticString, _ label: StaticString, _ value: Int) {
  Semihosting.say(name)
  Semihosting.say(" ")
  Semihosting.say(label)
  Semihosting.say(" ")
  Semihosting.say(UInt32(truncatingIfNeeded: value))
}

private func say(
  _ name: StaticString, _ first: StaticString, _ one: Int, _ second: StaticString, _ other: Int
) {
  say(name, first, one)
  say("", second, other)
}
