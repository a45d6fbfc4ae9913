import ApusModel
import ApusRuntime
import CFirmware

/// What a host asks for: one byte, and for two of them all inputs, one after the other.
enum Request: UInt8 {
  /// Inputs follow; answered by all outputs, one after the other. State lasts from run to run.
  case run = 0x52
  /// Inputs follow; answered by the ticks of each operator, then the outputs.
  case time = 0x54
  /// Gives all state its starting values; not answered.
  case reset = 0x4E
  /// Answered by the most bytes of stack that were in use.
  case stack = 0x53
}

/// Runs the model that the image holds on one input after the other, until the host has no more.
@c(firmware_main)
public func firmwareMain() {
  let image = firmware_layout().pointee
  do throws(ModelError) {
    let file = UnsafeRawBufferPointer(start: image.model, count: Int(image.model_bytes))
    let memory = UnsafeMutableRawBufferPointer(start: image.arena, count: Int(image.arena_bytes))
    let model = try Model(file, records: memory)
    // Records of the compact form lie in front of the arena.
    let recordBytes = (model.recordBytes &+ 15) & ~15
    let arena = UnsafeMutableRawBufferPointer(rebasing: memory[min(recordBytes, memory.count)...])
    guard let session = try? Session(model, memory: arena) else {
      Semihosting.say("error: arena\n")
      Semihosting.stop(status: 1)
    }
    serve(session)
    Semihosting.stop(status: 0)
  } catch {
    say(error)
    Semihosting.stop(status: 1)
  }
}

private func serve(_ session: borrowing Session) {
  let input = Semihosting.Stream.input
  let output = Semihosting.Stream.output
  firmware_start_clock()
  var byte: UInt8 = 0
  while withUnsafeMutableBytes(of: &byte, { input.read(into: $0) }), let request = Request(rawValue: byte) {
    switch request {
    case .run, .time: break
    case .reset:
      session.reset()
      continue
    case .stack:
      output.write(stackHighWaterMark())
      continue
    }
    for index in 0..<session.model.inputCount {
      guard input.read(into: session.input(index).bytes) else { return }
    }
    for index in 0..<session.model.operatorCount {
      let start = firmware_ticks()
      session.runOperator(index)
      let ticks = (firmware_ticks() &- start) & firmware_tick_mask()
      if request == .time { output.write(ticks) }
    }
    session.updateState()
    for index in 0..<session.model.outputCount { output.write(session.output(index).bytes) }
  }
}
