import ApusFiles
import ApusGraph
import ApusInterchange
import ApusZoo
import ArgumentParser

/// `--as` and `--input` of `apus import`, for weights whose network is known by its name.
struct PublishedOptions: ParsableArguments {
  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      """
      The file holds the weights of this network, by PyTorch's names (.safetensors, .npz): \
      \(Zoo.Published.allCases.map(\.rawValue).joined(separator: ", ")).
      """, valueName: "name"))
  var architectureName: String?

  @Option(
    help: ArgumentHelp(
      "With --as, the network takes this input: HEIGHTxWIDTHxCHANNELS, such as 64x64x3.", valueName: "extent")
  )
  var input: InputExtent?

  func validate() throws {
    guard architectureName == nil || architecture != nil else {
      throw ValidationError(
        "--as takes one of \(Zoo.Published.allCases.map(\.rawValue).joined(separator: ", ")), "
          + "not \(architectureName ?? "")")
    }
    guard input == nil || architectureName != nil else { throw ValidationError("--input goes with --as") }
  }

  /// The architecture that was named.
  var architecture: Zoo.Published? { architectureName.flatMap(Zoo.Published.init(named:)) }

  /// The named network with the weights in a file; nil where none was named.
  /// - Parameters:
  ///   - path: the file.
  ///   - classNames: what its classes are called; nil where nobody says so.
  ///   - meaning: what its output stands for, where somebody says so.
  ///   - limits: raise what the file may hold.
  func graph(
    weights path: String, classNames: [String]?, meaning: OutputMeaning?, limits: Limits
  ) throws -> Graph? {
    guard let architecture else { return nil }
    let weights = try WeightFile.read(path: path, limits: limits)
    do throws(ZooError) {
      var graph = try Zoo.published(architecture, weights: weights, inputShape: input?.shape)
      if let classNames { graph.classNames = classNames }
      if let meaning {
        var output = graph.outputs[0]
        output.meaning = meaning
        graph.outputs = [output]
      }
      do throws(GraphError) { try graph.validateInterface() } catch { throw .graph(error) }
      return graph
    } catch {
      throw WeightsError(path: path, error: error)
    }
  }
}

/// Why the weights in a file are not those of a network.
struct WeightsError: Error, CustomStringConvertible {
  var path: String
  var error: ZooError

  var description: String { "\(path): \(error)" }
}

extension OutputMeaning: ExpressibleByArgument {}
