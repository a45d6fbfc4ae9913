import ApusData
import ApusGraph

extension ImageDataset {
  /// An order in which an epoch visits as many images as there are, equally many of each class, one more or less: a pure
  /// function of the seed and the epoch. Of a large class a part is left out, another in each epoch; images of a small one
  /// come several times, all of them equally often, one more or less.
  package func balancedOrder(seed: UInt64, epoch: Int) -> [Int] {
    var members = Array(repeating: [Int](), count: classNames.count)
    for (index, label) in labels.enumerated() { members[Int(label)].append(index) }
    members.removeAll(where: \.isEmpty)
    var order: [Int] = []
    var source = RandomSource(seed: seed, stream: 0xBA_1A_00_00_00 &+ UInt64(epoch))
    for number in members.indices {
      // Which classes have one more changes from epoch to epoch.
      let place = (number + epoch % members.count) % members.count
      let end = count * (number + 1) / members.count
      while order.count < end {
        source.shuffle(&members[place])
        order += members[place].prefix(end - order.count)
      }
    }
    source.shuffle(&order)
    return order
  }
}
