import ApusGraph
import ApusInterchange
import Testing

/// Networks that ask for far more than their file justifies: refused by every command, unless the limits are raised.
@Suite struct WorkLimitsTests {
  @Test func limitsAreRaisedByAnOption() throws {
    let folder = try TemporaryFolder()
    let window = Window(kernel: Size(128), stride: Size(1), padding: .same)
    let pool = Node(name: "pool", operation: .averagePool(AveragePool(window: window)), inputs: ["input"])
    let graph = Graph(
      name: "large", inputShape: [2_048, 2_048, 1], preprocessing: .pixels, nodes: [pool])
    try GraphFile.write(graph, to: folder.file("large.safetensors"))
    let commands = [
      ["evaluate", folder.file("large.safetensors")],
      ["finetune", "--from", folder.file("large.safetensors")],
      ["compress", folder.file("large.safetensors")],
    ]
    for command in commands {
      var arguments = command + ["--data", folder.file("nowhere")]
      if command[0] != "evaluate" {
        arguments += ["--out", folder.file(command[0] == "finetune" ? "out.safetensors" : "out.apus")]
      }
      let refused = try Program.apus.run(arguments)
      #expect(refused.status == 1)
      #expect(
        refused.complaints(of: "apus").first?.contains("--limits 4 would allow it") == true,
        "\(refused.errors)")
      let allowed = try Program.apus.run(arguments, ["--limits", "4"])
      #expect(allowed.complaints(of: "apus").first?.contains("nowhere") == true, "\(allowed.errors)")
    }
  }
}
