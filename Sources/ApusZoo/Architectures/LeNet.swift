import ApusGraph

extension Zoo {
  /// LeNet-5 (LeCun, Bottou, Bengio and Haffner 1998) as it is built today: rectifiers, max pooling, all
  /// of the first layer's maps seen by the second. 61,706 parameters for 28×28 digits.
  ///
  /// Inputs smaller than 12×12 keep their size through the second convolution or skip a pool.
  public static func leNet5(
    inputShape: Shape = [28, 28, 1], classes: Int = 10, seed: UInt64 = 0
  ) throws(GraphError) -> Graph {
    var builder = GraphBuilder(
      name: Architecture.leNet5.rawValue, inputShape: inputShape,
      preprocessing: Architecture.leNet5.preprocessing(inputShape))
    try builder.convolution("conv1", channels: 6, kernel: 5)
    builder.add("relu1", .relu(ReLU()))
    try builder.halve("pool1")
    let fits = try min(builder.shape().height, builder.shape().width) >= 6
    try builder.convolution("conv2", channels: 16, kernel: 5, padding: fits ? .valid : .same)
    builder.add("relu2", .relu(ReLU()))
    try builder.halve("pool2")
    builder.add("flatten", .flatten(Flatten()))
    try builder.dense("fc1", features: 120)
    builder.add("relu3", .relu(ReLU()))
    try builder.dense("fc2", features: 84)
    builder.add("relu4", .relu(ReLU()))
    try builder.dense("fc3", features: classes)
    return try builder.build(seed: seed)
  }
}

extension GraphBuilder {
  /// Adds a 2×2 max pool, unless the current value has a single row or column.
  mutating func halve(_ name: String) throws(GraphError) {
    let shape = try shape()
    guard shape.height >= 2, shape.width >= 2 else { return }
    add(name, .maxPool(MaxPool(2)))
  }
}
