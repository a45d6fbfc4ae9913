import ApusGraph

extension ImageLabels {
  /// The order in which an epoch draws images so that every class is drawn equally often, whatever share of the images it
  /// has: as many draws as there are images, a pure function of labels, seed and epoch.
  ///
  /// Each class's images come in rounds, in each of which every image is drawn once, in an order of its own. A small class
  /// goes through several rounds in an epoch, a large one through a part of a round, and the next epoch goes on there.
  /// Classes without images are not drawn; draws that do not divide evenly go to classes that change with the epoch.
  ///
  /// - Parameters:
  ///   - seed: what the order depends on.
  ///   - epoch: which epoch.
  /// - Returns: numbers of draws: the image's position, plus the number of all images for each time that the epoch has drawn
  ///   it before, so that it is augmented otherwise.
  public func balancedOrder(seed: UInt64, epoch: Int) -> [Int] {
    var members: [[Int]] = Array(repeating: [], count: classes)
    for (index, label) in labels.enumerated() { members[label].append(index) }
    members.removeAll(where: \.isEmpty)
    guard !members.isEmpty else { return [] }
    let (share, rest) = labels.count.quotientAndRemainder(dividingBy: members.count)
    var order: [Int] = []
    for (number, images) in members.enumerated() {
      // The classes that are drawn once more move on by one each epoch.
      let isMore = (number + members.count - epoch % members.count) % members.count < rest
      // One more for every class keeps the epochs' parts of the rounds apart.
      let first = epoch * (share + 1)
      var drawn: [Int: Int] = [:]
      var round: (number: Int, order: [Int]) = (-1, [])
      for draw in first..<first + share + (isMore ? 1 : 0) {
        let (wanted, place) = draw.quotientAndRemainder(dividingBy: images.count)
        if round.number != wanted {
          round = (wanted, images)
          var source = RandomSource(
            seed: seed, stream: 0xBA_1A_00_00_00_00 &+ UInt64(number) << 32 &+ UInt64(wanted))
          source.shuffle(&round.order)
        }
        let image = round.order[place]
        order.append(image + drawn[image, default: 0] * labels.count)
        drawn[image, default: 0] += 1
      }
    }
    var source = RandomSource(seed: seed, stream: 0xBA_1B_00_00_00_00 &+ UInt64(epoch))
    source.shuffle(&order)
    return order
  }
}
