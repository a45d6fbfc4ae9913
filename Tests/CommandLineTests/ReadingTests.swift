import ApusData
import ApusImage
import Foundation
import Testing

/// Numbers, and pictures that show no digit.
struct ReadingTests {
  private let fixture: Fixture
  private let folder: TemporaryFolder

  init() throws {
    fixture = try Fixture.shared.get()
    folder = try TemporaryFolder()
  }

  /// Two digits of the fixture on white paper, beside each other.
  private func number() throws -> (path: String, text: String) {
    var paper = Image(width: 300, height: 140, channels: 1, filledWith: 235)
    var text = ""
    for (index, x) in [(25, 30), (35, 160)] {
      let file = fixture.files[index]
      let digit = try Image(file: file).converted(channels: 1).resized(width: 100, height: 100)
      for row in 0..<100 {
        for column in 0..<100 {
          paper.pixels[(20 + row) * 300 + x + column] -= digit.pixels[row * 100 + column] / 5 * 4
        }
      }
      text += URL(fileURLWithPath: file).deletingLastPathComponent().lastPathComponent
    }
    return (try folder.write(paper.jpeg(), to: "number.jpg"), text)
  }

  private struct Reading: Decodable {
    struct Digit: Decodable {
      var `class`: String?
      var confidence: Float
      var line: Int
      var box: [Int]
    }
    var text: String?
    var confidence: Float
    var digits: [Digit]
  }

  @Test func readsANumber() throws {
    let (path, text) = try number()
    let drawing = folder.file("boxes.png")
    let outcome = try Program.apus.run("read", fixture.model, "--json", "--no-none", "--draw", drawing, path)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let reading = try #require(try outcome.json([Reading].self).first)
    #expect(reading.text?.count == 2)
    #expect(reading.digits.map(\.line) == [0, 0])
    #expect(reading.text == reading.digits.compactMap(\.class).joined())
    #expect(abs(reading.confidence - reading.digits.reduce(1) { $0 * $1.confidence }) < 1e-6)
    for (digit, x) in zip(reading.digits, [30, 160]) {
      #expect(digit.box[0] >= x && digit.box[0] + digit.box[2] <= x + 100)
      #expect(digit.box[1] >= 20 && digit.box[1] + digit.box[3] <= 120)
    }
    #expect(text.count == 2)
    #expect(try Image(file: drawing).width == 300)
    for arguments in [[], ["--json"]] {
      let apus = try Program.apus.run(["read", fixture.model, path], arguments)
      let tiny = try Program.apusRun.run(["--read", fixture.model, path], arguments)
      #expect(apus.status == 0 && tiny.status == 0)
      #expect(!apus.output.isEmpty && apus.output == tiny.output)
    }
  }

  @Test func aBlankPictureIsNone() throws {
    let blank = try folder.write(
      Image(width: 90, height: 60, channels: 3, filledWith: 200).jpeg(), to: "blank.jpg")
    for program in [(Program.apus, ["run"]), (Program.apusRun, [])] {
      let outcome = try program.0.run(program.1 + [fixture.model, "--explain", blank])
      #expect(outcome.status == 0)
      #expect(outcome.output.hasPrefix("\(blank)\tnone\t"))
      #expect(outcome.output.contains("No ink was found"))
      let json = try program.0.run(program.1 + [fixture.model, "--json", blank])
      #expect(json.output.contains("\"class\":null"))
      let named = try program.0.run(program.1 + [fixture.model, "--no-none", blank])
      #expect(!named.output.contains("none"))
    }
    let read = try Program.apus.run("read", fixture.model, "--json", blank)
    #expect(
      read.status == 0 && read.output.contains("\"text\":null") && read.output.contains("\"digits\":[]"))
  }

  @Test func oneDigitIsAskedFor() throws {
    let outcome = try Program.apus.run(
      "run", "--explain", "--out", folder.file("look.png"), fixture.model, try number().path)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("\tnone\t"))
    #expect(outcome.output.contains("There are 2 digits in it"))
    // The picture, its ink and what the model sees.
    let drawing = try Image(file: folder.file("look.png"))
    #expect((drawing.width, drawing.height) == (3 * 196 + 2 * 7, 196))
  }
}
