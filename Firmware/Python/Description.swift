// The names are C's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase
import ApusModel
import ApusRuntime
import CApus

// What Python asks of an open session beside apus.h: what its inputs and outputs are.

/// The extents of an input or output, its elements and how they stand for real numbers.
/// - Parameters:
///   - numbers: set to rank, height, width, channels, bytes of an element, zero point and meaning (of an output).
///   - scale: set to the scale.
/// - Returns: whether there is one of that index.
@c public func apus_python_describe(
  _ session: OpaquePointer?, _ isOutput: Bool, _ index: Int, _ numbers: UnsafeMutablePointer<Int64>?,
  _ scale: UnsafeMutablePointer<Float>?
) -> Bool {
  guard let model = model(of: session), let numbers, index >= 0,
    index < (isOutput ? model.outputCount : model.inputCount)
  else { return false }
  let record = isOutput ? model.value(model.output(index).value) : model.input(index)
  numbers[0] = Int64(record.rank)
  numbers[1] = Int64(record.height)
  numbers[2] = Int64(record.width)
  numbers[3] = Int64(record.channels)
  numbers[4] = Int64(record.element.byteCount)
  numbers[5] = Int64(record.zeroPoint)
  numbers[6] = isOutput ? Int64(model.output(index).meaning.rawValue) : 0
  scale?.pointee = record.scale
  return true
}

/// A name in a model's metadata, in UTF-8.
/// - Parameters:
///   - kind: 0 the model's, 1 an input's, 2 an output's, 3 that of a class of an output.
///   - index: which input or output.
///   - position: which class.
///   - count: set to the number of bytes.
/// - Returns: nil where there is none.
@c public func apus_python_name(
  _ session: OpaquePointer?, _ kind: Int, _ index: Int, _ position: Int, _ count: UnsafeMutablePointer<Int>?
) -> UnsafeRawPointer? {
  guard let metadata = model(of: session).flatMap({ try? $0.metadata() }), index >= 0, position >= 0 else {
    return nil
  }
  var name: UnsafeRawBufferPointer?
  switch kind {
  case 0: name = metadata.name
  case 1: name = metadata.inputName(index)
  case 2: name = metadata.outputName(index)
  case _:
    guard let names = metadata.classNames(ofOutput: index) else { break }
    var place = 0
    for each in names {
      if place == position { name = each }
      place += 1
    }
  }
  count?.pointee = name?.count ?? 0
  return name?.baseAddress
}

/// What the 256 pixels of a channel become as elements of an input.
/// - Returns: whether the input takes images.
@c public func apus_python_pixels(
  _ session: OpaquePointer?, _ index: Int, _ channel: Int, _ table: UnsafeMutablePointer<Int8>?
) -> Bool {
  guard let model = model(of: session), let metadata = try? model.metadata(), let table, index >= 0,
    index < model.inputCount, let pixels = metadata.pixels(ofInput: index), channel >= 0,
    channel < model.input(index).channels
  else { return false }
  for pixel in 0..<256 { table[pixel] = pixels.value(of: UInt8(pixel), channel: channel) }
  return true
}

private func model(of session: OpaquePointer?) -> Model? {
  session.map { UnsafePointer<Session>($0) }?.pointee.model
}
