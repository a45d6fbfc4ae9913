import ApusGraph

extension Zoo {
  /// A gated recurrent unit that reads an image row by row, from the top to the bottom, and a dense layer on what it holds
  /// in the end. 18,698 parameters for 28×28 digits.
  public static func rowGRU(
    inputShape: Shape = [28, 28, 1], classes: Int = 10, seed: UInt64 = 0
  ) throws(GraphError) -> Graph {
    var builder = GraphBuilder(
      name: Architecture.rowGRU.rawValue, inputShape: inputShape,
      preprocessing: Architecture.rowGRU.preprocessing(inputShape))
    let features = inputShape.width * inputShape.channels
    builder.add("rows", .reshape(Reshape(shape: [inputShape.height, features])))
    builder.add("gru", .gru(GRU(inputFeatures: features, units: 64, returnsSequence: false)))
    try builder.dense("fc", features: classes)
    return try builder.build(seed: seed)
  }
}
