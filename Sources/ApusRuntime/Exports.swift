// `import ApusRuntime` is enough: models are part of its interface.
@_exported import ApusModel
