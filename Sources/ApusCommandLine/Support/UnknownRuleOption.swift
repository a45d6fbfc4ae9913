import ArgumentParser

/// `--no-none`, of what answers pictures.
struct UnknownRuleOption: ParsableArguments {
  @Flag(help: "Name a class for every picture, where the network may say that it is none of its classes.")
  var noNone = false
}
