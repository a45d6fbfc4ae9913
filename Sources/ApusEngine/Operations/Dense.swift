import ApusGraph
import COneDNN

extension Dense: WeightedPasses {
  static var title: String { "a dense layer" }

  func layouts(in context: LayerContext) throws(EngineError) -> WeightedLayouts {
    let rows = context.output.count / outputFeatures
    return try WeightedLayouts(
      input: .matrix(rows: rows, columns: inputFeatures, node: context.name),
      output: .matrix(rows: rows, columns: outputFeatures, node: context.name),
      weightExtents: [outputFeatures, inputFeatures], weightStrides: [inputFeatures, 1],
      biasCount: hasBias ? outputFeatures : nil, node: context.name)
  }

  func describeForward(
    _ descriptor: inout dnnl_inner_product_desc_t, _ kind: dnnl_prop_kind_t, _ layouts: inout WeightedLayouts
  ) -> dnnl_status_t {
    dnnl_inner_product_forward_desc_init(
      &descriptor, kind, &layouts.input, &layouts.weights, &layouts.bias, &layouts.output)
  }

  func describeParameterGradients(
    _ descriptor: inout dnnl_inner_product_desc_t, _ layouts: inout WeightedLayouts
  ) -> dnnl_status_t {
    dnnl_inner_product_backward_weights_desc_init(
      &descriptor, &layouts.input, &layouts.weights, &layouts.bias, &layouts.output)
  }

  func describeInputGradient(
    _ descriptor: inout dnnl_inner_product_desc_t, _ layouts: inout WeightedLayouts
  ) -> dnnl_status_t {
    dnnl_inner_product_backward_data_desc_init(
      &descriptor, &layouts.input, &layouts.weights, &layouts.output)
  }
}
