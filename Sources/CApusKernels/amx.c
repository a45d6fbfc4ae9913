#include "CApusKernels.h"

#if defined(__x86_64__)
#include "vectors/avx512vnni.h"

#include "kernels/padding.h"

#include "kernels/finish.h"

extern const apus_kernels apus_kernels_avx512vnni;

#define TILE_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,bmi2,amx-tile,amx-int8")))

/* A convolution by matrix tiles: rows are neighboring output positions, whose windows overlap in the padded input and
   so need no copy; columns are a block of 16 output channels. Tiles 0 to 3 hold sums, 4 and 5 inputs, 6 and 7 weights.
   Four tiles of sums are in flight at once, as a product takes 52 cycles and one can begin every 16. */

typedef struct {
  uint8_t palette, first_row, reserved[14];
  uint16_t row_bytes[16];
  uint8_t rows[16];
} tile_shapes;

/* The place of each of four tiles of positions. */
typedef struct {
  const char *input[4];
  int8_t *output[4];
} tile_places;

/* What a convolution's tiles look like. */
typedef struct {
  const apus_convolution *c;
  /* Positions in a tile, tiles in a row of the output and in all of it. */
  size_t pixels, row_tiles, tiles;
  /* Groups that one product takes, and products in a row of the kernel. */
  size_t groups, row_products;
  size_t block_bytes;
} tiling;

/* Of tiles `first ..< first + 4`; where there are no more, the last one again. The last tile of a row begins where it
   ends with the row, and computes positions again that the one before it has computed. */
INLINE tile_places places_of(const tiling *t, size_t first) {
  tile_places places;
  const apus_convolution *c = t->c;
  for (size_t index = 0; index < 4; index++) {
    const size_t tile = first + index < t->tiles ? first + index : t->tiles - 1;
    const size_t row = tile / t->row_tiles;
    size_t column = tile % t->row_tiles * t->pixels;
    if (column + t->pixels > c->output_width) column = c->output_width - t->pixels;
    places.input[index] = (const char *)c->input.target + row * c->row_step + column * c->column_step;
    places.output[index] = c->output + (row * c->output_width + column) * c->output_channels;
  }
  return places;
}

/* The sums of a tile of positions and some blocks, 16 rows of 16 numbers for each block, become bytes. */
INLINE void finish_tiles(const tiling *t, const int32_t *sums, int8_t *output, size_t channel, const size_t blocks) {
  const size_t step = t->pixels < 4 ? 1 : 4;
  for (size_t next = 0; next < t->pixels; next += step) {
    const size_t pixel = next + step <= t->pixels ? next : t->pixels - step;
    vector values[16];
    if (step == 4) {
#pragma clang loop unroll(full)
      for (size_t index = 0; index < 4 * blocks; index++) {
        values[index] = load(sums + (index / 4 * 16 + pixel + index % 4) * 16);
      }
      finish(t->c, values, output + pixel * t->c->output_channels, channel, 4, blocks);
    } else {
#pragma clang loop unroll(full)
      for (size_t block = 0; block < blocks; block++) values[block] = load(sums + (block * 16 + pixel) * 16);
      finish(t->c, values, output + pixel * t->c->output_channels, channel, 1, blocks);
    }
  }
}

/* Runs `products` for each row of the kernel and each group of its elements, with `offset` bytes into the windows and
   `weights` those of the first block. */
#define FOR_EACH_PRODUCT(products)                                                                                     \
  do {                                                                                                                 \
    const char *weights = (const char *)t->c->weights + channel / LANES * t->block_bytes;                              \
    for (size_t row = 0; row < t->c->kernel_height; row++) {                                                           \
      size_t offset = row * t->c->kernel_row_step;                                                                     \
      for (size_t product = 0; product < t->row_products; product++) {                                                 \
        products offset += 4 * t->groups;                                                                              \
        weights += 64 * t->groups;                                                                                     \
      }                                                                                                                \
    }                                                                                                                  \
  } while (0)

/* Four tiles of positions by one block. */
TILE_TARGET static void four_by_one(const tiling *t, size_t channel, int32_t *sums) {
  const size_t step = t->c->column_step;
  for (size_t first = 0; first < t->tiles; first += 4) {
    const tile_places places = places_of(t, first);
    const int32_t *bias = t->c->scaling.bias + channel;
    _tile_loadd(0, bias, 0);
    _tile_loadd(1, bias, 0);
    _tile_loadd(2, bias, 0);
    _tile_loadd(3, bias, 0);
    FOR_EACH_PRODUCT({
      _tile_loadd(6, weights, 64);
      _tile_loadd(4, places.input[0] + offset, step);
      _tile_dpbusd(0, 4, 6);
      _tile_loadd(5, places.input[1] + offset, step);
      _tile_dpbusd(1, 5, 6);
      _tile_loadd(4, places.input[2] + offset, step);
      _tile_dpbusd(2, 4, 6);
      _tile_loadd(5, places.input[3] + offset, step);
      _tile_dpbusd(3, 5, 6);
    });
    _tile_stored(0, sums, 64);
    _tile_stored(1, sums + 256, 64);
    _tile_stored(2, sums + 512, 64);
    _tile_stored(3, sums + 768, 64);
    for (size_t index = 0; index < 4 && first + index < t->tiles; index++) {
      finish_tiles(t, sums + 256 * index, places.output[index], channel, 1);
    }
  }
}

/* Two tiles of positions by two blocks. */
TILE_TARGET static void two_by_two(const tiling *t, size_t channel, int32_t *sums) {
  const size_t step = t->c->column_step;
  for (size_t first = 0; first < t->tiles; first += 2) {
    const tile_places places = places_of(t, first);
    const int32_t *bias = t->c->scaling.bias + channel;
    _tile_loadd(0, bias, 0);
    _tile_loadd(1, bias + LANES, 0);
    _tile_loadd(2, bias, 0);
    _tile_loadd(3, bias + LANES, 0);
    FOR_EACH_PRODUCT({
      _tile_loadd(6, weights, 64);
      _tile_loadd(4, places.input[0] + offset, step);
      _tile_dpbusd(0, 4, 6);
      _tile_loadd(7, weights + t->block_bytes, 64);
      _tile_dpbusd(1, 4, 7);
      _tile_loadd(5, places.input[1] + offset, step);
      _tile_dpbusd(2, 5, 6);
      _tile_dpbusd(3, 5, 7);
    });
    _tile_stored(0, sums, 64);
    _tile_stored(1, sums + 256, 64);
    _tile_stored(2, sums + 512, 64);
    _tile_stored(3, sums + 768, 64);
    finish_tiles(t, sums, places.output[0], channel, 2);
    if (first + 1 < t->tiles) finish_tiles(t, sums + 512, places.output[1], channel, 2);
  }
}

/* One tile of positions by four blocks. */
TILE_TARGET static void one_by_four(const tiling *t, size_t channel, int32_t *sums) {
  const size_t step = t->c->column_step;
  for (size_t first = 0; first < t->tiles; first++) {
    const tile_places places = places_of(t, first);
    const int32_t *bias = t->c->scaling.bias + channel;
    _tile_loadd(0, bias, 0);
    _tile_loadd(1, bias + LANES, 0);
    _tile_loadd(2, bias + 2 * LANES, 0);
    _tile_loadd(3, bias + 3 * LANES, 0);
    FOR_EACH_PRODUCT({
      _tile_loadd(4, places.input[0] + offset, step);
      _tile_loadd(6, weights, 64);
      _tile_dpbusd(0, 4, 6);
      _tile_loadd(7, weights + t->block_bytes, 64);
      _tile_dpbusd(1, 4, 7);
      _tile_loadd(6, weights + 2 * t->block_bytes, 64);
      _tile_dpbusd(2, 4, 6);
      _tile_loadd(7, weights + 3 * t->block_bytes, 64);
      _tile_dpbusd(3, 4, 7);
    });
    _tile_stored(0, sums, 64);
    _tile_stored(1, sums + 256, 64);
    _tile_stored(2, sums + 512, 64);
    _tile_stored(3, sums + 768, 64);
    finish_tiles(t, sums, places.output[0], channel, 4);
  }
}

/* The number of equal parts, each at most `most`, and their size. */
INLINE size_t equal_part(size_t count, size_t most) {
  const size_t parts = (count + most - 1) / most;
  return (count + parts - 1) / parts;
}

/* Whether a tile takes less time than 512-bit vectors, which take half a cycle for a group of 16 channels at one
   position. A product takes a cycle for each position, and at least 8 to load its operands; a tile's beginning and end
   some 48. */
INLINE int is_worthwhile(const tiling *t) {
  const size_t products = t->c->kernel_height * t->row_products;
  return t->tiles * t->pixels >= 4 &&
         t->pixels * t->groups * products > 2 * (products * (t->pixels > 8 ? t->pixels : 8) + 48);
}

TILE_TARGET static void convolve(const void *operation) {
  const apus_convolution *c = operation;
  tiling t = {.c = c, .pixels = equal_part(c->output_width, 16), .groups = equal_part(c->row_groups, 16)};
  t.row_tiles = (c->output_width + t.pixels - 1) / t.pixels;
  t.tiles = t.row_tiles * c->output_height;
  t.row_products = c->row_groups / t.groups;
  t.block_bytes = c->kernel_height * c->row_groups * LANES * 4;
  if (!is_worthwhile(&t)) return apus_kernels_avx512vnni.convolve(operation);
  pad(&c->input);
  tile_shapes shapes = {.palette = 1};
  for (size_t tile = 0; tile < 8; tile++) {
    shapes.rows[tile] = (uint8_t)(tile < 6 ? t.pixels : t.groups);
    shapes.row_bytes[tile] = (uint16_t)(tile == 4 || tile == 5 ? 4 * t.groups : 64);
  }
  _tile_loadconfig(&shapes);
  _Alignas(64) int32_t sums[4 * 256];
  const size_t blocks = (c->output_channels + LANES - 1) / LANES;
  for (size_t block = 0; block < blocks;) {
    if (blocks - block >= 4) {
      one_by_four(&t, block * LANES, sums);
      block += 4;
    } else if (blocks - block >= 2) {
      two_by_two(&t, block * LANES, sums);
      block += 2;
    } else {
      four_by_one(&t, block * LANES, sums);
      block += 1;
    }
  }
  _tile_release();
}

/* As many multiply-accumulates as tiles can do, and how many these were. */
TILE_TARGET static uint64_t peak(uint64_t rounds) {
  tile_shapes shapes = {.palette = 1};
  for (size_t tile = 0; tile < 8; tile++) {
    shapes.rows[tile] = 16;
    shapes.row_bytes[tile] = 64;
  }
  _tile_loadconfig(&shapes);
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  _tile_zero(4);
  _tile_zero(6);
  for (uint64_t round = 0; round < rounds; round++) {
    _tile_dpbusd(0, 4, 6);
    _tile_dpbusd(1, 4, 6);
    _tile_dpbusd(2, 4, 6);
    _tile_dpbusd(3, 4, 6);
  }
  _tile_release();
  return rounds * 4 * 16 * 16 * 64;
}

#define INHERITED apus_kernels_avx512vnni
#define TABLE apus_kernels_amx
/* Tiles have 16 rows of weights. */
#define MAX_ROW_GROUPS 16
#include "kernels/table.h"
#endif
