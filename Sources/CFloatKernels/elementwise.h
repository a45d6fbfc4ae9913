// Loops over contiguous floats. Sources may be the target itself.

static void add(const float *first, const float *second, float *out, long count) {
  long i = 0;
  for (; i + WIDTH <= count; i += WIDTH) store(out + i, load(first + i) + load(second + i));
  for (; i < count; i++) out[i] = first[i] + second[i];
}

static void rectify(const float *in, float *out, long count, Rectification r) {
  long i = 0;
  for (; i + WIDTH <= count; i += WIDTH) store(out + i, rectified(load(in + i), r));
  for (; i < count; i++) out[i] = rectified_one(in[i], r);
}

static void rectify_gradient(const float *output, const float *gradient, float *out, long count, Rectification r) {
  long i = 0;
  for (; i + WIDTH <= count; i += WIDTH) store(out + i, rectified_gradient(load(output + i), load(gradient + i), r));
  for (; i < count; i++) out[i] = rectified_gradient_one(output[i], gradient[i], r);
}
