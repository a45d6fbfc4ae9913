import ApusExporter
import ApusGraph
import ApusModel
import ApusRuntime
import RuntimeTestSupport
import Testing

/// Classes that are enrolled after a file was written: rows that are appended to it.
@Suite struct EnrollmentTests {
  private let classes = SampleGraphs.enrolledClasses

  @Test(arguments: FileForm.allCases)
  func theNearestMeanIsTheAnswer(_ form: FileForm) throws {
    var bytes = try SampleGraphs.enrollment(form)
    let before = bytes
    for count in 0...3 {
      if count > 0 { bytes += try classes[count - 1].bytes() }
      #expect(Array(bytes.prefix(before.count)) == before)
      let loaded = try LoadedModel(bytes)
      let rows = try #require(loaded.session.model.enrolledRows)
      #expect(rows.count == count)
      #expect(
        (0..<count).map { String(decoding: rows.name($0), as: UTF8.self) }
          == classes.prefix(count).map(\.name))
      #expect(loaded.session.model.bytes.count == before.count)
      for (index, each) in classes.prefix(count).enumerated() {
        // Near the class's mean, the zero point put back.
        _ = loaded.session.input.update(fromContentsOf: each.weights.map { Int8(min(127, Int($0) + 5 + 2)) })
        loaded.session.run()
        let scores = loaded.session.output(1).integers
        #expect(scores.count == 4)
        #expect(loaded.session.decision(ofOutput: 1) == index)
        for row in count..<4 { #expect(scores[row] == -128) }
        for row in 0..<count {
          var sum = Int(classes[row].bias)
          for feature in 0..<6 {
            sum += (Int(loaded.session.output(0).integers[feature]) - 5) * Int(classes[row].weights[feature])
          }
          #expect(abs(Double(sum) * 0.004 - Double(scores[row])) <= 1)
        }
      }
    }
  }

  @Test(arguments: FileForm.allCases)
  func damagedRowsAreRefused(_ form: FileForm) throws {
    let sound = try SampleGraphs.enrollment(form)
    let row = try classes[0].bytes()
    for index in row.indices {
      var damaged = row
      damaged[index] ^= 4
      #expect(throws: ModelError.invalid(.enrolled, byte: sound.count)) { try LoadedModel(sound + damaged) }
    }
    #expect(throws: ModelError.invalid(.enrolled, byte: sound.count)) {
      try LoadedModel(sound + row.dropLast())
    }
    let five = Array(repeatElement(row, count: 5).joined())
    #expect(throws: ModelError.invalid(.enrolled, byte: sound.count)) { try LoadedModel(sound + five) }
    // 0.004 is 1.02 · 2⁻⁸: no shift to the left, so that the limit is that of 32 bits.
    let heavy = try EnrolledClass(name: "x", bias: .max, weights: [1, 0, 0, 0, 0, 0]).bytes()
    #expect(throws: ModelError.invalid(.accumulator, byte: sound.count)) { try LoadedModel(sound + heavy) }
    // A file without room takes none.
    let plain = try Exporter.export(SampleGraphs.straight(), form: form)
    #expect(throws: ModelError.length(expected: plain.count, found: plain.count + row.count)) {
      try LoadedModel(plain + row)
    }
  }

  @Test func roomNeedsAnEmbedding() throws {
    let graph = try SampleGraphs.straight()
    #expect(throws: ExporterError.enrollment("embedding")) {
      try Exporter.export(graph, enrollment: Enrollment(embedding: "embedding", capacity: 2, factor: 0.1))
    }
    #expect(throws: ExporterError.nameTooLong(String(repeating: "x", count: 32))) {
      try EnrolledClass(name: String(repeating: "x", count: 32), mean: [1]).bytes()
    }
  }
}
