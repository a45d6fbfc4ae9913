// `import Apus` is enough: every library of the kit, from images to the runtime.
@_exported import ApusCompression
@_exported import ApusData
@_exported import ApusEngine
@_exported import ApusEvaluation
@_exported import ApusExporter
@_exported import ApusFiles
@_exported import ApusGraph
@_exported import ApusImage
@_exported import ApusInterchange
@_exported import ApusModel
@_exported import ApusRunner
@_exported import ApusRuntime
@_exported import ApusTraining
@_exported import ApusZoo
