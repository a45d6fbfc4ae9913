import ApusModel

/// Says why a model is refused: the case, and its figures.
func say(_ error: ModelError) {
  Semihosting.say("error: model ")
  switch error {
  case .misaligned: Semihosting.say("misaligned\n")
  case .length(let expected, let found):
    Semihosting.say("length expected % found %\n", number(expected), number(found))
  case .notAModel: Semihosting.say("notAModel\n")
  case .version(let version): Semihosting.say("version found %\n", number(version))
  case .recordMemory(let needed): Semihosting.say("recordMemory needed %\n", number(needed))
  case .checksum(let stored, let computed):
    Semihosting.say("checksum stored # computed #\n", stored, computed)
  case .invalid(let flaw, let byte):
    Semihosting.say("invalid flaw % byte %\n", UInt32(flaw.rawValue), number(byte))
  }
}

private func number(_ value: Int) -> UInt32 { UInt32(truncatingIfNeeded: value) }
