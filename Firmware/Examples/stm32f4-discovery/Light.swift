import CFirmware
import _Volatile

/// The four user LEDs of the board (UM1472, section 6.3), on pins 12 to 15 of port D.
enum Light: UInt32 {
  /// LD4, which counts the answer.
  case green = 12
  /// LD3.
  case orange = 13
  /// LD5, lit where there is no answer.
  case red = 14
  /// LD6, lit while the network runs.
  case blue = 15

  /// Makes the pins outputs. Port D's clock is off after a reset.
  static func prepare() {
    let enable: UInt32 = 1 << 3  // GPIODEN
    Register.RCC_AHB1ENR.store(Register.RCC_AHB1ENR.load() | enable)
    // The port listens two cycles after its clock was started (errata ES0182): reading back takes as long.
    _ = Register.RCC_AHB1ENR.load()
    let outputs: UInt32 = 0b01_01_01_01 << 24
    Register.GPIOD_MODER.store(Register.GPIOD_MODER.load() & 0x00FF_FFFF | outputs)
  }

  /// Switches the light on or off.
  func set(_ isOn: Bool) {
    Register.GPIOD_BSRR.store(1 << (isOn ? rawValue : rawValue + 16))
  }

  /// Lets the light flash some times, a third of a second each.
  func blink(times: Int) {
    for _ in 0..<times {
      set(true)
      wait(milliseconds: 150)
      set(false)
      wait(milliseconds: 200)
    }
  }
}

/// Waits: the processor runs from its internal oscillator of 16 MHz after a reset.
func wait(milliseconds: Int) {
  for _ in 0..<milliseconds {
    let start = firmware_ticks()
    while (firmware_ticks() &- start) & firmware_tick_mask() < 16_000 {}
  }
}
