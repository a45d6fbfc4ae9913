extension DeviceLibrary {
  /// The name in uppercase, as macros begin.
  var macro: String { name.uppercased() }

  /// The model's header.
  var headerText: String {
    var lines = [
      "/* A model for apus.h, written by Apus \(version): an array, and the calls that run it in memory of its own.",
      "",
      "     if (\(name)_open() != APUS_OK) return;",
      "     int8_t *input = apus_input(\(name)_session, NULL);             // fill \(macro)_INPUT_COUNT elements",
      "     apus_run(\(name)_session);",
      "     int32_t class_index = apus_decision(\(name)_session, 0);",
      "",
      "   An element q stands for SCALE * (q - ZERO_POINT). Link with libapus.a, which Tools/build-library makes. */",
      "#ifndef \(macro)_H", "#define \(macro)_H", "", "#include \"apus.h\"", "", "#ifdef __cplusplus",
      "extern \"C\" {", "#endif", "",
    ]
    for (constant, value) in constants where constant != "MEMORY_BYTES" {
      lines.append("#define \(macro)_\(constant) \(value)")
    }
    let memory = constants.first { $0.name == "MEMORY_BYTES" }?.value ?? ""
    lines += [
      "", "/* Bytes of the memory in which it runs: what a processor of 32 bits needs. */",
      "#ifndef \(macro)_MEMORY_BYTES", "#define \(macro)_MEMORY_BYTES \(memory)", "#endif", "",
      "/* The .apus file. */", "extern const uint8_t \(name)_model[\(macro)_MODEL_BYTES];", "",
      "/* What apus_run and the other functions of apus.h take; NULL until it is open. */",
      "extern apus_session *\(name)_session;", "",
      "/* Checks the model and makes it ready. */", "apus_status \(name)_open(void);",
    ]
    if !classNames.isEmpty {
      lines += [
        "", "/* What the classes of the output are called. */",
        "extern const char *const \(name)_classes[\(macro)_CLASS_COUNT];",
      ]
    }
    if !pixels.isEmpty {
      lines += [
        "", "/* What a pixel of 8 bits becomes as an element of the input.",
        "   `channel` is which of the pixel's numbers it is, from 0. */",
        "int8_t \(name)_pixel(uint8_t pixel, size_t channel);",
      ]
    }
    lines += ["", "#ifdef __cplusplus", "}", "#endif", "", "#endif", ""]
    return lines.joined(separator: "\n")
  }

  /// The model's source.
  var sourceText: String {
    var lines = [
      "/* Written by Apus \(version); \(name).h says how it is used. */", "#include \"\(name).h\"", "",
      "_Alignas(APUS_ALIGNMENT) const uint8_t \(name)_model[\(macro)_MODEL_BYTES] = {",
    ]
    lines += rows(model.count) { "0x" + hexadecimal(model[$0]) }
    lines += [
      "};", "", "static _Alignas(APUS_ALIGNMENT) uint8_t memory[\(macro)_MEMORY_BYTES];", "",
      "apus_session *\(name)_session;", "",
      "apus_status \(name)_open(void) {",
      "  return apus_open(&\(name)_session, \(name)_model, sizeof \(name)_model, memory, sizeof memory);",
      "}",
    ]
    if !classNames.isEmpty {
      lines += ["", "const char *const \(name)_classes[\(macro)_CLASS_COUNT] = {"]
      lines += classNames.map { "  \(Self.literal($0))," }
      lines.append("};")
    }
    if !pixels.isEmpty { lines += pixelLines }
    return lines.joined(separator: "\n") + "\n"
  }

  private var pixelLines: [String] {
    let head = ["", "int8_t \(name)_pixel(uint8_t pixel, size_t channel) {"]
    if pixels.allSatisfy({ row in row.indices.allSatisfy { Int(row[$0]) == $0 - 128 } }) {
      return head + ["  (void)channel;", "  return (int8_t)(pixel - 128);", "}"]
    }
    var lines = ["", "static const int8_t pixels[\(pixels.count)][256] = {"]
    for row in pixels { lines += ["  {"] + rows(256) { "\(row[$0])" } + ["  },"] }
    lines += ["};"] + head
    if pixels.count == 1 { lines.append("  (void)channel;") }
    lines += ["  return pixels[\(pixels.count == 1 ? "0" : "channel")][pixel];", "}"]
    return lines
  }

  /// Elements of an array, some in a line.
  private func rows(_ count: Int, _ element: (Int) -> String) -> [String] {
    stride(from: 0, to: count, by: 16).map { start in
      "  " + (start..<min(start + 16, count)).map { element($0) + "," }.joined(separator: " ")
    }
  }

  /// Two digits.
  private func hexadecimal(_ byte: UInt8) -> String {
    let digits = Array("0123456789abcdef")
    return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
  }

  /// A string of C, of printable ASCII characters alone.
  static func literal(_ text: String) -> String {
    var literal = "\""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): literal += "\\" + String(UnicodeScalar(byte))
      // Three octal digits end by themselves. A question mark could begin a trigraph.
      case 0x20..<0x7F where byte != UInt8(ascii: "?"): literal.unicodeScalars.append(UnicodeScalar(byte))
      case _:
        let digits = String(byte, radix: 8)
        literal += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    }
    return literal + "\""
  }
}
