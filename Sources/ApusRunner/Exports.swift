// `import ApusRunner` is enough: images, models and sessions are part of its interface.
@_exported import ApusFiles
@_exported import ApusImage
@_exported import ApusModel
@_exported import ApusRuntime
