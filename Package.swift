// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "apus",
  products: [
    // The runtime alone: a session in memory of the caller's.
    .library(name: "ApusRuntime", targets: ["ApusModel", "ApusRuntime"]),
    // The runtime on images: needs libjpeg.
    .library(name: "ApusRunner", targets: ["ApusRunner"]),
    // All of the kit: needs libjpeg, libpng, libwebp, libarchive and oneDNN.
    .library(name: "Apus", targets: ["Apus"]),
    .executable(name: "apus", targets: ["ApusCommandLine"]),
    .executable(name: "apus-run", targets: ["apus-run"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.2"))
  ],
  targets: [
    // Runtime: the Swift standard library and nothing else; also built as Embedded Swift.
    .target(name: "ApusModel"),
    .target(name: "CApusKernels"),
    .target(name: "ApusRuntime", dependencies: ["ApusModel", "CApusKernels"]),

    // Shims over system libraries.
    .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(name: "CArchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(name: "CWebP", providers: [.apt(["libwebp-dev"])]),
    .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
    .target(name: "CPNG", linkerSettings: [.linkedLibrary("png16"), .linkedLibrary("z")]),

    // Toolchain.
    .target(name: "ApusFiles"),
    .target(name: "ApusReporting"),
    .target(name: "ApusGraph"),
    .target(
      name: "ApusZoo", dependencies: ["ApusFiles", "ApusGraph", "ApusInterchange"],
      resources: [.copy("Weights")]),
    .target(name: "CFloatKernels"),
    .target(name: "ApusEngine", dependencies: ["ApusGraph", "CFloatKernels", "COneDNN"]),
    .target(name: "ApusImage", dependencies: ["ApusFiles", "CJPEG"]),
    .target(name: "ApusRunner", dependencies: ["ApusFiles", "ApusModel", "ApusRuntime", "ApusImage"]),
    .target(
      name: "ApusData", dependencies: ["ApusFiles", "ApusGraph", "ApusImage", "CArchive", "CPNG", "CWebP"]),
    .target(name: "ApusInterchange", dependencies: ["ApusFiles", "ApusGraph", "CArchive"]),
    .target(
      name: "ApusTraining",
      dependencies: ["ApusEngine", "ApusData", "ApusFiles", "ApusInterchange", "ApusReporting"]),
    .target(
      name: "ApusCompression",
      dependencies: [
        "ApusGraph", "ApusEngine", "ApusData", "ApusExporter", "ApusFiles", "ApusModel", "ApusReporting",
        "ApusRunner", "ApusRuntime",
      ]),
    .target(name: "ApusExporter", dependencies: ["ApusFiles", "ApusGraph", "ApusModel", "ApusRuntime"]),
    .target(
      name: "ApusEvaluation",
      dependencies: ["ApusEngine", "ApusRunner", "ApusData", "ApusFiles", "ApusInterchange", "ApusReporting"]),
    .target(
      name: "Apus",
      dependencies: [
        "ApusCompression", "ApusData", "ApusEngine", "ApusEvaluation", "ApusExporter", "ApusFiles",
        "ApusGraph", "ApusImage", "ApusInterchange", "ApusModel", "ApusRunner", "ApusRuntime", "ApusTraining",
        "ApusZoo",
      ]),

    // Programs.
    .executableTarget(
      name: "ApusCommandLine",
      dependencies: [
        "Apus", "ApusReporting", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "apus-run", dependencies: ["ApusModel", "ApusImage", "ApusRunner"]),
    .executableTarget(name: "apus-bench-training", dependencies: ["ApusTraining", "ApusZoo"]),

    // Tests mirror Sources.
    .target(
      name: "RuntimeTestSupport", dependencies: ["ApusGraph", "ApusModel", "ApusRuntime", "ApusExporter"],
      path: "Tests/RuntimeTestSupport"),
    .executableTarget(
      name: "kernel-cases",
      dependencies: [
        "ApusExporter", "ApusGraph", "ApusInterchange", "ApusModel", "ApusRuntime", "RuntimeTestSupport",
      ],
      path: "Tests/KernelCases"),
    .executableTarget(name: "finder-cases", dependencies: ["ApusImage"], path: "Tests/FinderCases"),
    .executableTarget(name: "reader-facts", dependencies: ["ApusModel"], path: "Tests/ReaderFacts"),
    .target(name: "FileTestSupport", path: "Tests/FileTestSupport"),
    .target(name: "FloatReference", dependencies: ["ApusGraph"], path: "Tests/FloatReference"),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .testTarget(
      name: "ApusModelTests", dependencies: ["ApusModel", "RuntimeTestSupport"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "ApusRuntimeTests",
      dependencies: ["ApusRuntime", "RuntimeTestSupport", "CAllocationCounter"],
      resources: [.copy("Fixtures")]),
    .testTarget(name: "ApusGraphTests", dependencies: ["ApusGraph", "ApusZoo"]),
    .testTarget(name: "ApusEngineTests", dependencies: ["ApusEngine", "ApusZoo", "FloatReference"]),
    .testTarget(name: "ApusFilesTests", dependencies: ["ApusFiles", "FileTestSupport"]),
    .testTarget(name: "ApusReportingTests", dependencies: ["ApusReporting"]),
    .testTarget(name: "ApusImageTests", dependencies: ["ApusImage"]),
    .testTarget(name: "ApusDataTests", dependencies: ["ApusData", "FileTestSupport"]),
    .testTarget(
      name: "ApusInterchangeTests",
      dependencies: [
        "ApusInterchange", "ApusZoo", "ApusEngine", "ApusExporter", "ApusFiles", "ApusRuntime",
        "FileTestSupport", "RuntimeTestSupport",
      ],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "ApusTrainingTests", dependencies: ["ApusFiles", "ApusTraining", "ApusZoo", "FileTestSupport"]),
    .testTarget(
      name: "ApusCompressionTests",
      dependencies: [
        "ApusCompression", "ApusEngine", "ApusExporter", "ApusModel", "ApusRunner", "ApusRuntime", "ApusZoo",
        "FloatReference",
      ]),
    .testTarget(name: "ApusExporterTests", dependencies: ["ApusExporter", "ApusZoo", "RuntimeTestSupport"]),
    .testTarget(
      name: "ApusRunnerTests",
      dependencies: ["ApusRunner", "ApusExporter", "FileTestSupport", "RuntimeTestSupport"]),
    .testTarget(
      name: "ApusEvaluationTests",
      dependencies: [
        "ApusEvaluation", "ApusCompression", "ApusExporter", "ApusFiles", "ApusZoo", "FileTestSupport",
      ]),
    // What the fuzzers demand, of the inputs that they kept; Tools/fuzz builds the harness.
    .testTarget(
      name: "FuzzingTests",
      dependencies: [
        "ApusModel", "ApusRuntime", "ApusGraph", "ApusInterchange", "ApusExporter", "ApusImage", "ApusData",
        "ApusRunner", "ApusTraining", "RuntimeTestSupport", "CAllocationCounter",
      ],
      path: "Tests/Fuzzing", exclude: ["Harness", "Dictionaries"], resources: [.copy("Corpus")]),
    .testTarget(name: "ApusTests", dependencies: ["Apus"]),
    .testTarget(
      name: "CommandLineTests",
      dependencies: ["Apus", "ApusCommandLine", "apus-run", "ApusData", "ApusInterchange"]),
  ]
)
