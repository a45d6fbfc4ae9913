import ApusData
import ApusGraph
import Testing

@Suite struct BatchLoaderTests {
  private func dataset(channels: Int) -> ImageDataset {
    var source = RandomSource(seed: 8)
    let pixels = (0..<70 * 6 * 5 * channels).map { _ in UInt8(truncatingIfNeeded: source.next()) }
    return ImageDataset(
      height: 6, width: 5, channels: channels, pixels: pixels, labels: (0..<70).map { Int32($0 % 3) },
      classNames: ["a", "b", "c"])
  }

  private func batch(_ loader: BatchLoader, _ indices: ArraySlice<Int>, epoch: Int = 0) -> [Float] {
    let size = indices.count * loader.dataset.imageBytes
    return [Float](unsafeUninitializedCapacity: size) { buffer, initialized in
      loader.fill(buffer, indices: indices, epoch: epoch)
      initialized = size
    }
  }

  @Test(arguments: [1, 3]) func normalizesAsInDoublePrecision(channels: Int) {
    let dataset = dataset(channels: channels)
    let preprocessing = Preprocessing(
      style: .photograph, offset: Array([123.675, 116.28, 103.53].prefix(channels)),
      divisor: Array([58.395, 57.12, 57.375].prefix(channels)))
    let order = ImageDataset.order(count: 70, seed: 1, epoch: 0)
    let values = batch(BatchLoader(dataset, preprocessing: preprocessing), order[...])
    var largest = 0.0
    for (position, index) in order.enumerated() {
      for at in 0..<dataset.imageBytes {
        let (offset, divisor) = (preprocessing.offset[at % channels], preprocessing.divisor[at % channels])
        let pixel = Double(dataset.pixels[index * dataset.imageBytes + at])
        let expected = (pixel - Double(offset)) / Double(divisor)
        largest = max(largest, abs(Double(values[position * dataset.imageBytes + at]) - expected))
      }
    }
    #expect(largest < 1e-6)
  }

  /// Colors in the other order are those of an image that has them so.
  @Test(arguments: [Augmentation.none, .photographs])
  func inputsHaveTheOrderOfColorsOfTheirPreprocessing(_ augmentation: Augmentation) {
    var source = RandomSource(seed: 3)
    let pixels = (0..<5 * 4 * 4 * 3).map { _ in UInt8(source.integer(below: 256)) }
    func values(_ pixels: [UInt8], _ order: Preprocessing.ChannelOrder, _ offset: [Float]) -> [Float] {
      let dataset = ImageDataset(
        height: 4, width: 4, channels: 3, pixels: pixels, labels: [0, 0, 0, 0, 0], classNames: ["a"])
      let preprocessing = Preprocessing(
        style: .photograph, offset: offset, divisor: [64], channelOrder: order)
      return batch(
        BatchLoader(dataset, preprocessing: preprocessing, augmentation: augmentation), ArraySlice(0..<5))
    }
    let turned = pixels.indices.map { pixels[$0 / 3 * 3 + 2 - $0 % 3] }
    #expect(values(pixels, .bgr, [120]) == values(turned, .rgb, [120]))
    if augmentation == .none {
      #expect(values(pixels, .bgr, [1, 2, 3]) == values(turned, .rgb, [1, 2, 3]))
      #expect(values(pixels, .bgr, [120]) != values(pixels, .rgb, [120]))
    }
  }

  @Test func isExactForWholeNumbersAndPowersOfTwo() {
    let dataset = dataset(channels: 1)
    let preprocessing = Preprocessing(style: .digit, offset: [33], divisor: [64])
    let values = batch(BatchLoader(dataset, preprocessing: preprocessing), ArraySlice(0..<70))
    #expect(values == dataset.pixels.map { (Float($0) - 33) / 64 })
  }

  @Test func copiesLabels() {
    let loader = BatchLoader(dataset(channels: 1), preprocessing: .digit)
    let inputs = UnsafeMutableBufferPointer<Float>.allocate(capacity: 4 * 30)
    let labels = UnsafeMutableBufferPointer<Int32>.allocate(capacity: 4)
    defer {
      inputs.deallocate()
      labels.deallocate()
    }
    loader.fill(inputs, labels: labels, indices: [0, 69, 1, 5, 2][1...])
    #expect(Array(labels) == [0, 1, 2, 2])
  }

  @Test func anEmptyBatchIsNoWork() {
    let loader = BatchLoader(dataset(channels: 1), preprocessing: .digit)
    loader.fill(UnsafeMutableBufferPointer(start: nil, count: 0), indices: [])
    var inputs: [Float] = [7, 8]
    inputs.withUnsafeMutableBufferPointer {
      loader.fill(UnsafeMutableBufferPointer(rebasing: $0[1..<1]), indices: [])
    }
    #expect(inputs == [7, 8])
  }

  /// Threads take sixteen images each, so batches of one run on one thread and a batch of 70 on several.
  @Test(arguments: [1, 3]) func imagesDoNotDependOnTheirBatch(channels: Int) {
    var augmentation = Augmentation.digits
    augmentation.mirrors = true
    augmentation.crop = 2
    augmentation.noise = 0.1
    augmentation.erasing = 0.5
    let dataset = dataset(channels: channels)
    let loader = BatchLoader(dataset, preprocessing: .digit, augmentation: augmentation, seed: 4)
    let order = ImageDataset.order(count: 70, seed: 2, epoch: 3)
    let whole = batch(loader, order[...], epoch: 3)
    for size in [1, 7, 33] {
      var parts: [Float] = []
      for start in stride(from: 0, to: 70, by: size) {
        parts += batch(loader, order[start..<min(start + size, 70)], epoch: 3)
      }
      #expect(parts == whole, "batches of \(size)")
    }
  }

  @Test func anIndexBeyondTheLastIsTheSameImageAugmentedOtherwise() {
    let dataset = dataset(channels: 1)
    let plain = BatchLoader(dataset, preprocessing: .pixels)
    #expect(batch(plain, [3 + 70, 3 + 140]) == batch(plain, [3, 3]))
    let augmented = BatchLoader(dataset, preprocessing: .pixels, augmentation: .photographs, seed: 4)
    #expect(batch(augmented, [3 + 70]) != batch(augmented, [3]))
    var labels: [Int32] = [-1, -1]
    var inputs = [Float](repeating: 0, count: 2 * dataset.imageBytes)
    inputs.withUnsafeMutableBufferPointer { inputs in
      labels.withUnsafeMutableBufferPointer { plain.fill(inputs, labels: $0, indices: [74, 5]) }
    }
    #expect(labels == [4 % 3, 5 % 3])
  }

  @Test func augmentationDependsOnSeedEpochAndIndexAlone() {
    let base = dataset(channels: 1)
    // The same picture at every index.
    let dataset = ImageDataset(
      height: 6, width: 5, channels: 1, pixels: Array(repeatElement(base.pixels[0..<30], count: 70).joined()),
      labels: base.labels, classNames: base.classNames)
    func image(seed: UInt64, epoch: Int, index: Int) -> [Float] {
      let loader = BatchLoader(dataset, preprocessing: .digit, augmentation: .digits, seed: seed)
      return batch(loader, [index], epoch: epoch)
    }
    let reference = image(seed: 1, epoch: 2, index: 3)
    #expect(image(seed: 1, epoch: 2, index: 3) == reference)
    #expect(image(seed: 2, epoch: 2, index: 3) != reference)
    #expect(image(seed: 1, epoch: 3, index: 3) != reference)
    #expect(image(seed: 1, epoch: 2, index: 4) != reference)
  }

  @Test func whatComesInFromOutsideIsZeroToTheNetwork() {
    // A picture of the offsets themselves stays all zeros however it is moved.
    let offset: [Float] = [120, 110, 100]
    let pixels = (0..<4 * 8 * 8 * 3).map { UInt8(offset[$0 % 3]) }
    let dataset = ImageDataset(
      height: 8, width: 8, channels: 3, pixels: pixels, labels: [0, 0, 0, 0], classNames: ["a"])
    let preprocessing = Preprocessing(style: .photograph, offset: offset, divisor: [60, 61, 62])
    var warping = Augmentation.photographs
    warping.rotation = 45
    warping.elastic = 0.1
    warping.erasing = 1
    for augmentation in [.photographs, warping] {
      let loader = BatchLoader(dataset, preprocessing: preprocessing, augmentation: augmentation)
      let largest = batch(loader, ArraySlice(0..<4)).map(abs).max()
      #expect(largest! < 1e-5)
    }
  }
}
