// Batch normalization's passes over rows of channels, sixteen channels at a time and the rest one by one.

static void moments(const float *in, long rows, long channels, float *mean, float *deviation) {
  float share = 1 / (float)rows;
  long c = 0;
  for (; c + WIDTH <= channels; c += WIDTH) {
    const float *x = in + c;
    lanes sum[4] = {0, 0, 0, 0}, square[4] = {0, 0, 0, 0};
    long row = 0;
    for (; row + 4 <= rows; row += 4)
      for (int i = 0; i < 4; i++) sum[i] += load(x + (row + i) * channels);
    for (; row < rows; row++) sum[0] += load(x + row * channels);
    lanes average = ((sum[0] + sum[1]) + (sum[2] + sum[3])) * share;
    for (row = 0; row + 4 <= rows; row += 4)
      for (int i = 0; i < 4; i++) {
        lanes difference = load(x + (row + i) * channels) - average;
        square[i] += difference * difference;
      }
    for (; row < rows; row++) {
      lanes difference = load(x + row * channels) - average;
      square[0] += difference * difference;
    }
    store(mean + c, average);
    store(deviation + c, (square[0] + square[1]) + (square[2] + square[3]));
  }
  for (; c < channels; c++) {
    float sum = 0, square = 0;
    for (long row = 0; row < rows; row++) sum += in[row * channels + c];
    float average = sum * share;
    for (long row = 0; row < rows; row++) {
      float difference = in[row * channels + c] - average;
      square += difference * difference;
    }
    mean[c] = average;
    deviation[c] = square;
  }
}

static void normalize(const float *in, float *out, long rows, long channels, NormalizationTerms terms,
                      Rectification r) {
  long c = 0;
  for (; c + WIDTH <= channels; c += WIDTH) {
    lanes scale = load(terms.scale + c), shift = load(terms.shift + c);
    for (long i = c; i < rows * channels; i += channels) store(out + i, rectified(load(in + i) * scale + shift, r));
  }
  for (; c < channels; c++)
    for (long i = c; i < rows * channels; i += channels)
      out[i] = rectified_one(in[i] * terms.scale[c] + terms.shift[c], r);
}

static void normalize_sums(const float *in, const float *gradient, long rows, long channels, NormalizationTerms terms,
                           Rectification r, float *plain, float *weighted) {
  long c = 0;
  for (; c + WIDTH <= channels; c += WIDTH) {
    lanes scale = load(terms.scale + c), shift = load(terms.shift + c), mean = load(terms.mean + c);
    lanes sum[2] = {0, 0}, product[2] = {0, 0};
    long row = 0;
    for (; row + 2 <= rows; row += 2)
      for (int i = 0; i < 2; i++) {
        lanes x = load(in + (row + i) * channels + c);
        lanes g = load(gradient + (row + i) * channels + c);
        g = rectified_gradient(rectified(x * scale + shift, r), g, r);
        sum[i] += g;
        product[i] += g * (x - mean);
      }
    for (; row < rows; row++) {
      lanes x = load(in + row * channels + c), g = load(gradient + row * channels + c);
      g = rectified_gradient(rectified(x * scale + shift, r), g, r);
      sum[0] += g;
      product[0] += g * (x - mean);
    }
    store(plain + c, sum[0] + sum[1]);
    store(weighted + c, product[0] + product[1]);
  }
  for (; c < channels; c++) {
    float sum = 0, product = 0;
    for (long i = c; i < rows * channels; i += channels) {
      float output = rectified_one(in[i] * terms.scale[c] + terms.shift[c], r);
      float g = rectified_gradient_one(output, gradient[i], r);
      sum += g;
      product += g * (in[i] - terms.mean[c]);
    }
    plain[c] = sum;
    weighted[c] = product;
  }
}

static void normalize_gradient(const float *in, const float *gradient, float *out, long rows, long channels,
                               NormalizationTerms terms, Rectification r) {
  long c = 0;
  for (; c + WIDTH <= channels; c += WIDTH) {
    lanes scale = load(terms.scale + c), shift = load(terms.shift + c), mean = load(terms.mean + c);
    lanes slope = load(terms.slope + c), offset = load(terms.offset + c);
    for (long i = c; i < rows * channels; i += channels) {
      lanes x = load(in + i);
      lanes g = rectified_gradient(rectified(x * scale + shift, r), load(gradient + i), r);
      store(out + i, scale * g + (slope * (x - mean) + offset));
    }
  }
  for (; c < channels; c++)
    for (long i = c; i < rows * channels; i += channels) {
      float output = rectified_one(in[i] * terms.scale[c] + terms.shift[c], r);
      float g = rectified_gradient_one(output, gradient[i], r);
      out[i] = terms.scale[c] * g + (terms.slope[c] * (in[i] - terms.mean[c]) + terms.offset[c]);
    }
}
