import ApusExporter
import ApusFiles
import ApusGraph
import RuntimeTestSupport
import Testing

/// Models as source code. That it compiles and answers is tested by `Tools/test-c-interface`.
@Suite struct DeviceLibraryTests {
  private func library(_ graph: QuantizedGraph, name: String = "digits") throws -> DeviceLibrary {
    let loaded = try LoadedModel(Exporter.export(graph))
    defer { withExtendedLifetime(loaded) {} }
    return try DeviceLibrary(loaded.session.model, name: name, version: "1.2.3")
  }

  private func text(_ path: String, in files: [WholeFolder.File]) throws -> String {
    String(decoding: try #require(files.first { $0.path == path }).bytes, as: UTF8.self)
  }

  @Test func identifiersAreThoseOfC() {
    #expect(DeviceLibrary.identifier(from: "out/My Model-2.x/") == "my_model_2_x")
    #expect(DeviceLibrary.identifier(from: "2nd") == "model_2nd")
    #expect(DeviceLibrary.identifier(from: "größe") == "gr__e")
    #expect(DeviceLibrary.identifier(from: "apus") == "model_apus")
    #expect(DeviceLibrary.identifier(from: "") == "model_")
  }

  @Test func theArrayHoldsTheFile() throws {
    let graph = try SampleGraphs.straight()
    let source = try text("digits.c", in: library(graph).plain)
    let hexadecimal = source.split(separator: "{")[1].split(separator: "}")[0]
    let bytes = hexadecimal.split { ", \n".contains($0) }.map { UInt8($0.dropFirst(2), radix: 16) }
    #expect(bytes == (try Exporter.export(graph)))
  }

  @Test func namesOfClassesAreEscaped() throws {
    var graph = try SampleGraphs.straight()
    let count = try graph.skeleton.outputShape().count
    graph.classNames = ["a\"\\??/\n", "größer"] + (2..<count).map { "\($0)" }
    let source = try text("digits.c", in: library(graph).plain)
    #expect(source.contains("  \"a\\\"\\\\\\077\\077/\\012\",\n  \"gr\\303\\266\\303\\237er\",\n"))
  }

  @Test func everyLibraryHasItsFiles() throws {
    let library = try library(SampleGraphs.straight())
    #expect(Set(library.plain.map(\.path)) == ["digits.h", "digits.c"])
    #expect(
      Set(library.arduino.map(\.path)) == [
        "library.properties", "keywords.txt", "src/digits.h", "src/digits.c", "examples/digits/digits.ino",
      ])
    #expect(
      Set(library.zephyr.map(\.path)) == [
        "zephyr/module.yml", "CMakeLists.txt", "Kconfig", "include/digits.h", "src/digits.c",
        "samples/digits/CMakeLists.txt", "samples/digits/prj.conf", "samples/digits/sample.yaml",
        "samples/digits/src/main.c",
      ])
    #expect(
      Set(library.espIDF.map(\.path)) == [
        "idf_component.yml", "CMakeLists.txt", "include/digits.h", "src/digits.c",
        "examples/digits/CMakeLists.txt", "examples/digits/main/CMakeLists.txt",
        "examples/digits/main/idf_component.yml", "examples/digits/main/main.c",
      ])
  }

  @Test func severalValuesHaveTheirSizes() throws {
    let header = try text("digits.h", in: library(SampleGraphs.severalValues()).plain)
    #expect(header.contains("#define DIGITS_INPUT_1_COUNT "))
    #expect(header.contains("#define DIGITS_OUTPUT_1_SCALE "))
  }
}
