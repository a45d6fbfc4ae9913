import ApusGraph

/// A feature map whose every second, third … row and column are samples of their own, as SPACE_TO_BATCH_ND makes them so that
/// a convolution of each is a dilated one of the whole. It is the convolution that is dilated here, and nothing divided.
struct TFLiteBatches {
  /// What is divided; once it has been convolved, what is made of it before anything is cut off.
  var value: TFLiteValue
  /// Along each axis but the batch and the channels, how many samples its indices are dealt out to.
  var block: [Int]
  /// Zeros before and after along each of these.
  var padding: [[Int]]
  /// Whether it has been convolved.
  var isConvolved = false

  /// The extents of the samples together.
  var extents: [Int] {
    let divided = block.indices.map { axis in
      (value.extents[axis + 1] + padding[axis][0] + padding[axis][1]) / block[axis]
    }
    return [block.reduce(1, *)] + divided + value.extents[(block.count + 1)...]
  }

  /// The same with other axes of one element; nil where other extents are something else.
  func reshaped(_ target: [Int]) -> TFLiteBatches? {
    let extents = extents
    var (result, target) = (self, target)
    if let open = target.firstIndex(of: -1) {
      target[open] = 1
      guard let known = Extents.count(target), known > 0 else { return nil }
      target[open] = extents.reduce(1, *) / known
    }
    if target.count == extents.count { return target == extents ? self : nil }
    if target.count == extents.count + 1 {
      guard let axis = (1...extents.count - 1).first(where: { extents.inserting(1, at: $0) == target }) else {
        return nil
      }
      result.value.extents.insert(1, at: axis)
      result.block.insert(1, at: axis - 1)
      result.padding.insert([0, 0], at: axis - 1)
      return result
    }
    let axes = (1..<extents.count - 1).filter { block.count >= $0 && block[$0 - 1] == 1 && extents[$0] == 1 }
    guard let axis = axes.first(where: { extents.removing(at: $0) == target }) else { return nil }
    result.value.extents.remove(at: axis)
    result.block.remove(at: axis - 1)
    result.padding.remove(at: axis - 1)
    return result
  }

  /// The window by which the whole is convolved, where a file has it for each sample.
  func dilated(_ window: Window, _ site: TFLiteOperatorSite) throws(TFLiteError) -> Window {
    let extents = extents
    guard !isConvolved, extents.count == 4, block.count == 2, window.stride == Size(1) else {
      throw .unsupported(site, "samples that SPACE_TO_BATCH_ND makes of one")
    }
    let inner = window.resolvedPadding(height: extents[1], width: extents[2])
    var result = window
    result.dilation.height *= block[0]
    result.dilation.width *= block[1]
    result.padding = .explicit(
      top: padding[0][0] + inner.top * block[0], bottom: padding[0][1] + inner.bottom * block[0],
      left: padding[1][0] + inner.left * block[1], right: padding[1][1] + inner.right * block[1])
    return result
  }

  /// What is made of it.
  func convolved(_ result: TFLiteValue) -> TFLiteBatches {
    TFLiteBatches(
      value: result, block: block, padding: Array(repeating: [0, 0], count: block.count), isConvolved: true)
  }
}

extension TFLiteImporter {
  /// SPACE_TO_BATCH_ND, which waits for a convolution.
  mutating func spaceToBatch(_ step: TFLiteOperator) throws(TFLiteError) {
    let input = try value(step, 0)
    let (block, amounts) = (try settings(step, 1), try settings(step, 2))
    guard input.extents.count > block.count + 1, input.extents[0] == 1, samples == 1,
      amounts.count == 2 * block.count,
      block.allSatisfy({ (1...4096).contains($0) }), amounts.allSatisfy({ (0...4096).contains($0) })
    else { throw .unsupported(step.site, "blocks of \(block) and paddings \(amounts)") }
    let padding = block.indices.map { [amounts[2 * $0], amounts[2 * $0 + 1]] }
    for axis in block.indices {
      guard (input.extents[axis + 1] + padding[axis][0] + padding[axis][1]) % block[axis] == 0 else {
        throw .unsupported(step.site, "blocks of \(block) for an input of shape \(input.extents)")
      }
    }
    try hold(.batches(TFLiteBatches(value: input, block: block, padding: padding)), of: step)
  }

  /// BATCH_TO_SPACE_ND after a convolution: what is left is to cut something off.
  mutating func batchToSpace(_ step: TFLiteOperator) throws(TFLiteError) {
    let (block, crops) = (try settings(step, 1), try settings(step, 2))
    guard case .batches(let batches)? = try content(try operand(step, 0).index), batches.isConvolved,
      batches.block == block, crops.count == 2 * block.count
    else {
      throw .unsupported(step.site, "samples that are not those of a convolution after SPACE_TO_BATCH_ND")
    }
    var axes = batches.value.extents.map { Slice.Axis(begin: 0, count: $0) }
    for axis in block.indices {
      let (begin, end) = (crops[2 * axis], crops[2 * axis + 1])
      guard begin >= 0, end >= 0, begin < axes[axis + 1].count, end < axes[axis + 1].count - begin else {
        throw .unsupported(step.site, "crops of \(crops)")
      }
      axes[axis + 1] = Slice.Axis(begin: begin, count: axes[axis + 1].count - begin - end)
    }
    let tensor = try output(step)
    let result = try cut(batches.value, axes, step, name: step.name, tensor: tensor)
    try alias(step, result)
  }
}

extension [Int] {
  /// The numbers with one more.
  fileprivate func inserting(_ number: Int, at index: Int) -> [Int] {
    self[..<index] + [number] + self[index...]
  }

  /// The numbers but one.
  fileprivate func removing(at index: Int) -> [Int] { Array(self[..<index] + self[(index + 1)...]) }
}
