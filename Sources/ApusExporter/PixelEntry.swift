import ApusGraph
import ApusModel

/// What pixels become, as the metadata has it.
struct PixelEntry {
  /// The integers of all pixels: a row for all channels, or one for each.
  private var table: [[Int8]]
  /// What is subtracted from pixels and divides them: none, one for all channels, or one for each.
  private var real: [Preprocessing.Channel]
  /// What a pixel adds to the unrounded integer of each row.
  private var slopes: [Double]
  private var style: PreprocessingStyle
  private var fit: PixelRecord.Fit
  private var channelOrder: PixelRecord.ChannelOrder

  /// Nil for an input that is no image.
  /// - Precondition: the preprocessing fits the channels.
  init?(_ input: QuantizedInput) {
    guard let preprocessing = input.preprocessing else { return nil }
    table = input.pixelRows
    real = table.indices.map(preprocessing.channel)
    slopes = real.map { 1 / (Double($0.divisor) * Double(input.quantization.scale)) }
    style =
      switch preprocessing.style {
      case .photograph: .photograph
      case .digit: .digit
      }
    fit =
      switch preprocessing.fit {
      case .crop: .crop
      case .stretch: .stretch
      case .pad: .pad
      }
    channelOrder =
      switch preprocessing.channelOrder {
      case .rgb: .rgb
      case .bgr: .bgr
      }
  }

  /// What another file says. Version 1 does not tell the real preprocessing; the slope is then that of the integers.
  init(_ record: PixelRecord, _ quantization: QuantizationParameters) {
    var table = (0..<record.rowCount).map { channel in
      (0...255).map { record.value(of: UInt8($0), channel: channel) }
    }
    let real = (0..<record.toldCount).map {
      Preprocessing.Channel(offset: record.offset($0), divisor: record.divisor($0))
    }
    if table.allSatisfy({ $0 == table[0] }), real.count <= 1 { table = [table[0]] }
    slopes = table.enumerated().map { index, row in
      if !real.isEmpty {
        return 1 / (Double(real[real.count == 1 ? 0 : index].divisor) * Double(quantization.scale))
      }
      let inner = row.indices.filter { row[$0] > -128 && row[$0] < 127 }
      guard let first = inner.first, let last = inner.last, last > first else { return 1 }
      return Double(Int(row[last]) - Int(row[first])) / Double(last - first)
    }
    (self.table, self.real) = (table, real)
    (style, fit, channelOrder) = (record.style, record.fit, record.channelOrder)
  }

  /// The entry's bytes.
  var bytes: [UInt8] {
    var scope: UInt8 = 0
    if !real.isEmpty { scope |= Layout.Pixels.isTold }
    if real.count > 1 { scope |= Layout.Pixels.isToldOfChannels }
    if table.count > 1 { scope |= Layout.Pixels.isOfChannels }
    let lines = PixelLine.lines(through: table, slopes: slopes)
    let isShifted = table.allSatisfy { row in row.indices.allSatisfy { Int(row[$0]) == $0 - 128 } }
    let encoding: PixelRecord.Encoding = isShifted ? .shifted : lines != nil ? .linear : .table
    var bytes = [encoding.rawValue, style.rawValue, fit.rawValue, channelOrder.rawValue, scope]
    for channel in real { bytes.append(littleEndian: channel.offset.bitPattern) }
    for channel in real { bytes.append(littleEndian: channel.divisor.bitPattern) }
    switch encoding {
    case .shifted: break
    case .linear:
      guard let lines else { break }
      bytes.append(UInt8(lines.shift))
      for line in lines.lines {
        bytes.append(littleEndian: line.multiplier)
        bytes.append(littleEndian: line.addend)
      }
    case .table: for row in table { bytes += row.map { UInt8(bitPattern: $0) } }
    }
    return bytes
  }
}

/// `(pixel · multiplier + addend) >> shift`: what practically all tables of pixels can be written as, in eight bytes in
/// place of 256.
struct PixelLine {
  var multiplier: Int32
  var addend: Int32

  /// Lines with one shift that give exactly what rows of a table have; nil where there are none.
  /// - Parameter slopes: of each row what a pixel adds to the unrounded integer.
  static func lines(through table: [[Int8]], slopes: [Double]) -> (shift: Int, lines: [PixelLine])? {
    // The larger the shift, the finer the slopes; the largest with which no sum leaves 32 bits comes first.
    for shift in stride(from: 22, through: 8, by: -1) {
      let lines = zip(table, slopes).compactMap { line(through: $0, slope: $1, shift: shift) }
      if lines.count == table.count { return (shift, lines) }
    }
    return nil
  }

  private static func line(through row: [Int8], slope: Double, shift: Int) -> PixelLine? {
    let exact = (slope * Double(1 << shift)).rounded()
    for step: Double in [0, 1, -1, 2, -2] {
      guard let multiplier = Int32(exactly: exact + step) else { continue }
      if let addend = addend(for: row, multiplier: multiplier, shift: shift) {
        return PixelLine(multiplier: multiplier, addend: addend)
      }
    }
    return nil
  }

  /// An addend with which a slope gives the whole row.
  private static func addend(for row: [Int8], multiplier: Int32, shift: Int) -> Int32? {
    var (low, high) = (Int64.min, Int64.max)
    for (pixel, value) in row.enumerated() {
      let product = Int64(multiplier) * Int64(pixel)
      // The clamped ends are open.
      if value > -128 { low = max(low, Int64(value) << Int64(shift) - product) }
      if value < 127 { high = min(high, (Int64(value) + 1) << Int64(shift) - 1 - product) }
    }
    guard low <= high else { return nil }
    let middle = low == .min ? high : high == .max ? low : low + (high - low) / 2
    guard let addend = Int32(exactly: middle),
      UInt64(multiplier.magnitude) * 255 + UInt64(addend.magnitude) <= UInt64(Int32.max)
    else { return nil }
    return addend
  }
}
