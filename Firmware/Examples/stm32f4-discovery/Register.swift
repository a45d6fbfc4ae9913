import _Volatile

/// The registers that the example needs, by the names that they have in RM0090.
// swift-format-ignore: AlwaysUseLowerCamelCase
enum Register {
  /// The clocks of the ports, among others.
  static var RCC_AHB1ENR: VolatileMappedRegister<UInt32> { at(0x4002_3800, offset: 0x30) }
  /// What port D's pins are: two bits for each.
  static var GPIOD_MODER: VolatileMappedRegister<UInt32> { at(0x4002_0C00, offset: 0x00) }
  /// Sets port D's pins by its lower half, and clears them by the upper half.
  static var GPIOD_BSRR: VolatileMappedRegister<UInt32> { at(0x4002_0C00, offset: 0x18) }

  private static func at(_ peripheral: UInt, offset: UInt) -> VolatileMappedRegister<UInt32> {
    VolatileMappedRegister(unsafeBitPattern: peripheral + offset)
  }
}
