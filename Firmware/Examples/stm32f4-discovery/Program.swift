import ApusModel
import ApusRuntime
import CFirmware

/// Recognizes the digit that is in the image and blinks it, for ever.
@c(firmware_main)
public func firmwareMain() {
  firmware_start_clock()
  Light.prepare()
  let image = firmware_layout().pointee
  let bytes = UnsafeRawBufferPointer(start: image.model, count: Int(image.model_bytes))
  let memory = UnsafeMutableRawBufferPointer(start: image.arena, count: Int(image.arena_bytes))
  // Records of the compact form lie in front of the arena.
  let recordBytes = min((Model.recordBytes(of: bytes) &+ 15) & ~15, memory.count)
  let arena = UnsafeMutableRawBufferPointer(rebasing: memory[recordBytes...])
  guard let model = try? Model(bytes, records: memory), model.input.count == Digit.count,
    let pixels = try? model.metadata().pixels(ofInput: 0), let session = try? Session(model, memory: arena)
  else {
    // The model is damaged, or not one that reads a digit's pixels.
    Light.red.set(true)
    while true {}
  }
  while true {
    Light.blue.set(true)
    let digit = recognized(by: session, pixels)
    Light.blue.set(false)
    wait(milliseconds: 500)
    // A flash can be counted, its absence cannot: 0 is ten, as on a telephone's dial.
    Light.green.blink(times: digit == 0 ? 10 : digit)
    wait(milliseconds: 1000)
  }
}

/// The class of the picture.
private func recognized(by session: borrowing Session, _ pixels: PixelRecord) -> Int {
  for index in 0..<Digit.count {
    session.input[index] = pixels.value(of: Digit.pixel(index), channel: 0)
  }
  session.run()
  return session.decision() ?? 0
}
