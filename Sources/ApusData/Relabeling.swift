/// Which of a network's classes each class of some data is; −1 for one without images that the network lacks.
/// - Parameters:
///   - data: the classes of the data.
///   - counts: how many images each has.
///   - network: the network's classes.
///   - allowsMissing: whether the data may lack some of these.
///   - path: what errors call the data.
/// - Throws: `missingClass` for a class that the data lacks, `strayClass` for one that the network lacks.
func classNumbers(
  of data: [String], counts: [Int], in network: [String], allowsMissing: Bool, path: String
) throws(DataError) -> [Int] {
  let places = Dictionary(network.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  let names = Set(data)
  if !allowsMissing, let name = network.first(where: { !names.contains($0) }) {
    throw .missingClass(path: path, name: name)
  }
  var numbers: [Int] = []
  for (name, count) in zip(data, counts) {
    guard let number = places[name] ?? (count == 0 ? -1 : nil) else {
      throw .strayClass(path: path, name: name)
    }
    numbers.append(number)
  }
  return numbers
}

extension ImageDataset {
  /// The same images under the labels of a network's classes, in the network's order.
  /// - Parameters:
  ///   - names: the network's classes.
  ///   - allowsMissing: whether the images may lack some of them.
  ///   - path: what errors call the data.
  /// - Throws: `missingClass` for a class that the data lacks, `strayClass` for one that the network lacks.
  public func relabeled(
    by names: [String], allowsMissing: Bool = false, path: String
  ) throws(DataError) -> ImageDataset {
    guard names != classNames else { return self }
    let numbers = try classNumbers(
      of: classNames, counts: classCounts, in: names, allowsMissing: allowsMissing, path: path)
    var result = self
    result.classNames = names
    result.labels = labels.map { Int32(numbers[Int($0)]) }
    return result
  }
}
