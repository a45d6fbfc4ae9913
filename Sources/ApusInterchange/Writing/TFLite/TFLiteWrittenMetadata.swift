import ApusGraph

/// What other programs read of a `.tflite` file beside the network: how pixels become the first input, and what the classes
/// of the first output are called. The names are in a text file that an archive behind the network holds, of which the
/// metadata buffer `TFLITE_METADATA` says where it belongs (tensorflow/tflite-support, metadata_schema.fbs).
struct TFLiteWrittenMetadata {
  /// The name among the file's metadata.
  static let key = "TFLITE_METADATA"
  /// The label file's path in the archive.
  static let labelFile = "labels.txt"
  /// `NormalizationOptions` among the kinds of process units.
  private static let normalization: UInt8 = 1
  /// Names for the indices of an axis, among the kinds of files.
  private static let axisLabels: UInt8 = 2

  let annotation: NetworkAnnotation

  /// Names of the first output's classes, a line each; nil where there are none, or one has several lines.
  var labels: [UInt8]? {
    guard let names = annotation.outputs.first?.classNames, !names.isEmpty,
      !names.contains(where: { $0.contains(where: \.isNewline) })
    else { return nil }
    return Array(names.map { $0 + "\n" }.joined().utf8)
  }

  /// The metadata buffer.
  var bytes: [UInt8] {
    let inputs = annotation.inputs.map { input in
      var fields: [Int: FlatBufferContent.Field] = [0: .text(input.name)]
      if let preprocessing = input.preprocessing {
        let options = FlatBufferContent([
          0: .floats(preprocessing.offset), 1: .floats(preprocessing.divisor),
        ])
        fields[4] = .tables([FlatBufferContent([0: .byte(Self.normalization), 1: .table(options)])])
      }
      return FlatBufferContent(fields)
    }
    let outputs = annotation.outputs.enumerated().map { index, output in
      var fields: [Int: FlatBufferContent.Field] = [0: .text(output.name)]
      if index == 0, labels != nil {
        let file = FlatBufferContent([0: .text(Self.labelFile), 2: .byte(Self.axisLabels)])
        fields[6] = .tables([file])
      }
      return FlatBufferContent(fields)
    }
    let subgraph = FlatBufferContent([2: .tables(inputs), 3: .tables(outputs)])
    let model = FlatBufferContent([0: .text(annotation.name), 3: .tables([subgraph])])
    return FlatBufferWriter(root: model, mark: "M001").bytes
  }
}
