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
  let arena = UnsafeMutableRawBufferPointer(start: image.arena, count: Int(image.arena_bytes))
  guard let model = try? Model(bytes), model.input.count == Digit.count,
    let session = try? Session(model, memory: arena)
  else {
    // The model is damaged, or not one that reads a digit's pixels.
    Light.red.set(true)
    while true {}
  }
  while true {
    Light.blue.set(true)
    let digit = recognized(by: session)
    Light.blue.set(false)
    wait(milliseconds: 500)
    // A flash can be counted, its absence cannot: 0 is ten, as on a telephone's dial.
    Light.green.blink(times: digit == 0 ? 10 : digit)
    wait(milliseconds: 1000)
  }
}

/// The class of the picture.
private func recognized(by session: borrowing Session) -> Int {
  for index in 0..<Digit.count {
    let pixel = Digit.pixel(index)
    session.input[index] = session.model.pixelTable?[Int(pixel)] ?? Int8(bitPattern: pixel ^ 0x80)
  }
  session.run()
  let output = session.output
  var best = 0
  for index in output.indices where output[index] > output[best] { best = index }
  return best
}
