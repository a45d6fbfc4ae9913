/// The functions of gates in 16 bits, as TFLite's int16 LOGISTIC and TANH have them: straight lines between the entries of
/// one table.
package enum GateFunctions {
  /// `2¹⁶ / (1 + exp(−k / 24))` for k = 0 … 255, to within 1.
  private static let table: InlineArray<256, UInt16> = [
    32_768, 33_451, 34_133, 34_813, 35_493, 36_169, 36_843, 37_513, 38_180, 38_841, 39_498, 40_149,
    40_794, 41_432, 42_064, 42_688, 43_304, 43_912, 44_511, 45_102, 45_683, 46_255, 46_817, 47_369,
    47_911, 48_443, 48_964, 49_475, 49_975, 50_464, 50_942, 51_409, 51_865, 52_311, 52_745, 53_169,
    53_581, 53_983, 54_374, 54_755, 55_125, 55_485, 55_834, 56_174, 56_503, 56_823, 57_133, 57_433,
    57_724, 58_007, 58_280, 58_544, 58_800, 59_048, 59_288, 59_519, 59_743, 59_959, 60_168, 60_370,
    60_565, 60_753, 60_935, 61_110, 61_279, 61_441, 61_599, 61_750, 61_896, 62_036, 62_172, 62_302,
    62_428, 62_549, 62_666, 62_778, 62_886, 62_990, 63_090, 63_186, 63_279, 63_368, 63_454, 63_536,
    63_615, 63_691, 63_765, 63_835, 63_903, 63_968, 64_030, 64_090, 64_148, 64_204, 64_257, 64_308,
    64_357, 64_405, 64_450, 64_494, 64_536, 64_576, 64_614, 64_652, 64_687, 64_721, 64_754, 64_786,
    64_816, 64_845, 64_873, 64_900, 64_926, 64_950, 64_974, 64_997, 65_019, 65_039, 65_060, 65_079,
    65_097, 65_115, 65_132, 65_149, 65_164, 65_179, 65_194, 65_208, 65_221, 65_234, 65_246, 65_258,
    65_269, 65_280, 65_291, 65_301, 65_310, 65_319, 65_328, 65_337, 65_345, 65_352, 65_360, 65_367,
    65_374, 65_381, 65_387, 65_393, 65_399, 65_404, 65_410, 65_415, 65_420, 65_425, 65_429, 65_433,
    65_438, 65_442, 65_445, 65_449, 65_453, 65_456, 65_459, 65_462, 65_465, 65_468, 65_471, 65_474,
    65_476, 65_479, 65_481, 65_483, 65_485, 65_488, 65_489, 65_491, 65_493, 65_495, 65_497, 65_498,
    65_500, 65_501, 65_503, 65_504, 65_505, 65_507, 65_508, 65_509, 65_510, 65_511, 65_512, 65_513,
    65_514, 65_515, 65_516, 65_517, 65_517, 65_518, 65_519, 65_520, 65_520, 65_521, 65_522, 65_522,
    65_523, 65_523, 65_524, 65_524, 65_525, 65_525, 65_526, 65_526, 65_526, 65_527, 65_527, 65_528,
    65_528, 65_528, 65_529, 65_529, 65_529, 65_529, 65_530, 65_530, 65_530, 65_530, 65_531, 65_531,
    65_531, 65_531, 65_531, 65_532, 65_532, 65_532, 65_532, 65_532, 65_532, 65_533, 65_533, 65_533,
    65_533, 65_533, 65_533, 65_533, 65_533, 65_534, 65_534, 65_534, 65_534, 65_534, 65_534, 65_534,
    65_534, 65_534, 65_534, 65_535,
  ]

  /// `1 / (1 + exp(−x))` in steps of 2⁻¹⁵.
  /// - Parameter value: x in steps of 2⁻¹², an integer of 16 bits.
  package static func logistic(_ value: Int32) -> Int32 { logistic(scaled: value &* 3) }

  /// `1 / (1 + exp(−x))` in steps of 2⁻¹⁵.
  /// - Parameter scaled: x in steps of 1/12288.
  static func logistic(scaled: Int32) -> Int32 {
    // Of a step of the table, a 24th, there are 2⁹ here.
    let magnitude = scaled.magnitude
    let (index, share) = (Int(truncatingIfNeeded: magnitude &>> 9), Int32(bitPattern: magnitude & 0x1FF))
    let result = index >= 255 ? 0x7FFF &<< 10 : interpolated(index, share, bits: 9)
    return (scaled >= 0 ? result &+ (1 &<< 9) : (1 &<< 25) &- result &+ ((1 &<< 9) &- 1)) &>> 10
  }

  /// `tanh(x)` in steps of 2⁻¹⁵, from `tanh(x) = 2 / (1 + exp(−2 · x)) − 1`.
  /// - Parameters:
  ///   - value: an integer of 16 bits.
  ///   - shift: x is `value · 2^shift` in steps of 2⁻¹²; in −30 … 14.
  package static func tanh(_ value: Int32, shift: Int32) -> Int32 {
    let scaled =
      shift >= 0
      ? value &* (3 &<< shift) : (value &* 3 &+ (1 &<< ((0 &- shift) &- 1))) &>> (0 &- shift)
    return tanh(scaled: scaled)
  }

  /// `tanh(x)` in steps of 2⁻¹⁵.
  /// - Parameter scaled: x in steps of 1/12288.
  static func tanh(scaled: Int32) -> Int32 {
    let magnitude = scaled.magnitude
    let (index, share) = (Int(truncatingIfNeeded: magnitude &>> 8), Int32(bitPattern: magnitude & 0xFF))
    let result = index >= 255 ? 0xFFFF &<< 8 : interpolated(index, share, bits: 8)
    return
      (scaled >= 0 ? result &- (1 &<< 23) &+ (1 &<< 7) : (1 &<< 23) &- result &+ ((1 &<< 7) &- 1)) &>> 8
  }

  /// What lies between two entries, in so many more bits.
  @inline(__always)
  private static func interpolated(_ index: Int, _ share: Int32, bits: Int32) -> Int32 {
    let (low, high) = (Int32(table[unchecked: index]), Int32(table[unchecked: index &+ 1]))
    return low &<< bits &+ share &* (high &- low)
  }
}
