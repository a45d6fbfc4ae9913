/// Which of a network's classes each class of some data is.
/// - Throws: `missingClass` for a class that the data lacks, `strayClass` for one that the network lacks.
func classNumbers(of data: [String], in network: [String], path: String) throws(DataError) -> [Int] {
  for name in network where !data.contains(name) { throw .missingClass(path: path, name: name) }
  var numbers: [Int] = []
  for name in data {
    guard let number = network.firstIndex(of: name) else { throw .strayClass(path: path, name: name) }
    numbers.append(number)
  }
  return numbers
}

extension ImageDataset {
  /// The same images under the labels of a network's classes, in the network's order.
  /// - Parameters:
  ///   - names: the network's classes.
  ///   - path: what errors call the data.
  /// - Throws: `missingClass` for a class that the data lacks, `strayClass` for one that the network lacks.
  public func relabeled(by names: [String], path: String) throws(DataError) -> ImageDataset {
    guard names != classNames else { return self }
    let numbers = try classNumbers(of: classNames, in: names, path: path)
    var result = self
    result.classNames = names
    result.labels = labels.map { Int32(numbers[Int($0)]) }
    return result
  }
}
