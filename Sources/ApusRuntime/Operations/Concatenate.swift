import ApusModel

extension ConcatenateRecord {
  /// Copies each input's channels to their place in every position.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let output = output
    var firstChannel = 0
    for position in 0..<inputCount {
      let input = input(position)
      var values = arena + input.offset
      var target = arena + (output.offset &+ firstChannel)
      for _ in 0..<output.positions {
        target.update(from: values, count: input.channels)
        values += input.channels
        target += output.channels
      }
      firstChannel &+= input.channels
    }
  }
}
