import CFirmware

/// Bytes of the stack that no longer hold what start-up filled them with.
func stackHighWaterMark() -> UInt32 {
  let image = firmware_layout().pointee
  var word = image.stack
  while word < image.stack_end, word.pointee == 0xA5A5_A5A5 { word += 1 }
  return UInt32(truncatingIfNeeded: UInt(bitPattern: image.stack_end) &- UInt(bitPattern: word))
}
