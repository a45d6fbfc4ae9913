import ApusModel

#if canImport(CArmHelium)
  import CArmHelium
#endif

extension DenseRecord {
  /// The sums of some channels.
  var heliumScratchBytes: Int? { constants.heliumScratchBytes &+ 4 &* heliumChannelBlock }

  /// Channels whose sums are kept at a time.
  var heliumChannelBlock: Int { min(output.channels, 48) }
}

#if canImport(CArmHelium)
  extension DenseRecord {
    func runWithHelium(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
      var call = HeliumDense(
        input: HeliumValue(input, in: arena), output: arena + output.offset, channels: output.channels,
        constants: HeliumConstants(constants, scratch: scratch),
        end: HeliumEnd(zero_point: output.zeroPoint, low: clampLow, high: clampHigh),
        block: heliumChannelBlock,
        scratch: (scratch + constants.heliumScratchBytes).assumingMemoryBound(to: Int32.self))
      helium_multiply(&call)
    }
  }
#endif
